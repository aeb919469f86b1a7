"""A post changes hands in the middle of a month: who is told what, in whatever order the facts arrive."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from dudao_contracts.envelope import Fact
from dudao_contracts.examples import EXAMPLES
from tests.unit.notification.memory import MemoryService
from tests.unit.notification.people import INSPECTOR, NOW, POST, UNIT_INBOX, example

SCHOOL = EXAMPLES["roster.unit-registered.v1"]
REPORTED = EXAMPLES["rectification.completion-reported.v1"]
ASSIGNED = example("roster.post-assigned.v1", inspector="DX026", since=date(2026, 9, 14))
ENDED = example("roster.post-ended.v1", ended_on=date(2026, 9, 13), successor="DX026")
OLD, NEW = "inspector:DX018", "inspector:DX026"


async def told(service: MemoryService, facts: Sequence[Fact]) -> None:
    for fact in facts:
        await service.hear(fact)


def kinds(service: MemoryService, inbox: str) -> list[str]:
    return [message.kind for message in service.inbox.messages(inbox)]


async def at_work() -> MemoryService:
    """A school with one inspector and a case that waits for his recheck."""
    service = MemoryService(SCHOOL, INSPECTOR, POST)
    await service.hear(EXAMPLES["rectification.case-opened.v1"], sequence=1)
    await service.hear(REPORTED, sequence=5)
    return service


@pytest.mark.parametrize("order", list(permutations((ASSIGNED, ENDED))))
async def test_the_successor_is_told_once_with_what_is_open_and_the_other_that_it_ended(
    order: Sequence[Fact],
) -> None:
    service = await at_work()
    await told(service, order)
    (taken,) = service.inbox.messages(NEW)
    assert "未办结的案件1件，其中待复查1件" in taken.body
    assert kinds(service, OLD) == ["case-opened", "completion-reported", "post-ended"]
    before = await service.store.head()
    await told(service, order)
    assert await service.store.head() == before, "delivered again, somebody was told again"


@pytest.mark.parametrize("order", list(permutations((ASSIGNED, ENDED))))
async def test_from_then_on_the_successor_is_told_what_the_inspector_must_do(order: Sequence[Fact]) -> None:
    service = await at_work()
    await told(service, order)
    await service.hear(REPORTED, id=uuid4(), sequence=9)
    missed = example(
        "rectification.deadline-missed.v1", duty="recheck", owner_role="inspector", owner="DX018"
    )
    await service.hear(missed, sequence=10)
    assert kinds(service, NEW) == ["post-assigned", "completion-reported", "deadline-missed"]
    assert kinds(service, OLD)[-1] == "post-ended"


async def test_who_is_suspended_is_told_nothing_of_his_units_and_the_office_is() -> None:
    service = await at_work()
    await service.hear(EXAMPLES["roster.inspector-suspended.v1"], sequence=9)
    await service.hear(REPORTED, id=uuid4(), sequence=9)
    assert kinds(service, OLD) == ["case-opened", "completion-reported"]
    assert kinds(service, "role:office") == ["completion-reported"]


async def test_posts_of_long_ago_are_no_news() -> None:
    """A register is filled in with hundreds of them."""
    service = MemoryService(SCHOOL)
    for fact in (
        example("roster.post-assigned.v1", since=NOW.date() - timedelta(days=32)),
        example("roster.post-ended.v1", ended_on=NOW.date() - timedelta(days=32)),
    ):
        await service.hear(fact)
    assert service.inbox.messages() == []


async def test_a_unit_that_takes_another_over_is_told_how_many_cases_come_with_it() -> None:
    service = await at_work()
    merged = example("roster.unit-merged.v1", code="319991-0008", into="319991-0003")
    await service.hear(merged)
    (message,) = service.inbox.messages("unit:319991-0003")
    assert "梧桐小学未办结的整改案件1件由承接单位继续办理" in message.body
    assert message.unit == "319991-0003"
    assert UNIT_INBOX in service.directory.open_to(["unit"], "319991-0003", None)


def uncovered(n: int) -> Fact:
    return example("roster.unit-uncovered.v1", unit=f"319991-{n:04}", unit_name=f"第{n}小学")


async def test_a_hundred_units_without_inspector_are_one_message_that_leads_to_the_list() -> None:
    service = MemoryService()
    for n in range(100):
        await service.hear(uncovered(n), id=uuid4(), time=NOW + timedelta(seconds=n))
    (message,) = service.inbox.messages("role:office")
    assert message.subject == "第0小学没有责任督学"
    assert "完整名单见" in message.body
    assert not message.urgent


async def test_a_unit_that_loses_its_inspector_later_is_told_of_by_itself() -> None:
    service = MemoryService()
    for n in range(3):
        await service.hear(uncovered(n), id=uuid4(), time=NOW + timedelta(minutes=10 * n))
    assert len(service.inbox.messages("role:office")) == 3


async def test_each_inspector_is_told_of_his_own_missing_training() -> None:
    service = MemoryService()
    for number in ("DX018", "DX026"):
        await service.hear(example("roster.training-behind.v1", inspector=number), id=uuid4())
    assert sorted(m.recipient for m in service.inbox.messages()) == [OLD, NEW, "role:office"]
