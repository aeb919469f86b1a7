"""Keeps the directory in memory as the read model has it, so that no message needs a query."""

import asyncio

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notification.adapters.following import ReadModels, follow
from services.notification.application.directory import Directory
from services.notification.read_models.directory import noted_after
from shared.event_sourcing.event_store import EventStore

REBUILDING = 60.0  # seconds the start waits for read models that are being rebuilt

log = structlog.get_logger()


class NotedRoster:
    """The directory of this process; from `start` on it is as complete as the log was then."""

    def __init__(self, engine: AsyncEngine, store: EventStore, read_models: ReadModels) -> None:
        self.directory = Directory()
        self._engine, self._store, self._read_models = engine, store, read_models
        self._position = 0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if not await self._read_models.wait_for(await self._store.head(), REBUILDING):
            log.warning("read models are still behind; until then recipients come from the facts alone")
        await self._read()
        self._task = asyncio.create_task(follow(self._read_models, self._read))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self) -> None:
        async with self._engine.connect() as connection:
            latest = await noted_after(connection, self._position)
        for noted in latest:
            self.directory.note(noted.fact, noted.sequence)
            self._position = noted.position
