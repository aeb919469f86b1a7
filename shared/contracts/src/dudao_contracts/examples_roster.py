"""One valid example of every fact of the roster: 梧桐小学 in the sample district 云汀区, and its inspectors."""

from datetime import date
from typing import TypeVar

from .envelope import Fact
from .roster import (
    AccountClosedV1,
    AccountOpenedV1,
    HeadAppointedV1,
    InspectorAppointedV1,
    InspectorAppraisedV1,
    InspectorExitedV1,
    InspectorRenewedV1,
    InspectorReturnedV1,
    InspectorSuspendedV1,
    PostAssignedV1,
    PostEndedV1,
    RecusalDeclaredV1,
    RecusalLiftedV1,
    TrainingRecordedV1,
    UnitChangedV1,
    UnitClosedV1,
    UnitMergedV1,
    UnitRegisteredV1,
    UnitState,
    ZoneDrawnV1,
)
from .roster_alarms import (
    ComprehensiveInspectionDueV1,
    InspectorOutOfTermV1,
    InspectorOverloadedV1,
    PostRotationDueV1,
    StaffingRuleBrokenV1,
    StaffingRuleMetV1,
    TermEndingV1,
    TrainingBehindV1,
    UnitCoveredV1,
    UnitUncoveredV1,
)

U = TypeVar("U", bound=UnitState)

UNIT = "319991-0008"
ZONE = "第三责任区"


def _unit(fact: type[U], *, students: int, phone: str) -> U:
    return fact(
        code=UNIT,
        unit_name="梧桐小学",
        kind="小学",
        campuses=1,
        stages=("小学",),
        students=students,
        classes=13,
        ownership="公办",
        zone=ZONE,
        superior="区教育局",
        head="高卫东",
        head_since=date(2022, 7, 27),
        phone=phone,
        address="松林镇白鹭路862号",
    )


ROSTER_FACTS: tuple[Fact, ...] = (
    _unit(UnitRegisteredV1, students=1258, phone="15000012006"),
    _unit(UnitChangedV1, students=1243, phone="15000012008"),
    ZoneDrawnV1(zone=ZONE),
    InspectorAppointedV1(
        inspector="DX018",
        inspector_name="程秀英",
        kind="part_time",
        zone=ZONE,
        term_from=date(2024, 9, 1),
        term_to=date(2027, 8, 31),
    ),
    PostAssignedV1(unit=UNIT, inspector="DX018", since=date(2025, 9, 1)),
    PostEndedV1(unit=UNIT, inspector="DX018", ended_on=date(2026, 12, 31)),
    RecusalDeclaredV1(inspector="DX008", unit="319991-0039", since=date(2024, 3, 1)),
    HeadAppointedV1(code=UNIT, head="方雅琴", since=date(2022, 8, 1), term_to=date(2027, 7, 31)),
    UnitMergedV1(code="319991-0088", into=UNIT, on=date(2026, 8, 31)),
    UnitClosedV1(code="319991-0112", on=date(2026, 8, 31)),
    InspectorRenewedV1(
        inspector="DX018",
        inspector_name="程秀英",
        kind="part_time",
        zone="第二责任区",
        term_from=date(2028, 9, 1),
        term_to=date(2031, 8, 31),
    ),
    InspectorSuspendedV1(inspector="DX018", on=date(2026, 10, 12)),
    InspectorReturnedV1(inspector="DX018", on=date(2026, 11, 2)),
    InspectorExitedV1(inspector="DX001", on=date(2026, 9, 1)),
    TrainingRecordedV1(
        inspector="DX018", on=date(2026, 10, 20), hours=16, mode="集中培训", title="2026年秋季督学培训"
    ),
    InspectorAppraisedV1(inspector="DX018", year=2026),
    RecusalLiftedV1(inspector="DX008", unit="319991-0039", on=date(2027, 3, 1)),
    StaffingRuleBrokenV1(
        rule="full_time_share",
        title="专职督学比例",
        scope="",
        arithmetic="5÷22＝22.7%",
        since=date(2026, 9, 1),
    ),
    StaffingRuleMetV1(rule="full_time_share", title="专职督学比例", scope="", on=date(2026, 12, 1)),
    TermEndingV1(inspector="DX018", inspector_name="程秀英", term_to=date(2028, 8, 31), renewable=True),
    InspectorOutOfTermV1(
        inspector="DX001",
        inspector_name="林美玲",
        term_to=date(2026, 8, 31),
        visits=3,
        last_visit=date(2026, 10, 9),
    ),
    TrainingBehindV1(inspector="DX018", inspector_name="程秀英", year=2026, hours=24, needed=40),
    UnitUncoveredV1(unit=UNIT, unit_name="梧桐小学", zone="第二责任区", since=date(2026, 9, 1)),
    UnitCoveredV1(unit=UNIT, on=date(2026, 10, 20)),
    InspectorOverloadedV1(inspector="DX018", inspector_name="程秀英", units=12, most=10),
    PostRotationDueV1(
        inspector="DX018",
        inspector_name="程秀英",
        unit=UNIT,
        unit_name="梧桐小学",
        since=date(2023, 9, 1),
        years=3,
    ),
    ComprehensiveInspectionDueV1(
        unit=UNIT, unit_name="梧桐小学", head="方雅琴", since=date(2022, 8, 1), term_to=date(2027, 7, 31)
    ),
    AccountOpenedV1(
        account="chengxiuying", person_name="程秀英", roles=("inspector",), unit=None, inspector="DX018"
    ),
    AccountClosedV1(account="chengxiuying"),
)
