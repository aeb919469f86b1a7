"""What follows from a day, through the handlers."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from dudao_contracts.examples import EXAMPLES, envelope_of
from dudao_contracts.inspection import OpinionServedV1
from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.application.reactions import on_opinion_served
from services.roster.domain.account import InspectorOfAnotherName, OwnUnitNotRecused
from services.roster.domain.account_commands import OpenAccount
from services.roster.domain.details import CostItem, CostKind, RecusalKind
from services.roster.domain.inspector_commands import (
    AppointInspector,
    AssignPost,
    DeclareRecusal,
    LiftRecusal,
)
from services.roster.domain.posting import PostConflictsWithRecusal
from services.roster.domain.standing import Appointed
from services.roster.domain.unit_commands import RegisterUnit
from services.roster.domain.visit import VisitOutOfTerm
from services.roster.domain.visit_commands import ClaimCost, NoteVisit
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.decider import Role
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.messaging.envelope import Received
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


async def test_whether_a_claim_is_for_a_visit_out_of_term_says_the_inspectors_own_entry(
    roster: RosterHandlers,
) -> None:
    """条例 6, Q14: also of a renewal that was entered after the visit."""
    day = date(2029, 1, 15)
    noted = NoteVisit(OFFICE, NOW, "v1", "JC-202901-001", "1", day, ("DX001",), 60)
    claim = ClaimCost(OFFICE, NOW, "v1", "DX001", (CostItem(CostKind.TRANSPORT, 1200, "公交"),))
    await roster.visit(noted, cause())
    with pytest.raises(VisitOutOfTerm, match="任期到2028-12-31已届满"):
        await roster.visit(claim, cause())
    renewed = lin(term_from=date(2029, 1, 1), term_to=date(2031, 12, 31), terms_served=3)
    later = datetime(2029, 2, 1, tzinfo=UTC)
    await roster.inspector(AppointInspector(OFFICE, later, "DX001", renewed, RULES), cause())
    assert (await roster.visit(claim, cause())).events


async def test_what_followed_follows_once(roster: RosterHandlers) -> None:
    declare = DeclareRecusal(OFFICE, NOW, "DX001", "1", RELATION, SINCE)
    await roster.inspector(declare, cause())
    lapse = LiftRecusal(OFFICE, NOW, "DX001", "1", RELATION, SINCE, "满规定年限")
    assert (await roster.follow(lapse)).events
    assert not (await roster.follow(lapse)).events


def opinion(kind: str) -> Received:
    """An opinion that was served late in the evening in Shanghai, on the 20th."""
    (example,) = [one for one in EXAMPLES.values() if isinstance(one, OpinionServedV1)]
    fact = example.model_copy(update={"kind": kind})
    envelope = envelope_of(fact).model_copy(update={"time": datetime(2026, 8, 20, 15, 59, tzinfo=UTC)})
    return Received(envelope, fact, fact.model_dump(mode="json"))


async def test_the_opinion_of_a_comprehensive_inspection_is_noted_once(roster: RosterHandlers) -> None:
    """Q7: what was due at the end of a head's term is done by then."""
    assert on_opinion_served(opinion("专项督导"), NOW) is None
    served = opinion("综合督导")
    command = on_opinion_served(served, NOW)
    assert command
    assert (command.unit, command.on) == (served.data["unit"], date(2026, 8, 20))
    assert [len((await roster.inspection(command, cause())).events) for _ in range(2)] == [1, 0]


def account(*roles: Role, name: str = "林美玲", unit: str | None = None) -> OpenAccount:
    return OpenAccount(OFFICE, NOW, "lin", name, roles, unit, "DX001")


async def test_nobody_signs_in_under_the_number_of_another_inspector(roster: RosterHandlers) -> None:
    """What he does would be recorded as the other's, and so would what is claimed for it (Q14)."""
    with pytest.raises(InspectorOfAnotherName, match="DX001的督学是林美玲，不是王建国"):
        await roster.accounts.obey(account(Role.INSPECTOR, name="王建国"), cause())
    assert (await roster.accounts.obey(account(Role.INSPECTOR), cause())).events


async def test_whose_account_is_of_a_unit_too_is_recused_from_it_first(roster: RosterHandlers) -> None:
    """条例 10; 浙江 20: 被督导单位的工作人员. A head who is an inspector must not answer for his own school."""
    both = account(Role.UNIT, Role.INSPECTOR, unit="1")
    with pytest.raises(OwnUnitNotRecused) as refused:
        await roster.accounts.obey(both, cause())
    assert refused.value.article == "《教育督导条例》第十条"
    staff = DeclareRecusal(OFFICE, NOW, "DX001", "1", "系该校校长", SINCE, RecusalKind.STAFF)
    await roster.inspector(staff, cause())
    assert (await roster.accounts.obey(both, cause())).events
    with pytest.raises(PostConflictsWithRecusal):
        await roster.inspector(AssignPost(OFFICE, NOW, "DX001", "1", SINCE), cause())
