"""The loop of a watcher: a part of a service that looks at every interval, and acts by itself."""

import asyncio
from abc import ABC, abstractmethod
from typing import ClassVar

import structlog
from sqlalchemy.exc import DBAPIError

from shared.event_sourcing.connections import LOST
from shared.event_sourcing.event_store import StoreUnavailable

log = structlog.get_logger()


class Watcher(ABC):
    """Looks at every `interval` (seconds) from `start` to `stop`. Whatever a look raises, it looks again."""

    name: ClassVar[str]
    """Who it is, in its log."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @abstractmethod
    async def look(self) -> None:
        """Do what is to be done; doing it twice must change nothing, for others watch too."""

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except (StoreUnavailable, DBAPIError, *LOST) as lost:
                log.warning(f"{self.name} waits for PostgreSQL", error=str(lost))
            except Exception:
                log.exception(f"{self.name} failed; it looks again")
            await asyncio.sleep(self._interval)
