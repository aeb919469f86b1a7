"""Logs to verify: records of several cases, linked and positioned as an event store does."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared.audit.chain import START, link
from shared.audit.record import Record
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_store import Recorded

LogOf = Callable[[Iterable[str]], list[Recorded]]


def build(streams: Iterable[str]) -> list[Recorded]:
    versions: Counter[str] = Counter()
    links: dict[str, bytes] = {}
    log = []
    for position, stream in enumerate(streams, 1):
        case = stream.split("/")[0]
        versions[stream] += 1
        at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(seconds=position)
        record = Record(
            id=UUID(int=position),
            stream=stream,
            version=versions[stream],
            type="ProgressReported",
            schema=1,
            case=case,
            data={"percent": position % 101, "says": "已更换灭火器"},
            actor=Actor("unit-3", "李校长", Role.UNIT, "3199910012"),
            reason=None,
            occurred_at=at,
            recorded_at=at,
            causation=UUID(int=1_000_000 + position),
            correlation=UUID(int=7),
            traceparent=None,
        )
        stored = record.to_bytes()
        links[case] = link(links.get(case, START), stored)
        log.append(
            Recorded(
                position=position,
                stream=stream,
                version=record.version,
                id=record.id,
                type=record.type,
                case=case,
                record=stored,
                link=links[case],
                stored_at=at,
            )
        )
    return log


@pytest.fixture(scope="session")
def log_of() -> LogOf:
    """A log with one record on each of the streams given; a stream's case is its name up to the slash."""
    return build
