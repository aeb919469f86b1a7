"""The people of the demo: what each does about a duty, and when. Chance has a seed; rules it has none.

Nothing here decides a deadline, an escalation or a closing: people only answer what the services ask
of them, on time, late or never, and the services draw the consequences.
"""

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.workdays.deadline import SHANGHAI

Row = Mapping[str, Any]

OFFICE = Principal("zhouwenqing", "周文清", (Role.OFFICE,))
DEPUTY = Principal("shenjingyi", "沈静宜", (Role.DEPUTY_CHIEF_INSPECTOR,))
CHIEF = Principal("guchangning", "顾长宁", (Role.CHIEF_INSPECTOR,))
CHAIR = Principal("luyuanshan", "陆远山", (Role.CHAIR,))
AUDITOR = Principal("heming", "何明", (Role.AUDITOR,))
STAFF = (OFFICE, DEPUTY, CHIEF, CHAIR, AUDITOR)
_BY_ROLE = {role: person for person in STAFF for role in person.roles}


class Temper(Enum):
    """How a unit takes its duties."""

    PUNCTUAL = 0.62
    SLOW = 0.28
    STUBBORN = 0.10


@dataclass(frozen=True, slots=True)
class Request:
    """One command over HTTP: who sends it where, and its Idempotency-Key."""

    person: Principal
    path: str
    body: dict[str, Any]
    key: str


class People:
    """Everybody who acts in the demo, from the register of the district."""

    def __init__(self, seed: int, units: Mapping[str, Row], inspectors: Mapping[str, Row]) -> None:
        self._seed, self._units, self._inspectors = seed, units, inspectors

    def temper(self, unit: str) -> Temper:
        chance = self._chance("temper", unit)
        return chance.choices(list(Temper), [temper.value for temper in Temper])[0]

    def person(self, row: Row) -> Principal:
        """Who answers for the case's next duty."""
        role, owner = Role(row["next_owner_role"]), row["next_owner"]
        if role is Role.UNIT:
            return Principal(f"head-{owner}", self._units[owner]["head"], (Role.UNIT,), unit=owner)
        if role is Role.INSPECTOR:
            return self.inspector(owner)
        return _BY_ROLE[role]

    def inspector(self, number: str) -> Principal:
        return Principal(number, self._inspectors[number]["name"], (Role.INSPECTOR,), inspector=number)

    def acts_at(self, row: Row) -> datetime:
        """When the owner of the next duty does it; it may be long after the date, or as good as never."""
        arisen = datetime.fromisoformat(row["updated_at"]).astimezone(SHANGHAI)
        due = date.fromisoformat(row["due_on"])
        chance = self._chance("acts", row["duty_id"])
        room = max((due - arisen.date()).days, 0)
        if row["next_kind"] == "revisit":
            return _working_hour(due - timedelta(days=chance.randint(0, min(5, room))), chance)
        if row["next_kind"] == "hold_interview" and row["rung"] == "interview":
            return _working_hour(due, chance)  # The day that was set.
        if row["next_owner_role"] != Role.UNIT:
            late = chance.random() < 0.04
            after = room + chance.randint(1, 4) if late else chance.randint(0, min(2, room))
            return max(_working_hour(arisen.date() + timedelta(days=after), chance), arisen)
        return max(
            _working_hour(arisen.date() + timedelta(days=self._answers_after(row, room, chance)), chance),
            arisen,
        )

    def _answers_after(self, row: Row, room: int, chance: random.Random) -> int:
        """Days until a unit answers, given the days it has."""
        pressed = {"supervision_order": 0.45, "interview": 0.7, "circular": 0.9, "accountability": 1.0}
        match self.temper(row["unit"]):
            case Temper.PUNCTUAL:
                in_time = chance.random() < 0.97
            case Temper.SLOW:
                in_time = chance.random() < max(0.6, pressed.get(row["rung"], 0))
            case Temper.STUBBORN:
                in_time = chance.random() < pressed.get(row["rung"], 0.05)
                if not in_time:
                    return room + 90
        return chance.randint(room // 3, max(room - 1, room // 3)) if in_time else room + chance.randint(1, 8)

    def request(self, row: Row, now: datetime) -> Request | None:
        """What the owner of the next duty sends about it; None when he has nothing to say yet."""
        chance = self._chance("does", row["duty_id"], row["rung"])
        today = now.astimezone(SHANGHAI).date()
        said = self._said(row, chance, today)
        if said is None:
            return None
        path, body = said
        key = f"demo {row['case_id']} {row['duty_id']} {path} {row['rung']}"
        return Request(self.person(row), f"/rectification/api/cases/{row['case_id']}/{path}", body, key)

    def _said(self, row: Row, chance: random.Random, today: date) -> tuple[str, dict[str, Any]] | None:
        match row["next_kind"]:
            case "serve_notice":
                return "notice", {}
            case "submit_plan":
                return "plan", {"measures": [self._measure(row, row["limit_on"], today)]}
            case "review_plan" if row["round"] == 1 and chance.random() < 0.08:
                return "plan/return", {"reason": "措施不够具体，请写明完成标准。"}
            case "review_plan":
                return "plan/acceptance", {}
            case "report_completion":
                text = f"已完成：{row['demand'] or row['problem']}。现场照片和台账附后。"
                return "completion", {"evidence": [{"text": text, "files": [_sha256(row["duty_id"], text)]}]}
            case "recheck":
                passed = chance.random() < (0.55 if self.temper(row["unit"]) is Temper.STUBBORN else 0.88)
                note = "现场查看，已整改到位。" if passed else "现场查看，整改不到位，问题仍在。"
                return "recheck", {"passed": passed, "method": "on_site", "note": note}
            case "close_case":
                return "closing", {}
            case "revisit":
                ok = chance.random() < 0.95
                return "revisit", {"ok": ok, "note": "回访正常。" if ok else "回访发现问题反弹。"}
            case "decide_escalation":
                climbs = chance.random() < 0.85
                reason = (
                    "逾期未完成，依程序升级。"
                    if climbs
                    else "单位已在整改，客观原因延误，暂不升级，继续督促。"
                )
                return "escalation", {"escalate": climbs, "reason": reason}
            case "serve_supervision_order":
                return "supervision-order", {}
            case "hold_interview" if row["rung"] != "interview":
                on = min(today + timedelta(days=3), max(date.fromisoformat(row["due_on"]), today))
                hosts = ["区教育督导委员会", row["superior"] or "区教育局"]
                return "interview", {"on": on.isoformat(), "hosts": hosts}
            case "hold_interview":
                if chance.random() < 0.08:
                    return "interview/record", {"attended": False, "note": "单位负责人未到场，也未请假。"}
                commitment = self._measure(row, (today + timedelta(days=7)).isoformat(), today)
                note = "单位负责人说明情况，作出书面承诺。"
                return "interview/record", {"attended": True, "commitments": [commitment], "note": note}
            case "issue_circular":
                content = f"{row['unit_name']}对督导发现的问题（{row['problem']}）经督办、约谈仍未整改，现予通报批评。"
                return "circular", {"content": content, "suggestion": "建议取消本年度评优评先资格。"}
            case "form_work_group":
                return "work-group", {"members": ["陆远山", "顾长宁", "区教育局纪检组"]}
        return None

    def _measure(self, row: Row, limit: str | None, today: date) -> dict[str, str]:
        last = max(date.fromisoformat(limit) if limit else today, today)
        person = self._units[row["unit"]]["head"] or "单位负责人"
        return {"measure": row["demand"] or "按要求整改", "person": person, "due_on": last.isoformat()}

    def _chance(self, *of: str) -> random.Random:
        return random.Random(hashlib.sha256("/".join((str(self._seed), *of)).encode()).digest())


def _working_hour(day: date, chance: random.Random) -> datetime:
    return datetime(day.year, day.month, day.day, chance.choice((9, 10, 14, 15)), 10, tzinfo=SHANGHAI)


def _sha256(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()
