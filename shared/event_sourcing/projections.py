"""Read models kept up to date from the log, in batches, each with its own place in it."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import structlog
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.event_sourcing.connections import is_lost, reading
from shared.event_sourcing.event_store import EventStore, Recorded
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.read_model import SCHEMA, ReadModel, fold_into

BATCH = 2000
GATHERING = 0.05  # seconds events gather for one batch when nobody waits for them: one costs as much as ten
IDLE = 0.5  # seconds between looks at the log when nothing announces a change

_metadata = MetaData(schema=SCHEMA)
checkpoint = Table(
    "checkpoint",
    _metadata,
    Column("name", String, primary_key=True),
    Column("definition", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
)

_PLACES = select(checkpoint).order_by(checkpoint.c.name).with_for_update()
# Rows a crash of the server forgets are made again from the log: not worth a wait for the disk.
_TURN = _PLACES.add_columns(func.set_config("synchronous_commit", "off", True))
_MOVE = (
    update(checkpoint)
    .where(checkpoint.c.name == func.any(bindparam("names", type_=ARRAY(String))))
    .where(checkpoint.c.position < bindparam("last"))
    .values(position=bindparam("last"))
)

log = structlog.get_logger()


class Projections:
    """Keeps the read models of one service at the head of its log.

    Rows and place in the log are committed together, so a crash repeats nothing and skips nothing.
    Several processes may run it: the places are locked while a batch is applied. What somebody waits for is applied
    at once, the rest with what comes within a moment. `applied` tells of this
    process's latest batches: the position reached and when (Unix time).
    """

    def __init__(
        self, engine: AsyncEngine, store: EventStore, types: EventTypes[Any], models: Sequence[ReadModel]
    ) -> None:
        self._engine, self._store, self._types, self._models = engine, store, types, models
        self._positions = {model.name: 0 for model in models}
        self._advanced, self._wanted = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ahead: tuple[int, asyncio.Task[Sequence[Recorded]]] | None = None
        self.applied: deque[tuple[int, float]] = deque(maxlen=100_000)

    @property
    def names(self) -> Collection[str]:
        """The read models by name."""
        return self._positions.keys()

    @property
    def position(self) -> int:
        """The position every read model has reached."""
        return min(self._positions.values(), default=0)

    async def start(self) -> None:
        """Make missing tables, rebuild changed ones, and follow the log."""
        async with self._engine.begin() as connection:
            await connection.run_sync(self._make_tables)
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._drop_ahead()

    async def rebuild(self, names: Iterable[str] | None = None) -> None:
        """Empty the named read models (default: all) and read the log again from the beginning."""
        chosen = [m for m in self._models if names is None or m.name in set(names)]
        async with self._engine.begin() as connection:
            await connection.run_sync(self._lock)
            for model in chosen:
                await connection.run_sync(self._remake, model)
        await self.catch_up()

    async def catch_up(self) -> int:
        """Apply batches until the log is read to its end; the number of events read."""
        applied = 0
        while batch := await self._apply_batch():
            applied += batch
        return applied

    async def wait_for(self, position: int, timeout: float) -> bool:
        """Wait until every read model has passed `position`; False when it did not in time."""
        deadline = asyncio.get_running_loop().time() + timeout
        while self.position < position:
            self._wanted.set()
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._advanced.wait(), min(left, 0.1))
            if self.position < position:  # Another process of this service may have applied it.
                await self._look_at_positions()
        return True

    async def wait_for_change(self, timeout: float) -> None:
        """Return when a batch was applied, or after `timeout` seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._advanced.wait(), timeout)

    async def _follow(self) -> None:
        while True:
            try:
                if await self._apply_batch() < BATCH:
                    await self._store.wait_beyond(self.position, IDLE)
                    await self._gather()
            except Exception as error:
                if is_lost(error):
                    log.warning("read models wait for PostgreSQL", error=str(error))
                else:
                    log.exception("a read model cannot take the next events; trying again")
                await asyncio.sleep(IDLE)

    async def _gather(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), GATHERING)
        self._wanted.clear()

    async def _apply_batch(self) -> int:
        async with self._engine.begin() as connection:
            models = await self._read_positions(connection)
            after = min((self._positions[m.name] for m in models), default=None)
            recorded = [] if after is None else await self._read(after)
            if not recorded:
                return 0
            events = [self._types.load(r) for r in recorded]
            for model in models:
                behind = [e for e in events if e.position > self._positions[model.name]]
                if behind:
                    await fold_into(connection, model, behind)
            last = recorded[-1].position
            await connection.execute(_MOVE, {"names": [m.name for m in models], "last": last})
        self._positions |= {m.name: max(self._positions[m.name], last) for m in models}
        self.applied.append((last, time.time()))
        self._announce()
        return len(recorded)

    async def _read(self, after: int) -> Sequence[Recorded]:
        """The next batch. After a full one the server sends the following while this is applied."""
        if self._ahead is not None and self._ahead[0] == after:
            (_, reading), self._ahead = self._ahead, None
            recorded = await reading
        else:
            await self._drop_ahead()
            recorded = await self._store.read_log(after, BATCH)
        if len(recorded) == BATCH:
            last = recorded[-1].position
            self._ahead = last, asyncio.create_task(self._store.read_log(last, BATCH))
        return recorded

    async def _drop_ahead(self) -> None:
        if self._ahead is not None:
            (_, reading), self._ahead = self._ahead, None
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read_positions(self, connection: AsyncConnection) -> Sequence[ReadModel]:
        """The read models that are this process's to keep: a newer release has made the others anew."""
        # FOR UPDATE makes processes take turns: each reads the places the other has committed.
        rows = (await connection.execute(_TURN)).all()
        before = self.position
        self._positions |= {r.name: r.position for r in rows if r.name in self._positions}
        if self.position != before:  # Another process of this service has applied a batch.
            self._announce()
        definitions = {r.name: r.definition for r in rows}
        return [m for m in self._models if definitions[m.name] == m.definition]

    async def _look_at_positions(self) -> None:
        before = self.position
        async with reading(self._engine).connect() as connection:
            rows = await connection.execute(select(checkpoint.c.name, checkpoint.c.position))
            self._positions |= {r.name: r.position for r in rows if r.name in self._positions}
        if self.position != before:
            self._announce()

    def _announce(self) -> None:
        self._advanced.set()
        self._advanced = asyncio.Event()

    def _make_tables(self, connection: Connection) -> None:
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(SCHEMA))))
        checkpoint.create(connection, checkfirst=True)
        known = {r.name: r.definition for r in connection.execute(select(checkpoint))}
        for model in self._models:
            if known.get(model.name) != model.definition:
                self._remake(connection, model)

    def _lock(self, connection: Connection) -> None:
        connection.execute(_PLACES)

    def _remake(self, connection: Connection, model: ReadModel) -> None:
        model.table.drop(connection, checkfirst=True)
        model.table.create(connection)
        place = {"definition": model.definition, "position": 0}
        connection.execute(
            insert(checkpoint)
            .values(name=model.name, **place)
            .on_conflict_do_update(index_elements=[checkpoint.c.name], set_=place)
        )
        self._positions[model.name] = 0
