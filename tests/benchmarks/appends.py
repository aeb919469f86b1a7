"""Chained, gapless appends through the project's API, beside plain INSERTs and beside a library."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from statistics import median
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate

from shared.event_sourcing.command_handler import CommandHandler, Context
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_store import Append, NewRecord
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import NOTED_FACTS, FactNoted, NoteFact, stream_of
from shared.event_sourcing.postgres import PostgresEventStore
from tests.benchmarks.ground import engine_of, execute, log_database
from tests.benchmarks.report import Figure, paired

TARGETS = {1: 0.6, 8: 1.2, 32: 1.7, 128: 2.0}  # callers: times the plain INSERTs
THREADS, LIBRARY_TARGET = 32, 8.0
EVENTS = 10  # of one stream

SYSTEM = Actor("system:inspection", "系统", Role.SYSTEM)
DATA = {
    "code": "319991-0001",
    "unit_name": "临水学校",
    "kind": "九年一贯制学校",
    "campuses": 1,
    "stages": ["小学", "初中"],
    "students": 2332,
    "classes": 37,
    "ownership": "公办",
    "zone": "第一责任区",
    "superior": "区教育局",
    "head": "郑文博",
    "head_since": "2023-01-14",
    "phone": "18000037982",
    "address": "云汀镇西岭路858号",
}

_PLAIN = """
CREATE TABLE plain (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, version integer NOT NULL,
    id uuid NOT NULL UNIQUE, type text NOT NULL, "case" text NOT NULL, record bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(), UNIQUE (stream, version)
);
CREATE INDEX ON plain ("case", position);
"""
_INSERT = 'INSERT INTO plain (stream, version, id, type, "case", record) VALUES ($1, $2, $3, $4, $5, $6)'

Once = Callable[[int], Awaitable[object]]


async def measure(seconds: float = 1.0, rounds: int = 5) -> list[Figure]:
    """Runs of `seconds` take turns `rounds` times."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(log_database())
        store = PostgresEventStore(await stack.enter_async_context(engine_of(url)))
        await store.start()
        stack.push_async_callback(store.stop)
        decided = Decided(store)
        await decided.append(0)
        (sample,) = await store.read_log(0, 1)
        chained = Chained(store, sample.record)
        plain = await Plain.connected(url, max(TARGETS), sample.record, stack)
        library = Library(url)
        stack.callback(library.close)
        figures = []
        for callers, target in TARGETS.items():
            runs = [
                (
                    await rate(callers, seconds, chained.append),
                    await rate(callers, seconds, plain.insert),
                )
                for _ in range(rounds)
            ]
            name = f"append, {callers} caller{'s' if callers > 1 else ''}"
            figures.append(paired(name, "events/s", runs, "INSERT + commit, asyncpg", target))
        runs = [
            (
                await rate(THREADS, seconds, chained.append),
                await asyncio.to_thread(library.rate, THREADS, seconds),
            )
            for _ in range(rounds)
        ]
        name = f"append, {THREADS} callers"
        figures.append(paired(name, "events/s", runs, f"eventsourcing, {THREADS} threads", LIBRARY_TARGET))
        rates = [await rate(THREADS, seconds, decided.append) for _ in range(rounds)]
        name = f"append, {THREADS} callers, each event decided and recorded by the command handler"
        figures.append(Figure(name=name, value=median(rates), unit="events/s"))
        appended = chained.appended + decided.appended
        assert await store.head() == await _stored(url) == appended, "the log has a gap"
        return figures


async def rate(callers: int, seconds: float, once: Once) -> float:
    """Calls per second of so many callers, each of whom waits for his answer before he calls again."""
    loop = asyncio.get_running_loop()
    began, done = loop.time(), 0

    async def call(caller: int) -> None:
        nonlocal done
        while loop.time() < began + seconds:
            await once(caller)
            done += 1

    await asyncio.gather(*map(call, range(callers)))
    return done / (loop.time() - began)


class Chained:
    """Appends through the store: a record to a stream and chain of the caller's, which like a case's ends after a
    few events."""

    def __init__(self, store: PostgresEventStore, record: bytes) -> None:
        self._store, self._record = store, record
        self._counts: Counter[int] = Counter()

    @property
    def appended(self) -> int:
        return self._counts.total()

    async def append(self, caller: int) -> None:
        case, before = divmod(self._counts[caller], EVENTS)
        stream = f"case-{caller}-{case}"
        record = NewRecord(uuid4(), "FactNoted", self._record)
        done = await self._store.append(Append(stream, before, stream, [record]))
        assert done.version == before + 1
        self._counts[caller] += 1


class Decided:
    """Commands through `CommandHandler`: decided, made a record, appended to a stream and chain of the caller's,
    which like a case's ends after a few events."""

    def __init__(self, store: PostgresEventStore) -> None:
        self._handler = CommandHandler(store, NOTED_FACTS, EventTypes(FactNoted))
        self._counts: Counter[int] = Counter()

    @property
    def appended(self) -> int:
        return self._counts.total()

    async def append(self, caller: int) -> None:
        stream, before = divmod(self._counts[caller], EVENTS)
        subject = f"unit-{caller}-{stream}"
        command = NoteFact(SYSTEM, datetime.now(UTC), "roster.unit-changed.v1", subject, before + 1, DATA)
        cause = uuid4()
        done = await self._handler.handle(
            command, Context(cause, cause), stream=stream_of(command), fresh=not before
        )
        assert done.version == before + 1
        self._counts[caller] += 1


class Plain:
    """One prepared INSERT, committed by itself, of the same columns under the same keys, without checks, link or
    gapless positions; a connection for every caller."""

    def __init__(self, record: bytes) -> None:
        self._record = record
        self._counts: Counter[int] = Counter()
        self._inserts: list[asyncpg.prepared_stmt.PreparedStatement] = []

    @classmethod
    async def connected(cls, url: str, callers: int, record: bytes, stack: AsyncExitStack) -> "Plain":
        await execute(url, _PLAIN)
        plain = cls(record)
        for _ in range(callers):
            connection = await asyncpg.connect(url)
            stack.push_async_callback(connection.close)
            plain._inserts.append(await connection.prepare(_INSERT))
        return plain

    async def insert(self, caller: int) -> None:
        case, before = divmod(self._counts[caller], EVENTS)
        stream = f"case-{caller}-{case}"
        await self._inserts[caller].fetch(stream, before + 1, uuid4(), "FactNoted", stream, self._record)
        self._counts[caller] += 1


class Library:
    """`eventsourcing` from PyPI with its PostgreSQL module as it comes: one new aggregate, one event, per save."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        self._application: Application[UUID] = Application(
            {
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_HOST": at.hostname or "",
                "POSTGRES_PORT": str(at.port),
                "POSTGRES_DBNAME": at.path.lstrip("/"),
                "POSTGRES_USER": at.username or "",
                "POSTGRES_PASSWORD": at.password or "",
            }
        )

    def rate(self, threads: int, seconds: float) -> float:
        """Saves per second."""
        began = time.monotonic()

        def save(_: int) -> int:
            saved = 0
            while time.monotonic() < began + seconds:
                self._application.save(Unit(DATA))
                saved += 1
            return saved

        with ThreadPoolExecutor(threads) as pool:
            saved = sum(pool.map(save, range(threads)))
        return saved / (time.monotonic() - began)

    def close(self) -> None:
        self._application.close()


class Unit(Aggregate):
    """What the library keeps."""

    def __init__(self, data: dict[str, object]) -> None:
        self.data = data


async def _stored(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM log.event"))
    finally:
        await connection.close()
