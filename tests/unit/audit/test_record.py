"""The record format: canonical bytes, what is refused and what is read back."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.audit.record import MAX_INT, NotCanonical, Record, canonical, rfc3339
from shared.event_sourcing.decider import Actor, Role

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.one_of(texts, st.text(st.sampled_from("az{é督￿豈\ue000😀\U00020000"), max_size=3))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | texts,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(keys, inner),
    max_leaves=20,
)
moments = st.datetimes(
    min_value=datetime(1900, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])
)
records = st.builds(
    Record,
    id=st.uuids(),
    stream=texts,
    version=st.integers(1, MAX_INT),
    type=texts,
    schema=st.integers(1, 9),
    case=texts,
    data=st.dictionaries(keys, st.none() | st.booleans() | texts | st.lists(texts)),
    actor=st.builds(Actor, texts, texts, st.sampled_from(Role), st.none() | texts),
    reason=st.none() | texts,
    occurred_at=moments,
    recorded_at=moments,
    causation=st.uuids(),
    correlation=st.uuids(),
    traceparent=st.none() | texts,
)
RECORD = Record(
    id=UUID("5b1f8f0e-3f5e-5c55-9c3b-000000000001"),
    stream="case-17",
    version=3,
    type="NoticeServed",
    schema=1,
    case="17",
    data={"workdays": 15, "due": "2026-10-16", "items": ["留样", "保安"]},
    actor=Actor("dx-7", "王小明", Role.OFFICE),
    reason="逾期",
    occurred_at=datetime(2026, 9, 1, 10, 3, 4, 5, tzinfo=timezone(timedelta(hours=8))),
    recorded_at=datetime(2026, 9, 1, 2, 3, 5, tzinfo=UTC),
    causation=UUID("5b1f8f0e-3f5e-5c55-9c3b-000000000002"),
    correlation=UUID("5b1f8f0e-3f5e-5c55-9c3b-000000000003"),
    traceparent=None,
)


def test_the_format_is_fixed() -> None:
    assert RECORD.to_bytes().decode() == (
        '{"actor":{"id":"dx-7","name":"王小明","role":"office","unit":null},"case":"17",'
        '"causation":"5b1f8f0e-3f5e-5c55-9c3b-000000000002",'
        '"correlation":"5b1f8f0e-3f5e-5c55-9c3b-000000000003",'
        '"data":{"due":"2026-10-16","items":["留样","保安"],"workdays":15},'
        '"id":"5b1f8f0e-3f5e-5c55-9c3b-000000000001","occurred_at":"2026-09-01T02:03:04.000005Z",'
        '"reason":"逾期","recorded_at":"2026-09-01T02:03:05.000000Z","schema":1,"stream":"case-17",'
        '"traceparent":null,"type":"NoticeServed","v":1,"version":3}'
    )


@given(values)
def test_canonical_bytes_are_those_of_rfc_8785(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(records)
def test_a_record_is_rfc_8785_and_is_read_back_whole(record: Record) -> None:
    stored = record.to_bytes()
    assert stored == rfc8785.dumps(json.loads(stored))
    assert Record.from_bytes(stored) == record


def test_keys_are_ordered_by_utf16_units_not_by_code_points() -> None:
    assert canonical({"\ufb33": 1, "😀": 2}).decode() == '{"😀":2,"\ufb33":1}'


def test_text_that_is_an_enum_is_stored_as_its_text() -> None:
    assert canonical(StrEnum("Rung", ["PROMPT"]).PROMPT) == b'"prompt"'  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "pointer", "remedy"),
    [
        ({"score": [1, 1.5]}, "/score/1", "decimals as strings"),
        ({"share": Decimal("0.5")}, "/share", "decimals as strings"),
        ({"a/b": {"~": 2**53}}, "/a~1b/~0", "write it as a string"),
        ({"n": -(2**53)}, "/n", "write it as a string"),
        ({"at": datetime(2026, 9, 1, tzinfo=UTC)}, "/at", "rfc3339()"),
        ({"on": date(2026, 9, 1)}, "/on", "YYYY-MM-DD"),
        ({"seen": {1, 2}}, "/seen", "not JSON"),
        ({"by": {1: "x"}}, "/by", "key 1 is not text"),
        ({"says": "\ud83d"}, "/says", "surrogate"),
        ({"deep": [{"\udc00": 1}]}, "/deep/0", "surrogate"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(
    value: dict[str, object], pointer: str, remedy: str
) -> None:
    with pytest.raises(NotCanonical, match=remedy.replace("(", r"\(").replace(")", r"\)")) as refused:
        canonical(value)
    assert refused.value.pointer == pointer
    with pytest.raises(NotCanonical) as refused:
        replace(RECORD, data=value).to_bytes()
    assert refused.value.pointer == "/data" + pointer


def test_half_a_surrogate_pair_beside_the_data_is_refused_with_its_place() -> None:
    with pytest.raises(NotCanonical) as refused:
        replace(RECORD, actor=Actor("x", "\ud800", Role.OFFICE)).to_bytes()
    assert refused.value.pointer == "/actor/name"


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(NotCanonical, match="no time zone") as refused:
        replace(RECORD, recorded_at=datetime(2026, 9, 1)).to_bytes()
    assert refused.value.pointer == "/recorded_at"


def test_times_are_utc_with_microseconds() -> None:
    assert rfc3339(RECORD.occurred_at) == "2026-09-01T02:03:04.000005Z"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + " ",
        lambda text: text.replace('"v":1', '"v": 1'),
        lambda text: text.replace('"v":1', '"v":2'),
        lambda text: text.replace('"v":1', '"v":1.0'),
        lambda text: text.replace("留样", "\\u7559样"),
        lambda text: text.replace('"version":3', '"version":"3"'),
        lambda text: text.replace('"version":3', '"version":true'),
        lambda text: text.replace('"version":3', '"version":0'),
        lambda text: text.replace('"version":3', '"version":3,"version":3'),
        lambda text: text.replace('"version":3', '"version":3,"w":0'),
        lambda text: text.replace('"case":"17"', '"case":17'),
        lambda text: text.replace('"unit":null', '"unit":1'),
        lambda text: text.replace(',"traceparent":null', ""),
        lambda text: text.replace(".000005Z", ".000005+00:00"),
        lambda text: text.replace(".000005Z", "Z"),
        lambda text: text.replace("5b1f8f0e", "5B1F8F0E"),
        lambda text: text.replace('"office"', '"mayor"'),
        lambda text: text.replace('{"due"', '[{"due"').replace("15}", "15}]"),
        lambda text: text.replace("15}", "1.5}"),
        lambda text: text.replace("15}", "9007199254740992}"),
        lambda text: text.replace('"workdays"', '"aworkdays"'),
        lambda text: text.replace("15}", "[" * 100_000 + "}"),
        lambda text: "null",
        lambda text: "",
    ],
)
def test_bytes_that_are_not_canonical_are_refused(change: Callable[[str], str]) -> None:
    text = RECORD.to_bytes().decode()
    assert change(text) != text
    with pytest.raises(NotCanonical):
        Record.from_bytes(change(text).encode())


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(NotCanonical):
        Record.from_bytes(RECORD.to_bytes().replace("留".encode(), b"\xff"))
