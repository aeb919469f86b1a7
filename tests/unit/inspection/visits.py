"""A visit, its findings and a ledger's row, for the tests of the inspections."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from services.inspection.domain.commands import RecordLedgerIssues, RecordVisit
from services.inspection.domain.events import IssueRaised, UrgentHazardReported, VisitRecorded
from services.inspection.domain.report import (
    Finding,
    LedgerIssue,
    LedgerOrigin,
    Line,
    Severity,
    VisitedUnit,
    VisitReport,
    issue_id,
    natural_visit_id,
)
from services.inspection.domain.visit import visit_decider
from shared.event_sourcing.decider import Actor, Role
from shared.rules.pack import RulePacks
from shared.workdays.seed import seeded_calendar

_PACKS = RulePacks.load()
DECIDER = visit_decider(lambda day: _PACKS.pack("shanghai", day), seeded_calendar())
NOW = datetime(2026, 10, 16, 3, 0, tzinfo=UTC)
FED_BACK = NOW - timedelta(minutes=30)
DAY = date(2026, 10, 16)
ZHANG = Actor("DX010", "张浩然", Role.INSPECTOR)
OFFICE = Actor("office", "督导室", Role.OFFICE)
UNIT = VisitedUnit("319991-0010", "永兴小学", "第五责任区", "区教育局")
VISIT = natural_visit_id(UNIT.code, DAY)

DANGER = Finding(
    "校园安全", "实验室危化品未双人双锁", "落实双人双锁与台账", Severity.HAZARD, 2, "公安分局", Line.SCHOOL
)
SCREENS = Finding(
    "食堂食品安全",
    "食堂后厨纱窗破损，防蝇设施不到位",
    "更换防蝇设施",
    Severity.ORDINARY,
    7,
    None,
    Line.SCHOOL,
)
REPORT = VisitReport(
    number="JC-202610-001",
    unit=UNIT,
    inspectors=("DX010", "DX020"),
    visited_on=DAY,
    started=time(8, 30),
    minutes=120,
    themes=("校园安全", "食堂食品安全"),
    lessons_heard=2,
    plans_read=0,
    interviews=9,
    photos=1,
    summary="教育经费、校园安全、食堂食品安全",
)


def record(*findings: Finding, by: Actor = ZHANG, **changes: object) -> RecordVisit:
    report = replace(REPORT, **changes)  # type: ignore[arg-type]
    return RecordVisit(by, NOW, VISIT, report, findings, FED_BACK, frozenset())


def recorded(findings: int, report: VisitReport = REPORT, before: int = 0) -> VisitRecorded:
    return VisitRecorded(VISIT, report, findings, from_ledger=False, raised_before=before)


def raised(
    finding: Finding,
    number: str,
    ledger: LedgerOrigin | None = None,
    fed_back_at: datetime = FED_BACK,
    inspectors: tuple[str, ...] = REPORT.inspectors,
) -> IssueRaised:
    id: UUID = issue_id(VISIT, finding.problem)
    return IssueRaised(id, VISIT, number, UNIT, inspectors, finding, DAY, fed_back_at, ledger)


HAZARD_TOLD = UrgentHazardReported(
    issue_id(VISIT, DANGER.problem), VISIT, UNIT, DANGER.problem, DANGER.demand, DANGER.department
)


def origin(row: int) -> LedgerOrigin:
    return LedgerOrigin("ab" * 32, row, "马俊杰", date(2026, 10, 24), "已完成整改", True, None)


def ledger_issue(finding: Finding, row: int) -> LedgerIssue:
    plainly = replace(finding, severity=Severity.ORDINARY, working_days=None, department=None)
    return LedgerIssue(("DX010",), plainly, origin(row))


def ledger(*issues: LedgerIssue) -> RecordLedgerIssues:
    return RecordLedgerIssues(OFFICE, NOW, VISIT, UNIT, DAY, issues)
