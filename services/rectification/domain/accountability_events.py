"""What happened in an accountability: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from services.rectification.domain.accountability_parts import (
    Aggravation,
    Clue,
    Consulted,
    Decision,
    Draft,
    Fact,
    Member,
    Outcome,
    Range,
    Subject,
)
from services.rectification.domain.proceeding import ClockLapsed, ClockMissed, ClockPrompted, OnProceeding
from services.rectification.domain.terms import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueRegistered(OnProceeding):
    subject: Subject
    clue: Clue
    completed_on: date
    barred: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationGroupFormed(OnProceeding):
    """调查认定工作组成立; `late_reason` only where the 60 days had passed."""

    members: tuple[Member, ...]
    late_reason: str
    case: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalAsked(OnProceeding):
    person: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalDecided(OnProceeding):
    """Granted: the person is in the group no more, and never acts here again."""

    person: str
    granted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsEstablished(OnProceeding):
    facts: tuple[Fact, ...]
    grave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDecided(OnProceeding):
    start: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionNotified(OnProceeding):
    """问责告知书 served: what is held against the subject, and until when it may defend itself."""

    letter: str
    facts: tuple[Fact, ...]
    measures: tuple[str, ...]
    basis: tuple[str, ...]
    aggravation: tuple[Aggravation, ...]
    defence_due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceHeard(OnProceeding):
    """陈述申辩 number `defence`, counted from 1."""

    defence: int
    text: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceWaived(OnProceeding):
    """The subject has nothing (more) to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceAnswered(OnProceeding):
    defence: int
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityDropped(OnProceeding):
    """终止问责 before a decision was served."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersConsulted(OnProceeding):
    consulted: tuple[Consulted, ...]
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionApproved(OnProceeding):
    """审定 by the chair or a vice-chair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionServed(OnProceeding):
    """问责决定书 served: both clocks of the remedies begin, and nothing they bring stops its execution."""

    decision: Decision
    subject: Subject
    review_due: Due
    appeal_due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureExecuted(OnProceeding):
    measure: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuresTransferred(OnProceeding):
    letter: str
    recipient: str
    measures: tuple[str, ...]
    reply_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReceived(OnProceeding):
    transfer: str
    measures: tuple[str, ...]
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPublished(OnProceeding):
    range: Range
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked(OnProceeding):
    text: str
    decision_due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecided(OnProceeding):
    """复核决定书 served; the first decision stands beside it. `appeal_due` opens the appeal."""

    letter: str
    outcome: Outcome
    handlers: tuple[Member, ...]
    appeal_due: Due
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFiled(OnProceeding):
    """申诉 to the next higher office; `direct`: without a review."""

    text: str
    direct: bool
    decision_due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecided(OnProceeding):
    """申诉处理决定书 received. `correct_by` where the decision was found wrong."""

    letter: str
    outcome: Outcome
    correct_by: Due | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCorrected(OnProceeding):
    """纠正: the first decision stays on record, and this says what stands in its place."""

    letter: str
    outcome: Outcome
    text: str
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityArchived(OnProceeding):
    contents: tuple[str, ...]
    retention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityFiled(OnProceeding):
    recipient: str


AccountabilityEvent: TypeAlias = (
    ClueRegistered
    | InvestigationGroupFormed
    | RecusalAsked
    | RecusalDecided
    | FactsEstablished
    | StartDecided
    | OpinionNotified
    | DefenceHeard
    | DefenceWaived
    | DefenceAnswered
    | AccountabilityDropped
    | MembersConsulted
    | DecisionApproved
    | DecisionServed
    | MeasureExecuted
    | MeasuresTransferred
    | ReplyReceived
    | DecisionPublished
    | ReviewAsked
    | ReviewDecided
    | AppealFiled
    | AppealDecided
    | DecisionCorrected
    | AccountabilityArchived
    | AccountabilityFiled
    | ClockMissed
    | ClockLapsed
    | ClockPrompted
)
