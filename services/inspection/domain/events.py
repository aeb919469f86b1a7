"""What happened in the inspections: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.inspection.domain.on_site import Picture, Presence
from services.inspection.domain.report import Finding, LedgerOrigin, Source, VisitedUnit, VisitReport


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """A visit. `from_ledger`: known only by its issues in a spreadsheet, until its record comes.

    `out_of_term` are those of its inspectors whose term had run out by that day (条例 6).
    `raised_before` issues were raised already, because they were urgent or the ledger had them.
    """

    visit: UUID
    report: VisitReport
    findings: int
    from_ledger: bool
    out_of_term: tuple[str, ...] = ()
    raised_before: int = 0


@dataclass(frozen=True, slots=True)
class IssueRaised:
    """A finding that the unit must rectify. One from a ledger was fed back on the day of the visit (0:00).

    One of a comprehensive or special inspection was fed back by the opinion of that number; `visit` is then
    the inspection's id. One from above (上级督导、巡察) has its `source`; `visit` is the finding's id there, and it
    was fed back when the office took it over.
    """

    issue: UUID
    visit: UUID
    number: str
    unit: VisitedUnit
    inspectors: tuple[str, ...]
    finding: Finding
    found_on: date
    fed_back_at: datetime
    ledger: LedgerOrigin | None
    opinion: str | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class UrgentHazardReported:
    """A danger to life was told. `due_at` is when it had to be, by `basis`; both None where nobody knows when it
    was found. `told` is who of the unit knew of it on the spot."""

    issue: UUID
    visit: UUID
    unit: VisitedUnit
    problem: str
    demand: str
    department: str | None
    helping: tuple[str, ...] = ()
    found_at: datetime | None = None
    due_at: datetime | None = None
    basis: str | None = None
    told: str | None = None


@dataclass(frozen=True, slots=True)
class VisitScheduled:
    """A visit is planned, or planned otherwise. Nobody of the unit knows."""

    visit: UUID
    unit: VisitedUnit
    inspectors: tuple[str, ...]
    on: date
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitAnnounced:
    """The unit was told of a visit, as early as `basis` allows; None where the jurisdiction has no rule."""

    visit: UUID
    unit: VisitedUnit
    inspectors: tuple[str, ...]
    on: date
    themes: tuple[str, ...]
    basis: str | None


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    visit: UUID
    unit: VisitedUnit
    on: date
    reason: str
    announced: bool


@dataclass(frozen=True, slots=True)
class CheckedIn:
    visit: UUID
    unit: VisitedUnit
    inspectors: tuple[str, ...]
    came: Presence


@dataclass(frozen=True, slots=True)
class VisitReceived:
    visit: UUID
    by: str


@dataclass(frozen=True, slots=True)
class VisitConfirmed:
    visit: UUID
    by: str
    agrees: bool
    remark: str


@dataclass(frozen=True, slots=True)
class VisitSupplemented:
    visit: UUID
    unit: VisitedUnit
    supplement: UUID
    by: str
    text: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class FindingReplied:
    """The body that found it was told what became of it. `finding` is the finding's id, as in `IssueRaised.visit`."""

    finding: UUID
    issue: UUID
    unit: VisitedUnit
    source: Source
    replied_on: date
    letter: str
    summary: str
    by: str


FindingEvent = IssueRaised | FindingReplied
VisitEvent = (
    VisitScheduled
    | VisitAnnounced
    | VisitCancelled
    | CheckedIn
    | UrgentHazardReported
    | VisitRecorded
    | IssueRaised
    | VisitReceived
    | VisitConfirmed
    | VisitSupplemented
)
