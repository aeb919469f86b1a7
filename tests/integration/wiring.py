"""A publisher and a subscriber small enough to see through: what is said becomes a fact, and is heard."""

import asyncio
import json
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

import asyncpg
import nats
from nats.aio.client import Client
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.provision import provision_streams
from dudao_contracts.envelope import Fact
from dudao_contracts.roster import ZoneDrawnV1
from shared.audit.record import Record
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_store import Append, EventStore, NewRecord
from shared.event_sourcing.event_types import EventTypes, Stored
from shared.messaging.bus import DELAYS, Bus, BusAddress, Subscription
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.envelope import Received, to_message
from shared.messaging.streams import ConsumerSpec, StreamSpec, Topology
from shared.runtime.clock import SystemClock
from shared.runtime.embedded_nats import EmbeddedNats

T = TypeVar("T")

TEST = UUID("00000000-0000-5000-8000-000000000002")
NOW = datetime(2026, 10, 13, 2, 42, tzinfo=UTC)
BY = Actor("DX008", "周\n敏%20~", Role.INSPECTOR)
DISTRICT = "319991"
STREAM, DURABLE = "ROSTER", "inspection-roster"
SUBJECT = f"roster.zone-drawn.v1.{DISTRICT}.00"
TOPOLOGY = Topology(
    streams=[
        StreamSpec(
            STREAM,
            "what was said",
            ("roster.>",),
            max_age=timedelta(days=1),
            duplicate_window=timedelta(minutes=2),
            deny_delete=True,
            deny_purge=True,
            owner="roster",
        )
    ],
    consumers=[
        ConsumerSpec(
            DURABLE,
            STREAM,
            "inspection",
            ("roster.>",),
            ack_wait=timedelta(seconds=30),
            max_deliver=-1,
            max_ack_pending=256,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class Said:
    """The only event there is."""

    text: str


TYPES: EventTypes[Said] = EventTypes(Said)


def publish(stored: Stored[Said]) -> Fact | None:
    """What is whispered stays in the house."""
    text = stored.event.text
    return None if text.startswith("(") else ZoneDrawnV1(zone=text)


def a_record(stream: str, version: int, said: Said, id: UUID, case: str = "") -> Record:
    name, schema, data = TYPES.dump(said)
    return Record(id, stream, version, name, schema, case or stream, data, BY, None, NOW, NOW, id, id, None)


async def say(store: EventStore, *texts: str, stream: str = "talk") -> int:
    """Append one event for each text; the position of the last."""
    version = len(await store.read_stream(stream))
    records = [
        a_record(stream, n, Said(text), uuid5(TEST, f"{stream}/{n}"))
        for n, text in enumerate(texts, start=version + 1)
    ]
    new = [NewRecord(record.id, record.type, record.to_bytes()) for record in records]
    return (await store.append(Append(stream, version, stream, new))).position


async def publish_zone(client: Client, zone: str, n: int = 1) -> UUID:
    """Publish one fact as the relay does; the id of its event."""
    record = a_record("talk", n, Said(zone), uuid5(TEST, f"{zone}/{n}"))
    message = to_message(ZoneDrawnV1(zone=zone), Stored(n, record), service="roster", district=DISTRICT)
    await client.jetstream().publish(message.subject, message.body, headers=message.headers)
    return record.id


@dataclass
class Ear:
    """Remembers the zones it heard of and when; `trouble` is raised by the handling of those it names."""

    heard: list[str] = field(default_factory=list)
    attempts: dict[str, list[float]] = field(default_factory=dict)
    trouble: dict[str, Callable[[], BaseException]] = field(default_factory=dict)
    pause: float = 0  # seconds the handling takes

    async def __call__(self, received: Received) -> None:
        zone = received.data["zone"]
        self.attempts.setdefault(zone, []).append(time.monotonic())
        if zone in self.trouble:
            raise self.trouble[zone]()
        await asyncio.sleep(self.pause)
        self.heard.append(zone)

    async def has_heard(self, *zones: str, patience: float = 10) -> None:
        async def all_of_them() -> bool:
            return set(zones) <= set(self.heard)

        await eventually(all_of_them, patience)


@asynccontextmanager
async def listening(
    url: str,
    engine: AsyncEngine,
    handle: Callable[[Received], Awaitable[None]],
    *,
    delays: Sequence[float] = DELAYS,
    on_fatal: Callable[[], None] = lambda: None,
    on_reconnected: Callable[[], None] = lambda: None,
) -> AsyncIterator[Bus]:
    """The bus of a service that hands every message of the one durable to `handle`."""
    await provision_streams(url, TOPOLOGY)
    bus = Bus(
        BusAddress(url.replace("test:test@", ""), "test", "test"),
        "inspection",
        [Subscription(TOPOLOGY.consumers[0], handle)],
        DeadLetters(engine),
        SystemClock(),
        CollectorRegistry(),
        on_reconnected=on_reconnected,
        on_fatal=on_fatal,
        delays=delays,
    )
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Client]:
    client = await nats.connect(url, inbox_prefix=b"_INBOX_test")
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def sql(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def eventually(look: Callable[[], Coroutine[Any, Any, T]], patience: float = 10) -> T:
    """The first answer that is true."""
    async with asyncio.timeout(patience):
        while not (answer := await look()):
            await asyncio.sleep(0.01)
    return answer


async def asked(server: EmbeddedNats) -> int:
    """How many messages clients have sent to the server so far."""
    with await asyncio.to_thread(
        urllib.request.urlopen, f"http://127.0.0.1:{server.monitor_port}/varz"
    ) as answer:
        return int(json.load(answer)["in_msgs"])
