"""The read models tell from the log alone: what is unread, who is who, how much was sent."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from dudao_contracts.envelope import FACTS, Fact
from dudao_contracts.examples import EXAMPLES
from services.notification.application.publications import publish
from services.notification.domain.commands import MarkRead
from services.notification.read_models import directory, inbox, open_cases, statistics
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row
from tests.unit.notification.memory import MemoryService
from tests.unit.notification.people import HEAD, NOW, POST, UNIT_INBOX, directory_of

RETURNED = EXAMPLES["rectification.plan-returned.v1"]


def projected(model: ReadModel, log: list[Stored[object]]) -> dict[object, Row | None]:
    rows: dict[object, Row | None] = {}
    for stored in log:
        for key in model.keys(stored):
            rows[key] = model.project(rows.get(key), stored, key)
    return rows


async def told_and_read() -> MemoryService:
    service = MemoryService()
    await service.hear(RETURNED)
    await service.hear(EXAMPLES["rectification.plan-accepted.v1"])
    message = service.inbox.messages(UNIT_INBOX)[0]
    command = MarkRead(HEAD, NOW, message.id, frozenset({UNIT_INBOX}))
    await service.messages.mark_read(command, Context(uuid4(), uuid4()), message.case)
    await service.inbox.advance()
    return service


async def test_a_row_has_every_column_of_its_table() -> None:
    service = await told_and_read()
    await service.hear(POST)
    await service.hear(EXAMPLES["rectification.case-opened.v1"])
    log = await service.log()
    for model in (inbox.MODEL, directory.MODEL, open_cases.MODEL, statistics.MODEL):
        rows = projected(model, log)
        assert rows
        for row in rows.values():
            assert row is not None
            assert set(row) == {column.name for column in model.table.columns}


async def test_a_message_stays_unread_until_somebody_whose_inbox_it_is_in_reads_it() -> None:
    read, unread = (await told_and_read()).inbox.messages(UNIT_INBOX)
    assert (read.kind, read.read_by, read.read_at) == ("plan-returned", "高卫东", NOW)
    assert (unread.kind, unread.read_by, unread.read_at) == ("plan-accepted", None, None)


async def test_a_message_says_where_it_is_in_the_log_and_in_which_chain() -> None:
    service = await told_and_read()
    first, second = service.inbox.messages(UNIT_INBOX)
    assert (first.position, second.position) == (1, 3)
    assert first.case == (await service.log())[0].case


async def test_messages_are_counted_by_kind() -> None:
    rows = projected(statistics.MODEL, await (await told_and_read()).log())
    assert rows["plan-returned"] == {"kind": "plan-returned", "requested": 1, "delivered": 1, "read": 1}
    assert rows["plan-accepted"] == {"kind": "plan-accepted", "requested": 1, "delivered": 1, "read": 0}


OPENED, REPORTED, PASSED, CLOSED = (
    EXAMPLES[f"rectification.{name}.v1"]
    for name in ("case-opened", "completion-reported", "recheck-passed", "case-closed")
)


async def waits_for(*facts: Fact) -> object:
    """What the case waits for after its facts 1, 2, …, told of in this order."""
    service = MemoryService()
    for fact in facts:
        sequence = (OPENED, REPORTED, PASSED, CLOSED).index(fact) + 1
        await service.hear(fact, id=uuid4(), sequence=sequence)
    (row,) = projected(open_cases.MODEL, await service.log()).values()
    assert row is not None
    return row["waits_for"]


async def test_a_case_waits_for_what_the_latest_fact_says() -> None:
    assert await waits_for(OPENED) == "rectification"
    assert await waits_for(OPENED, REPORTED) == "recheck"
    assert await waits_for(OPENED, REPORTED, PASSED, CLOSED) == "revisit"
    assert await waits_for(REPORTED, OPENED) == "recheck"


async def test_a_case_struck_off_in_the_old_ledger_waits_for_nothing() -> None:
    assert await waits_for(OPENED, CLOSED) is None


async def test_the_directory_keeps_the_latest_fact_of_each_subject() -> None:
    service = MemoryService()
    await service.hear(POST, sequence=3)
    await service.hear(EXAMPLES["roster.post-ended.v1"], sequence=4)
    rows = projected(directory.MODEL, await service.log())
    (row,) = [row for row in rows.values() if row is not None]
    assert (row["position"], row["type"]) == (2, "roster.post-ended.v1")
    fact = FACTS[row["type"]].model_validate(row["data"])
    assert directory_of(POST, fact).inspectors_of("319991-0008", date(2026, 12, 31)) == []


async def test_others_learn_that_a_message_was_delivered_and_read_but_never_its_text() -> None:
    facts = [publish(stored) for stored in await (await told_and_read()).log()]
    assert [fact.name if fact else None for fact in facts] == [
        None,
        "message-delivered",
        None,
        "message-delivered",
        "message-read",
    ]
    assert facts[1] is not None
    assert facts[1].model_dump()["recipient"] == UNIT_INBOX
    assert not any("食品" in fact.model_dump_json() for fact in facts if fact)


async def test_noted_facts_are_not_passed_on() -> None:
    service = MemoryService()
    await service.hear(POST)
    (noted,) = await service.log()
    assert publish(noted) is None


async def test_projecting_the_same_log_again_gives_the_same_rows() -> None:
    log = await (await told_and_read()).log()
    assert projected(inbox.MODEL, log) == projected(inbox.MODEL, [replace(stored) for stored in log])
