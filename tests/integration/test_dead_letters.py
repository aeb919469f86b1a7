"""Dead letters keep everything needed to understand a message and to handle it again."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging.dead_letters import DeadLetters

NOW = datetime(2026, 10, 13, 2, 42, tzinfo=UTC)
HEADERS = {"Nats-Msg-Id": "17", "ce-type": "roster.zone-drawn.v1", "ce-actorname": "%E5%91%A8"}


async def test_a_parked_message_keeps_payload_headers_error_and_attempts(engine: AsyncEngine) -> None:
    letters = DeadLetters(engine)
    id = await letters.park("inspection-roster", HEADERS, b"\x00\xffnot JSON", "ValueError('x')", 5, NOW)
    (letter,) = await letters.waiting()
    assert letter == await letters.get(id)
    assert (letter.durable, letter.type, letter.headers) == (
        "inspection-roster",
        "roster.zone-drawn.v1",
        HEADERS,
    )
    assert (letter.payload, letter.error, letter.attempts) == (b"\x00\xffnot JSON", "ValueError('x')", 5)
    assert (letter.parked_at, letter.replayed_at) == (NOW, None)


async def test_the_same_message_of_the_same_consumer_is_kept_once(engine: AsyncEngine) -> None:
    letters = DeadLetters(engine)
    first = await letters.park("a", HEADERS, b"x", "old", 5, NOW)
    assert await letters.park("a", HEADERS, b"x", "new", 6, NOW) == first
    assert await letters.park("b", HEADERS, b"x", "other consumer", 5, NOW) != first
    assert await letters.park("a", {}, b"x", "no id", 1, NOW) != await letters.park(
        "a", {}, b"y", "no id", 1, NOW
    )
    assert await letters.count() == 4
    kept = await letters.get(first)
    assert kept is not None
    assert (kept.error, kept.attempts) == ("new", 6)


async def test_what_was_replayed_waits_no_more_and_what_failed_again_says_why(engine: AsyncEngine) -> None:
    letters = DeadLetters(engine)
    done = await letters.park("a", {**HEADERS, "Nats-Msg-Id": "1"}, b"x", "first", 5, NOW)
    failed = await letters.park("a", {**HEADERS, "Nats-Msg-Id": "2"}, b"x", "first", 5, NOW)
    await letters.replayed(done, NOW + timedelta(hours=1))
    await letters.failed_again(failed, "second")
    (waiting,) = await letters.waiting()
    assert (waiting.id, waiting.error, waiting.attempts) == (failed, "second", 6)
    assert await letters.count() == 1
    kept = await letters.get(done)
    assert kept is not None
    assert kept.replayed_at == NOW + timedelta(hours=1)


async def test_a_replayed_message_that_comes_back_waits_again(engine: AsyncEngine) -> None:
    letters = DeadLetters(engine)
    id = await letters.park("a", HEADERS, b"x", "first", 5, NOW)
    await letters.replayed(id, NOW)
    assert await letters.park("a", HEADERS, b"x", "again", 5, NOW) == id
    assert [letter.error for letter in await letters.waiting()] == ["again"]


async def test_text_no_database_holds_is_kept_as_well_as_can_be(engine: AsyncEngine) -> None:
    letters = DeadLetters(engine)
    headers = {"ce-type": "a\x00b", "x\x00": "\udcff", "Nats-Msg-Id": "\x00"}
    id = await letters.park("a", headers, b"\x00", "\x00\ud800", 1, NOW)
    kept = await letters.get(id)
    assert kept is not None
    assert (kept.type, kept.payload, kept.error) == ("a\ufffdb", b"\x00", "\ufffd?")
    await letters.failed_again(id, "\x00")


async def test_there_is_no_letter_of_an_unknown_id(engine: AsyncEngine) -> None:
    assert await DeadLetters(engine).get(uuid4()) is None
