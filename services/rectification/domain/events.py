"""What happened to a case: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from services.rectification.domain.duty import Duty
from services.rectification.domain.interview_parts import Invitation, Meeting
from services.rectification.domain.issue import About, Evidence, Issue, Ledger, Measure, Person, RecheckMethod
from services.rectification.domain.ladder import Rung, SkipGround
from services.rectification.domain.terms import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase:
    """What every event says: the case, and its one duty from then on (None: nothing is left to do)."""

    about: About
    duty: Duty | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(OnCase):
    issue: Issue
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedInLedger(OnCase):
    """台账记载已销号: struck off before dudao kept the log; no recheck is known."""

    ledger: Ledger
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedInLedger(OnCase):
    """台账记载已完成整改: to be rechecked like any report of completion."""

    ledger: Ledger
    round: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeServed(OnCase):
    letter: str
    round: int
    due: Due
    plan_due: Due
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSubmitted(OnCase):
    round: int
    measures: tuple[Measure, ...]
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAccepted(OnCase):
    round: int
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReturned(OnCase):
    round: int
    reason: str
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionReported(OnCase):
    round: int
    evidence: tuple[Evidence, ...]
    on_time: bool
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckPassed(OnCase):
    round: int
    method: RecheckMethod
    note: str
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckFailed(OnCase):
    round: int
    method: RecheckMethod
    note: str
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReturned(OnCase):
    """退回重改 with a new limit, where the ladder has no further rung."""

    round: int
    reason: str
    due: Due
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(OnCase):
    """销号."""

    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitPassed(OnCase):
    note: str
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(OnCase):
    """反弹: the revisit found the problem again; a new notice must be served."""

    reason: str
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptIssued(OnCase):
    """工作提示 number `number` to the owner of the duty; its date stays as it is."""

    number: int
    workdays_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMissed(OnCase):
    """The duty `missed` was not done by its date."""

    missed: Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationProposed(OnCase):
    rung: Rung
    ground: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationDecided(OnCase):
    rung: Rung
    reason: str
    skip_ground: SkipGround | None
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationDeclined(OnCase):
    """不升级: the case stays at its rung, with a new limit."""

    rung: Rung
    reason: str
    round: int
    due: Due
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionOrderServed(OnCase):
    letter: str
    copied_to: str | None
    round: int
    due: Due
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewScheduled(OnCase):
    """`interview` is the proceeding in which it is held, None where the case alone keeps it; `invitation` None
    where hour, place and persons were told later."""

    letter: str
    held_on: date
    hosts: tuple[str, ...]
    on: date
    interview: UUID | None = None
    invitation: Invitation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewHeld(OnCase):
    """约谈 took place; its commitments are the plan of the new round. `letter` is the number of its record;
    `meeting` is None where all that was recorded is the note."""

    commitments: tuple[Measure, ...]
    note: str
    round: int
    due: Due
    by: Person
    on: date
    letter: str = ""
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewMissed(OnCase):
    note: str
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularIssued(OnCase):
    letter: str
    content: str
    suggestion: str
    round: int
    due: Due
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityStarted(OnCase):
    """问责: the work group must be formed by `work_group`."""

    work_group: Due
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGroupFormed(OnCase):
    """成立工作组; the rectification itself goes on, with a new limit."""

    members: tuple[str, ...]
    round: int
    due: Due
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorReplaced(OnCase):
    """责任督学变更: `inspectors` are those of the case from then on; what was `inspector`'s to do goes over."""

    inspector: str
    successor: str | None
    inspectors: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTransferred(OnCase):
    """案件移交: the unit `former` was merged into another, which `about` names and which must act from then on."""

    former: str
    former_name: str
    ended_on: date
    zone: str | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLost(OnCase):
    """单位撤销: nobody goes on with the case; what was the unit's to do is for the office to decide on."""

    ended_on: date
    on: date


CaseEvent: TypeAlias = (
    CaseOpened
    | ClosedInLedger
    | CompletedInLedger
    | NoticeServed
    | PlanSubmitted
    | PlanAccepted
    | PlanReturned
    | CompletionReported
    | RecheckPassed
    | RecheckFailed
    | CaseReturned
    | CaseClosed
    | RevisitPassed
    | CaseReopened
    | PromptIssued
    | DeadlineMissed
    | EscalationProposed
    | EscalationDecided
    | EscalationDeclined
    | SupervisionOrderServed
    | InterviewScheduled
    | InterviewHeld
    | InterviewMissed
    | CircularIssued
    | AccountabilityStarted
    | WorkGroupFormed
    | InspectorReplaced
    | CaseTransferred
    | UnitLost
)
