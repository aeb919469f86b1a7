"""The event log is the outbox: one leader per service carries it to JetStream, in order."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
import nats.errors
import nats.js.errors
import structlog
from nats.js import JetStreamContext
from nats.js.api import PubAck
from sqlalchemy.ext.asyncio import AsyncEngine

from dudao_contracts.envelope import Fact
from shared.event_sourcing.connections import LOST, close
from shared.event_sourcing.event_store import EventStore, StoreUnavailable
from shared.event_sourcing.event_types import EventTypes, Stored
from shared.messaging.envelope import Message, to_message

BATCH = 256
IDLE = 0.5
REST = 0.003  # seconds between two batches at most, however long the first took
ACK_TIMEOUT = 5.0
CHECK_EVERY = 30.0  # seconds between two comparisons of the cursor with the stream
REMEMBER_EVERY = 0.1  # seconds between two notes of the cursor at most: what is not noted is published again
PAUSE = 0.2  # seconds before the next try when something was lost
LOCK = 0x6475_6461_6F01  # "dudao", 1: the advisory lock that makes one process the relay

Publish = Callable[[Stored[Any]], Fact | None]

log = structlog.get_logger()


class Relay:
    """Publishes what `publications` makes of each event, and remembers how far it came, a moment later.

    A crash after publishing and before remembering publishes again under the same `Nats-Msg-Id`:
    absorbed by the stream's duplicate window, and by every subscriber beyond it. When the stream
    holds less than it acknowledged (JetStream lost data, or the stream was made anew), the cursor goes
    back to what it still holds and everything after is sent again.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        store: EventStore,
        types: EventTypes[Any],
        publish: Publish,
        *,
        service: str,
        district: str,
        jetstream: Callable[[], JetStreamContext],
    ) -> None:
        self._url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._store, self._types, self._publish = store, types, publish
        self._service, self._district, self._jetstream = service, district, jetstream
        self._task: asyncio.Task[None] | None = None
        self._unacknowledged: Sequence[asyncio.Future[PubAck]] = ()
        self._stream_seq = 0  # the highest sequence the stream acknowledged
        self._check_at = self._remember_at = 0.0
        self._remembered = 0
        self.position = 0
        self.leading = False

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def reconnected(self) -> None:
        """The bus is back: acknowledgements it owed will not come, and it may have lost messages."""
        self._check_at = 0.0
        for ack in self._unacknowledged:
            if not ack.done():
                ack.set_exception(nats.errors.ConnectionReconnectingError())

    async def _run(self) -> None:
        while True:
            try:
                await self._lead()
            except (*LOST, StoreUnavailable, nats.errors.Error) as lost:
                log.warning("relay interrupted; it goes on from its cursor", error=repr(lost))
            except Exception:
                log.exception("relay stopped at an event it cannot publish; trying again")
            self.leading = False
            await asyncio.sleep(PAUSE)

    async def _lead(self) -> None:
        # The lock belongs to this session: whoever loses the connection has lost the lead.
        # What of its place a crash of the server forgets is only published again: not worth a wait for the disk.
        session = await asyncpg.connect(
            self._url, timeout=5, command_timeout=10, server_settings={"synchronous_commit": "off"}
        )
        try:
            while not await session.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
                self.position = await session.fetchval("SELECT position FROM bus.relay")
                await asyncio.sleep(1)
            self.leading = True
            row = await session.fetchrow("SELECT position, stream_seq FROM bus.relay")
            self.position = self._remembered = row["position"]
            self._stream_seq = row["stream_seq"]
            self._check_at = 0.0
            loop = asyncio.get_running_loop()
            while True:
                if loop.time() >= self._check_at:
                    await self._compare_with_stream(session)
                    self._check_at = loop.time() + CHECK_EVERY
                began = loop.time()
                carried = await self._carry(session)
                if self.position > self._remembered and (not carried or loop.time() >= self._remember_at):
                    await self._remember(session, self.position, self._stream_seq)
                    self._remember_at = loop.time() + REMEMBER_EVERY
                if carried < BATCH:
                    # A lone event is carried at once; under load events gather while this rests.
                    await asyncio.sleep(min(loop.time() - began, REST))
                    idle = REMEMBER_EVERY if self.position > self._remembered else IDLE
                    await self._store.wait_beyond(self.position, idle)
        finally:
            await close(session)

    async def _carry(self, session: asyncpg.Connection) -> int:
        recorded = await self._store.read_log(self.position, BATCH)
        if not recorded:
            return 0
        messages: list[Message] = []
        for stored in map(self._types.load, recorded):
            fact = self._publish(stored)
            if fact is not None:
                messages.append(to_message(fact, stored, service=self._service, district=self._district))
        acks = await self._send(messages) if messages else ()
        new = [ack.seq for ack in acks if not ack.duplicate]
        if new and min(new) <= self._stream_seq:
            await self._go_back(session, min(new) - 1)
            return 0
        self.position, self._stream_seq = recorded[-1].position, max([self._stream_seq, *new])
        return len(recorded)

    async def _send(self, messages: Sequence[Message]) -> Sequence[PubAck]:
        """Publish in order and wait for every acknowledgement."""
        jetstream = self._jetstream()
        self._unacknowledged = acks = []
        try:
            for message in messages:
                ack = await jetstream.publish_async(message.subject, message.body, headers=message.headers)
                acks.append(ack)  # One that fails midway must leave those before it here.
            async with asyncio.timeout(ACK_TIMEOUT):
                return await asyncio.gather(*acks)
        finally:
            for ack in acks:
                ack.cancel()

    async def _compare_with_stream(self, session: asyncpg.Connection) -> None:
        state = (await self._jetstream().stream_info(self._service.upper())).state
        if state.last_seq < self._stream_seq:
            await self._go_back(session, state.last_seq)

    async def _go_back(self, session: asyncpg.Connection, kept: int) -> None:
        """Send again what was published after the message with stream sequence `kept`."""
        stream = self._service.upper()
        position = 0
        if kept:
            try:
                last = await self._jetstream().get_msg(stream, seq=kept)
                position = int((last.headers or {})["ce-position"])
            except (nats.js.errors.NotFoundError, KeyError):
                log.warning("the last message the stream kept is gone; the whole log is sent again")
        log.error(
            "the stream holds less than it acknowledged; publishing again from the log",
            stream=stream, acknowledged=self._stream_seq, kept=kept, again_after=position,
        )  # fmt: skip
        await self._remember(session, position, kept)

    async def _remember(self, session: asyncpg.Connection, position: int, stream_seq: int) -> None:
        await session.execute("UPDATE bus.relay SET position = $1, stream_seq = $2", position, stream_seq)
        self.position = self._remembered = position
        self._stream_seq = stream_seq
