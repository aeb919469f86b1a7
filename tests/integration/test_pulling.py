"""The pull that stays open: few requests, messages at once, and what was fetched ahead is given back."""

import asyncio
import time

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging import pulling
from shared.runtime.embedded_nats import EmbeddedNats
from tests.integration.wiring import Ear, asked, connected, listening, publish_zone

LONE = 40  # messages that come one by one
GIVEN_BACK_WITHIN = 5.0  # seconds; kept back they would come after `ack_wait`, 30


async def test_messages_that_come_one_by_one_share_their_requests(
    server: EmbeddedNats, engine: AsyncEngine
) -> None:
    """nats-py's own fetch would send two for each."""
    ear = Ear()
    async with listening(server.url("test"), engine, ear), connected(server.url("test")) as client:
        await publish_zone(client, "first")
        await ear.has_heard("first")
        before = await asked(server)
        for n in range(LONE):
            await publish_zone(client, f"{n}")
            await ear.has_heard(f"{n}")
        published_and_acknowledged = 2 * LONE
        assert await asked(server) - before - published_and_acknowledged < LONE / 4


async def test_what_was_fetched_ahead_is_given_back_by_who_stops(
    server: EmbeddedNats, engine: AsyncEngine
) -> None:
    zones = [f"{n}" for n in range(60)]
    slow, quick = Ear(pause=0.3), Ear()
    async with connected(server.url("test")) as client:
        async with listening(server.url("test"), engine, slow):
            for zone in zones:
                await publish_zone(client, zone)
            await slow.has_heard(zones[0])
        stopped = time.monotonic()
        assert len(slow.heard) < len(zones) - 16, "somebody has nothing left to give back"
        async with listening(server.url("test"), engine, quick):
            await quick.has_heard(*(set(zones) - set(slow.heard)), patience=GIVEN_BACK_WITHIN)
        assert time.monotonic() - stopped < GIVEN_BACK_WITHIN + 1
    assert not set(slow.heard) & set(quick.heard)


async def test_an_expired_request_is_followed_by_another(
    server: EmbeddedNats, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "EXPIRES", 0.5)
    ear = Ear()
    async with listening(server.url("test"), engine, ear), connected(server.url("test")) as client:
        for n in range(4):
            await publish_zone(client, f"{n}")
            came = time.monotonic()
            await ear.has_heard(f"{n}")
            assert time.monotonic() - came < 0.4
            await asyncio.sleep(0.7)
