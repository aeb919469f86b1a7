"""One service put together: log, read models, relay and bus, started and stopped in order."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self, runtime_checkable

import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from shared.audit.checkpoints import Checkpoints, audit_folder
from shared.audit.record import rfc3339
from shared.event_sourcing.connections import lend_only_open_connections, reading
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.event_sourcing.read_model import ReadModel
from shared.identity.tokens import TokenVerifier
from shared.messaging.bus import Bus, BusAddress, Handle, Subscription
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.relay import Publish, Relay
from shared.messaging.streams import load_streams
from shared.runtime.clock import Clock, FileClock, SystemClock
from shared.runtime.settings import ServiceSettings

log = structlog.get_logger()


class Part(Protocol):
    """Something of a service that runs beside its requests: a watcher, a broadcaster."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


@runtime_checkable
class Endless(Protocol):
    """A part that keeps answers open until it is told to end them."""

    async def hush(self) -> None: ...


class Service:
    """What every service consists of; its own main.py says which events, read models and handlers.

    `async with service:` starts it: the log first, then read models, its own parts, the relay and
    the consumers last; stopping goes the other way round, so nothing in flight loses its ground.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        *,
        types: EventTypes[Any],
        publish: Publish,
        models: Sequence[ReadModel],
    ) -> None:
        self.settings = settings
        self.name = settings.service
        self.clock: Clock = FileClock(settings.clock_file) if settings.clock_file else SystemClock()
        url = make_url(settings.database_url.get_secret_value()).set(drivername="postgresql+asyncpg")
        self.engine = create_async_engine(
            url,
            pool_size=settings.pool_size,
            max_overflow=settings.pool_size,
            connect_args={"timeout": 5, "command_timeout": 30},
        )
        lend_only_open_connections(self.engine)
        self.reading = reading(self.engine)
        self.types = types
        self.metrics = CollectorRegistry()
        self.store = PostgresEventStore(self.engine)
        self.projections = Projections(self.engine, self.store, types, models)
        self.dead_letters = DeadLetters(self.engine)
        self.checkpoints = Checkpoints(
            self.store,
            f"dudao/{settings.district}/{self.name}",
            audit_folder(settings.keys_dir, self.name),
            settings.checkpoint_interval,
        )
        self.tokens = TokenVerifier(settings.jwks_url)
        self.healthy = True
        self.parts: list[Part] = []
        self._publish = publish
        self._handlers: Mapping[str, Handle] = {}
        self._running: list[Part] = []

    def consume(self, handlers: Mapping[str, Handle]) -> None:
        """Say what is done with the messages of each durable consumer of this service."""
        self._handlers = handlers

    async def __aenter__(self) -> Self:
        settings = self.settings
        consumers = {c.durable: c for c in load_streams(settings.streams_file).consumers_of(self.name)}
        self.bus = Bus(
            BusAddress(settings.nats_url, settings.nats_user, settings.nats_password.get_secret_value()),
            self.name,
            [Subscription(consumers[durable], handle) for durable, handle in self._handlers.items()],
            self.dead_letters,
            self.clock,
            self.metrics,
            on_reconnected=self._on_reconnected,
            on_fatal=self._on_fatal,
        )
        self.relay = Relay(
            self.engine,
            self.store,
            self.types,
            self._publish,
            service=self.name,
            district=settings.district,
            jetstream=self.bus.jetstream,
        )
        parts: list[Part] = [
            self.store,
            self.projections,
            self.checkpoints,
            *self.parts,
            self.bus,
            self.relay,
        ]
        try:
            for part in parts:
                self._running.append(part)
                await part.start()
        except BaseException:
            await self.__aexit__()
            raise
        log.info("service started", service=self.name)
        return self

    async def __aexit__(self, *_: object) -> None:
        while self._running:
            await self._running.pop().stop()
        await self.engine.dispose()
        log.info("service stopped", service=self.name)

    def _on_reconnected(self) -> None:
        self.relay.reconnected()

    def _on_fatal(self) -> None:
        self.healthy = False

    async def hush(self) -> None:
        """End the answers that are open without end, so that the host can stop serving."""
        for part in self.parts:
            if isinstance(part, Endless):
                await part.hush()

    def progress(self) -> dict[str, Any]:
        """How far each part has come, in positions of this service's log, as this process knows."""
        progress: dict[str, Any] = {
            "service": self.name,
            "now": rfc3339(self.clock.now()),
            "relayed": self.relay.position,
            "projected": self.projections.position,
            "signed": self.checkpoints.size,
            "signing_fault": self.checkpoints.fault,
        }
        for watching in self.parts:
            if hasattr(watching, "checked_through"):
                progress["checked_through"] = rfc3339(watching.checked_through)
        return progress

    async def status(self) -> dict[str, Any]:
        """`progress`, the head of the log, and what waits: messages not handled and dead letters."""
        head, parked, backlog = await asyncio.gather(
            self.store.head(), self.dead_letters.count(), self.bus.backlog()
        )
        return self.progress() | {"head": head, "backlog": backlog, "dead_letters": parked}
