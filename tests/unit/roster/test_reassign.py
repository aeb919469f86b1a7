"""A post passes to a successor (Q15): across two inspectors, with nobody left out between them."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.inspector_commands import (
    AppointInspector,
    AssignPost,
    DeclareRecusal,
    EndPost,
    ReassignPost,
)
from services.roster.domain.posting import PostConflictsWithRecusal, PostNotHeld, PostToHimself
from services.roster.domain.standing import Appointed, Post
from services.roster.domain.unit import UnitHasEnded, UnitNotRegistered
from services.roster.domain.unit_commands import CloseUnit, RegisterUnit
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.in_memory import InMemoryEventStore
from tests.unit.roster.people import NOW, OFFICE, RULES, SCHOOL, at, lin

UNIT, FIRST = "319991-0049", date(2026, 10, 8)
CAUSES = UUID("0f5c1a52-6e2b-4b0a-8a0e-9c8a3a0d7e11")
TERM = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31))
reassign = ReassignPost(OFFICE, NOW, "DX001", UNIT, "DX002", FIRST)


class Roster:
    """A unit, its inspector, and somebody who could take over."""

    def __init__(self) -> None:
        self.store = InMemoryEventStore()
        self.handlers = RosterHandlers(self.store, TYPES)
        self.causes = 0

    def context(self) -> Context:
        self.causes += 1
        cause = uuid5(CAUSES, str(self.causes))
        return Context(cause, cause)

    async def ask(self, command: Any) -> None:
        """Obey one command of an inspector."""
        await self.handlers.inspector(command, self.context())

    async def reassign(self, command: ReassignPost = reassign) -> None:
        await self.handlers.reassign(command, self.context())

    async def post(self, number: str) -> Post | None:
        office = await self.handlers.inspector_now(number)
        assert isinstance(office, Appointed)
        return office.posts.get(UNIT)


@pytest.fixture
async def roster() -> Roster:
    one = Roster()
    await one.handlers.unit(RegisterUnit(OFFICE, NOW, UNIT, SCHOOL), one.context())
    for number in ("DX001", "DX002"):
        await one.ask(AppointInspector(OFFICE, NOW, number, TERM, RULES))
    await one.ask(AssignPost(OFFICE, NOW, "DX001", UNIT, date(2026, 9, 1)))
    return one


async def test_the_successor_answers_from_the_day_after_the_other_did(roster: Roster) -> None:
    await roster.reassign()
    assert await roster.post("DX001") == Post(date(2026, 9, 1), date(2026, 10, 7), "DX002")
    assert await roster.post("DX002") == Post(FIRST)


async def test_reassigning_again_changes_nothing(roster: Roster) -> None:
    await roster.reassign()
    head = await roster.store.head()
    await roster.reassign()
    assert await roster.store.head() == head


async def test_whoever_may_not_take_over_leaves_the_post_where_it_is(roster: Roster) -> None:
    """条例 10."""
    await roster.ask(DeclareRecusal(OFFICE, NOW, "DX002", UNIT, "子女在该校就读", FIRST))
    with pytest.raises(PostConflictsWithRecusal):
        await roster.reassign()
    assert await roster.post("DX001") == Post(date(2026, 9, 1))


async def test_nobody_follows_himself(roster: Roster) -> None:
    """On the day his post began this ended it, and nobody answered for the unit."""
    with pytest.raises(PostToHimself):
        await roster.reassign(replace(reassign, successor="DX001", on=date(2026, 9, 1)))
    assert await roster.post("DX001") == Post(date(2026, 9, 1))


async def test_only_a_post_that_is_held_can_pass_on(roster: Roster) -> None:
    with pytest.raises(PostNotHeld):
        await roster.reassign(replace(reassign, inspector="DX002", successor="DX001"))


async def test_a_post_whose_end_was_entered_ahead_can_pass_on_before(roster: Roster) -> None:
    """Q15: until then he holds it."""
    await roster.ask(EndPost(OFFICE, NOW, "DX001", UNIT, date(2026, 12, 31)))
    await roster.reassign()
    assert await roster.post("DX001") == Post(date(2026, 9, 1), date(2026, 10, 7), "DX002")
    over = NOW.replace(month=11)
    with pytest.raises(PostNotHeld):
        await roster.reassign(replace(reassign, now=over, successor="DX002", on=date(2026, 11, 20)))


async def test_a_post_is_assigned_only_at_a_unit_that_is_there(roster: Roster) -> None:
    """Q1: dates out; Q12: until then somebody has to answer for it."""
    with pytest.raises(UnitNotRegistered):
        await roster.ask(AssignPost(OFFICE, NOW, "DX002", "319991-0050", FIRST))
    await roster.handlers.unit(CloseUnit(OFFICE, NOW, UNIT, FIRST, "云教〔2026〕31号"), roster.context())
    with pytest.raises(UnitHasEnded):
        await roster.ask(AssignPost(OFFICE, NOW, "DX002", UNIT, FIRST))
    await roster.ask(AssignPost(OFFICE, NOW, "DX002", UNIT, date(2026, 9, 20)))
    late = AssignPost(OFFICE, at(FIRST), "DX001", UNIT, date(2026, 9, 20))
    with pytest.raises(UnitHasEnded):
        await roster.ask(late)
