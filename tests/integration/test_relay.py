"""The log as outbox: in order, once, by one leader; and what happens when things break in between."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import nats.errors
import pytest
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import PubAck
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.provision import provision_streams
from dudao_contracts.envelope import Fact
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.postgres import PostgresEventStore
from shared.messaging.relay import Publish, Relay
from tests.integration.wiring import (
    DISTRICT,
    STREAM,
    TOPOLOGY,
    TYPES,
    Said,
    connected,
    eventually,
    publish,
    say,
    sql,
)


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[PostgresEventStore]:
    store = PostgresEventStore(engine)
    await store.start()
    yield store
    await store.stop()


@pytest.fixture
async def client(nats_url: str) -> AsyncIterator[Client]:
    await provision_streams(nats_url, TOPOLOGY)
    async with connected(nats_url) as client:
        yield client


@asynccontextmanager
async def relaying(
    engine: AsyncEngine,
    store: PostgresEventStore,
    jetstream: Callable[[], JetStreamContext],
    publish: Publish = publish,
) -> AsyncIterator[Relay]:
    relay = Relay(engine, store, TYPES, publish, service="roster", district=DISTRICT, jetstream=jetstream)
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


async def reaches(relay: Relay, position: int, patience: float = 10) -> None:
    async def there() -> bool:
        return relay.position >= position

    await eventually(there, patience)


async def held(client: Client) -> list[str]:
    """What the stream holds, in its order."""
    jetstream = client.jetstream()
    state = (await jetstream.stream_info(STREAM)).state
    messages = [
        await jetstream.get_msg(STREAM, seq=n, direct=True)
        for n in range(1, state.last_seq + 1)
        if state.messages
    ]
    return [
        (message.data or b"").decode().removeprefix('{"zone":"').removesuffix('"}') for message in messages
    ]


async def test_what_was_said_is_published_in_order_and_what_was_whispered_is_not(
    engine: AsyncEngine, store: PostgresEventStore, client: Client
) -> None:
    await say(store, "1", "2", "(whispered)", "3")
    async with relaying(engine, store, client.jetstream) as relay:
        await reaches(relay, 4)
        last = await say(store, *map(str, range(4, 601)), "(whispered)")
        await reaches(relay, last)
        assert await held(client) == [str(n) for n in range(1, 601)]
        message = await client.jetstream().get_msg(STREAM, seq=1, direct=True)
        assert (message.headers or {})["Nats-Msg-Id"] == str((await store.read_log(0, 1))[0].id)
        async with sql_of(engine) as connection:

            async def remembered() -> bool:
                return bool(await connection.fetchval("SELECT position FROM bus.relay") == last)

            await eventually(remembered)


async def test_of_two_relays_one_leads_and_the_other_takes_over(
    engine: AsyncEngine, store: PostgresEventStore, client: Client
) -> None:
    async with (
        relaying(engine, store, client.jetstream) as second,
        relaying(engine, store, client.jetstream) as first,
    ):
        last = await say(store, *map(str, range(100)))
        await reaches(first, last)
        await reaches(second, last)  # Standing by, it knows how far the leader is.
        assert sorted((first.leading, second.leading)) == [False, True]
        leader, follower = (first, second) if first.leading else (second, first)
        await leader.stop()

        async def follows() -> bool:
            return follower.leading

        await eventually(follows, 5)
        last = await say(store, *map(str, range(100, 200)))
        await reaches(follower, last)
    assert await held(client) == [str(n) for n in range(200)]


async def test_a_leader_whose_session_is_cut_goes_on_or_is_replaced(
    engine: AsyncEngine, store: PostgresEventStore, client: Client, postgres_url: str
) -> None:
    """Cut again and again while it publishes: nothing is lost and nothing is there twice."""
    async with relaying(engine, store, client.jetstream) as one, relaying(engine, store, client.jetstream):
        async with sql(postgres_url) as superuser:
            for n in range(5):
                await say(store, *(f"{n}-{m}" for m in range(50)))
                await superuser.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = $1)",
                    engine.url.database,
                )
        await reaches(one, 250, 15)
    assert await held(client) == [f"{n}-{m}" for n in range(5) for m in range(50)]


async def test_a_crash_between_publishing_and_remembering_doubles_nothing(
    engine: AsyncEngine, store: PostgresEventStore, client: Client
) -> None:
    await say(store, *map(str, range(300)))
    async with relaying(engine, store, client.jetstream) as relay:
        await reaches(relay, 300)
    async with sql_of(engine) as connection:  # What a crash before the second batch's UPDATE leaves.
        await connection.execute("UPDATE bus.relay SET position = 256, stream_seq = 256")
    await say(store, "300")
    async with relaying(engine, store, client.jetstream) as relay:
        await reaches(relay, 301)
    assert await held(client) == [str(n) for n in range(301)]


class Failing(JetStreamContext):
    """Dies, or loses one message, at a certain publication; only the first time it comes to it."""

    def __init__(self, client: Client, at: int, *, dies: bool) -> None:
        super().__init__(client)
        self._at, self._dies, self.published = at, dies, 0

    async def publish_async(self, *args: Any, **kwargs: Any) -> asyncio.Future[PubAck]:
        self.published += 1
        if self.published != self._at:
            return await super().publish_async(*args, **kwargs)
        if self._dies:
            raise nats.errors.ConnectionClosedError
        ack: asyncio.Future[PubAck] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.2, ack.set_exception, nats.errors.TimeoutError())
        return ack


async def test_a_relay_that_dies_amid_a_batch_sends_the_rest_in_order(
    engine: AsyncEngine, store: PostgresEventStore, client: Client
) -> None:
    jetstream = Failing(client, 60, dies=True)
    await say(store, *map(str, range(100)))
    async with relaying(engine, store, lambda: jetstream) as relay:
        await reaches(relay, 100)
    assert jetstream.published == 60 + 100
    assert await held(client) == [str(n) for n in range(100)]


async def test_a_message_that_was_not_acknowledged_is_sent_again(
    engine: AsyncEngine, store: PostgresEventStore, client: Client
) -> None:
    """It may come after its successors, once; the cursor does not pass it."""
    jetstream = Failing(client, 60, dies=False)
    await say(store, *map(str, range(100)))
    async with relaying(engine, store, lambda: jetstream) as relay:
        await eventually(lambda: count(client, 99))
        assert relay.position == 0
        await reaches(relay, 100)
    assert await held(client) == [str(n) for n in range(100) if n != 59] + ["59"]


async def test_an_event_nobody_can_publish_holds_up_those_after_it_until_it_is_mended(
    engine: AsyncEngine, store: PostgresEventStore, client: Client
) -> None:
    broken = True

    def publish_or_fail(stored: Stored[Said]) -> Fact | None:
        if broken and stored.event.text == "bad":
            raise ValueError("no fact for this")
        return publish(stored)

    await say(store, "good")
    async with relaying(engine, store, client.jetstream, publish_or_fail) as relay:
        await reaches(relay, 1)
        await say(store, "bad", "later")
        await asyncio.sleep(0.5)
        assert await held(client) == ["good"]
        broken = False
        await reaches(relay, 3)
    assert await held(client) == ["good", "bad", "later"]


async def test_a_stream_made_anew_is_filled_from_the_whole_log(
    engine: AsyncEngine, store: PostgresEventStore, client: Client, nats_url: str
) -> None:
    """Trap 9: the next acknowledgement shows that the stream began anew; also what came after is there."""
    await say(store, *map(str, range(300)))
    async with relaying(engine, store, client.jetstream) as relay:
        await reaches(relay, 300)
        await client.jetstream().delete_stream(STREAM)
        await provision_streams(nats_url, TOPOLOGY)
        last = await say(store, "300")
        await eventually(lambda: count(client, 301))
        await reaches(relay, last)
        assert sorted(await held(client), key=int) == [str(n) for n in range(301)]
        last = await say(store, "301")
        await reaches(relay, last)
        assert (await held(client))[-1] == "301"


async def test_a_stream_that_lost_its_end_is_completed_when_the_bus_is_back(
    engine: AsyncEngine, store: PostgresEventStore, client: Client, nats_url: str
) -> None:
    """Trap 9 in its likely form: a power failure took the last messages. Nothing need be said for it to show."""
    await say(store, *map(str, range(10)))
    jetstream = client.jetstream()
    async with relaying(engine, store, client.jetstream) as relay:
        await reaches(relay, 10)
        kept = [await jetstream.get_msg(STREAM, seq=n, direct=True) for n in range(1, 7)]
        await jetstream.delete_stream(STREAM)
        await provision_streams(nats_url, TOPOLOGY)
        for message in kept:
            await jetstream.publish(str(message.subject), message.data or b"", headers=message.headers)
        relay.reconnected()
        await eventually(lambda: count(client, 10))
    assert await held(client) == [str(n) for n in range(10)]


async def test_a_relay_that_starts_looks_at_its_stream(
    engine: AsyncEngine, store: PostgresEventStore, client: Client, nats_url: str
) -> None:
    await say(store, *map(str, range(10)))
    async with relaying(engine, store, client.jetstream) as relay:
        await reaches(relay, 10)
    await client.jetstream().delete_stream(STREAM)
    async with relaying(engine, store, client.jetstream):
        await asyncio.sleep(0.5)  # There is no stream, and a relay makes none.
        await provision_streams(nats_url, TOPOLOGY)
        await eventually(lambda: count(client, 10))
    assert await held(client) == [str(n) for n in range(10)]


async def count(client: Client, wanted: int) -> bool:
    return (await client.jetstream().stream_info(STREAM)).state.messages >= wanted


def sql_of(engine: AsyncEngine) -> Any:
    return sql(engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
