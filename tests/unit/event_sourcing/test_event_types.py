"""Stored records read back as events, whatever wrote them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from shared.audit.record import Record
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_store import Json, Recorded
from shared.event_sourcing.event_types import EventTypes, UnknownEvent, UnreadableRecord
from shared.runtime.problems import as_problem

ID = UUID(int=7)
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
BY = Actor("zhou", "周敏", Role.OFFICE)


@dataclass(frozen=True)
class Visited:
    unit: str
    on: date
    hours: int = 0


def recorded(data: Json, name: str = "Visited", schema: int = 1) -> Recorded:
    record = Record(ID, "visit-1", 1, name, schema, "visit-1", data, BY, None, NOW, NOW, ID, ID, None)
    return Recorded(3, "visit-1", 1, ID, name, "visit-1", record.to_bytes(), bytes(32), NOW)


def with_bytes(old: bytes, new: bytes) -> Recorded:
    sound = recorded({"unit": "梧桐小学", "on": "2026-09-01"})
    assert old in sound.record
    return replace(sound, record=sound.record.replace(old, new))


def test_an_event_comes_back_as_its_class_with_everything_that_was_recorded() -> None:
    stored = EventTypes(Visited).load(recorded({"unit": "梧桐小学", "on": "2026-09-01", "hours": 2}))
    assert stored.event == Visited("梧桐小学", date(2026, 9, 1), 2)
    assert (stored.position, stored.stream, stored.version, stored.case) == (3, "visit-1", 1, "visit-1")
    assert (stored.record.actor, stored.record.recorded_at, stored.record.causation) == (BY, NOW, ID)


def test_an_older_schema_is_lifted_step_by_step_and_its_bytes_stay() -> None:
    types: EventTypes[Visited] = EventTypes(
        Visited,
        upcasts={
            ("Visited", 1): lambda data: {**data, "on": data["day"]},
            ("Visited", 2): lambda data: {"unit": data["unit"], "on": data["on"], "hours": 1},
        },
    )
    old, newer = {"unit": "梧桐小学", "day": "2026-09-01"}, {"unit": "梧桐小学", "on": "2026-09-01"}
    for data, schema in ((old, 1), (newer, 2), ({**newer, "hours": 1}, 3)):
        assert types.load(recorded(data, schema=schema)).event == Visited("梧桐小学", date(2026, 9, 1), 1)


@pytest.mark.parametrize("event", [recorded({}, name="Closed"), recorded({"unit": "x"}, schema=2)])
def test_what_a_newer_version_wrote_is_said_with_its_position(event: Recorded) -> None:
    with pytest.raises(UnknownEvent, match="position 3"):
        EventTypes(Visited, upcasts={}).load(event)


def test_a_record_under_another_types_name_is_not_taken_for_it() -> None:
    with pytest.raises((UnknownEvent, UnreadableRecord)):
        EventTypes(Visited).load(with_bytes(b'"type":"Visited"', b'"type":"Closed"'))


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'{"actor"', b'"actor"'), (b"2026-09-01", b"2026-99-01"), (b'"v":1', b'"v":9'), (b'"id"', b'"ID"')],
)
def test_a_record_somebody_changed_is_named_by_its_position(old: bytes, new: bytes) -> None:
    with pytest.raises(UnreadableRecord, match="position 3") as changed:
        EventTypes(Visited).load(with_bytes(old, new))
    problem = as_problem(changed.value)
    assert (problem.status, problem.kind, problem.more) == (500, "log-unreadable", {"position": 3})
    assert "第3条" in problem.detail
