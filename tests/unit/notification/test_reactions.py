"""Facts of the other services become messages and noted facts, once each."""

from uuid import uuid4

import pytest

from dudao_contracts.envelope import Fact
from dudao_contracts.examples import CASE, EXAMPLES, envelope_of
from services.notification.application.reactions import on_fact, on_roster_fact
from services.notification.domain.events import MessageDelivered, MessageRequested
from shared.event_sourcing.noted import FactNoted
from shared.messaging.envelope import Received
from tests.unit.notification.memory import MemoryService
from tests.unit.notification.people import (
    BUREAU,
    NOW,
    POST,
    SECOND_POST,
    UNIT_INBOX,
    directory_of,
    example,
    received,
)

OPENED = EXAMPLES["rectification.case-opened.v1"]


async def test_one_fact_becomes_one_message_for_each_recipient() -> None:
    service = MemoryService(POST, SECOND_POST)
    await service.hear(OPENED)
    assert [m.recipient for m in service.inbox.messages()] == [
        UNIT_INBOX,
        "inspector:DX008",
        "inspector:DX018",
    ]
    assert [type(stored.event) for stored in await service.log()] == [MessageRequested, MessageDelivered] * 3


async def test_a_fact_delivered_again_tells_nobody_again() -> None:
    service = MemoryService(POST)
    await service.hear(OPENED)
    before = await service.store.head()
    await service.hear(OPENED)
    assert await service.store.head() == before


async def test_a_fact_delivered_again_when_the_roster_knows_more_tells_only_the_newcomers() -> None:
    service = MemoryService(POST)
    await service.hear(OPENED)
    service.directory.note(SECOND_POST, 2)
    await service.hear(OPENED)
    assert sorted(m.recipient for m in service.inbox.messages()) == [
        "inspector:DX008",
        "inspector:DX018",
        UNIT_INBOX,
    ]


async def test_messages_extend_the_chain_of_their_case_and_name_their_cause() -> None:
    service = MemoryService()
    await service.hear(EXAMPLES["rectification.plan-accepted.v1"])
    cause = envelope_of(EXAMPLES["rectification.plan-accepted.v1"])
    for stored in await service.log():
        assert stored.case == cause.case
        assert stored.record.causation == cause.id
        assert stored.record.correlation == cause.correlationid
        assert stored.record.traceparent == cause.traceparent


def test_a_message_says_which_fact_case_and_unit_it_is_about() -> None:
    (command,) = on_fact(received(EXAMPLES["rectification.plan-accepted.v1"]), directory_of(), NOW)
    assert command.fact == "rectification.plan-accepted.v1"
    assert command.kind == "plan-accepted"
    assert (command.case_id, command.number, command.unit) == (CASE, "202609-044-4", "319991-0008")
    assert not command.urgent


def test_a_hazard_is_urgent_and_has_no_case_yet() -> None:
    commands = on_fact(received(EXAMPLES["inspection.urgent-hazard-reported.v1"]), directory_of(), NOW)
    assert {(c.urgent, c.case_id, c.number) for c in commands} == {(True, None, None)}


@pytest.mark.parametrize("fact", EXAMPLES.values(), ids=lambda fact: fact.type())
def test_no_fact_is_too_much_for_either_reaction(fact: Fact) -> None:
    on_fact(received(fact), directory_of(), NOW)
    on_roster_fact(received(fact), NOW)


def test_a_fact_of_a_newer_publisher_is_passed_over() -> None:
    unknown = Received(envelope_of(OPENED), None, {})
    assert on_fact(unknown, directory_of(), NOW) == []
    assert on_roster_fact(unknown, NOW) is None


@pytest.mark.parametrize(
    ("type_", "subject"),
    [
        ("roster.unit-registered.v1", "unit-319991-0008"),
        ("roster.unit-changed.v1", "unit-319991-0008"),
        ("roster.post-assigned.v1", "post-319991-0008-DX018"),
        ("roster.post-ended.v1", "post-319991-0008-DX018"),
        ("roster.unit-merged.v1", "end-of-unit-319991-0088"),
        ("roster.inspector-appointed.v1", "inspector-DX018"),
        ("roster.inspector-renewed.v1", "inspector-DX018"),
        ("roster.inspector-suspended.v1", "standing-DX018"),
        ("roster.inspector-returned.v1", "standing-DX018"),
        ("roster.inspector-exited.v1", "standing-DX001"),
        ("roster.account-opened.v1", "account-chengxiuying"),
        ("roster.account-closed.v1", "account-chengxiuying"),
    ],
)
def test_a_roster_fact_is_noted_under_its_own_subject(type_: str, subject: str) -> None:
    noted = on_roster_fact(received(EXAMPLES[type_], sequence=7), NOW)
    assert noted is not None
    assert (noted.subject, noted.sequence, noted.type) == (subject, 7, type_)


def test_what_the_directory_does_not_ask_for_is_not_kept() -> None:
    assert on_roster_fact(received(EXAMPLES["roster.zone-drawn.v1"]), NOW) is None
    assert on_roster_fact(received(EXAMPLES["roster.recusal-declared.v1"]), NOW) is None
    assert on_roster_fact(received(EXAMPLES["roster.term-ending.v1"]), NOW) is None


async def test_an_overtaken_roster_fact_does_not_undo_the_later_one() -> None:
    service = MemoryService()
    renamed = example("roster.unit-changed.v1", code="319991-0120", unit_name="区教育和体育局")
    await service.hear(renamed, id=uuid4(), sequence=2)
    await service.hear(BUREAU, id=uuid4(), sequence=1)
    (noted,) = await service.log()
    assert isinstance(noted.event, FactNoted)
    assert noted.event.data["unit_name"] == "区教育和体育局"
