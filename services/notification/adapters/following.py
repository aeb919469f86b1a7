"""Does something again whenever the read models have advanced."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from sqlalchemy.exc import DBAPIError

from shared.event_sourcing.connections import LOST
from shared.event_sourcing.event_store import StoreUnavailable

IDLE = 1.0  # seconds between two steps when nothing announces an advance
PACE = 0.05  # seconds between two steps at least, so that a busy log is read in batches

log = structlog.get_logger()


class ReadModels(Protocol):
    """How far the read models are: everything up to `position` can be read."""

    @property
    def position(self) -> int: ...
    async def wait_for(self, position: int, timeout: float) -> bool: ...
    async def wait_for_change(self, timeout: float) -> None: ...


async def follow(read_models: ReadModels, step: Callable[[], Awaitable[None]]) -> None:
    """Run `step` after every advance, without end. A step that fails is done again."""
    while True:
        seen = read_models.position
        try:
            await step()
        except (StoreUnavailable, DBAPIError, *LOST) as lost:
            log.warning("waiting for PostgreSQL", error=str(lost))
            seen = -1
            await asyncio.sleep(IDLE)
        await asyncio.sleep(PACE)
        if read_models.position == seen:  # What came during the step must not wait for the next advance.
            await read_models.wait_for_change(IDLE)
