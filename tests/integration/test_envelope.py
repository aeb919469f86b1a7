"""CloudEvents over a real NATS: what goes out comes in, and what is none is told apart."""

import json
from typing import Any
from uuid import UUID

import pytest
from nats.js.api import StreamConfig

from dudao_contracts.examples import EXAMPLES
from dudao_contracts.roster import ZoneDrawnV1
from shared.event_sourcing.event_types import Stored
from shared.messaging.envelope import (
    PARTITIONS,
    STRUCTURED,
    Message,
    Poison,
    from_message,
    partition,
    to_message,
)
from tests.integration.wiring import BY, DISTRICT, NOW, TEST, Said, a_record, connected

ID = UUID("00000000-0000-5000-8000-000000000003")


def a_message(zone: str = "第三责任区") -> Message:
    record = a_record("talk", 7, Said(zone), ID, case="一题一案")
    return to_message(ZoneDrawnV1(zone=zone), Stored(17, record), service="roster", district=DISTRICT)


async def test_a_fact_arrives_with_everything_that_was_recorded_of_it(nats_url: str) -> None:
    """Names with line breaks, percent signs and Chinese go through headers and come back."""
    sent = a_message("第三\n责任区 %0A\"'")
    async with connected(nats_url) as client:
        await client.jetstream().add_stream(StreamConfig(name="ROSTER", subjects=["roster.>"]))
        await client.jetstream().publish(sent.subject, sent.body, headers=sent.headers)
        stored = await client.jetstream().get_msg("ROSTER", seq=1)
    received = from_message(stored.headers or {}, stored.data or b"")
    assert received.fact == ZoneDrawnV1(zone="第三\n责任区 %0A\"'")
    envelope = received.envelope
    assert (envelope.id, envelope.subject, envelope.sequence, envelope.position) == (ID, "talk", 7, 17)
    assert (envelope.actorid, envelope.actorname, envelope.actingrole) == (BY.id, BY.name, BY.role)
    assert (envelope.case, envelope.district, envelope.time) == ("一题一案", DISTRICT, NOW)
    assert (envelope.causationid, envelope.correlationid) == (ID, ID)


def test_the_message_id_is_the_events_id_and_the_subject_names_no_case() -> None:
    """Trap 10: concrete ids stay out of subjects; the partition depends on the case alone."""
    message = a_message()
    assert message.headers["Nats-Msg-Id"] == message.headers["ce-id"] == str(ID)
    assert message.subject == f"roster.zone-drawn.v1.{DISTRICT}.{partition('一题一案'):02d}"
    assert {partition(str(n)) for n in range(1000)} == set(range(PARTITIONS))


@pytest.mark.parametrize("type_", sorted(EXAMPLES))
def test_every_published_fact_survives_the_way(type_: str) -> None:
    fact = EXAMPLES[type_]
    record = a_record("talk", 1, Said("x"), TEST)
    message = to_message(fact, Stored(1, record), service=fact.service, district=DISTRICT)
    assert from_message(message.headers, message.body).fact == fact


def test_structured_mode_is_read_as_well() -> None:
    binary = a_message()
    envelope = from_message(binary.headers, binary.body).envelope.model_dump(mode="json")
    body = json.dumps({**envelope, "data": json.loads(binary.body)}).encode()
    structured = from_message({"content-type": f"{STRUCTURED}; charset=utf-8"}, body)
    assert structured == from_message(binary.headers, binary.body)


def test_a_newer_publisher_is_understood_as_far_as_possible() -> None:
    """Unknown fields are passed over; an unknown type is no fact, but no poison either."""
    message = a_message()
    wider = json.dumps({**json.loads(message.body), "colour": "red"}).encode()
    assert from_message(message.headers, wider).fact == ZoneDrawnV1(zone="第三责任区")
    assert from_message({**message.headers, "ce-type": "roster.zone-drawn.v9"}, message.body).fact is None


GOOD = a_message()
HEADERS: Any = GOOD.headers


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, GOOD.body),
        (HEADERS, b""),
        (HEADERS, b"not JSON"),
        (HEADERS, b"\xff\xfe"),
        (HEADERS, b"17"),
        (HEADERS, b'{"zone": 17}'),
        (HEADERS, b"{}"),
        (HEADERS, b'{"zone": "a\\u0000b"}'),
        (HEADERS, b"[" * 100_000),
        ({**HEADERS, "ce-id": "17"}, GOOD.body),
        ({**HEADERS, "ce-time": "yesterday"}, GOOD.body),
        ({**HEADERS, "ce-sequence": "third"}, GOOD.body),
        ({"content-type": STRUCTURED}, b"[]"),
        ({"content-type": STRUCTURED}, b'{"data": {}}'),
    ],
)
def test_what_can_never_be_handled_is_poison(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(Poison, match=r"not a|U\+0000"):
        from_message(headers, body)


@pytest.mark.parametrize(
    "forged",
    [
        {"Nats-Subject": f"rectification.zone-drawn.v1.{DISTRICT}.07"},
        {"Nats-Subject": f"roster.zone-drawn.v10.{DISTRICT}.07"},
        {"ce-source": f"/dudao/{DISTRICT}/rectification"},
    ],
)
def test_nobody_speaks_for_another_service(forged: dict[str, str]) -> None:
    """The bus lets a service publish on its own subjects only; what it says it is must fit them."""
    with pytest.raises(Poison, match="came"):
        from_message({**HEADERS, **forged}, GOOD.body)


def test_an_escape_written_as_text_is_no_nul() -> None:
    visible = json.dumps({"zone": "\\u0000 是空字符"}).encode()
    assert from_message(HEADERS, visible).fact == ZoneDrawnV1(zone="\\u0000 是空字符")
    with pytest.raises(Poison, match=r"U\+0000"):
        from_message({**HEADERS, "ce-actorname": "%00"}, GOOD.body)
