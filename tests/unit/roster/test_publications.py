"""What of the roster others may know."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from dudao_contracts.envelope import Fact
from dudao_contracts.roster import (
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
    StaffingRuleMetV1,
    TrainingRecordedV1,
    UnitChangedV1,
    UnitClosedV1,
    UnitCoveredV1,
    UnitMergedV1,
    UnitRegisteredV1,
    ZoneDrawnV1,
)
from services.roster.adapters.storage import TYPES
from services.roster.application.publications import RAISED, publish
from services.roster.domain.alarm_kinds import AlarmKind
from services.roster.domain.alarms import Visited
from services.roster.domain.details import CostItem, CostKind, ExitGround, InspectorKind, TrainingMode
from services.roster.domain.events import (
    AccountClosed,
    AccountOpened,
    AlarmCleared,
    AlarmRaised,
    AlarmRefreshed,
    CandidatePublicised,
    CandidateRejected,
    CertificateHandedOut,
    ClaimApproved,
    ClaimRejected,
    ComprehensiveInspectionNoted,
    CostClaimed,
    HeadAppointed,
    InspectorAppointed,
    InspectorAppraised,
    InspectorExited,
    InspectorQualified,
    InspectorRecommended,
    InspectorRenewed,
    InspectorReturned,
    InspectorRewarded,
    InspectorSuspended,
    KeeperAdmitted,
    KeeperDismissed,
    PlacesFreed,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    RecusalLifted,
    SchoolPlaced,
    TrainingRecorded,
    UnitChanged,
    UnitClosed,
    UnitMerged,
    UnitRegistered,
    VisitNoted,
    ZoneDrawn,
)
from services.roster.domain.service_client import ServiceClientClosed, ServiceClientOpened
from shared.audit.record import Record
from shared.event_sourcing.decider import Role
from shared.event_sourcing.event_types import Stored
from shared.letters.numbering import LetterNumbered
from tests.unit.roster.district import district, inspector, term, units
from tests.unit.roster.people import LIN, NOW, OFFICE, PAPERS, SCHOOL, WANG
from tests.unit.roster.test_alarms import HEAD, post, standing

DAY = date(2026, 9, 1)
UNIT, WHO = "319991-0001", "DX001"
FACTS: dict[Any, type[Fact]] = {
    UnitRegistered(UNIT, SCHOOL): UnitRegisteredV1,
    UnitChanged(UNIT, SCHOOL): UnitChangedV1,
    HeadAppointed(UNIT, "马丽华", DAY, None, None): HeadAppointedV1,
    UnitMerged(UNIT, "319991-0002", DAY, "云教〔2026〕30号"): UnitMergedV1,
    UnitClosed(UNIT, DAY, "云教〔2026〕31号"): UnitClosedV1,
    InspectorAppointed(WHO, LIN): InspectorAppointedV1,
    InspectorRenewed(WHO, LIN, PAPERS): InspectorRenewedV1,
    TrainingRecorded(WHO, DAY, 8, TrainingMode.CENTRAL, "秋季集中培训"): TrainingRecordedV1,
    InspectorAppraised(WHO, 2026, "不称职", 12): InspectorAppraisedV1,
    InspectorSuspended(WHO, DAY, "接受调查"): InspectorSuspendedV1,
    InspectorReturned(WHO, DAY): InspectorReturnedV1,
    InspectorExited(WHO, DAY, ExitGround.DISCIPLINE, "受处分"): InspectorExitedV1,
    PostAssigned(UNIT, WHO, DAY): PostAssignedV1,
    PostEnded(UNIT, WHO, DAY): PostEndedV1,
    RecusalDeclared(WHO, UNIT, "子女在该校就读", DAY): RecusalDeclaredV1,
    RecusalLifted(WHO, UNIT, "子女在该校就读", DAY, "子女已毕业", False): RecusalLiftedV1,
    ZoneDrawn("第一责任区"): ZoneDrawnV1,
    AccountOpened("zhou", "周敏", (Role.OFFICE,), None, None): AccountOpenedV1,
    AccountClosed("zhou"): AccountClosedV1,
}
KEPT: tuple[Any, ...] = (
    InspectorRecommended(WHO, WANG, "区教育学院"),
    InspectorQualified(WHO, "云教督考〔2026〕1号", None),
    CandidatePublicised(WHO, DAY, DAY, "区教育局网站"),
    CandidateRejected(WHO, "人选已满"),
    InspectorRewarded(WHO, DAY, "优秀督学", "云教督〔2026〕9号"),
    RecusalLifted(WHO, UNIT, "子女在该校就读", DAY, "子女已毕业", True),
    VisitNoted("v1", "2026-0031", UNIT, DAY, (WHO,), 95),
    CostClaimed("v1", WHO, (CostItem(CostKind.TRANSPORT, 1200, "公交"),), WHO),
    ClaimApproved("v1", WHO),
    ClaimRejected("v1", WHO, "没有票据"),
    SchoolPlaced("第一责任区", UNIT, NOW),
    PlacesFreed("第一责任区", (UNIT,)),
    CertificateHandedOut("督001", WHO),
    ComprehensiveInspectionNoted("i1", "319991-0001", date(2026, 9, 1)),
    KeeperAdmitted("zhou", 1),
    KeeperDismissed("zhou", 1),
    LetterNumbered(UUID(int=7), "聘", 2026, 1, "督聘〔2026〕1号"),
)
ELSEWHERE = {AlarmRaised, AlarmRefreshed, AlarmCleared, ServiceClientOpened, ServiceClientClosed}
"""Tested below, and with the clients of other services."""


def published(event: Any) -> Fact | None:
    name, schema, _ = TYPES.dump(event)
    id = UUID(int=1)
    record = Record(id, "s", 1, name, schema, "s", event, OFFICE, None, NOW, NOW, id, id, None)
    return publish(Stored(1, record))


def test_every_event_is_a_fact_to_others_or_stays_here_on_purpose() -> None:
    """Candidates, rewards, claims and who manages accounts are nobody else's business."""
    assert {event: type(published(event)) for event in FACTS} == FACTS
    assert {published(event) for event in KEPT} == {None}
    said = {type(event) for event in (*FACTS, *KEPT)}
    assert {one.__name__ for one in said | ELSEWHERE} == set(TYPES)


def test_every_kind_of_alarm_is_published_with_what_its_contract_asks_for() -> None:
    """A district in which everything is wrong."""
    ending = term(kind=InspectorKind.FULL_TIME, first=date(2023, 11, 1), last=date(2026, 10, 31), served=3)
    past = replace(ending, last=date(2026, 8, 31))
    schools = units(12)
    posts = [post(one.code, WHO, date(2023, 10, 1)) for one in schools[1:]]
    register = district(schools, [inspector(WHO, ending, hours=12)], posts)
    register = replace(register, inspectors=[*register.inspectors, inspector("DX002", past)])
    visits = [Visited("DX002", DAY)]
    found = standing(register, date(2026, 10, 13), [HEAD], visits=visits)
    assert {alarm.kind for alarm in found} == set(AlarmKind)
    for alarm in found:
        raised = AlarmRaised(alarm.kind, alarm.subject, alarm.since, alarm.facts)
        assert type(published(raised)) is RAISED[alarm.kind]
        assert published(AlarmRefreshed(alarm.kind, alarm.subject, alarm.facts)) is None, (
            "told anew every day"
        )


def test_only_of_broken_rules_and_gaps_the_end_is_news() -> None:
    found = standing(district(units(6)), DAY)
    ended = {
        type(published(AlarmCleared(alarm.kind, alarm.subject, DAY, alarm.facts)))
        for alarm in found
        if alarm.kind in (AlarmKind.STAFFING_RULE, AlarmKind.UNIT_UNCOVERED)
    }
    assert ended == {StaffingRuleMetV1, UnitCoveredV1}
    of_a_closed_unit: dict[str, str | int | bool | None] = {
        "unit": UNIT,
        "unit_name": "临水学校",
        "zone": None,
        "since": DAY.isoformat(),
    }
    closed = AlarmCleared(AlarmKind.UNIT_UNCOVERED, UNIT, DAY, of_a_closed_unit, mended=False)
    assert published(closed) is None, "nobody answers for a unit that was closed"
    assert published(AlarmCleared(AlarmKind.TERM_ENDING, "DX001-2026-08-31", DAY, {})) is None


def test_a_unit_is_published_whole() -> None:
    fact = published(UnitRegistered(UNIT, SCHOOL))
    assert isinstance(fact, UnitRegisteredV1)
    assert (fact.code, fact.unit_name, fact.kind, fact.stages) == (
        "319991-0001", "临水学校", "九年一贯制学校", ("小学", "初中"),
    )  # fmt: skip


def test_the_relation_behind_a_recusal_stays_here() -> None:
    fact = published(RecusalDeclared(WHO, UNIT, "子女在该校就读", DAY))
    assert isinstance(fact, RecusalDeclaredV1)
    assert "就读" not in fact.model_dump_json()


def test_neither_does_a_day_say_what_the_relation_was() -> None:
    """The day he left a unit, and the same day three years on, tell that he worked there."""
    left = date(2024, 3, 1)
    declared = published(RecusalDeclared(WHO, UNIT, "曾在该校任职", left))
    lifted = published(RecusalLifted(WHO, UNIT, "曾在该校任职", date(2027, 2, 28), "满规定年限", False))
    assert isinstance(declared, RecusalDeclaredV1)
    assert isinstance(lifted, RecusalLiftedV1)
    assert declared.since == lifted.on == NOW.date()


def test_of_an_inspector_only_name_kind_zone_and_term_are_published() -> None:
    fact = published(InspectorAppointed(WHO, LIN))
    assert isinstance(fact, InspectorAppointedV1)
    assert set(fact.model_dump()) == {"inspector", "inspector_name", "kind", "zone", "term_from", "term_to"}


def test_grades_and_grounds_stay_here() -> None:
    """What is personal: others know that he left or was appraised, not why and how."""
    for event in FACTS:
        if isinstance(event, InspectorAppraised | InspectorExited | InspectorSuspended):
            fact = published(event)
            assert fact is not None
            said = fact.model_dump_json()
            assert not any(word in said for word in ("不称职", "违纪", "处分", "调查"))
