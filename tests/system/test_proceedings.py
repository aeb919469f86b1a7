"""An accountability, an interview and a commendation through the running services, and what others get to see."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.rectification.application.reactions import case_of
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.runtime.clock import FileClock
from tests.system.installation import NOW, FourProcesses, eventually
from tests.system.load import UNIT
from tests.system.test_loop import DEPUTY, HEAD, OFFICE
from tests.system.test_roster import watched

CHAIR = Principal("walker-chair", "陈向东", (Role.CHAIR,))
CHIEF = Principal("walker-chief", "周成文", (Role.CHIEF_INSPECTOR,))
STRANGER = Principal("stranger", "袁伟", (Role.UNIT,), unit="319991-0003")
TODAY = NOW.date()
OPENING = {"unit": UNIT, "line": "school", "matter": "食堂留样问题逾期不整改"}
GROUP = [
    {"id": "zhaoyp", "name": "赵一平", "department": "区教育局"},
    {"id": "DX031", "name": "钱立", "department": "督导室"},
]


def day(after: int) -> datetime:
    on: date = TODAY + timedelta(days=after)
    return datetime(on.year, on.month, on.day, 2, 0, tzinfo=UTC)


class Going:
    """Proceedings of one kind, asked by whoever has to."""

    def __init__(self, dudao: FourProcesses, path: str) -> None:
        self.dudao, self.path, self.id, self.position = dudao, path, "", 0

    async def ask(self, who: Principal, step: str, body: Mapping[str, Any]) -> Any:
        async with self.dudao.http(who) as http:
            url = f"/rectification/api/{self.path}/{self.id}/{step}".rstrip("/")
            return await http.post(url, json=body)

    async def done(self, who: Principal, step: str, **body: Any) -> None:
        answer = await self.ask(who, step, body)
        assert answer.is_success, f"{step}: {answer.text}"
        self.id, self.position = answer.json()["proceeding"], answer.json()["position"]

    async def refused(self, who: Principal, step: str, why: str, **body: Any) -> None:
        answer = await self.ask(who, step, body)
        assert answer.is_client_error, answer.text
        assert why in answer.text, answer.text

    async def seen(self, who: Principal) -> Any:
        async with self.dudao.http(who) as http:
            url = f"/rectification/api/{self.path}/{self.id}"
            return (await http.get(url, params={"after": self.position})).json()


async def test_an_accountability_is_decided_reviewed_and_missed_and_its_unit_is_told(
    dudao: FourProcesses,
) -> None:
    """§3F: every step in order; the watcher raises what the office does not do in time."""
    try:
        await decided(dudao)
    finally:
        FileClock.set(dudao.clock, NOW)
        await dudao.rest()


async def decided(dudao: FourProcesses) -> None:
    going = Going(dudao, "accountabilities")
    clue = {"source": "整改不力", "text": "督办、约谈后仍未整改"}
    await going.done(OFFICE, "", **OPENING, subject={"kind": "unit"}, clue=clue)
    await going.done(OFFICE, "group", members=GROUP)
    facts = [{"text": "留样柜没有配置", "evidence": "复查记录"}]
    await going.done(OFFICE, "facts", facts=facts, grave=False)
    await going.done(CHAIR, "start", start=True, reason="事实清楚")
    assert (await going.seen(HEAD))["status"] == 404  # Nothing was served yet.
    opinion = {"measures": ["督导通报"], "basis": ["《教育督导条例》第二十五条"]}
    await going.refused(OFFICE, "opinion", "不能对该对象采取", **(opinion | {"measures": ["处分"]}))
    await going.done(OFFICE, "opinion", **opinion)
    consulted = {
        "consulted": [{"unit": "区委组织部", "opinion": "同意"}],
        "draft": {"background": "三次逾期。", "measures": ["督导通报"]},
    }
    await going.refused(OFFICE, "consultation", "期满以前不能", **consulted)
    await going.refused(STRANGER, "defences", "不是对您单位", text="不属实")
    await going.done(HEAD, "defences", text="柜已到货")
    await going.done(HEAD, "defences/waiver")
    await going.refused(OFFICE, "consultation", "还没有答复", **consulted)
    await going.done(OFFICE, "defences/answer", defence=1, answer="不影响认定")
    await going.done(OFFICE, "consultation", **consulted)
    await going.done(CHAIR, "approval")
    await going.done(OFFICE, "decision")
    seen = await going.seen(HEAD)
    assert seen["letter"].startswith("云教督责〔")
    assert {duty["kind"] for duty in seen["duties"].values()} >= {"review", "appeal_direct"}
    assert "StartDecided" not in {step["step"] for step in seen["steps"]}
    await going.done(HEAD, "reviews", text="请求撤销")
    FileClock.set(dudao.clock, day(45))

    async def missed() -> bool:
        steps = [step["step"] for step in (await going.seen(OFFICE))["steps"]]
        return steps.count("ClockMissed") >= 2  # The review decision and the publication.

    async with watched(dudao, "rectification"):
        await eventually(missed, 60)

    async def told() -> bool:
        async with dudao.http(HEAD) as http:
            inbox = (await http.get("/notification/api/inbox")).text
        return "问责决定书已送达" in inbox

    await eventually(told, 60)


async def test_an_interview_is_held_and_its_commitment_becomes_a_case(dudao: FourProcesses) -> None:
    """§3E: joint, written, signed, served, copied, followed."""
    going = Going(dudao, "interviews")
    try:
        await going.done(DEPUTY, "", **OPENING, reason="督办逾期")
        await going.refused(DEPUTY, "approval", "不能自己批准", approve=True, reason="同意")
        await going.done(CHIEF, "approval", approve=True, reason="同意")
        superior = (await going.seen(OFFICE))["superior"] or "区教育局"
        invited = {"name": "高卫东", "post": "校长"}
        invitation = {
            "at": (day(3) + timedelta(hours=1)).isoformat(),
            "place": "区政府",
            "chair": {"name": "周成文", "post": "总督学"},
            "persons": [invited],
            "papers_due": day(2).date().isoformat(),
        }
        await going.refused(OFFICE, "notice", "会同", invitation=invitation)
        for host in ("区教育督导委员会", superior):
            await going.done(OFFICE, "hosts", host=host, paper="复函")
        await going.done(OFFICE, "notice", invitation=invitation)
        FileClock.set(dudao.clock, day(4))
        commitment = {"matter": "制度", "measure": "修订制度", "person": "吴海燕"}
        commitment["due_on"] = day(60).date().isoformat()
        said = {"host_statement": "限期整改", "unit_statement": "接受"}
        await going.done(OFFICE, "meeting", attendees=[invited], commitments=[commitment], **said)
        sides = [{"side": side, "name": "某某"} for side in ("被约谈人", "约谈方", "记录人")]
        await going.done(OFFICE, "signatures", signatures=sides)
        await going.done(OFFICE, "service", received_by="高卫东")
        for one in ("党委", "上级主管部门"):
            await going.done(OFFICE, "copies", recipient=one, name="某机关", receipt="回执")
        await going.done(OFFICE, "commitments")
        await going.done(CHIEF, "closing", note="承诺已转入整改")
        opened = next(s for s in (await going.seen(OFFICE))["steps"] if s["step"] == "CommitmentsOpened")
        case = case_of(opened["content"]["commitments"][0][0])

        async def followed() -> bool:
            async with dudao.http(OFFICE) as http:
                return (await http.get(f"/rectification/api/cases/{case}")).is_success

        async with watched(dudao, "rectification"):
            await eventually(followed, 60)
        commending = Going(dudao, "commendations")
        merit = {"inspection": "ZH-1", "result": "优秀", "incentives": [{"text": "经费", "owner": "财政局"}]}
        await commending.done(OFFICE, "", **OPENING, merit=merit)
        checked = await commending.ask(OFFICE, "check", {})
        assert checked.is_success or "不能表彰" in checked.text
    finally:
        FileClock.set(dudao.clock, NOW)
        await dudao.rest()
