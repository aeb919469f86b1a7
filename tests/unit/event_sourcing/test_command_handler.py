"""Commands are decided on the stream as it is, obeyed once, and decided again when overtaken."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest

from shared.audit.record import Record
from shared.event_sourcing.command_handler import CommandHandler, Context
from shared.event_sourcing.decider import Actor, Decider, Refused, Role
from shared.event_sourcing.event_store import Append, Appended, NewRecord, VersionConflict
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.in_memory import InMemoryEventStore

BY = Actor("DX001", "林美玲", Role.INSPECTOR)
NOW = datetime(2026, 10, 13, 1, tzinfo=UTC)
TEST = UUID("00000000-0000-5000-8000-000000000002")


@dataclass(frozen=True, slots=True)
class Take:
    """Take `seats` of ten."""

    by: Actor
    now: datetime
    seats: int


@dataclass(frozen=True, slots=True)
class Taken:
    seats: int


class AllSeatsAreTaken(Refused):
    pass


def decide(command: Take, taken: int) -> list[Taken]:
    if taken + command.seats > 10:
        raise AllSeatsAreTaken("没有座位了。")
    return [Taken(1)] * command.seats


SEATS = Decider(0, decide, lambda taken, event: taken + event.seats)
Seats = CommandHandler[Take, int, Taken]


def seats(store: InMemoryEventStore) -> Seats:
    return CommandHandler(store, SEATS, EventTypes(Taken))


def take(number: int) -> Take:
    return Take(BY, NOW, number)


def context(cause: str, expected: int | None = None) -> Context:
    return Context(uuid5(TEST, cause), uuid5(TEST, "first"), expected=expected)


async def test_events_are_recorded_with_who_when_and_why() -> None:
    store = InMemoryEventStore()
    handled = await seats(store).handle(take(2), context("a"), stream="bus", case="case")
    assert (handled.position, handled.version, list(handled.events)) == (2, 2, [Taken(1), Taken(1)])
    record = Record.from_bytes((await store.read_stream("bus"))[0].record)
    assert (record.actor, record.case, record.recorded_at) == (BY, "case", NOW)
    assert (record.causation, record.correlation) == (uuid5(TEST, "a"), uuid5(TEST, "first"))


async def test_a_command_sent_again_changes_nothing_even_if_it_would_be_refused_now() -> None:
    store = InMemoryEventStore()
    handler = seats(store)
    await handler.handle(take(6), context("a"), stream="bus")
    for again in (handler, seats(store)):
        handled = await again.handle(take(6), context("a"), stream="bus")
        assert (list(handled.events), handled.version) == ([], 6)
    assert await store.head() == 6


async def test_what_another_process_appended_counts() -> None:
    """A remembered state is only a guess: the other handler's events are seen before anything is refused."""
    store = InMemoryEventStore()
    here, there = seats(store), seats(store)
    await here.handle(take(1), context("a"), stream="bus")
    await there.handle(take(8), context("b"), stream="bus")
    with pytest.raises(AllSeatsAreTaken):
        await here.handle(take(2), context("c"), stream="bus")
    assert (await here.handle(take(1), context("d"), stream="bus")).version == 10


async def test_a_refusal_on_an_outdated_state_is_decided_again() -> None:
    """What was refused on what is remembered may be allowed on what is there."""

    @dataclass(frozen=True, slots=True)
    class Free:
        by: Actor
        now: datetime

    store = InMemoryEventStore()
    freeing: CommandHandler[Free, int, Taken] = CommandHandler(
        store, Decider(0, lambda c, s: [Taken(-5)], lambda s, e: s + e.seats), EventTypes(Taken)
    )
    here = seats(store)
    await here.handle(take(10), context("a"), stream="bus")
    await freeing.handle(Free(BY, NOW), context("b"), stream="bus")
    assert (await here.handle(take(5), context("c"), stream="bus")).events


async def test_of_twenty_parallel_commands_all_are_decided_in_turn() -> None:
    store = InMemoryEventStore()
    handlers = [seats(store), seats(store)]
    outcomes = await asyncio.gather(
        *(handlers[n % 2].handle(take(1), context(str(n)), stream="bus") for n in range(20)),
        return_exceptions=True,
    )
    assert sum(isinstance(o, AllSeatsAreTaken) for o in outcomes) == 10
    assert [r.version for r in await store.read_stream("bus")] == list(range(1, 11))


async def test_who_looked_at_an_older_version_is_told_which_it_is_now() -> None:
    store = InMemoryEventStore()
    handler = seats(store)
    await handler.handle(take(1), context("a", expected=0), stream="bus")
    with pytest.raises(VersionConflict) as conflict:
        await handler.handle(take(1), context("b", expected=0), stream="bus")
    assert (conflict.value.expected, conflict.value.actual) == (0, 1)
    assert (await handler.handle(take(1), context("a", expected=0), stream="bus")).version == 1


async def test_a_stream_taken_for_new_is_read_when_it_is_not() -> None:
    store = InMemoryEventStore()
    await seats(store).handle(take(9), context("a"), stream="bus", fresh=True)
    with pytest.raises(AllSeatsAreTaken):
        await seats(store).handle(take(2), context("b"), stream="bus", fresh=True)
    assert (await seats(store).handle(take(1), context("c"), stream="bus", fresh=True)).version == 10


async def test_an_append_sent_again_after_a_lost_answer_is_not_mistaken_for_the_tip() -> None:
    """Others appended between the lost answer and the retry: what is remembered must be read anew."""

    class LostAnswer(InMemoryEventStore):
        """Stores the append, lets another writer go on, and then answers with the stream's tip."""

        async def append(self, append: Append) -> Appended:
            done = await super().append(append)
            if append.records[0].id == event_id("a"):
                other = NewRecord(event_id("other"), "Taken", a_record(done.version + 1))
                return await super().append(Append(append.stream, done.version, append.case, [other]))
            return done

    def event_id(cause: str) -> UUID:
        return uuid5(uuid5(TEST, cause), "bus/1")

    def a_record(version: int) -> bytes:
        return Record(
            id=event_id("other"), stream="bus", version=version, type="Taken", schema=1, case="bus",
            data={"seats": 5}, actor=BY, reason=None, occurred_at=NOW, recorded_at=NOW,
            causation=TEST, correlation=TEST, traceparent=None,
        ).to_bytes()  # fmt: skip

    handler = seats(LostAnswer())
    await handler.handle(take(3), context("a"), stream="bus")
    with pytest.raises(AllSeatsAreTaken):
        await handler.handle(take(3), context("b"), stream="bus")
