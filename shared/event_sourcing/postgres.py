"""The event store in PostgreSQL: appends that wait go to the server together, in one call."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.event_sourcing.connections import close, driver, is_lost
from shared.event_sourcing.event_store import (
    AlreadyAppended,
    Append,
    Appended,
    Recorded,
    StoreUnavailable,
    VersionConflict,
)

SCHEMA = Path(__file__).with_name("append.sql")
MAX_BATCH = 256
GIVE_UP_AFTER = 8.0  # seconds

_APPEND = "SELECT outcome, tip_position, tip_version FROM log.append($1, $2, $3, $4, $5, $6, $7)"
_COLUMNS = 'position, stream, version, id, type, "case", record, link, stored_at'
_STREAM = f"SELECT {_COLUMNS} FROM log.event WHERE stream = $1 AND version > $2 ORDER BY version"
_CASE = f'SELECT {_COLUMNS} FROM log.event WHERE "case" = $1 ORDER BY position'
_LOG = f"SELECT {_COLUMNS} FROM log.event WHERE position > $1 ORDER BY position LIMIT $2"
_HEAD = "SELECT position FROM log.head"

log = structlog.get_logger()


def schema_sql(runtime_role: str) -> str:
    """The script that makes the log in an empty database; `runtime_role` is the service's role."""
    return SCHEMA.read_text(encoding="utf-8").replace("{runtime}", f'"{runtime_role}"')


class _Waiting(NamedTuple):
    append: Append
    done: asyncio.Future[Appended]


class PostgresEventStore:
    """An `EventStore` in the schema of append.sql. `start` it before use, `stop` it after.

    One connection apart from the engine's pool appends, and hears of what others append. While one call
    is in flight, further appends gather and go together in the next (group commit). An append waits
    `patience` seconds for a server that is lost or silent before its caller is told.
    """

    def __init__(self, engine: AsyncEngine, patience: float = GIVE_UP_AFTER) -> None:
        self._engine, self._patience = engine, patience
        self._url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._waiting: list[_Waiting] = []
        self._work = asyncio.Event()  # Something waits, or the connection must be made anew.
        self._connection: asyncpg.Connection | None = None
        self._seen = 0
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def seen(self) -> int:
        """The last position this process has heard of, without asking the server."""
        return self._seen

    async def start(self) -> None:
        self._work.set()
        self._task = asyncio.create_task(self._write())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for waiting in self._waiting:
            _fail(waiting, StoreUnavailable("the service is stopping; send the same request again"))
        self._waiting.clear()

    async def append(self, append: Append) -> Appended:
        done: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(append, done))
        self._work.set()
        return await done

    async def read_stream(self, stream: str, after: int = 0) -> Sequence[Recorded]:
        return await self._read(_STREAM, stream, after)

    async def read_case(self, case: str) -> Sequence[Recorded]:
        return await self._read(_CASE, case)

    async def read_log(self, after: int, limit: int) -> Sequence[Recorded]:
        return await self._read(_LOG, after, limit)

    async def head(self) -> int:
        async with driver(self._engine) as connection:
            return int(await connection.fetchval(_HEAD))

    async def wait_beyond(self, position: int, timeout: float) -> None:
        if self._seen <= position:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), timeout)

    async def _read(self, query: str, *arguments: str | int) -> list[Recorded]:
        async with driver(self._engine) as connection:
            return [Recorded(*row) for row in await connection.fetch(query, *arguments)]

    def _move_to(self, position: int) -> None:
        if position > self._seen:
            self._seen = position
            self._moved.set()
            self._moved = asyncio.Event()

    async def _write(self) -> None:
        try:
            while True:
                await self._work.wait()
                self._work.clear()
                if not self._waiting:
                    await self._hear_again()
                while self._waiting:
                    await asyncio.sleep(0)  # Who was answered just now may have more to say: it goes along.
                    batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                    try:
                        await self._send(batch)
                    except asyncio.CancelledError:
                        for waiting in batch:
                            _fail(
                                waiting, StoreUnavailable("the service stopped; send the same request again")
                            )
                        task = asyncio.current_task()
                        if task is None or task.cancelling():
                            raise
                        self._drop()  # A timeout inside the driver got lost: no reason to write no more.
        finally:
            await close(self._connection)

    async def _send(self, batch: Sequence[_Waiting], unsure: bool = False) -> None:
        """Append `batch`, again on a new connection when the old one is lost.

        A call whose connection broke may have committed. Sending it again then answers `already`,
        which for an append of this batch means: stored, by the first try.
        """
        deadline = asyncio.get_running_loop().time() + self._patience
        pause = 0.02
        while True:
            try:
                connection = await self._connected()
                rows = await connection.fetch(_APPEND, *_arguments(batch), timeout=self._patience)
            except Exception as error:
                self._drop()  # Whatever state it is in, the next one is in none.
                unsure = True
                if not is_lost(error):
                    if len(batch) == 1:
                        _fail(batch[0], error)
                        return
                    for waiting in batch:  # What cannot be taken must not fail what travelled with it.
                        await self._send([waiting], unsure)
                    return
                if asyncio.get_running_loop().time() > deadline:
                    for waiting in batch:
                        _fail(waiting, StoreUnavailable(f"PostgreSQL cannot be reached: {error}"))
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, 0.5)
            else:
                for waiting, (outcome, position, version) in zip(batch, rows, strict=True):
                    _settle(waiting, outcome, Appended(position, version), unsure)
                self._move_to(max(position for _, position, _ in rows))
                return

    async def _connected(self) -> asyncpg.Connection:
        """The connection, a new one when there is none: it hears what others append from then on."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._url, timeout=5)
            self._connection.add_termination_listener(lambda _: self._work.set())
            await self._connection.add_listener(
                "log", lambda _c, _p, _ch, payload: self._move_to(int(payload))
            )
            self._move_to(int(await self._connection.fetchval(_HEAD)))
        return self._connection

    async def _hear_again(self) -> None:
        """Nothing is to be sent, but the connection was lost: others' appends must not be missed."""
        try:
            await self._connected()
        except Exception as error:
            self._drop()
            log.warning("listening to the log is interrupted", error=repr(error))
            await asyncio.sleep(0.2)
            self._work.set()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


def _arguments(batch: Sequence[_Waiting]) -> tuple[list[object], ...]:
    appends = [waiting.append for waiting in batch]
    records = [record for append in appends for record in append.records]
    return (
        [a.stream for a in appends],
        [a.expected for a in appends],
        [a.case for a in appends],
        [len(a.records) for a in appends],
        [r.id for r in records],
        [r.type for r in records],
        [r.record for r in records],
    )


def _settle(waiting: _Waiting, outcome: str, tip: Appended, unsure: bool) -> None:
    append, done = waiting
    if outcome == "appended" or (unsure and outcome == "already"):
        if not done.done():
            done.set_result(tip)
    elif outcome == "already":
        _fail(waiting, AlreadyAppended(append.stream, tip))
    else:
        _fail(waiting, VersionConflict(append.stream, append.expected, tip.version))


def _fail(waiting: _Waiting, error: Exception) -> None:
    if not waiting.done.done():
        waiting.done.set_exception(error)
