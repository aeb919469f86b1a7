"""The event store in memory: for tests of what stands on a store, under the same specification."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from shared.event_sourcing.event_store import (
    AlreadyAppended,
    Append,
    Appended,
    Recorded,
    VersionConflict,
)


class InMemoryEventStore:
    """Keeps the log in a list; every guarantee of `EventStore` but durability."""

    def __init__(self) -> None:
        self._log: list[Recorded] = []
        self._moved = asyncio.Event()

    @property
    def seen(self) -> int:
        """The position of the last record."""
        return len(self._log)

    async def append(self, append: Append) -> Appended:
        stream = [r for r in self._log if r.stream == append.stream]
        tip = Appended(stream[-1].position, stream[-1].version) if stream else Appended(0, 0)
        if any(r.id == append.records[0].id for r in self._log):
            raise AlreadyAppended(append.stream, tip)
        if tip.version != append.expected:
            raise VersionConflict(append.stream, append.expected, tip.version)
        link = next((r.link for r in reversed(self._log) if r.case == append.case), bytes(32))
        for n, new in enumerate(append.records, start=1):
            link = hashlib.sha256(link + new.record).digest()
            self._log.append(
                Recorded(
                    position=len(self._log) + 1,
                    stream=append.stream,
                    version=tip.version + n,
                    id=new.id,
                    type=new.type,
                    case=append.case,
                    record=new.record,
                    link=link,
                    stored_at=datetime.now(UTC),
                )
            )
        self._moved.set()
        self._moved = asyncio.Event()
        return Appended(len(self._log), tip.version + len(append.records))

    async def read_stream(self, stream: str, after: int = 0) -> Sequence[Recorded]:
        return [r for r in self._log if r.stream == stream and r.version > after]

    async def read_case(self, case: str) -> Sequence[Recorded]:
        return [r for r in self._log if r.case == case]

    async def read_log(self, after: int, limit: int) -> Sequence[Recorded]:
        return self._log[after : after + limit]

    async def head(self) -> int:
        return len(self._log)

    async def wait_beyond(self, position: int, timeout: float) -> None:
        if len(self._log) <= position:
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), timeout)
            except TimeoutError:
                return
