"""What of the inspections others may know."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from dudao_contracts.envelope import Fact
from dudao_contracts.inspection import (
    InspectionClosedV1,
    InspectionObstructedV1,
    IssueRaisedV1,
    TeamFormedV1,
    UrgentHazardReportedV1,
    VisitAnnouncedV1,
    VisitCancelledV1,
    VisitRecordedV1,
)
from services.inspection.adapters.storage import TYPES
from services.inspection.application.publications import publish
from services.inspection.domain.events import VisitCancelled
from services.inspection.domain.inspection_commands import CloseInspection
from services.inspection.domain.inspection_events import InspectionEvent, OnInspection
from services.inspection.domain.procedure import Step
from services.inspection.domain.stages import Inspection
from shared.audit.record import Record
from shared.event_sourcing.event_store import Recorded
from shared.event_sourcing.noted import FactNoted
from tests.unit.inspection import procedures
from tests.unit.inspection.test_external import TAKEN
from tests.unit.inspection.test_visiting import ANNOUNCED, ARRIVED, SCHEDULED
from tests.unit.inspection.visits import (
    DANGER,
    DAY,
    HAZARD_TOLD,
    NOW,
    OFFICE,
    UNIT,
    VISIT,
    origin,
    raised,
    recorded,
)


def published(event: Any) -> Fact | None:
    """What is published of an event that was stored and read back."""
    name, schema, data = TYPES.dump(event)
    id = UUID(int=1)
    record = Record(id, "s", 1, name, schema, "s", data, OFFICE, None, NOW, NOW, id, id, None).to_bytes()
    return publish(TYPES.load(Recorded(1, "s", 1, id, name, "s", record, b"", NOW)))


def test_a_visit_is_published_with_its_counters() -> None:
    fact = published(recorded(2))
    assert isinstance(fact, VisitRecordedV1)
    assert (fact.number, fact.unit, fact.interviews, fact.issues) == ("JC-202610-001", "319991-0010", 9, 2)


def test_an_issue_is_published_with_unit_superior_and_limit() -> None:
    fact = published(raised(DANGER, "202610-001-1"))
    assert isinstance(fact, IssueRaisedV1)
    assert (fact.number, fact.unit_name, fact.superior, fact.severity, fact.working_days, fact.ledger) == (
        "202610-001-1", "永兴小学", "区教育局", "重大隐患", 2, None,
    )  # fmt: skip


def test_an_issue_from_the_ledger_brings_its_row() -> None:
    fact = published(raised(DANGER, "202610-001-1", origin(4)))
    assert isinstance(fact, IssueRaisedV1)
    assert fact.ledger is not None
    assert (fact.ledger.row, fact.ledger.due_on, fact.ledger.closed) == (4, date(2026, 10, 24), True)


def test_a_plan_is_published_when_the_unit_is_told_and_not_before() -> None:
    """§3B, 上海 18."""
    assert published(SCHEDULED) is None
    assert published(ARRIVED) is None
    told = published(ANNOUNCED)
    assert isinstance(told, VisitAnnouncedV1)
    assert (told.on, told.themes) == (DAY, ("校园安全",))
    cancelled = VisitCancelled(VISIT, UNIT, DAY, "停课", announced=True)
    assert isinstance(published(cancelled), VisitCancelledV1)
    assert published(replace(cancelled, announced=False)) is None


def test_a_finding_from_above_is_published_with_its_source() -> None:
    """Q28."""
    fact = published(TAKEN)
    assert isinstance(fact, IssueRaisedV1)
    assert fact.source is not None
    assert (fact.source.kind, fact.source.reply_by, fact.working_days) == ("巡察", date(2026, 12, 1), None)
    assert (fact.responsible, fact.helping) == ("袁伟", ("区财政局",))


def test_a_danger_is_published_with_the_department_that_must_help() -> None:
    fact = published(HAZARD_TOLD)
    assert isinstance(fact, UrgentHazardReportedV1)
    assert (fact.unit_name, fact.department) == ("永兴小学", "公安分局")


def test_what_was_noted_from_the_roster_is_not_published_again() -> None:
    assert published(FactNoted("roster.unit-registered.v1", "unit-1", 1, {})) is None


def test_of_an_inspection_others_learn_what_the_glossary_names() -> None:
    how = procedures.decider()
    events: list[InspectionEvent] = []
    for command in (*(c for _, commands in procedures.STEPS for c in commands), procedures.close()):
        state = how.fold(events)
        if isinstance(command, CloseInspection):
            assert isinstance(state, Inspection)
            command = replace(command, settled=state.issues)
        events += how.decide(command, state)
    facts = [type(fact).__name__ for event in events if (fact := published(event)) and is_step(event)]
    assert facts == [
        "TeamFormedV1",
        "InspectionAnnouncedV1",
        "PreliminaryOpinionServedV1",
        "DefenceFiledV1",
        "OpinionServedV1",
        "ReportFiledUpwardV1",
        "ResultPublishedV1",
        "ResultPublishedV1",
        "InspectionClosedV1",
    ]


def is_step(event: object) -> bool:
    return isinstance(event, OnInspection)


def test_why_somebody_must_recuse_himself_and_what_a_defence_says_stay_here() -> None:
    """条例 10."""
    asked = procedures.until("announced").when(procedures.recuse()).events or ()
    assert published(asked[0]) is None
    granted = procedures.until("announced", procedures.recuse()).when(procedures.decide_recusal(True))
    team = published((granted.events or ())[0])
    assert isinstance(team, TeamFormedV1)
    assert team.inspectors == ("DX010", "DX030")
    refused = procedures.until("announced", procedures.recuse()).when(procedures.decide_recusal(False))
    assert published((refused.events or ())[0]) is None


def test_an_inspection_cancelled_before_its_notice_was_never_told_of() -> None:
    for step, letter in (("stated", None), ("announced", "云教督〔2026〕1号")):
        (event,) = procedures.until(step).when(procedures.cancel()).events or ()
        fact = published(event)
        assert isinstance(fact, InspectionClosedV1)
        assert (fact.outcome, fact.reason, fact.letter) == ("cancelled", "学校停办", letter)


def test_an_obstruction_is_told() -> None:
    """条例 25."""
    (event,) = procedures.until("announced").when(procedures.obstruct(Step.ON_SITE)).events or ()
    fact = published(event)
    assert isinstance(fact, InspectionObstructedV1)
    assert (fact.step, fact.facts) == ("现场考察", "拒绝提供")


def test_an_issue_of_an_opinion_names_the_opinion() -> None:
    """Q22: 督导问题必反馈."""
    events = procedures.until("settled").when(procedures.serve()).events or ()
    fact = published(events[1])
    assert isinstance(fact, IssueRaisedV1)
    assert (fact.opinion, fact.visit) == ("云教督意〔2026〕1号", procedures.ID)
