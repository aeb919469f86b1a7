"""The register in memory, kept up to date from the log: whoever asks need not wait for the read models."""

import asyncio
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.roster.domain.register import Register
from services.roster.domain.zone import schools_in
from services.roster.read_models.staffing import RegisterRows
from shared.event_sourcing.connections import is_lost
from shared.event_sourcing.event_types import EventTypes, UnknownEvent, UnreadableRecord
from shared.event_sourcing.postgres import PostgresEventStore

PAGE = 100  # records read at a time: a few milliseconds in which nobody else is served
REST = 0.2  # seconds between two looks at the log when nobody asks
IDLE = 5.0  # seconds between looks when nothing announces a change

log = structlog.get_logger()


class KeptRegister:
    """A part of the service. Started, it follows the log, so that whoever asks finds little left to read."""

    def __init__(self, engine: AsyncEngine, store: PostgresEventStore, types: EventTypes[Any]) -> None:
        self._engine, self._store, self._types = engine, store, types
        self._rows: RegisterRows | None = None
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @property
    def position(self) -> int:
        """The position up to which the log is in it."""
        return self._rows.position if self._rows else 0

    async def start(self) -> None:
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def register(self, after: int = 0) -> Register:
        """The register with everything up to `after`, and all this process has heard of; read once for all who ask.

        It stays behind at a record this release cannot read, as the read models do: `position` says so.
        """
        if self._rows is None or self._behind(after):
            async with self._turn:
                if self._rows is None:
                    self._rows = await self._from_tables()
                if self._behind(after):
                    await self._read_on(self._rows)
        return self._rows.register

    async def schools_in(self, zone: str) -> frozenset[str]:
        """The codes of the schools a zone has, as its limit counts them."""
        standing = [unit for unit in (await self.register()).units if unit.closed_on is None]
        return frozenset(unit.code for unit in schools_in(zone, standing))

    def _behind(self, after: int) -> bool:
        return self.position < max(after, self._store.seen)

    async def _from_tables(self) -> RegisterRows:
        rows = RegisterRows()
        async with self._engine.connect() as connection:
            await rows.read(connection)
        return rows

    async def _read_on(self, rows: RegisterRows) -> None:
        try:
            full = True
            while full:
                page = await self._store.read_log(rows.position, PAGE)
                for recorded in page:
                    rows.fold(self._types.load(recorded))
                full = len(page) == PAGE
        except (UnknownEvent, UnreadableRecord) as error:
            log.error("the staffing board stays behind", position=rows.position, error=str(error))

    async def _follow(self) -> None:
        while True:
            try:
                await self.register()
                await self._store.wait_beyond(self.position, IDLE)
            except Exception as error:
                if not is_lost(error):
                    log.exception("the register in memory cannot be read on; trying again")
            await asyncio.sleep(REST)
