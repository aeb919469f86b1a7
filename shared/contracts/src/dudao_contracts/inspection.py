"""Facts of the inspections: visits, and the issues they raise."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from .envelope import FACTS, Fact

Severity = Literal["轻微", "一般", "严重", "重大隐患"]
Line = Literal["government", "school", "monitoring"]


class InspectionFact(Fact):
    service: ClassVar[str] = "inspection"


@FACTS.add
class VisitRecordedV1(InspectionFact):
    """A regular visit (经常性督导) was recorded; immutable from then on."""

    name: ClassVar[str] = "visit-recorded"
    visit: UUID
    number: str
    unit: str
    visited_on: date
    inspectors: tuple[str, ...]
    themes: tuple[str, ...]
    minutes: int | None
    lessons_heard: int
    plans_read: int
    interviews: int
    photos: int
    issues: int
    summary: str


class LedgerEntry(BaseModel):
    """What the spreadsheet an office kept before says of an issue (台账原记载)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file_sha256: str
    row: int
    responsible: str | None
    due_on: date | None
    rectification: str | None
    closed: bool


@FACTS.add
class IssueRaisedV1(InspectionFact):
    """A finding that a unit must rectify (问题), fed back to it; one case follows from it.

    `working_days` is the limit set for rectification, in statutory workdays (工作日) from service of
    the notice; None when the ledger gave a date instead (`ledger.due_on`).
    """

    name: ClassVar[str] = "issue-raised"
    issue: UUID
    visit: UUID
    number: str
    unit: str
    unit_name: str
    zone: str | None
    superior: str | None
    inspectors: tuple[str, ...]
    line: Line
    theme: str
    problem: str
    demand: str
    severity: Severity
    working_days: int | None
    department: str | None
    found_on: date
    fed_back_at: AwareDatetime
    ledger: LedgerEntry | None = None


@FACTS.add
class UrgentHazardReportedV1(InspectionFact):
    """A danger to life was found (重大隐患): unit, departments and office are told at once (条例 15)."""

    name: ClassVar[str] = "urgent-hazard-reported"
    issue: UUID
    visit: UUID
    unit: str
    unit_name: str
    problem: str
    demand: str
    department: str | None
