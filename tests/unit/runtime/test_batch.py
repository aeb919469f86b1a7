"""Many rows in one request: one bad row refuses only itself, and nothing is passed over in silence."""

import json
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, JsonValue

from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Refused
from shared.runtime.batch import obey_rows

CONTEXT = Context(cause=uuid4(), correlation=uuid4())


class Row(BaseModel):
    about: str
    what: str


class Doubtful(Refused):
    field = "what"


class Desk:
    """Obeys a row once; refuses what is doubtful."""

    def __init__(self) -> None:
        self.obeyed: list[str] = []
        self.causes: list[UUID] = []

    async def __call__(self, row: Row, context: Context) -> Handled[str]:
        self.causes.append(context.cause)
        if row.what == "doubtful":
            raise Doubtful("不可信。请核对。")
        known = row.what in self.obeyed
        self.obeyed.append(row.what)
        return Handled(() if known else (row.what,), len(self.obeyed), 1)


async def send(desk: Desk, *rows: JsonValue) -> tuple[int, dict[str, Any]]:
    answer = await obey_rows(rows, Row, CONTEXT, lambda row: row.about, desk)
    return answer.status_code, json.loads(bytes(answer.body))


def row(about: str, what: str) -> JsonValue:
    return {"about": about, "what": what}


async def test_all_rows_obeyed_answer_200_with_the_last_position() -> None:
    status, body = await send(Desk(), row("a", "1"), row("b", "2"), row("a", "1"))
    assert status == 200
    assert (body["position"], body["added"], body["known"], body["refused"]) == (3, 2, 1, 0)


async def test_a_refused_row_is_told_with_its_reason_and_the_others_are_obeyed() -> None:
    desk = Desk()
    status, body = await send(desk, row("a", "doubtful"), {"about": "b"}, 7, row("a", "1"))
    assert status == 207
    assert [r["result"] for r in body["rows"]] == ["refused", "refused", "refused", "added"]
    assert body["rows"][0]["detail"] == "不可信。请核对。"
    assert body["rows"][1]["errors"] == [{"pointer": "/what", "detail": "必填，请补上。"}]
    assert desk.obeyed == ["1"]


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
