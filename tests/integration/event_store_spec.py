"""What every event store must do; inherited by the tests of each."""

import asyncio
import hashlib
import json
import random
from uuid import UUID, uuid5

import pytest

from shared.event_sourcing.event_store import (
    AlreadyAppended,
    Append,
    Appended,
    EventStore,
    NewRecord,
    VersionConflict,
)

TEST = UUID("00000000-0000-5000-8000-000000000001")


def an_append(stream: str, expected: int, cause: str, *texts: str, case: str | None = None) -> Append:
    """Records that hold `texts`, with ids that derive from `cause`."""
    records = [
        NewRecord(uuid5(TEST, f"{cause}/{n}"), "Said", json.dumps({"text": text}).encode())
        for n, text in enumerate(texts, start=1)
    ]
    return Append(stream, expected, case or stream, records)


class EventStoreSpec:
    """Each test gets an empty `store`."""

    async def test_a_new_log_is_empty(self, store: EventStore) -> None:
        assert await store.head() == 0
        assert await store.read_log(0, 10) == []
        assert await store.read_stream("nobody") == []

    async def test_what_was_appended_is_read_back_byte_for_byte(self, store: EventStore) -> None:
        append = an_append("a", 0, "first", "食堂", "\\u00e9\\n")
        assert await store.append(append) == Appended(2, 2)
        read = await store.read_stream("a")
        assert [r.record for r in read] == [r.record for r in append.records]
        assert [(r.position, r.version, r.stream, r.case, r.type) for r in read] == [
            (1, 1, "a", "a", "Said"),
            (2, 2, "a", "a", "Said"),
        ]

    async def test_positions_run_on_over_all_streams(self, store: EventStore) -> None:
        await store.append(an_append("a", 0, "1", "x"))
        await store.append(an_append("b", 0, "2", "x", "y"))
        await store.append(an_append("a", 1, "3", "x"))
        assert [(r.position, r.stream, r.version) for r in await store.read_log(0, 10)] == [
            (1, "a", 1),
            (2, "b", 1),
            (3, "b", 2),
            (4, "a", 2),
        ]
        assert [r.position for r in await store.read_log(1, 2)] == [2, 3]
        assert [r.position for r in await store.read_stream("a", after=1)] == [4]
        assert await store.head() == 4

    async def test_a_case_is_one_chain_across_its_streams(self, store: EventStore) -> None:
        await store.append(an_append("case-1", 0, "1", "opened", case="1"))
        await store.append(an_append("case-2", 0, "2", "opened", case="2"))
        await store.append(an_append("interview-1", 0, "3", "held", "signed", case="1"))
        chain = await store.read_case("1")
        assert [r.position for r in chain] == [1, 3, 4]
        link = bytes(32)
        for recorded in chain:
            link = hashlib.sha256(link + recorded.record).digest()
            assert recorded.link == link

    async def test_a_writer_who_was_overtaken_learns_where_the_stream_is(self, store: EventStore) -> None:
        await store.append(an_append("a", 0, "1", "x", "y"))
        with pytest.raises(VersionConflict) as conflict:
            await store.append(an_append("a", 1, "2", "z"))
        assert (conflict.value.expected, conflict.value.actual) == (1, 2)
        assert await store.head() == 2

    async def test_the_same_append_again_is_known_even_when_the_stream_went_on(
        self, store: EventStore
    ) -> None:
        first = an_append("a", 0, "1", "x")
        await store.append(first)
        await store.append(an_append("a", 1, "2", "y"))
        with pytest.raises(AlreadyAppended) as again:
            await store.append(first)
        assert again.value.tip == Appended(2, 2)
        assert await store.head() == 2

    async def test_of_twenty_parallel_writers_one_wins_each_version(self, store: EventStore) -> None:
        for version in range(3):
            outcomes = await asyncio.gather(
                *(store.append(an_append("a", version, f"{version}-{n}", str(n))) for n in range(20)),
                return_exceptions=True,
            )
            assert sum(isinstance(o, Appended) for o in outcomes) == 1
            assert sum(isinstance(o, VersionConflict) for o in outcomes) == 19
        assert [r.version for r in await store.read_stream("a")] == [1, 2, 3]

    async def test_appends_made_at_one_time_build_on_each_other(self, store: EventStore) -> None:
        """Streams and chains that several of them name, one of them twice, as if each had come alone."""
        await store.append(an_append("a", 0, "0", "x", case="1"))
        first = an_append("a", 1, "1", "y", "z", case="1")
        outcomes = await asyncio.gather(
            store.append(first),
            store.append(first),
            store.append(an_append("b", 0, "2", "x", case="1")),
            store.append(an_append("a", 3, "3", "x", case="2")),
            store.append(an_append("a", 3, "4", "x", case="2")),
            store.append(an_append("c", 1, "5", "x", case="1")),
            store.append(an_append("c", 0, "5", "x", case="1")),
            return_exceptions=True,
        )
        assert [o for o in outcomes if isinstance(o, Appended)] == [
            Appended(3, 3),
            Appended(4, 1),
            Appended(5, 4),
            Appended(6, 1),
        ]
        again, overtaken, early = (o for o in outcomes if isinstance(o, Exception))
        assert isinstance(again, AlreadyAppended)
        assert again.tip == Appended(3, 3)
        assert isinstance(overtaken, VersionConflict)
        assert overtaken.actual == 4
        assert isinstance(early, VersionConflict)
        assert early.actual == 0
        link = bytes(32)
        chain = await store.read_case("1")
        assert [recorded.position for recorded in chain] == [1, 2, 3, 4, 6]
        for recorded in chain:
            link = hashlib.sha256(link + recorded.record).digest()
            assert recorded.link == link

    async def test_a_tailer_sees_every_record_once_and_in_order(self, store: EventStore) -> None:
        """Eight writers, a tenth of whose appends are refused, and one reader that never waits for gaps."""
        chance = random.Random(7)
        done = asyncio.Event()

        async def write(writer: int) -> int:
            version = 0
            for n in range(40):
                wrong = chance.random() < 0.1
                append = an_append(
                    f"w{writer}", version + wrong, f"{writer}-{n}", *["x"] * chance.choice((1, 2, 3))
                )
                try:
                    version = (await store.append(append)).version
                except VersionConflict:
                    assert wrong
            return version

        async def tail() -> list[int]:
            seen: list[int] = []
            while True:
                last = done.is_set()
                batch = await store.read_log(len(seen), 50)
                seen += [r.position for r in batch]
                if not batch:
                    if last:
                        return seen
                    await store.wait_beyond(len(seen), 0.05)

        reading = asyncio.create_task(tail())
        versions = await asyncio.gather(*(write(n) for n in range(8)))
        done.set()
        assert await reading == list(range(1, sum(versions) + 1))

    async def test_waiting_ends_when_something_is_appended(self, store: EventStore) -> None:
        waiting = asyncio.create_task(store.wait_beyond(0, 30))
        await asyncio.sleep(0.05)
        await store.append(an_append("a", 0, "1", "x"))
        await asyncio.wait_for(waiting, 5)
