"""What of the inspections others may know."""

from datetime import date
from typing import Any
from uuid import UUID

from dudao_contracts.envelope import Fact
from dudao_contracts.inspection import IssueRaisedV1, UrgentHazardReportedV1, VisitRecordedV1
from services.inspection.adapters.storage import TYPES
from services.inspection.application.publications import publish
from shared.audit.record import Record
from shared.event_sourcing.event_store import Recorded
from shared.event_sourcing.noted import FactNoted
from tests.unit.inspection.visits import DANGER, HAZARD_TOLD, NOW, OFFICE, origin, raised, recorded


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


def test_a_danger_is_published_with_the_department_that_must_help() -> None:
    fact = published(HAZARD_TOLD)
    assert isinstance(fact, UrgentHazardReportedV1)
    assert (fact.unit_name, fact.department) == ("永兴小学", "公安分局")


def test_what_was_noted_from_the_roster_is_not_published_again() -> None:
    assert published(FactNoted("roster.unit-registered.v1", "unit-1", 1, {})) is None
