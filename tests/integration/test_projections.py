"""Read models follow the log: nothing twice, nothing skipped, rebuilt alike, read after one's own writes."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import BigInteger, Column, Integer, String, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.event_sourcing.connections import lend_only_open_connections
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table
from shared.testing.servers import fresh_database
from tests.integration.wiring import TYPES, Said, eventually, say, sql

TALK = read_model_table(
    "talk",
    Column("stream", String, primary_key=True),
    Column("texts", Integer, nullable=False),
    Column("last", String, nullable=False),
    Column("position", BigInteger, nullable=False),
)


def keys(stored: Stored[Said]) -> Iterable[str]:
    return (stored.stream,)


def project(row: Row | None, stored: Stored[Said], key: str) -> Row | None:
    """Counts, which tells at once when an event is applied twice; "forget" removes the row."""
    if stored.event.text == "forget":
        return None
    texts = row["texts"] + 1 if row else 1
    return {"stream": key, "texts": texts, "last": stored.event.text, "position": stored.position}


MODEL = ReadModel(TALK, keys, project)


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[PostgresEventStore]:
    store = PostgresEventStore(engine)
    await store.start()
    yield store
    await store.stop()


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'readers'"


@asynccontextmanager
async def readers(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """A pool as the services have it, whose connections can be cut."""
    named = {"server_settings": {"application_name": "readers"}}
    pooled = create_async_engine(engine.url, pool_size=5, connect_args=named)
    lend_only_open_connections(pooled)
    yield pooled
    await pooled.dispose()


@asynccontextmanager
async def following(
    engine: AsyncEngine, store: PostgresEventStore, model: ReadModel = MODEL
) -> AsyncIterator[Projections]:
    projections = Projections(engine, store, TYPES, [model])
    await projections.start()
    try:
        yield projections
    finally:
        await projections.stop()


async def rows(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT * FROM read_models.talk ORDER BY stream"))
        return [tuple(row) for row in found]


async def talk(store: PostgresEventStore, streams: int, rounds: int) -> int:
    """Many streams grow at the same time; some are forgotten in between."""
    last = 0
    for n in range(rounds):
        said = "forget" if n % 7 == 6 else f"text {n}"
        last = max(await asyncio.gather(*(say(store, said, stream=f"s{m}") for m in range(streams))))
    return last


async def test_who_wrote_reads_what_he_wrote(engine: AsyncEngine, store: PostgresEventStore) -> None:
    async with following(engine, store) as projections:
        for n in range(1, 20):
            position = await say(store, f"{n}")
            assert await projections.wait_for(position, 5)
            assert await rows(engine) == [("talk", n, f"{n}", n)]
        assert not await projections.wait_for(position + 1, 0.2)


async def test_a_rebuild_while_writes_continue_gives_the_same_rows(
    engine: AsyncEngine, store: PostgresEventStore
) -> None:
    async with following(engine, store) as projections:
        writing = asyncio.create_task(talk(store, 8, 30))
        for _ in range(4):
            await projections.rebuild()
        assert await projections.wait_for(await writing, 10)
        followed = await rows(engine)
        await projections.rebuild(["talk"])
        assert await rows(engine) == followed
    assert [(row[0], row[1]) for row in followed] == [(f"s{n}", 2) for n in range(8)]


async def test_several_processes_share_the_work_and_do_nothing_twice(
    engine: AsyncEngine, store: PostgresEventStore
) -> None:
    async with following(engine, store) as one, following(engine, store) as other:
        last = await talk(store, 8, 20)
        assert await one.wait_for(last, 10)
        assert await other.wait_for(last, 10)
    assert [row[1] for row in await rows(engine)] == [6] * 8


async def test_rows_and_place_are_one_even_when_everything_is_cut_off(
    engine: AsyncEngine, store: PostgresEventStore, postgres_url: str
) -> None:
    """Connections die amid batches: no event counts twice, none is skipped."""
    async with readers(engine) as pooled, following(pooled, PostgresEventStore(pooled)) as projections:
        async with sql(postgres_url) as superuser:
            writing = asyncio.create_task(talk(store, 8, 30))
            while not writing.done():
                await superuser.execute(CUT)
                await asyncio.sleep(0.1)
        last = await writing

        async def all_applied() -> bool:
            return projections.position >= last

        await eventually(all_applied)
    assert [row[1] for row in await rows(engine)] == [2] * 8


async def test_after_the_servers_return_nobody_is_lent_a_dead_connection(
    engine: AsyncEngine, store: PostgresEventStore, postgres_url: str
) -> None:
    async with readers(engine) as pooled, sql(postgres_url) as superuser:
        reader = PostgresEventStore(pooled)
        for _ in range(3):
            await asyncio.gather(*(reader.head() for _ in range(5)))
            await superuser.execute(CUT)
            await asyncio.sleep(0.1)
        for _ in range(10):
            assert await reader.head() == 0
            async with pooled.connect() as connection:
                assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_batch_that_cannot_be_applied_leaves_no_trace_and_is_tried_again(
    engine: AsyncEngine, store: PostgresEventStore
) -> None:
    broken = True

    def project_or_fail(row: Row | None, stored: Stored[Said], key: str) -> Row | None:
        if broken and stored.event.text == "3":
            raise ZeroDivisionError
        return project(row, stored, key)

    async with following(engine, store, replace(MODEL, project=project_or_fail)) as projections:
        last = await say(store, "1", "2", "3", "4")
        assert not await projections.wait_for(last, 0.7)
        assert await rows(engine) == []
        broken = False
        assert await projections.wait_for(last, 5)
    assert await rows(engine) == [("talk", 4, "4", 4)]


async def test_a_changed_definition_is_rebuilt_at_the_next_start(
    engine: AsyncEngine, store: PostgresEventStore
) -> None:
    """An older process that still runs leaves the newer table alone."""
    wider = read_model_table(
        "talk",
        Column("stream", String, primary_key=True),
        Column("texts", Integer, nullable=False),
        Column("last", String, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("loud", String),
    )

    def project_loud(row: Row | None, stored: Stored[Said], key: str) -> Row | None:
        after = project(row, stored, key)
        return after and {**after, "loud": stored.event.text.upper()}

    newer = ReadModel(wider, keys, project_loud, definition=2)
    async with following(engine, store) as old:
        assert await old.wait_for(await say(store, "a"), 5)
        async with following(engine, store, newer) as new:
            assert await new.wait_for(await say(store, "b"), 5)
            assert await rows(engine) == [("talk", 2, "b", 2, "B")]
        last = await say(store, "c")
        assert not await old.wait_for(last, 1)
        async with following(engine, store, newer) as new:
            assert await new.wait_for(last, 5)
    assert await rows(engine) == [("talk", 3, "c", 3, "C")]


async def test_the_runtime_role_makes_no_tables_but_read_models(engine: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE log.mine (n int)"))


async def test_a_write_left_open_in_another_database_stalls_no_reader(
    engine: AsyncEngine, store: PostgresEventStore, postgres_url: str
) -> None:
    """Trap 8: gapless positions need no snapshot of the whole cluster."""
    async with fresh_database(postgres_url) as elsewhere, sql(elsewhere) as other:
        await other.execute("CREATE TABLE t (n int)")
        async with other.transaction():
            await other.execute("INSERT INTO t VALUES (1)")
            assert urlsplit(elsewhere).path.strip("/") != engine.url.database
            async with following(engine, store) as projections:
                for n in range(3):
                    assert await projections.wait_for(await say(store, f"{n}"), 3)
                assert [r.position for r in await store.read_log(0, 10)] == [1, 2, 3]


async def test_eight_writers_whose_transactions_roll_back_hide_nothing_from_a_reader(
    engine: AsyncEngine, store: PostgresEventStore, owner_url: str
) -> None:
    """Trap 7: a tenth of the transactions roll back after they appended; a tailer that never waits sees all."""
    done, committed = asyncio.Event(), 0

    async def write(writer: int) -> None:
        nonlocal committed
        async with sql(owner_url) as connection:
            version = 0
            for n in range(30):
                transaction = connection.transaction()
                await transaction.start()
                record = f'{{"text": "{writer}-{n}"}}'.encode()
                await connection.fetch(
                    "SELECT * FROM log.append($1, $2, $3, $4, ARRAY[gen_random_uuid()], $5, $6)",
                    [f"w{writer}"], [version], [f"w{writer}"], [1], ["Said"], [record],
                )  # fmt: skip
                await asyncio.sleep(0.002 * (n % 3))
                if (n + writer) % 10 == 0:
                    await transaction.rollback()
                else:
                    await transaction.commit()
                    version, committed = version + 1, committed + 1

    async def tail() -> list[int]:
        seen: list[int] = []
        while True:
            last = done.is_set()
            batch = await store.read_log(seen[-1] if seen else 0, 50)
            seen += [recorded.position for recorded in batch]
            if not batch:
                if last:
                    return seen
                await store.wait_beyond(len(seen), 0.05)

    reading = asyncio.create_task(tail())
    await asyncio.gather(*map(write, range(8)))
    done.set()
    assert await reading == list(range(1, committed + 1))
    assert committed == 8 * 27
