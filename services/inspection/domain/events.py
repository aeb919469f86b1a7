"""What happened in the inspections: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.inspection.domain.report import Finding, LedgerOrigin, VisitedUnit, VisitReport


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """A visit. `from_ledger`: known only by its issues in a spreadsheet, until its record comes.

    `out_of_term` are those of its inspectors whose term had run out by that day (条例 6).
    """

    visit: UUID
    report: VisitReport
    findings: int
    from_ledger: bool
    out_of_term: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueRaised:
    """A finding that the unit must rectify. One from a ledger was fed back on the day of the visit (0:00).

    One of a comprehensive or special inspection was fed back by the opinion of that number; `visit` is then
    the inspection's id.
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


@dataclass(frozen=True, slots=True)
class UrgentHazardReported:
    issue: UUID
    visit: UUID
    unit: VisitedUnit
    problem: str
    demand: str
    department: str | None


VisitEvent = VisitRecorded | IssueRaised | UrgentHazardReported
