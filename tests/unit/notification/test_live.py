"""Live streams: every message once, in order, whether it lay in the inbox or came just now."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from dudao_contracts.examples import EXAMPLES
from services.notification.adapters import live as live_module
from services.notification.adapters.live import LiveMessage
from tests.unit.notification.memory import MemoryService
from tests.unit.notification.people import UNIT_INBOX

MINE = frozenset({UNIT_INBOX})
ACCEPTED = EXAMPLES["rectification.plan-accepted.v1"]
SUBMITTED = EXAMPLES["rectification.plan-submitted.v1"]


@asynccontextmanager
async def running(capacity: int = 10, told: int = 0) -> AsyncIterator[MemoryService]:
    service = MemoryService(capacity=capacity)
    for _ in range(told):
        await tell(service)
    await service.live.start()
    yield service
    await service.live.stop()


async def tell(service: MemoryService) -> None:
    """The unit is told something (two positions of the log)."""
    await service.hear(ACCEPTED, id=uuid4())


async def positions(stream: AsyncIterator[Sequence[LiveMessage]], count: int) -> list[int]:
    """The positions of the next `count` messages."""
    seen: list[int] = []
    async with asyncio.timeout(5):
        while len(seen) < count:
            seen += [message.position for message in await anext(stream)]
    return seen


async def test_what_lay_in_the_inbox_comes_first_then_what_is_new() -> None:
    async with running(told=3) as service:
        stream = service.live.messages(MINE, after=0)
        assert await positions(stream, 3) == [1, 3, 5]
        await tell(service)
        assert await positions(stream, 1) == [7]


async def test_it_resumes_after_the_last_position_seen() -> None:
    async with running(told=3) as service:
        assert await positions(service.live.messages(MINE, after=3), 1) == [5]


async def test_messages_that_come_while_the_backlog_is_read_are_neither_lost_nor_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_module, "PAGE", 2)
    async with running(told=5) as service:
        stream = service.live.messages(MINE, after=0)
        seen = await positions(stream, 2)
        for _ in range(5):
            await tell(service)
            await asyncio.sleep(0.02)
        seen += await positions(stream, 8)
        assert seen == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]


async def test_a_stream_carries_the_messages_of_its_own_inboxes_only() -> None:
    async with running() as service:
        stream = service.live.messages(MINE, after=0)
        await service.hear(SUBMITTED)
        await tell(service)
        assert await positions(stream, 1) == [3]


async def test_one_reading_of_the_inbox_serves_all_streams() -> None:
    async with running(capacity=500) as service:
        streams = [service.live.messages(MINE, after=0) for _ in range(300)]
        waiting = [asyncio.create_task(positions(stream, 1)) for stream in streams]
        await asyncio.sleep(0.1)
        before = service.inbox.reads
        await tell(service)
        assert await asyncio.gather(*waiting) == [[1]] * 300
        assert service.inbox.reads - before < 5


async def test_a_silent_stream_shows_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "HEARTBEAT", 0.01)
    async with running() as service:
        assert await anext(service.live.messages(MINE, after=0)) == ()


async def test_a_reader_who_is_too_slow_is_let_go_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "BACKLOG", 3)
    async with running() as service:
        stream = service.live.messages(MINE, after=0)
        first = asyncio.create_task(positions(stream, 1))
        await asyncio.sleep(0)
        await tell(service)
        assert await first == [1]
        for _ in range(6):
            await tell(service)
        await asyncio.sleep(0.2)
        rest = [message.position async for batch in stream for message in batch]
        assert rest == [3, 5, 7]
        assert await positions(service.live.messages(MINE, after=rest[-1]), 3) == [9, 11, 13]


async def test_a_stream_that_has_lived_long_ends_so_that_its_reader_shows_again_who_he_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_module, "LIFETIME", 0.0)
    async with running(told=1) as service:
        batches = [batch async for batch in service.live.messages(MINE, after=0)]
        assert [len(batch) for batch in batches] == [1]


async def test_a_closed_stream_leaves_nothing_behind() -> None:
    async with running(capacity=1, told=1) as service:
        stream = service.live.messages(MINE, after=0)
        await anext(stream)
        assert not service.live.available
        await stream.aclose()
        assert service.live.available
        assert service.live._streams == {}


async def test_stopping_ends_every_stream() -> None:
    async with running() as service:
        stream = service.live.messages(MINE, after=0)
        ending = asyncio.create_task(anext(stream, None))
        await asyncio.sleep(0.05)
        await service.live.stop()
        assert await ending is None


async def test_while_the_inbox_is_rebuilt_no_stream_begins_with_a_part_of_it() -> None:
    async with running(told=3) as service:
        service.inbox.position = 2
        assert [batch async for batch in service.live.messages(MINE, after=0)] == []


async def test_before_the_start_and_after_the_stop_no_stream_is_opened() -> None:
    service = MemoryService()
    assert not service.live.available
    await service.live.start()
    assert service.live.available
    await service.live.stop()
    assert not service.live.available
