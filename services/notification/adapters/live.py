"""The live streams: one reader of the inbox for all of them, and what each has still to be sent."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from services.notification.adapters.following import ReadModels, follow

HEARTBEAT = 15.0  # seconds of silence after which a stream shows that it lives
LIFETIME = 3600.0  # seconds after which a reader must come back, and show again who he is
PAGE = 500  # messages read at one time
BACKLOG = 1000  # messages one stream may lag behind before it is let go
REBUILDING = 60.0  # seconds a stream waits for an inbox that is being rebuilt


@dataclass(frozen=True)
class LiveMessage:
    """A message as it goes out; `frame` makes the bytes, once for all who read it."""

    position: int
    recipient: str
    frame: Callable[[], bytes]

    @cached_property
    def data(self) -> bytes:
        return self.frame()


class ReadInboxes(Protocol):
    """Messages in order of position in (after, until], in these inboxes; None: no bound, all inboxes."""

    def __call__(
        self, after: int, until: int | None, inboxes: Collection[str] | None, limit: int
    ) -> Awaitable[Sequence[LiveMessage]]: ...


@dataclass(slots=True, eq=False)
class _Stream:
    waiting: list[LiveMessage] = field(default_factory=list)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False

    def offer(self, message: LiveMessage) -> None:
        # Who reads too slowly is let go, without a gap, and comes back with the last position he has.
        self.over = self.over or len(self.waiting) >= BACKLOG
        if not self.over:
            self.waiting.append(message)
        self.woken.set()

    def take(self) -> list[LiveMessage]:
        taken, self.waiting = self.waiting, []
        self.woken.clear()
        return taken

    async def wait(self, timeout: float) -> bool:
        try:
            async with asyncio.timeout(timeout):
                return await self.woken.wait()
        except TimeoutError:
            return False

    def end(self) -> None:
        self.over = True
        self.woken.set()


class Live:
    """Carries new messages from the inbox to the open streams of this process.

    The inbox is read once for all streams, in order of position. A stream is offered every message
    beyond the `position` it was opened at, and reads what lies before from the inbox itself, so
    nothing falls between the two.
    """

    def __init__(self, read: ReadInboxes, read_models: ReadModels, capacity: int) -> None:
        self._read, self._read_models, self._capacity = read, read_models, capacity
        self._streams: dict[str, set[_Stream]] = {}
        self._task: asyncio.Task[None] | None = None
        self.position = 0
        self.open = 0

    @property
    def available(self) -> bool:
        """Whether one more stream may be opened; before `start` it could not tell old from new."""
        return self._task is not None and self.open < self._capacity

    async def start(self) -> None:
        self.position = self._read_models.position
        self._task = asyncio.create_task(follow(self._read_models, self._offer_new))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        for stream in [s for streams in self._streams.values() for s in streams]:
            stream.end()

    async def hush(self) -> None:
        """End every open stream; its reader comes back with the last position he has."""
        await self.stop()

    async def messages(
        self, inboxes: Collection[str], after: int
    ) -> AsyncGenerator[Sequence[LiveMessage], None]:
        """Messages for these inboxes beyond position `after`, in order, each once, as they come.

        An empty batch comes after `HEARTBEAT` seconds without a message. It ends when the reader
        is too slow, after `LIFETIME`, or when the service stops.
        """
        time = asyncio.get_running_loop().time
        until, end = self.position, time() + LIFETIME
        stream = _Stream()
        self._join(stream, inboxes)
        try:
            if not await self._read_models.wait_for(until, REBUILDING):
                return
            while batch := await self._read(after, until, inboxes, PAGE):
                yield batch
                after = batch[-1].position
            while time() < end:
                waiting = stream.take()
                if fresh := [message for message in waiting if message.position > after]:
                    yield fresh
                elif stream.over:
                    return
                elif not await stream.wait(HEARTBEAT):
                    yield ()
        finally:
            self._leave(stream, inboxes)

    async def _offer_new(self) -> None:
        if not self._streams:  # Whoever comes next reads what lies before from the inbox itself.
            self.position = max(self.position, self._read_models.position)
            return
        while batch := await self._read(self.position, None, None, PAGE):
            for message in batch:
                for stream in self._streams.get(message.recipient, ()):
                    stream.offer(message)
            self.position = batch[-1].position

    def _join(self, stream: _Stream, inboxes: Collection[str]) -> None:
        self.open += 1
        for inbox in inboxes:
            self._streams.setdefault(inbox, set()).add(stream)

    def _leave(self, stream: _Stream, inboxes: Collection[str]) -> None:
        self.open -= 1
        for inbox in inboxes:
            self._streams[inbox].discard(stream)
            if not self._streams[inbox]:
                del self._streams[inbox]
