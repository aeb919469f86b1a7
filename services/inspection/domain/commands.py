"""What the inspections may be asked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.inspection.domain.on_site import Picture, Presence
from services.inspection.domain.report import Finding, LedgerIssue, Source, VisitedUnit, VisitReport
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True)
class RecordVisit:
    """Submit the record of a visit with its findings, fed back to the unit on the spot.

    `recused` are the inspectors who may not inspect this unit, `off_duty` those who were suspended or had
    left on the day, `out_of_term` those whose term had run out; from `unit_ended_on` there is no such unit;
    `missing` are the files of the report that nobody has handed in, `unknown_earlier` the issues its findings are
    said to follow that are none of this unit's.
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
    unknown_earlier: frozenset[UUID] = frozenset()


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


@dataclass(frozen=True, slots=True)
class ScheduleVisit:
    """Plan a visit, or plan it otherwise; the unit is not told."""

    by: Actor
    now: datetime
    visit: UUID
    unit: VisitedUnit
    inspectors: tuple[str, ...]
    on: date
    themes: tuple[str, ...]
    recused: frozenset[str]
    off_duty: frozenset[str] = frozenset()
    unit_ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnnounceVisit:
    """Tell the unit of a planned visit; without this it comes unannounced."""

    by: Actor
    now: datetime
    visit: UUID


@dataclass(frozen=True, slots=True)
class CancelVisit:
    by: Actor
    now: datetime
    visit: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Say that one is there, ahead of the record."""

    by: Actor
    now: datetime
    visit: UUID
    unit: VisitedUnit
    inspectors: tuple[str, ...]
    came: Presence
    recused: frozenset[str]
    unit_ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReportUrgentHazard:
    """Tell of a danger to life at once, ahead of the record. `told` is who of the unit knows of it already."""

    by: Actor
    now: datetime
    visit: UUID
    unit: VisitedUnit
    inspectors: tuple[str, ...]
    finding: Finding
    found_at: datetime
    told: str | None
    recused: frozenset[str]
    number: str | None = None
    unit_ended_on: date | None = None
    unknown_earlier: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ReceiveVisit:
    """The office takes the record in (督导室签收)."""

    by: Actor
    now: datetime
    visit: UUID


@dataclass(frozen=True, slots=True)
class ConfirmVisit:
    """The unit says whether the visit took place as recorded."""

    by: Actor
    now: datetime
    visit: UUID
    agrees: bool
    remark: str


@dataclass(frozen=True, slots=True)
class SupplementVisit:
    """Add to a submitted record what it lacks or gets wrong."""

    by: Actor
    now: datetime
    visit: UUID
    supplement: UUID
    text: str
    pictures: tuple[Picture, ...]
    missing: frozenset[str] = frozenset()


VisitCommand = (
    ScheduleVisit
    | AnnounceVisit
    | CancelVisit
    | CheckIn
    | ReportUrgentHazard
    | RecordVisit
    | RecordLedgerIssues
    | ReceiveVisit
    | ConfirmVisit
    | SupplementVisit
)


@dataclass(frozen=True, slots=True)
class ReplyAbove:
    """Enter that the body above was told in writing what became of its finding, by the letter of that number."""

    by: Actor
    now: datetime
    finding: UUID
    replied_on: date
    letter: str
    summary: str


@dataclass(frozen=True, slots=True)
class TakeOverFinding:
    """Take over a finding of somebody above. `found_on` is the day they found it, or wrote."""

    by: Actor
    now: datetime
    unit: VisitedUnit
    source: Source
    finding: Finding
    found_on: date
    unit_ended_on: date | None = None


FindingCommand = TakeOverFinding | ReplyAbove
