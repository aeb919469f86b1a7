"""The register in memory beside the read models: the same rows, sooner, in every process of the service."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.roster.adapters.kept_register import KeptRegister
from services.roster.adapters.storage import TYPES
from services.roster.domain.register import Register
from services.roster.read_models import inspectors, posts, units, zones
from services.roster.read_models.staffing import RegisterRows
from shared.audit.record import Record
from shared.event_sourcing.event_store import Append, NewRecord
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from tests.unit.roster.histories import history
from tests.unit.roster.people import NOW, OFFICE

MODELS = [units.MODEL, inspectors.MODEL, posts.MODEL, zones.MODEL]
STREAM = "register"
EVENTS = UUID("00000000-0000-5000-8000-000000000010")


@asynccontextmanager
async def process(engine: AsyncEngine) -> AsyncIterator[tuple[PostgresEventStore, Projections]]:
    """What one process of the service runs."""
    store = PostgresEventStore(engine)
    await store.start()
    projections = Projections(engine, store, TYPES, MODELS)
    await projections.start()
    try:
        yield store, projections
    finally:
        await projections.stop()
        await store.stop()


async def append(store: PostgresEventStore, events: Sequence[Any], after: int = 0) -> int:
    """The position of the last; the stream holds `after` events before."""
    records = []
    for version, event in enumerate(events, start=after + 1):
        name, schema, data = TYPES.dump(event)
        id = uuid5(EVENTS, str(version))
        record: Record = Record(
            id, STREAM, version, name, schema, STREAM, data, OFFICE, None, NOW, NOW, id, uuid4(), None
        )
        records.append(NewRecord(id, name, record.to_bytes()))
    return (await store.append(Append(STREAM, after, STREAM, records))).position


async def from_tables(engine: AsyncEngine) -> Register:
    rows = RegisterRows()
    async with engine.connect() as connection:
        await rows.read(connection)
    return rows.register


@pytest.mark.parametrize("seed", range(6))
async def test_followed_event_by_event_it_is_what_the_tables_say(engine: AsyncEngine, seed: int) -> None:
    events = history(seed, 150)
    async with process(engine) as (store, projections):
        await append(store, events[:50])
        kept = KeptRegister(engine, store, TYPES)
        for n in range(50, 150, 4):
            position = await append(store, events[n : n + 4], n)
            found = await kept.register(position)
            assert kept.position == position
            if n % 20 == 10:
                assert await projections.wait_for(position, 10)
                assert found == await from_tables(engine)
        assert await projections.wait_for(150, 10)
        assert await kept.register() == await from_tables(engine)


async def test_begun_from_tables_that_are_being_rebuilt_it_is_whole_all_the_same(engine: AsyncEngine) -> None:
    async with process(engine) as (store, projections):
        await append(store, history(1, 150))
        assert await projections.wait_for(150, 10)
        whole = await from_tables(engine)
        await projections.stop()
        async with engine.begin() as connection:
            await connection.run_sync(projections._remake, units.MODEL)
        assert await KeptRegister(engine, store, TYPES).register() == whole


async def test_what_another_process_has_written_is_in_it_when_it_is_asked_for(engine: AsyncEngine) -> None:
    events = history(2, 100)
    async with process(engine) as (one, _), process(engine) as (other, _):
        await append(one, events[:60])
        kept = KeptRegister(engine, other, TYPES)
        await kept.register(60)
        position = await append(one, events[60:], 60)
        await kept.register(position)
        assert kept.position == position == 100


async def test_all_who_ask_at_one_time_read_the_log_once(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = history(3, 90)
    async with process(engine) as (store, _):
        await append(store, events[:80])
        kept = KeptRegister(engine, store, TYPES)
        await kept.register(80)
        read: list[int] = []
        read_log = store.read_log

        async def counted(after: int, limit: int) -> Any:
            read.append(after)
            return await read_log(after, limit)

        await append(store, events[80:], 80)
        monkeypatch.setattr(store, "read_log", counted)
        found = await asyncio.gather(*(kept.register(90) for _ in range(30)))
        assert read.count(80) <= 2  # The projections read it too.
        assert len({id(register) for register in found}) == 1


async def test_a_position_beyond_the_log_does_not_hold_it_up(engine: AsyncEngine) -> None:
    async with process(engine) as (store, _):
        await append(store, history(4, 30))
        kept = KeptRegister(engine, store, TYPES)
        await asyncio.wait_for(kept.register(10**6), 5)
        assert kept.position == 30


async def test_started_it_follows_the_log_though_nobody_asks(engine: AsyncEngine) -> None:
    async with process(engine) as (store, _):
        kept = KeptRegister(engine, store, TYPES)
        await kept.start()
        try:
            position = await append(store, history(5, 40))
            async with asyncio.timeout(5):
                while kept.position < position:
                    await asyncio.sleep(0.01)
        finally:
            await kept.stop()
