"""Facts of the rectification cases: from the notice to 销号, and up the ladder."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from . import proceedings as proceedings  # Facts of this service too: registered with its own.
from .due import Due as Due
from .envelope import FACTS, Fact

Rung = Literal["prompt", "notice", "supervision_order", "interview", "circular", "accountability"]
DutyKind = Literal[
    "serve_notice",
    "submit_plan",
    "review_plan",
    "report_completion",
    "recheck",
    "close_case",
    "revisit",
    "decide_escalation",
    "serve_supervision_order",
    "hold_interview",
    "issue_circular",
    "form_work_group",
]


class CaseFact(Fact):
    """Every fact about a case says which case, whose, and about what."""

    service: ClassVar[str] = "rectification"
    case_id: UUID
    number: str
    issue: UUID
    unit: str
    unit_name: str
    superior: str | None
    severity: str
    problem: str


@FACTS.add
class CaseOpenedV1(CaseFact):
    """A case (整改案件, 一题一案) was opened for an issue."""

    name: ClassVar[str] = "case-opened"
    theme: str
    zone: str | None
    inspectors: tuple[str, ...]
    department: str | None
    found_on: date


@FACTS.add
class NoticeServedV1(CaseFact):
    """The rectification notice (整改通知书) reached the unit; its date never changes."""

    name: ClassVar[str] = "notice-served"
    letter: str
    due: Due
    plan_due: Due


@FACTS.add
class PlanSubmittedV1(CaseFact):
    """The unit submitted its plan (整改方案: measure, person, date)."""

    name: ClassVar[str] = "plan-submitted"
    round: int
    measures: int


@FACTS.add
class PlanAcceptedV1(CaseFact):
    """The office accepted the plan (认可)."""

    name: ClassVar[str] = "plan-accepted"
    round: int


@FACTS.add
class PlanReturnedV1(CaseFact):
    """The plan was sent back with reasons (退回)."""

    name: ClassVar[str] = "plan-returned"
    round: int
    reason: str


@FACTS.add
class CompletionReportedV1(CaseFact):
    """The unit reports that it is done, with evidence (整改报告)."""

    name: ClassVar[str] = "completion-reported"
    round: int
    on_time: bool


@FACTS.add
class RecheckPassedV1(CaseFact):
    """An inspector found it rectified (复查通过)."""

    name: ClassVar[str] = "recheck-passed"
    round: int
    inspector: str


@FACTS.add
class RecheckFailedV1(CaseFact):
    """An inspector found it not rectified (复查不通过); a new round follows."""

    name: ClassVar[str] = "recheck-failed"
    round: int
    inspector: str
    reason: str


@FACTS.add
class CaseClosedV1(CaseFact):
    """销号. `basis` is "recheck", or "ledger" when it was struck off before dudao kept the log."""

    name: ClassVar[str] = "case-closed"
    basis: Literal["recheck", "ledger"]


@FACTS.add
class RevisitPassedV1(CaseFact):
    """Some time after 销号 it is still in order (回访)."""

    name: ClassVar[str] = "revisit-passed"


@FACTS.add
class CaseReopenedV1(CaseFact):
    """The problem came back (反弹)."""

    name: ClassVar[str] = "case-reopened"
    reason: str


@FACTS.add
class PromptIssuedV1(CaseFact):
    """A reminder before a date (工作提示, rung 0), issued by the system."""

    name: ClassVar[str] = "prompt-issued"
    duty: DutyKind
    due_on: date
    workdays_left: int


@FACTS.add
class DeadlineMissedV1(CaseFact):
    """A duty was not done by its date. `owner_role` and `owner` say whose duty it was."""

    name: ClassVar[str] = "deadline-missed"
    duty: DutyKind
    due_on: date
    owner_role: str
    owner: str


@FACTS.add
class EscalationProposedV1(CaseFact):
    """The system proposes the next rung; a named person decides by `decide_by`."""

    name: ClassVar[str] = "escalation-proposed"
    rung: Rung
    ground: str
    decide_by: date


@FACTS.add
class EscalationDecidedV1(CaseFact):
    """A named person decided to climb to the rung (升级)."""

    name: ClassVar[str] = "escalation-decided"
    rung: Rung
    reason: str


@FACTS.add
class EscalationDeclinedV1(CaseFact):
    """A named person decided not to climb, with reasons; the case has a new limit (不升级)."""

    name: ClassVar[str] = "escalation-declined"
    rung: Rung
    reason: str
    due: Due


@FACTS.add
class SupervisionOrderServedV1(CaseFact):
    """督办单 served on the unit with a new limit, copied to its superior department."""

    name: ClassVar[str] = "supervision-order-served"
    letter: str
    due: Due
    copied_to: str | None


@FACTS.add
class InterviewScheduledV1(CaseFact):
    """约谈 is set: who holds it together, and when; `interview` is its own proceeding, if it has one."""

    name: ClassVar[str] = "interview-scheduled"
    letter: str
    on: date
    hosts: tuple[str, ...]
    interview: UUID | None = None


@FACTS.add
class InterviewHeldV1(CaseFact):
    """The interview took place; its commitments are due on `due.on`."""

    name: ClassVar[str] = "interview-held"
    due: Due


@FACTS.add
class InterviewMissedV1(CaseFact):
    """The unit did not attend."""

    name: ClassVar[str] = "interview-missed"


@FACTS.add
class CircularIssuedV1(CaseFact):
    """通报批评."""

    name: ClassVar[str] = "circular-issued"
    letter: str
    due: Due


@FACTS.add
class AccountabilityStartedV1(CaseFact):
    """The committee took up accountability (问责); the work group is due by `work_group_by`."""

    name: ClassVar[str] = "accountability-started"
    work_group_by: date
