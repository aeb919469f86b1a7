"""The whole service in memory: log, inbox, live streams, and facts that arrive from the bus."""

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from dudao_contracts.envelope import Fact
from services.notification.adapters.live import Live, LiveMessage
from services.notification.adapters.storage import TYPES
from services.notification.adapters.wire import live_message
from services.notification.application.handlers import MessageHandlers
from services.notification.domain.open_work import OpenWork
from services.notification.entrypoints import bus
from services.notification.read_models import inbox, open_cases
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.event_sourcing.read_model import Row
from tests.unit.notification.people import NOW, directory_of, received


class StandingClock:
    def now(self) -> datetime:
        return NOW


class MemoryInbox:
    """The read model of a log in memory, as far as `advance` has brought it."""

    def __init__(self, store: InMemoryEventStore) -> None:
        self._store = store
        self._rows: dict[UUID, Row] = {}
        self._advanced = asyncio.Event()
        self.position = 0
        self.reads = 0

    async def advance(self) -> None:
        for recorded in await self._store.read_log(self.position, 10_000):
            stored = TYPES.load(recorded)
            for key in inbox.keys(stored):
                row = inbox.project(self._rows.get(key), stored, key)
                assert row is not None
                self._rows[key] = row
            self.position = recorded.position
        self._advanced.set()
        self._advanced = asyncio.Event()

    async def wait_for(self, position: int, timeout: float) -> bool:
        return self.position >= position

    async def wait_for_change(self, timeout: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._advanced.wait(), timeout)

    def messages(self, recipient: str | None = None) -> list[inbox.InboxMessage]:
        """What is in one inbox, or in all, oldest first."""
        rows = sorted(self._rows.values(), key=lambda row: int(row["position"]))
        return [inbox.InboxMessage(**row) for row in rows if recipient in (None, row["recipient"])]

    async def read(
        self, after: int, until: int | None, inboxes: Collection[str] | None, limit: int
    ) -> Sequence[LiveMessage]:
        self.reads += 1
        found = [
            live_message(message)
            for message in self.messages()
            if after < message.position <= (until if until is not None else message.position)
            and (inboxes is None or message.recipient in inboxes)
        ]
        await asyncio.sleep(0)  # A database answers later, and others act meanwhile.
        return found[:limit]


class MemoryService:
    """Takes facts in like the bus does and shows what came of them."""

    def __init__(self, *roster: Fact, capacity: int = 10) -> None:
        self.store = InMemoryEventStore()
        self.inbox = MemoryInbox(self.store)
        self.directory = directory_of(*roster)
        self.messages = MessageHandlers(self.store, TYPES)
        self.live = Live(self.inbox.read, self.inbox, capacity)
        self._on_news = bus.on_news(self.messages, self.directory, StandingClock())
        self._on_roster = bus.on_roster(self.messages, self.directory, self._open_work, StandingClock())

    async def hear(self, fact: Fact, **envelope: object) -> None:
        """A fact arrives, is handled, and the read models advance."""
        handle = self._on_roster if fact.service == "roster" else self._on_news
        message = received(fact, **envelope)
        await handle(message)
        if fact.service == "roster":
            self.directory.note(fact, message.envelope.sequence)
        await self.inbox.advance()

    async def _open_work(self, units: Collection[str]) -> OpenWork:
        """What the rows of the read model come to."""
        rows: dict[UUID, Row | None] = {}
        for stored in await self.log():
            for key in open_cases.keys(stored):
                rows[key] = open_cases.project(rows.get(key), stored, key)
        waits = [
            row["waits_for"] for row in rows.values() if row and row["unit"] in units and row["waits_for"]
        ]
        revisits = waits.count("revisit")
        return OpenWork(len(waits) - revisits, waits.count("recheck"), revisits)

    async def log(self) -> list[Stored[object]]:
        return [TYPES.load(recorded) for recorded in await self.store.read_log(0, 10_000)]
