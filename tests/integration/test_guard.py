"""The traps of FastStream's pull loop: closed connections, lost consumers and streams, outages of NATS."""

import asyncio
import sys
import time
from pathlib import Path

import pytest
from nats.js.errors import NotFoundError
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.provision import provision_streams
from shared.messaging.bus import Bus
from shared.runtime.embedded_nats import EmbeddedNats
from tests.integration.wiring import (
    DURABLE,
    STREAM,
    TOPOLOGY,
    Ear,
    asked,
    connected,
    eventually,
    listening,
    publish_zone,
)

HEARD_WITHIN = 5.0  # seconds from the server's return
IDLE = 5  # requests a second of a subscriber with nothing to do, at most


async def requests_a_second(server: EmbeddedNats, seconds: float = 2.0) -> float:
    before, began, used = await asked(server), time.monotonic(), time.process_time()
    await asyncio.sleep(seconds)
    passed = time.monotonic() - began
    assert (time.process_time() - used) / passed < 0.5, "this process burns a core"
    return (await asked(server) - before - 1) / passed


async def test_a_connection_closed_for_good_starves_nobody_and_is_reported(server: EmbeddedNats) -> None:
    """Trap 1: FastStream's own loop would never yield again, so this one lives in a process of its own."""
    program = [sys.executable, "-m", "tests.integration.closed_connection", server.url("test")]
    process = await asyncio.create_subprocess_exec(*program, cwd=Path(__file__).parents[2])
    try:
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_deleted_consumer_is_made_again_quietly(server: EmbeddedNats, engine: AsyncEngine) -> None:
    """Trap 2: no hot loop before or after, and everything is delivered again from the first message."""
    ear = Ear()
    async with listening(server.url("test"), engine, ear), connected(server.url("test")) as client:
        assert await requests_a_second(server) < IDLE
        await publish_zone(client, "before")
        await ear.has_heard("before")
        jetstream = client.jetstream()
        await jetstream.delete_consumer(STREAM, DURABLE)
        deleted = time.monotonic()
        await publish_zone(client, "after")
        await ear.has_heard("after", patience=HEARD_WITHIN)
        assert time.monotonic() - deleted < HEARD_WITHIN
        assert ear.heard.count("before") == 2
        assert (await provision_streams(server.url("test"), TOPOLOGY)) == []
        assert await requests_a_second(server) < IDLE


async def test_a_deleted_stream_is_waited_for_quietly(server: EmbeddedNats, engine: AsyncEngine) -> None:
    """Trap 2: a service makes its consumer, never a stream; both are back once provisioned."""
    ear = Ear()
    async with listening(server.url("test"), engine, ear), connected(server.url("test")) as client:
        await client.jetstream().delete_stream(STREAM)
        await asyncio.sleep(1)
        assert await requests_a_second(server, 3) < IDLE
        with pytest.raises(NotFoundError):
            await client.jetstream().stream_info(STREAM)
        await provision_streams(server.url("test"), TOPOLOGY)
        await publish_zone(client, "again")
        await ear.has_heard("again", patience=HEARD_WITHIN)


async def test_nobody_is_deaf_after_nats_was_killed_and_came_back(
    server: EmbeddedNats, engine: AsyncEngine
) -> None:
    """Trap 3: a fact published as soon as the server is back is heard within seconds."""
    ear, back = Ear(), asyncio.Event()
    async with listening(server.url("test"), engine, ear, on_reconnected=back.set) as bus:
        await server.kill()
        await lost(bus)
        await asyncio.sleep(3)
        assert queued(bus) == 0, "requests pile up that the server would answer later"
        await server.start()
        returned = time.monotonic()
        async with connected(server.url("test")) as client:
            await publish_zone(client, "again")
            await ear.has_heard("again", patience=HEARD_WITHIN)
        took = time.monotonic() - returned
        assert back.is_set()
    assert took < HEARD_WITHIN


async def test_what_was_in_hand_when_nats_died_is_not_dropped(
    server: EmbeddedNats, engine: AsyncEngine
) -> None:
    """The rest of a batch whose connection broke is handled now, not after `ack_wait`."""
    ear = Ear(pause=0.1)
    async with listening(server.url("test"), engine, ear):
        async with connected(server.url("test")) as client:
            for n in range(100):
                await publish_zone(client, f"{n}")
        await server.kill()
        assert len(ear.heard) < 90
        await server.start()
        async with connected(server.url("test")) as client:
            for n in range(100):  # As a relay does: what the server had not written yet is sent again.
                await publish_zone(client, f"{n}")
        await ear.has_heard(*map(str, range(100)), patience=15)


async def test_a_service_can_stop_while_nats_is_away(server: EmbeddedNats, engine: AsyncEngine) -> None:
    async with listening(server.url("test"), engine, Ear()) as bus:
        await server.kill()
        await lost(bus)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not bus.connected


async def lost(bus: Bus) -> None:
    async def is_lost() -> bool:
        return not bus.connected

    await eventually(is_lost, 5)


def queued(bus: Bus) -> int:
    connection = bus.broker._connection
    return connection.pending_data_size if connection is not None else 0
