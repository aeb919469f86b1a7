"""What may be asked of a case. `by` and `now` arrive with every command; letters with their number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from services.rectification.domain.interview_parts import Invitation, Meeting
from services.rectification.domain.issue import About, Evidence, Issue, Measure, RecheckMethod
from services.rectification.domain.ladder import Rung, SkipGround
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnCase:
    case_id: UUID
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(_OnCase):
    """Open the case of an issue, or take over what a ledger says of it."""

    about: About
    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeNotice(_OnCase):
    """Serve the 整改通知书. `working_days` sets the limit when the issue came without one, or another one."""

    letter: str
    working_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPlan(_OnCase):
    """The unit's 整改方案."""

    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptPlan(_OnCase):
    """认可方案."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPlan(_OnCase):
    """退回方案."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCompletion(_OnCase):
    """The unit reports that it is done."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck(_OnCase):
    """复查. `recused`: the roster says that who asks may not judge this unit (回避); `off_duty`: that he is
    suspended as an inspector, or has left; `term_ended`: on which day his term ran out, if it has."""

    passed: bool
    method: RecheckMethod
    note: str
    recused: bool = False
    off_duty: bool = False
    term_ended: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase(_OnCase):
    """批准销号."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit(_OnCase):
    """回访; not ok: the problem came back (反弹). `recused`, `off_duty` and `term_ended` as at the recheck."""

    ok: bool
    note: str
    recused: bool = False
    off_duty: bool = False
    term_ended: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissDeadline(_OnCase):
    """The due watcher: this duty's date has passed."""

    duty: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt(_OnCase):
    """The due watcher: prompt the owner of this duty, for the `number`-th time (counted from 1)."""

    duty: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideEscalation(_OnCase):
    """Decide on the proposed rung. `rung` above the proposed one skips rungs and needs a ground."""

    escalate: bool
    reason: str
    rung: Rung | None = None
    skip_ground: SkipGround | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSupervisionOrder(_OnCase):
    """Serve the 督办单, copied to the superior department."""

    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleInterview(_OnCase):
    """Set the 约谈: its day and who holds it together; `interview` is its own proceeding, if it has one, and
    `invitation` what it invites to, as far as that is known already."""

    letter: str
    on: date
    hosts: tuple[str, ...]
    interview: UUID | None = None
    invitation: Invitation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInterview(_OnCase):
    """What came of the 约谈; `commitments` are those the unit made when it attended, `meeting` what its own
    proceeding recorded, if it has one."""

    attended: bool
    commitments: tuple[Measure, ...]
    note: str
    letter: str = ""
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCircular(_OnCase):
    """Issue the 通报批评; `suggestion` is what is advised to superiors, empty for nothing."""

    letter: str
    content: str
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWorkGroup(_OnCase):
    """Form the 问责工作组."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceInspector(_OnCase):
    """The roster says: `inspector` does not answer for the unit any more; `successor` None: nobody follows."""

    inspector: str
    successor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCase(_OnCase):
    """The roster says: the unit `former` became part of another on `ended_on`, which goes on with the case."""

    former: str
    ended_on: date
    unit: str
    unit_name: str
    superior: str | None
    zone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseUnit(_OnCase):
    """The roster says: the unit was closed on `ended_on`, and no other goes on with the case."""

    unit: str
    ended_on: date


CaseCommand: TypeAlias = (
    OpenCase
    | ServeNotice
    | SubmitPlan
    | AcceptPlan
    | ReturnPlan
    | ReportCompletion
    | Recheck
    | CloseCase
    | Revisit
    | MissDeadline
    | Prompt
    | DecideEscalation
    | ServeSupervisionOrder
    | ScheduleInterview
    | RecordInterview
    | IssueCircular
    | FormWorkGroup
    | ReplaceInspector
    | TransferCase
    | LoseUnit
)
