"""Prints every served letter soon after it was served, one after the other and off the requests' way."""

import asyncio
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.event_sourcing.connections import LOST
from shared.event_sourcing.event_store import StoreUnavailable
from shared.letters.archive import LetterArchive
from shared.letters.pdf import setter
from shared.letters.to_print import waiting

BATCH = 20

log = structlog.get_logger()


class Printer:
    """Looks for letters to print at every interval (seconds). Several printers print each letter once."""

    def __init__(self, engine: AsyncEngine, archive: LetterArchive, interval: float) -> None:
        self._engine, self._archive, self._interval = engine, archive, interval
        self._failed: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Print what waits; a letter that cannot be printed is told of once and left until the next start."""
        async with self._engine.connect() as connection:
            found = await waiting(connection, BATCH + len(self._failed))
        for row in found:
            letter = row["letter"]
            if letter in self._failed:
                continue
            try:
                await self._archive.printed(row["case"], letter)
            except (StoreUnavailable, DBAPIError, *LOST):
                raise
            except Exception:
                self._failed.add(letter)
                log.exception("a letter cannot be printed", number=row["number"], case=row["case"])

    async def _run(self) -> None:
        await asyncio.to_thread(setter)  # Looking up typefaces takes its time, and pages ask for it, too.
        while True:
            try:
                await self.look()
            except (StoreUnavailable, DBAPIError, *LOST) as lost:
                log.warning("letters wait for PostgreSQL", error=str(lost))
            except Exception:
                log.exception("the printer failed; it looks again")
            await asyncio.sleep(self._interval)
