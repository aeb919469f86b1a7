"""What the inspections may be asked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.inspection.domain.report import Finding, LedgerIssue, VisitedUnit, VisitReport
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True)
class RecordVisit:
    """Submit the record of a visit with its findings, fed back to the unit on the spot.

    `recused` are the inspectors who may not inspect this unit, `off_duty` those who were suspended or had
    left on the day, `out_of_term` those whose term had run out; from `unit_ended_on` there is no such unit;
    `missing` are the files of the report that nobody has handed in.
    """

    by: Actor
    now: datetime
    visit: UUID
    report: VisitReport
    findings: tuple[Finding, ...]
    fed_back_at: datetime
    recused: frozenset[str]
    off_duty: frozenset[str] = frozenset()
    unit_ended_on: date | None = None
    missing: frozenset[str] = frozenset()
    out_of_term: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordLedgerIssues:
    """Take over the issues of one visit from the spreadsheet an office kept before."""

    by: Actor
    now: datetime
    visit: UUID
    unit: VisitedUnit
    visited_on: date
    issues: tuple[LedgerIssue, ...]
    unit_ended_on: date | None = None
    out_of_term: frozenset[str] = frozenset()


VisitCommand = RecordVisit | RecordLedgerIssues
