"""Events as the log gives them back, so that a test goes through the stored format."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.rectification.adapters.storage import TYPES
from services.rectification.application.handlers import stream_of_case
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.proceeding import OnProceeding
from shared.audit.record import Record
from shared.event_sourcing.event_store import Recorded
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row
from tests.unit.rectification.samples import CASE_ID, OFFICE, CaseTest, at

CAUSE = UUID("00000000-0000-4000-8000-00000000cafe")


def stored(event: CaseEvent | OnProceeding, version: int = 1, now: datetime | None = None) -> Stored[Any]:
    """The event after a round trip through its record's canonical bytes."""
    loaded = TYPES.load(recorded(event, version, now))
    assert loaded.event == event, "an event is what was stored"
    return loaded


def recorded(event: CaseEvent | OnProceeding, version: int = 1, now: datetime | None = None) -> Recorded:
    """The event as the log keeps it, but for its link."""
    name, schema, data = TYPES.dump(event)
    now = now or at(9, 9)
    stream = stream_of_case(CASE_ID)
    record = Record(
        id=uuid5(CAUSE, str(version)),
        stream=stream,
        version=version,
        type=name,
        schema=schema,
        case=str(CASE_ID),
        data=data,
        actor=OFFICE,
        reason=None,
        occurred_at=now,
        recorded_at=now,
        causation=CAUSE,
        correlation=CAUSE,
        traceparent=None,
    )
    return Recorded(
        version, stream, version, record.id, name, str(CASE_ID), record.to_bytes(), bytes(32), now
    )


def history(given: CaseTest) -> tuple[CaseEvent, ...]:
    """The events a test's case has behind it."""
    return given._history


def projected(model: ReadModel, events: Iterable[CaseEvent]) -> Row | None:
    """The case's row in a read model after these events."""
    row: Row | None = None
    for version, event in enumerate(events, start=1):
        loaded = stored(event, version)
        assert list(model.keys(loaded)) == [CASE_ID]
        row = model.project(row, loaded, CASE_ID)
        if row is not None:
            assert set(row) == {column.name for column in model.table.columns}
    return row
