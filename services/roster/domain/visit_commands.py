"""What may be asked of visits, their cost, and alarms."""

from dataclasses import dataclass
from datetime import date, datetime

from services.roster.domain.details import CostItem
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True)
class NoteVisit:
    """Keep what the inspections say of a visit; `sequence` is its place in their stream of the visit."""

    by: Actor
    now: datetime
    visit: str
    number: str
    unit: str
    visited_on: date
    inspectors: tuple[str, ...]
    minutes: int | None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class ClaimCost:
    """Claim the cost of a visit (Q14); after a rejection it may be claimed anew.

    `term_ended` is the last day of the term of his that had run out by the day of the visit, None if none had.
    """

    by: Actor
    now: datetime
    visit: str
    inspector: str
    items: tuple[CostItem, ...]
    term_ended: date | None = None


@dataclass(frozen=True, slots=True)
class ApproveClaim:
    by: Actor
    now: datetime
    visit: str
    inspector: str


@dataclass(frozen=True, slots=True)
class RejectClaim:
    by: Actor
    now: datetime
    visit: str
    inspector: str
    reason: str


@dataclass(frozen=True, slots=True)
class RaiseAlarm:
    """Say that something of the roster needs the office; `since` is the day it has been so."""

    by: Actor
    now: datetime
    kind: str
    subject: str
    since: date
    facts: dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class ClearAlarm:
    """Say that it stands no more: it is in order again, or what it was about is no more (not `mended`)."""

    by: Actor
    now: datetime
    kind: str
    subject: str
    on: date
    mended: bool = True


VisitCommand = NoteVisit | ClaimCost | ApproveClaim | RejectClaim
AlarmCommand = RaiseAlarm | ClearAlarm
