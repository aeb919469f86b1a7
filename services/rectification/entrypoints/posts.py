"""What the buttons of a case page post, and what is said when it was done."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, cast

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from services.rectification.entrypoints import bodies
from services.rectification.entrypoints.bodies import Body, CaseBody
from shared.event_sourcing.event_store import VersionConflict
from shared.runtime.caller import Form
from shared.runtime.problems import as_problem
from shared.web.forms import Action, Field, MeasureDraft


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came."""

    form: Form

    def text(self, name: str) -> str:
        return next(iter(self.form.get(name, ())), "").strip()

    def lines(self, name: str) -> list[str]:
        return [line.strip() for line in self.text(name).split("\n") if line.strip()]

    def drafts(self, name: str) -> list[MeasureDraft]:
        """The rows of a plan in which anything was written."""
        columns = (self.form.get(f"{name}_{part}", ()) for part in ("what", "who", "by"))
        rows = (MeasureDraft(*(cell.strip() for cell in row)) for row in zip(*columns, strict=False))
        return [row for row in rows if row.what or row.who or row.by]

    def measures(self, name: str) -> list[dict[str, str]]:
        return [{"measure": row.what, "person": row.who, "due_on": row.by} for row in self.drafts(name)]


@dataclass(frozen=True, slots=True)
class Post:
    """One address a form posts to: how its body is read, and what was achieved."""

    asks: type[Body]
    read: Callable[[Filled], Mapping[str, object]]
    done: str

    def body(self, filled: Filled) -> CaseBody:
        """Raises `RequestValidationError` with the faults of every field."""
        try:
            return cast(CaseBody, self.asks.model_validate(self.read(filled)))
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error


def _nothing(_: Filled) -> Mapping[str, object]:
    return {}


def _recheck(passed: bool) -> Callable[[Filled], Mapping[str, object]]:
    return lambda f: {"passed": passed, "method": f.text("method"), "note": f.text("note")}


def _revisit(ok: bool) -> Callable[[Filled], Mapping[str, object]]:
    return lambda f: {"ok": ok, "note": f.text("note")}


def _interview(attended: bool) -> Callable[[Filled], Mapping[str, object]]:
    return lambda f: {
        "attended": attended,
        "note": f.text("note"),
        "commitments": f.measures("commitments") if attended else [],
    }


def _escalate(f: Filled) -> Mapping[str, object]:
    rung, ground = f.text("rung") or None, f.text("skip_ground") or None
    return {"escalate": True, "reason": f.text("reason"), "rung": rung, "skip_ground": ground}


POSTS: Final[Mapping[str, Post]] = MappingProxyType(
    {
        "serve-notice": Post(
            bodies.NoticeBody,
            lambda f: {"working_days": f.text("working_days") or None},
            "整改通知书已送达",
        ),
        "submit-plan": Post(
            bodies.PlanBody, lambda f: {"measures": f.measures("measures")}, "整改方案已报送"
        ),
        "accept-plan": Post(bodies.AcceptanceBody, _nothing, "整改方案已认可"),
        "return-plan": Post(bodies.ReasonBody, lambda f: {"reason": f.text("reason")}, "整改方案已退回"),
        "report-completion": Post(
            bodies.CompletionBody,
            lambda f: {"evidence": [{"text": line} for line in f.lines("evidence")]},
            "整改完成已报告",
        ),
        "recheck-passed": Post(bodies.RecheckBody, _recheck(True), "复查已登记：通过"),
        "recheck-failed": Post(bodies.RecheckBody, _recheck(False), "复查已登记：不通过"),
        "close-case": Post(bodies.ClosingBody, _nothing, "已批准销号"),
        "revisit-passed": Post(bodies.RevisitBody, _revisit(True), "回访已登记：没有反弹"),
        "revisit-failed": Post(bodies.RevisitBody, _revisit(False), "回访已登记：反弹重开"),
        "escalate": Post(bodies.EscalationBody, _escalate, "已决定升级"),
        "decline": Post(
            bodies.EscalationBody,
            lambda f: {"escalate": False, "reason": f.text("reason")},
            "已决定不升级",
        ),
        "serve-supervision-order": Post(bodies.SupervisionOrderBody, _nothing, "督办单已送达"),
        "schedule-interview": Post(
            bodies.InterviewBody, lambda f: {"on": f.text("on"), "hosts": f.lines("hosts")}, "约谈已安排"
        ),
        "record-interview": Post(bodies.InterviewRecordBody, _interview(True), "约谈情况已登记"),
        "record-absence": Post(bodies.InterviewRecordBody, _interview(False), "约谈缺席已登记"),
        "issue-circular": Post(
            bodies.CircularBody,
            lambda f: {"content": f.text("content"), "suggestion": f.text("suggestion")},
            "通报已印发",
        ),
        "form-work-group": Post(
            bodies.WorkGroupBody, lambda f: {"members": f.lines("members")}, "问责工作组已成立"
        ),
    }
)
"""By the last part of the address."""


STALE: Final = "在您查看之后，别人已经更新。您填的内容没有提交，还在这里；请看过最新情况再提交。"
PARTS: Final = {"measure": "做什么", "person": "谁负责", "due_on": "哪天完成"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that was not obeyed: what was posted where, and why it was refused."""

    post: str
    filled: Filled
    error: Exception

    @property
    def status(self) -> int:
        return as_problem(self.error).status

    @property
    def why(self) -> str:
        return STALE if isinstance(self.error, VersionConflict) else as_problem(self.error).detail

    def concerns(self, action: Action) -> bool:
        return any(submit.url.endswith(f"/{self.post}") for submit in action.submits)

    def shown(self, action: Action) -> Action:
        """The action with what was filled in and what is wrong with it."""
        faults = self._faults({field.name for field in action.fields})
        fields = tuple(self._filled_in(field, faults.get(field.name, [])) for field in action.fields)
        return replace(action, fields=fields, error="" if faults else self.why)

    def _faults(self, names: Set[str]) -> dict[str, list[tuple[Sequence[str], str]]]:
        """By field, where in it and what; nothing when the fault is in none of these fields."""
        found: dict[str, list[tuple[Sequence[str], str]]] = {}
        for fault in as_problem(self.error).more.get("errors", ()):
            _, name, *place = fault["pointer"].split("/")
            if name == "measures" and name not in names:
                name = "commitments"  # What a unit promises in an interview are measures too.
            if name in names:
                found.setdefault(name, []).append((place, fault["detail"]))
        return found

    def _filled_in(self, field: Field, faults: Sequence[tuple[Sequence[str], str]]) -> Field:
        if field.type != "measures":
            said = [f"第{int(place[0]) + 1}项{text}" if place else text for place, text in faults]
            return replace(field, value=self.filled.text(field.name), error="".join(said))
        rows = self.filled.drafts(field.name)
        for place, text in faults:
            if place:
                row = rows[int(place[0])]
                rows[int(place[0])] = replace(row, error=f"{row.error}{PARTS[place[-1]]}{text}")
        whole = "".join(text for place, text in faults if not place)
        return replace(field, measures=(*rows, MeasureDraft()), error=whole)
