"""What follows from a day, through the handlers."""

from datetime import date
from uuid import uuid4

import pytest

from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.commands import (
    AppointInspector,
    DeclareRecusal,
    LiftRecusal,
    RegisterUnit,
)
from services.roster.domain.details import RecusalKind
from services.roster.domain.standing import Appointed
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.in_memory import InMemoryEventStore
from tests.unit.roster.people import NOW, OFFICE, RULES, SCHOOL, lin

SINCE = date(2026, 1, 5)
RELATION = "曾在该校任职"


def cause() -> Context:
    return Context(uuid4(), uuid4())


@pytest.fixture
async def roster() -> RosterHandlers:
    roster = RosterHandlers(InMemoryEventStore(), TYPES)
    await roster.unit(RegisterUnit(OFFICE, NOW, "1", SCHOOL), cause())
    term = lin(term_from=date(2026, 1, 1), term_to=date(2028, 12, 31))
    await roster.inspector(AppointInspector(OFFICE, NOW, "DX001", term, RULES), cause())
    return roster


async def lin_now(roster: RosterHandlers) -> Appointed:
    now = await roster.inspector_now("DX001")
    assert isinstance(now, Appointed)
    return now


async def test_what_lapsed_and_was_declared_anew_lapses_anew(roster: RosterHandlers) -> None:
    """Else the office declares it once too often, and he may never be posted there again."""
    former, until = RecusalKind.FORMER_STAFF, date(2025, 12, 31)
    declare = DeclareRecusal(OFFICE, NOW, "DX001", "1", RELATION, date(2023, 1, 1), former, until)
    lapse = LiftRecusal(OFFICE, NOW, "DX001", "1", RELATION, until, "满规定年限")
    for _ in range(2):
        await roster.inspector(declare, cause())
        assert (await lin_now(roster)).recused_from("1")
        await roster.follow(lapse)
        assert not (await lin_now(roster)).recused_from("1")


async def test_what_followed_follows_once(roster: RosterHandlers) -> None:
    declare = DeclareRecusal(OFFICE, NOW, "DX001", "1", RELATION, SINCE)
    await roster.inspector(declare, cause())
    lapse = LiftRecusal(OFFICE, NOW, "DX001", "1", RELATION, SINCE, "满规定年限")
    assert (await roster.follow(lapse)).events
    assert not (await roster.follow(lapse)).events
