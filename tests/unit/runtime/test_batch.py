"""Many rows in one request: one bad row refuses only itself, and nothing is passed over in silence."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel, JsonValue

from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.event_store import StoreUnavailable, VersionConflict
from shared.runtime.batch import obey_rows
from shared.runtime.problems import Problem

CONTEXT = Context(cause=uuid4(), correlation=uuid4())


class Row(BaseModel):
    about: str
    what: str


class Doubtful(Refused):
    field = "what"


class Desk:
    """Obeys a row once; refuses what is doubtful; some rows find the store away or the stream ahead."""

    def __init__(self) -> None:
        self.obeyed: list[str] = []
        self.causes: list[UUID] = []

    async def __call__(self, row: Row, context: Context) -> Handled[str]:
        self.causes.append(context.cause)
        if row.what == "doubtful":
            raise Doubtful("不可信。请核对。")
        if row.what == "store away":
            raise StoreUnavailable
        if row.what == "stream ahead":
            raise VersionConflict("s", 1, 2)
        if row.what == "slow":
            await asyncio.sleep(0.05)
        known = row.what in self.obeyed
        self.obeyed.append(row.what)
        warnings = ("不寻常，请核对。",) if row.what == "odd" else ()
        return Handled(() if known else (row.what,), len(self.obeyed), 1, warnings)


async def send(desk: Desk, *rows: JsonValue) -> tuple[int, dict[str, Any]]:
    answer = await obey_rows(rows, Row, CONTEXT, lambda row: row.about, desk)
    return answer.status_code, json.loads(bytes(answer.body))


def row(about: str, what: str) -> JsonValue:
    return {"about": about, "what": what}


async def test_all_rows_obeyed_answer_200_with_the_last_position() -> None:
    status, body = await send(Desk(), row("a", "1"), row("b", "2"), row("a", "1"))
    assert status == 200
    assert (body["position"], body["added"], body["known"], body["refused"]) == (3, 2, 1, 0)


async def test_when_the_store_goes_away_in_between_it_is_said_that_some_rows_may_be_in() -> None:
    """And nothing is obeyed any more once that was said."""
    desk = Desk()
    sent = [row("a", "1"), row("c", "slow"), row("b", "store away"), row("c", "2")]
    with pytest.raises(Problem) as told:
        await send(desk, *sent)
    assert (told.value.status, told.value.kind) == (503, "store-unavailable")
    assert "可能只保存了一部分行" in told.value.detail
    said = list(desk.obeyed)
    await asyncio.sleep(0.1)
    assert desk.obeyed == said == ["1", "slow"]


async def test_a_row_that_somebody_else_was_faster_with_refuses_only_itself() -> None:
    status, body = await send(Desk(), row("a", "stream ahead"), row("b", "1"))
    assert (status, body["added"], body["refused"]) == (207, 1, 1)


async def test_a_refused_row_is_told_with_its_reason_and_the_others_are_obeyed() -> None:
    desk = Desk()
    status, body = await send(desk, row("a", "doubtful"), {"about": "b"}, 7, row("a", "1"))
    assert status == 207
    assert [r["result"] for r in body["rows"]] == ["refused", "refused", "refused", "added"]
    assert body["rows"][0]["detail"] == "不可信。请核对。"
    assert body["rows"][1]["errors"] == [{"pointer": "/what", "detail": "必填，请补上。"}]
    assert desk.obeyed == ["1"]


async def test_a_row_that_was_taken_over_all_the_same_says_what_should_be_known_of_it() -> None:
    status, body = await send(Desk(), row("a", "odd"), row("b", "1"))
    assert status == 200
    assert body["rows"] == [
        {"row": 1, "result": "added", "warnings": ["不寻常，请核对。"]},
        {"row": 2, "result": "added"},
    ]


async def test_rows_about_one_subject_are_obeyed_in_their_order() -> None:
    desk = Desk()
    await send(desk, *(row("same", str(n)) for n in range(20)))
    assert desk.obeyed == [str(n) for n in range(20)]


async def test_every_row_has_a_cause_of_its_own_and_the_same_when_it_is_sent_again() -> None:
    first, again = Desk(), Desk()
    for desk in (first, again):
        await send(desk, row("same", "1"), row("same", "2"))
    assert len(set(first.causes)) == 2
    assert first.causes == again.causes
