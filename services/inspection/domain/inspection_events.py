"""What happened in a comprehensive or special inspection: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from services.inspection.domain.events import IssueRaised, UrgentHazardReported
from services.inspection.domain.procedure import (
    About,
    Document,
    Draft,
    Draw,
    Hearing,
    Obstruction,
    Person,
    Redaction,
    SiteVisit,
    Team,
    Vote,
)
from services.inspection.domain.report import Finding
from services.inspection.domain.terms import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class OnInspection:
    """What every event says: the inspection, who did it, and on which day in Shanghai."""

    about: About
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionPlanned(OnInspection):
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFormed(OnInspection):
    team: Team


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorAdded(OnInspection):
    """`team` is the whole team from then on, as in every event that changes it."""

    inspector: str
    team: Team


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorReleased(OnInspection):
    inspector: str
    reason: str
    team: Team


@dataclass(frozen=True, slots=True, kw_only=True)
class NoConflictStated(OnInspection):
    inspector: str
    paper: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalRaised(OnInspection):
    """The ground is personal: it stays in this log."""

    inspector: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalDecided(OnInspection):
    """`team` is without the inspector when it was granted."""

    inspector: str
    granted: bool
    reason: str
    team: Team


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionAnnounced(OnInspection):
    """The written notice was served; nobody examines anything before `starts_on`."""

    letter: str
    matters: tuple[str, ...]
    team: Team
    starts_on: date
    self_evaluation: Due | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfEvaluationHandedIn(OnInspection):
    text: str
    files: tuple[str, ...]
    on_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfEvaluationReviewed(OnInspection):
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVisited(OnInspection):
    visit: SiteVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsDrawn(OnInspection):
    draw: Draw


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingHeld(OnInspection):
    hearing: Hearing


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionObstructed(OnInspection):
    obstruction: Obstruction


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliberated(OnInspection):
    """`ended_on` is the last day of examination and hearings (督导结束); `preliminary_due` if a rule sets one."""

    present: tuple[str, ...]
    evaluation: str
    findings: tuple[Finding, ...]
    ended_on: date
    preliminary_due: Due | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreliminaryOpinionServed(OnInspection):
    """Where the defence counts from receipt (`defence_from_receipt`), `defence_due` is its end if the unit receives
    it the same day; it begins with the receipt."""

    letter: str
    evaluation: str
    findings: tuple[Finding, ...]
    defence_due: Due
    opinion_due: Due
    defence_from_receipt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreliminaryOpinionReceived(OnInspection):
    """The unit signed for it on `received_on`: from then on runs a defence that counts from receipt."""

    received_on: date
    defence_due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceFiled(OnInspection):
    defence: int
    text: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceWaived(OnInspection):
    """The unit has nothing (more) to say against the preliminary opinion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceAnswered(OnInspection):
    defence: int
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionSettled(OnInspection):
    """`agreed` says whether enough of `team` were for it; one that was not agreed can be settled again."""

    draft: Draft
    vote: Vote
    team: Team
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionServed(OnInspection):
    """`late_reason` when it was served after `due`; each of its problems is raised as an issue beside it."""

    letter: str
    draft: Draft
    vote: Vote
    due: Due
    late_reason: str | None
    report_due: Due | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiled(OnInspection):
    letter: str
    government: str
    filed_with: str
    signed_by: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationApproved(OnInspection):
    document: Document
    redactions: tuple[Redaction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPublished(OnInspection):
    document: Document
    place: str
    redactions: tuple[Redaction, ...]
    approved_by: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationTakenDown(OnInspection):
    document: Document
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionCancelled(OnInspection):
    """`letter` is the notice's number, None when there was none yet."""

    reason: str
    letter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionClosed(OnInspection):
    letter: str
    issues: int


ProcedureEvent: TypeAlias = (
    InspectionPlanned
    | TeamFormed
    | InspectorAdded
    | InspectorReleased
    | NoConflictStated
    | RecusalRaised
    | RecusalDecided
    | InspectionAnnounced
    | SelfEvaluationHandedIn
    | SelfEvaluationReviewed
    | SiteVisited
    | ParticipantsDrawn
    | HearingHeld
    | InspectionObstructed
    | Deliberated
    | PreliminaryOpinionServed
    | PreliminaryOpinionReceived
    | DefenceFiled
    | DefenceWaived
    | DefenceAnswered
    | OpinionSettled
    | OpinionServed
    | ReportFiled
    | PublicationApproved
    | ResultPublished
    | PublicationTakenDown
    | InspectionCancelled
    | InspectionClosed
)
InspectionEvent: TypeAlias = ProcedureEvent | IssueRaised | UrgentHazardReported
