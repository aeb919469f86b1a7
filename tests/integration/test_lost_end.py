"""A server that comes back with less than it acknowledged: what its consumers do with what is sent again (ADR 0021)."""

import shutil
from pathlib import Path

import pytest
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, PersistMode, StorageType, StreamConfig

from shared.runtime.embedded_nats import EmbeddedNats, NatsUser
from tests.integration.wiring import connected

STREAM, DURABLE = "FACTS", "reader"


async def publish(jetstream: JetStreamContext, first: int, last: int) -> None:
    for n in range(first, last + 1):
        await jetstream.publish("facts.n", str(n).encode(), headers={"Nats-Msg-Id": str(n)})


async def handled(jetstream: JetStreamContext, wanted: int) -> list[int]:
    """The next messages of the durable, each acknowledged for good."""
    reading = await jetstream.pull_subscribe("facts.>", durable=DURABLE, stream=STREAM)
    found: list[int] = []
    while len(found) < wanted:
        for message in await reading.fetch(wanted - len(found), timeout=5):
            found.append(int(message.data))
            await message.ack_sync()
    await reading.unsubscribe()
    return found


@pytest.mark.parametrize("mode", [PersistMode.DEFAULT, PersistMode.ASYNC])
async def test_a_consumer_ahead_of_its_stream_hears_again_what_is_sent_again_and_then_what_is_new(
    mode: PersistMode, tmp_path: Path
) -> None:
    server = EmbeddedNats(tmp_path / "nats", tmp_path / "nats.log", [NatsUser("test", "test", [">"], [">"])])
    await server.start()
    try:
        async with connected(server.url("test")) as client:
            jetstream = client.jetstream()
            await jetstream.add_stream(
                StreamConfig(STREAM, subjects=["facts.>"], storage=StorageType.FILE, persist_mode=mode)
            )
            durable = ConsumerConfig(durable_name=DURABLE, ack_policy=AckPolicy.EXPLICIT)
            await jetstream.add_consumer(STREAM, durable)
            await publish(jetstream, 1, 5)
            assert await handled(jetstream, 5) == [1, 2, 3, 4, 5]
        await server.stop()
        (stream,) = (tmp_path / "nats").rglob(f"streams/{STREAM}")
        shutil.copytree(stream / "msgs", tmp_path / "earlier")

        await server.start()
        async with connected(server.url("test")) as client:
            await publish(client.jetstream(), 6, 9)
            assert await handled(client.jetstream(), 2) == [6, 7]
        await server.kill()
        for file in (stream / "msgs").iterdir():
            file.unlink()
        for file in (tmp_path / "earlier").iterdir():
            there = stream / "msgs" / file.name
            shutil.copyfile(file, there)
            shutil.chown(there, stream.owner(), stream.group())

        await server.start()
        async with connected(server.url("test")) as client:
            jetstream = client.jetstream()
            assert (await jetstream.stream_info(STREAM)).state.last_seq == 5
            await publish(jetstream, 6, 11)
            assert await handled(jetstream, 6) == [6, 7, 8, 9, 10, 11]
    finally:
        await server.stop()
