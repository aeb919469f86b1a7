"""Who and what the roster's tests are about."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.roster.domain.details import (
    AppointmentPapers,
    Appraisal,
    CandidateDetails,
    Degree,
    InspectorDetails,
    InspectorKind,
    Ownership,
    Training,
    UnitDetails,
    UnitKind,
)
from services.roster.domain.shares import RetiredShare
from shared.event_sourcing.decider import Actor, Role
from shared.rules.pack import RulePacks

NOW = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
OFFICE = Actor("office1", "何玉珍", Role.OFFICE)
RULES = RulePacks.load().pack("shanghai", NOW.date())

SCHOOL = UnitDetails(
    unit_name="临水学校",
    kind=UnitKind.NINE_YEAR,
    campuses=1,
    stages=("小学", "初中"),
    students=2332,
    classes=37,
    ownership=Ownership.PUBLIC,
    zone="第一责任区",
    superior="区教育局",
    head="郑文博",
    head_since=date(2023, 1, 14),
    phone=None,
    address="云汀镇西岭路858号",
)

LIN = InspectorDetails(
    inspector_name="林美玲",
    kind=InspectorKind.PART_TIME,
    source="高级教师",
    retired_on=None,
    birth_year=1972,
    degree=Degree.BACHELOR,
    education_years=16,
    healthy=True,
    zone="第一责任区",
    term_from=date(2023, 9, 1),
    term_to=date(2026, 8, 31),
    terms_served=2,
    training=(Training(2025, 52),),
    appraisals=(Appraisal(2025, "称职"),),
    phone=None,
)


def lin(**changes: object) -> InspectorDetails:
    return replace(LIN, **changes)  # type: ignore[arg-type]


def school(**changes: object) -> UnitDetails:
    return replace(SCHOOL, **changes)  # type: ignore[arg-type]


WANG = CandidateDetails(
    inspector_name="王建国",
    kind=InspectorKind.PART_TIME,
    source="科研人员",
    retired_on=None,
    birth_year=1975,
    degree=Degree.BACHELOR,
    education_years=20,
    healthy=True,
    zone="第一责任区",
    phone=None,
)
PAPERS = AppointmentPapers("区人民政府教育督导委员会", "云教督〔2026〕3号", "聘2026-001", "督2026-001")
LATER_PAPERS = replace(PAPERS, document="云教督〔2029〕1号", letter="聘2029-001")


def wang(**changes: object) -> CandidateDetails:
    return replace(WANG, **changes)  # type: ignore[arg-type]


def at(day: date) -> datetime:
    """Noon of the day in Shanghai."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def retired(count: int, among: int) -> RetiredShare:
    """So many retired people among so many part-time inspectors."""
    return RetiredShare(tuple(f"退休{n}" for n in range(count)), among, RULES.rule("retired_share"))


FEW_RETIRED = retired(4, 10)
MANY_RETIRED = retired(5, 10)
