"""Facts of other services, heard in any order and any number of times, end in the same state."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.event_sourcing.command_handler import CommandHandler, Context
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import NOTED_FACTS, FactNoted, NoteFact, stream_of
from shared.event_sourcing.postgres import PostgresEventStore
from shared.messaging.envelope import Received
from tests.integration.wiring import BY, NOW, STREAM, connected, eventually, listening, publish_zone

TYPES: EventTypes[FactNoted] = EventTypes(FactNoted)
SUBJECTS = ("甲", "乙", "丙")
SEQUENCES = range(1, 9)


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[PostgresEventStore]:
    store = PostgresEventStore(engine)
    await store.start()
    yield store
    await store.stop()


class Notebook:
    """Keeps every fact it hears, as a service does."""

    def __init__(self, store: PostgresEventStore) -> None:
        self._handler = CommandHandler(store, NOTED_FACTS, TYPES)
        self.heard = 0

    async def __call__(self, received: Received) -> None:
        envelope = received.envelope
        subject = f"zone-{received.data['zone']}"
        command = NoteFact(BY, NOW, envelope.type, subject, envelope.sequence, received.data)
        context = Context(cause=envelope.id, correlation=envelope.correlationid)
        await self._handler.handle(command, context, stream=stream_of(command))
        self.heard += 1


async def latest(store: PostgresEventStore) -> dict[str, int]:
    """The sequence last noted of each subject, and that none was noted after a later one."""
    sequences: dict[str, list[int]] = {}
    for stored in map(TYPES.load, await store.read_log(0, 1000)):
        sequences.setdefault(stored.event.subject, []).append(stored.event.sequence)
    for seen in sequences.values():
        assert seen == sorted(set(seen))
    return {subject: seen[-1] for subject, seen in sequences.items()}


@pytest.mark.parametrize("seed", range(4))
async def test_the_latest_fact_wins_whatever_the_order_and_however_often(
    store: PostgresEventStore, engine: AsyncEngine, nats_url: str, seed: int
) -> None:
    """Traps 4 and 5: sixteen at a time through a real bus, shuffled, each three times."""
    notebook = Notebook(store)
    facts = [(subject, n) for subject in SUBJECTS for n in SEQUENCES] * 3
    random.Random(seed).shuffle(facts)
    async with listening(nats_url, engine, notebook), connected(nats_url) as client:
        stream = (await client.jetstream().stream_info(STREAM)).config
        await client.jetstream().update_stream(stream.evolve(duplicate_window=0.1))
        for start in range(0, len(facts), 12):
            for subject, n in facts[start : start + 12]:
                await publish_zone(client, subject, n)
            await asyncio.sleep(0.12)  # Beyond the duplicate window, so that what comes again is delivered.

        async def all_heard() -> bool:
            info = await client.jetstream().consumer_info(STREAM, "inspection-roster")
            return bool(info.num_pending == info.num_ack_pending == 0)

        await eventually(all_heard)
    assert notebook.heard > len(facts) / 2
    assert await latest(store) == {f"zone-{subject}": SEQUENCES[-1] for subject in SUBJECTS}
