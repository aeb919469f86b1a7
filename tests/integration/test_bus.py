"""How a subscriber lives: at once, again after a while, parked, waiting for its database, stopped in order."""

import asyncio
import socket
import statistics
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from nats.aio.client import Client
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from shared.audit.record import canonical
from shared.event_sourcing.connections import driver
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.postgres import schema_sql
from shared.messaging.dead_letters import DeadLetter, DeadLetters
from shared.messaging.envelope import Poison, Received
from shared.runtime.embedded_postgres import EmbeddedPostgres
from tests.integration.wiring import (
    DURABLE,
    STREAM,
    SUBJECT,
    Ear,
    connected,
    eventually,
    listening,
    publish_zone,
    sql,
)

DELAYS = (0.05, 0.2, 0.4)


async def parked(engine: AsyncEngine, count: int = 1) -> list[DeadLetter]:
    letters = DeadLetters(engine)

    async def enough() -> list[DeadLetter]:
        waiting = await letters.waiting()
        return waiting if len(waiting) >= count else []

    return await eventually(enough, 10)


async def test_a_lone_fact_is_heard_at_once(nats_url: str, engine: AsyncEngine) -> None:
    """A fetch for many does not wait for the rest of its batch."""
    ear, waits = Ear(), []
    async with listening(nats_url, engine, ear), connected(nats_url) as client:
        for n in range(15):
            said = time.monotonic()
            await publish_zone(client, f"{n}")
            await ear.has_heard(f"{n}")
            waits.append(time.monotonic() - said)
    assert statistics.median(waits) < 0.1


async def test_facts_are_handled_together_and_in_no_order(nats_url: str, engine: AsyncEngine) -> None:
    """Trap 4: what the concurrency promises, so that handlers must not assume an order."""
    together, most, slow_first = 0, 0, []

    async def handle(received: Received) -> None:
        nonlocal together, most
        together += 1
        most = max(most, together)
        await asyncio.sleep(0.3 if received.data["zone"] == "0" else 0.02)
        together -= 1
        slow_first.append(received.data["zone"])

    async with connected(nats_url) as client:
        async with listening(nats_url, engine, handle):
            pass
        for n in range(40):
            await publish_zone(client, f"{n}")
        async with listening(nats_url, engine, handle):

            async def all_handled() -> bool:
                return len(slow_first) == 40

            await eventually(all_handled)
    assert 1 < most <= 16
    assert slow_first[0] != "0"


async def test_what_fails_is_tried_again_after_growing_delays_then_parked_while_others_flow(
    nats_url: str, engine: AsyncEngine
) -> None:
    """Trap 5: no tight loop of redeliveries, no message dropped by an exception."""
    ear = Ear(trouble={"bad": lambda: ValueError("no such zone")})
    async with listening(nats_url, engine, ear, delays=DELAYS), connected(nats_url) as client:
        id = await publish_zone(client, "bad")
        for n in range(20):
            await publish_zone(client, f"{n}")
        await ear.has_heard(*map(str, range(20)), patience=3)
        (letter,) = await parked(engine)
        assert await eventually(lambda: acknowledged(client), 5)
    tries = ear.attempts["bad"]
    assert [b - a > delay for (a, b), delay in zip(pairwise(tries), DELAYS, strict=True)] == [True] * 3
    assert (letter.durable, letter.type, letter.attempts) == (DURABLE, "roster.zone-drawn.v1", 4)
    assert (letter.payload, letter.error) == (b'{"zone":"bad"}', "ValueError('no such zone')")
    assert letter.headers["Nats-Msg-Id"] == str(id)
    assert letter.replayed_at is None


async def test_what_succeeds_after_a_failure_leaves_no_dead_letter(
    nats_url: str, engine: AsyncEngine
) -> None:
    ear = Ear(trouble={"late": lambda: KeyError("not yet")})
    async with listening(nats_url, engine, ear, delays=DELAYS), connected(nats_url) as client:
        await publish_zone(client, "late")
        await eventually(lambda: tried(ear, "late", 2))
        ear.trouble.clear()
        await ear.has_heard("late")
        await eventually(lambda: acknowledged(client), 5)
    assert await DeadLetters(engine).count() == 0
    assert ear.heard == ["late"]


async def test_poison_is_parked_without_further_tries(nats_url: str, engine: AsyncEngine) -> None:
    """What cannot be read, and what could be read but never recorded."""

    def unrecordable() -> Exception:
        try:
            canonical({"zone": "\ud800"})
        except ValueError as error:
            return error
        raise AssertionError

    ear = Ear(trouble={"surrogate": unrecordable})
    async with listening(nats_url, engine, ear), connected(nats_url) as client:
        await client.jetstream().publish(SUBJECT, b"not JSON", headers={"Nats-Msg-Id": "x"})
        await publish_zone(client, "surrogate")
        await publish_zone(client, "good")
        await ear.has_heard("good")
        letters = await parked(engine, 2)
    assert sorted(letter.attempts for letter in letters) == [1, 1]
    assert len(ear.attempts["surrogate"]) == 1


async def test_whatever_comes_over_the_wire_can_be_parked(nats_url: str, engine: AsyncEngine) -> None:
    """Bytes in headers that no text column holds: kept as well as can be, and not tried for ever."""
    url, ear = urlsplit(nats_url), Ear()
    header = b"NATS/1.0\r\nce-type: \xff\x00\xfe\r\nNats-Msg-Id: \xc3\x28\x00\r\n\r\n"
    frame = b"HPUB %s %d %d\r\n%s{}\r\n" % (SUBJECT.encode(), len(header), len(header) + 2, header)
    async with listening(nats_url, engine, ear), connected(nats_url) as client:
        with socket.create_connection((str(url.hostname), int(url.port or 0))) as wire:
            wire.sendall(b'CONNECT {"user":"test","pass":"test","headers":true,"verbose":false}\r\n' + frame)
            wire.sendall(b"PING\r\n")
            (letter,) = await parked(engine)
        await publish_zone(client, "after")
        await ear.has_heard("after")
    assert letter.payload == b"{}"


async def test_a_dead_letter_is_replayed_once_what_was_wrong_is_mended(
    nats_url: str, engine: AsyncEngine
) -> None:
    ear = Ear(trouble={"bad": lambda: Refused("not yet")})
    letters = DeadLetters(engine)
    async with listening(nats_url, engine, ear, delays=()) as bus, connected(nats_url) as client:
        await publish_zone(client, "bad")
        (letter,) = await parked(engine)
        ear.trouble["bad"] = lambda: Refused("still not")
        with pytest.raises(Refused, match="still not"):
            await bus.replay(letter.id)
        (again,) = await letters.waiting()
        assert (again.attempts, again.error) == (2, "Refused('still not')")
        ear.trouble.clear()
        await bus.replay(letter.id)
        with pytest.raises(KeyError):
            await bus.replay(UUID(int=0))
    assert ear.heard == ["bad"]
    assert await letters.waiting() == []
    done = await letters.get(letter.id)
    assert done is not None
    assert done.replayed_at is not None


async def test_a_fault_of_a_statement_is_no_outage(nats_url: str, engine: AsyncEngine) -> None:
    """It counts as a failure and is parked: it would otherwise be tried for ever."""

    async def handle(_: Received) -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1/0"))

    async with listening(nats_url, engine, handle, delays=(0.05,)), connected(nats_url) as client:
        await publish_zone(client, "x")
        (letter,) = await parked(engine)
    assert "division by zero" in letter.error
    assert letter.attempts == 2


@pytest.fixture
async def own_postgres(tmp_path: Path) -> AsyncIterator[tuple[EmbeddedPostgres, AsyncEngine]]:
    """A PostgreSQL of the test's own, to be killed."""
    server = EmbeddedPostgres(tmp_path / "postgres", tmp_path / "postgres.log", "test")
    await server.start()
    async with sql(server.url) as superuser:
        await superuser.execute(schema_sql("postgres"))
    engine = create_async_engine(server.url.replace("postgresql", "postgresql+asyncpg"), poolclass=NullPool)
    yield server, engine
    await engine.dispose()
    await server.stop()


async def test_while_its_database_is_away_messages_wait_and_none_counts_as_failed(
    nats_url: str, own_postgres: tuple[EmbeddedPostgres, AsyncEngine]
) -> None:
    """Trap 5: no retry is burned and nothing is terminated, not even what should be parked."""
    server, engine = own_postgres
    ear = Ear()

    async def handle(received: Received) -> None:
        ear.attempts.setdefault(received.data["zone"], []).append(time.monotonic())
        if received.data["zone"] == "poison":
            raise Poison("to be parked")
        if received.data["zone"] == "log":
            async with driver(engine) as log:  # As the event store does it.
                await log.fetchval("SELECT position FROM log.head")
        else:
            async with engine.connect() as connection:  # As the read models do it.
                await connection.execute(text("SELECT position FROM log.head"))
        ear.heard.append(received.data["zone"])

    async with listening(nats_url, engine, handle, delays=DELAYS), connected(nats_url) as client:
        await server.kill()
        for zone in ("log", "rows", "poison"):
            await publish_zone(client, zone)
        await eventually(lambda: tried(ear, "log", 3), 15)
        assert ear.heard == []
        waited = ear.attempts["log"]
        assert all(b - a > 0.5 for a, b in pairwise(waited))
        await server.start()
        returned = time.monotonic()
        await ear.has_heard("log", "rows", patience=5)
        (letter,) = await parked(engine)
        assert time.monotonic() - returned < 5
        assert "to be parked" in letter.error
        await eventually(lambda: acknowledged(client), 5)


async def test_what_is_in_hand_is_finished_before_the_bus_stops(nats_url: str, engine: AsyncEngine) -> None:
    begun, done = asyncio.Event(), []

    async def handle(received: Received) -> None:
        begun.set()
        await asyncio.sleep(0.5)
        done.append(received.data["zone"])

    async with connected(nats_url) as client:
        async with listening(nats_url, engine, handle):
            await publish_zone(client, "x")
            await asyncio.wait_for(begun.wait(), 5)
        assert done == ["x"]
        assert await acknowledged(client)


async def acknowledged(client: Client) -> bool:
    info = await client.jetstream().consumer_info(STREAM, DURABLE)
    return bool(info.num_pending == info.num_ack_pending == 0)


async def tried(ear: Ear, zone: str, times: int) -> bool:
    return len(ear.attempts.get(zone, ())) >= times
