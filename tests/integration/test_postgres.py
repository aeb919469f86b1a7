"""The PostgreSQL store keeps the specification, and what only a server can break."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.event_sourcing.connections import lend_only_open_connections
from shared.event_sourcing.event_store import Append, Appended, StoreUnavailable
from shared.event_sourcing.postgres import PostgresEventStore
from tests.integration.event_store_spec import EventStoreSpec, an_append


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[PostgresEventStore]:
    store = PostgresEventStore(engine)
    await store.start()
    yield store
    await store.stop()


class TestPostgresEventStore(EventStoreSpec):
    pass


async def test_the_service_can_change_nothing_that_was_appended(
    store: PostgresEventStore, engine: AsyncEngine
) -> None:
    await store.append(an_append("a", 0, "1", "x"))
    connection = await asyncpg.connect(engine.url.set(drivername="postgresql").render_as_string(False))
    try:
        for forbidden in (
            "UPDATE log.event SET record = ''",
            "DELETE FROM log.event",
            "TRUNCATE log.event",
            "INSERT INTO log.event SELECT * FROM log.event",
            "UPDATE log.head SET position = 0",
            "ALTER TABLE log.event DISABLE TRIGGER ALL",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(forbidden)
    finally:
        await connection.close()


async def test_positions_have_no_gap_after_rollbacks_of_other_writers(
    store: PostgresEventStore, owner_url: str
) -> None:
    """Writers that take the lock, append and roll back or die leave nothing behind."""
    other = await asyncpg.connect(owner_url)
    doomed = an_append("doomed", 0, "doomed", "x")
    for n in range(5):
        transaction = other.transaction()
        await transaction.start()
        await other.fetch(
            "SELECT * FROM log.append($1, $2, $3, $4, $5, $6, $7)",
            [doomed.stream], [0], [doomed.case], [1],
            [doomed.records[0].id], ["Said"], [doomed.records[0].record],
        )  # fmt: skip
        waiting = asyncio.create_task(store.append(an_append("a", n, f"a{n}", "x")))
        await asyncio.sleep(0.02)
        assert not waiting.done()  # The head row is held until the other commits or rolls back.
        await transaction.rollback()
        assert (await waiting).position == n + 1
    await other.close()


async def test_an_append_the_server_cannot_take_fails_alone(store: PostgresEventStore) -> None:
    """A second record whose id exists elsewhere breaks the unique key, not its neighbours in the batch."""
    first = an_append("a", 0, "1", "x")
    await store.append(first)
    fresh = an_append("broken", 0, "2", "x").records[0]
    broken = Append("broken", 0, "broken", [fresh, first.records[0]])
    outcomes = await asyncio.gather(
        store.append(an_append("b", 0, "3", "x")),
        store.append(broken),
        store.append(an_append("c", 0, "4", "x")),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], Appended)
    assert isinstance(outcomes[1], asyncpg.UniqueViolationError)
    assert isinstance(outcomes[2], Appended)
    assert [r.position for r in await store.read_log(0, 10)] == [1, 2, 3]


async def test_a_lost_connection_loses_and_doubles_nothing(
    store: PostgresEventStore, postgres_url: str
) -> None:
    """Connections are cut while appends are in flight; each append is stored exactly once."""
    killer = await asyncpg.connect(postgres_url)
    stop = asyncio.Event()

    async def cut() -> None:
        while not stop.is_set():
            await killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'test_runtime'"
            )
            await asyncio.sleep(0.25)

    async def write(writer: int) -> None:
        for version in range(150):
            done = await store.append(an_append(f"w{writer}", version, f"{writer}-{version}", "x"))
            assert done.version == version + 1

    cutting = asyncio.create_task(cut())
    await asyncio.gather(*(write(n) for n in range(8)))
    stop.set()
    await cutting
    await killer.close()
    assert [r.position for r in await store.read_log(0, 2000)] == list(range(1, 1201))


async def test_a_reader_in_another_process_is_woken(store: PostgresEventStore, engine: AsyncEngine) -> None:
    other = PostgresEventStore(engine)
    await other.start()
    try:
        await asyncio.sleep(0.2)
        waiting = asyncio.create_task(other.wait_beyond(0, 30))
        await store.append(an_append("a", 0, "1", "x"))
        await asyncio.wait_for(waiting, 5)
    finally:
        await other.stop()


async def test_a_record_is_readable_for_people(store: PostgresEventStore, owner_url: str) -> None:
    await store.append(an_append("a", 0, "1", "食堂"))
    connection = await asyncpg.connect(owner_url)
    try:
        assert await connection.fetchval("SELECT record->>'text' FROM log.readable") == "食堂"
    finally:
        await connection.close()


async def test_a_server_that_falls_silent_holds_nobody_for_ever(engine: AsyncEngine) -> None:
    """A network that swallows packets breaks no connection: appends and reads give up, and go on afterwards."""
    silent = asyncio.Event()
    pumps: list[asyncio.Task[None]] = []
    writers: list[asyncio.StreamWriter] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if silent.is_set():
                await asyncio.Event().wait()
            writer.write(data)
        writer.close()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        there_reader, there = await asyncio.open_connection(engine.url.host, engine.url.port)
        writers.append(there)
        pumps.extend(asyncio.create_task(pump(*way)) for way in ((reader, there), (there_reader, writer)))

    proxy = await asyncio.start_server(accept, "127.0.0.1")
    url = engine.url.set(host="127.0.0.1", port=proxy.sockets[0].getsockname()[1])
    through = create_async_engine(url, connect_args={"command_timeout": 1})
    lend_only_open_connections(through)
    store = PostgresEventStore(through, patience=1)
    await store.start()
    try:
        await store.append(an_append("a", 0, "1", "x"))
        assert await store.head() == 1
        silent.set()
        for lost in (store.append(an_append("a", 1, "2", "x")), store.head()):
            with pytest.raises(StoreUnavailable):
                await asyncio.wait_for(lost, 5)
        silent.clear()
        assert (await store.append(an_append("a", 1, "3", "x"))).version == 2
        assert await store.head() == 2
    finally:
        await store.stop()
        await through.dispose()
        proxy.close()
        for task in pumps:
            task.cancel()
        for writer in writers:
            writer.close()
        ended = (*pumps, *(writer.wait_closed() for writer in writers), proxy.wait_closed())
        await asyncio.gather(*ended, return_exceptions=True)
