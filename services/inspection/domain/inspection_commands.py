"""What a comprehensive or special inspection may be asked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.procedure import (
    About,
    Document,
    Draft,
    Group,
    Hearing,
    Obstruction,
    Redaction,
    RosterSays,
    SiteVisit,
    Team,
)
from services.inspection.domain.report import Finding
from shared.event_sourcing.decider import Actor

NOBODY_ASKED = RosterSays()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What every command carries. `roster` is about the team (and whom the command names) on the day of the act."""

    inspection: UUID
    by: Actor
    now: datetime
    roster: RosterSays = NOBODY_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInspection(_Asked):
    about: About
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTeam(_Asked):
    team: Team


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInspector(_Asked):
    inspector: str
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseInspector(_Asked):
    inspector: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateNoConflict(_Asked):
    """回避声明. `paper` names the signed statement when the office enters it for the inspector."""

    inspector: str
    paper: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseRecusal(_Asked):
    """申请回避. `ground` is personal and stays in the log."""

    inspector: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRecusal(_Asked):
    inspector: str
    granted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceInspection(_Asked):
    """Serve the written notice (督导通知). `self_evaluation_by` None: no self-evaluation is asked for."""

    letter: str
    starts_on: date
    self_evaluation_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInSelfEvaluation(_Asked):
    """`missing` are those of the files that nobody has handed in; so in a defence."""

    text: str
    files: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSelfEvaluation(_Asked):
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSiteVisit(_Asked):
    visit: SiteVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawParticipants(_Asked):
    """抽取参与人员. The seed comes from outside anybody's choice."""

    group: Group
    population: int
    count: int
    list_sha256: str
    method: str
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHearing(_Asked):
    hearing: Hearing


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordObstruction(_Asked):
    obstruction: Obstruction


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliberate(_Asked):
    """评议: what the team makes of self-evaluation, examination and hearings.

    `unknown_earlier` are the issues its findings are said to follow that are none of this unit's; so in the draft.
    """

    present: tuple[str, ...]
    evaluation: str
    findings: tuple[Finding, ...]
    unknown_earlier: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServePreliminaryOpinion(_Asked):
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivePreliminaryOpinion(_Asked):
    """The receipt (送达回证) of the preliminary opinion says on which day the unit received it."""

    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDefence(_Asked):
    text: str
    files: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveDefence(_Asked):
    """不申辩, or nothing more than what was filed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDefence(_Asked):
    """Weigh the defence `defence` (1 is the first)."""

    defence: int
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleOpinion(_Asked):
    """Settle what the opinion says, by vote where the rules ask for one."""

    draft: Draft
    ayes: tuple[str, ...] = ()
    noes: tuple[str, ...] = ()
    unknown_earlier: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOpinion(_Asked):
    """Serve the 督导意见书. `late_reason` is asked for after its limit."""

    letter: str
    late_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport(_Asked):
    """Hand the 督导报告 to the government and file it with the next higher institution."""

    letter: str
    government: str
    filed_with: str
    signed_by: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePublication(_Asked):
    document: Document
    redactions: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishResult(_Asked):
    document: Document
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDownPublication(_Asked):
    document: Document
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInspection(_Asked):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInspection(_Asked):
    """Close it; `settled` are the issues whose cases rectification has ended."""

    settled: frozenset[UUID]


InspectionCommand: TypeAlias = (
    PlanInspection
    | FormTeam
    | AddInspector
    | ReleaseInspector
    | StateNoConflict
    | RaiseRecusal
    | DecideRecusal
    | AnnounceInspection
    | HandInSelfEvaluation
    | ReviewSelfEvaluation
    | RecordSiteVisit
    | DrawParticipants
    | RecordHearing
    | RecordObstruction
    | Deliberate
    | ServePreliminaryOpinion
    | ReceivePreliminaryOpinion
    | FileDefence
    | WaiveDefence
    | AnswerDefence
    | SettleOpinion
    | ServeOpinion
    | FileReport
    | ApprovePublication
    | PublishResult
    | TakeDownPublication
    | CancelInspection
    | CloseInspection
)
