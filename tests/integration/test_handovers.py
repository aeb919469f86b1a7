"""Cases follow the roster: who answers for them after a post or a unit ended, in whatever order it is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dudao_contracts.envelope import Fact
from dudao_contracts.examples import EXAMPLES, envelope_of
from dudao_contracts.inspection import IssueRaisedV1
from dudao_contracts.roster import (
    InspectorExitedV1,
    PostAssignedV1,
    PostEndedV1,
    RecusalDeclaredV1,
    UnitClosedV1,
    UnitMergedV1,
)
from services.rectification.adapters.storage import TYPES
from services.rectification.application.handlers import CaseHandlers
from services.rectification.application.reactions import case_of
from services.rectification.domain.stages import Case
from services.rectification.entrypoints import bus
from services.rectification.entrypoints.handovers import HandoverWatcher
from services.rectification.read_models import cases, due, inspectors, posts, recusals, unit_ends, units
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.messaging.envelope import Received
from shared.rules.pack import RulePacks
from shared.workdays.seed import seeded_calendar

NOW = datetime(2026, 10, 16, 2, tzinfo=UTC)
UNIT, INTO = "319991-0008", "319991-0003"
PACKS = RulePacks.load()
MODELS = [model.MODEL for model in (cases, due, units, unit_ends, inspectors, posts, recusals)]


class StandingClock:
    """Shows the same moment until it is put on."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def told(fact: Fact, sequence: int) -> Received:
    envelope = envelope_of(fact).model_copy(update={"id": uuid4(), "sequence": sequence})
    return Received(envelope, fact, fact.model_dump(mode="json"))


REGISTERED = told(
    EXAMPLES["roster.unit-registered.v1"].model_copy(
        update={"code": INTO, "unit_name": "永兴小学", "superior": "区教育局二科", "zone": "第五责任区"}
    ),
    1,
)
FOUND = date(2026, 10, 9)
ISSUE = told(
    EXAMPLES["inspection.issue-raised.v1"].model_copy(
        update={"unit": UNIT, "inspectors": ("DX018", "DX020"), "found_on": FOUND, "ledger": None}
    ),
    2,
)
ASSIGNED = told(PostAssignedV1(unit=UNIT, inspector="DX026", since=date(2026, 10, 16)), 9)
ENDED = told(PostEndedV1(unit=UNIT, inspector="DX018", ended_on=date(2026, 10, 15), successor="DX026"), 7)
ABANDONED = told(PostEndedV1(unit=UNIT, inspector="DX018", ended_on=date(2026, 10, 15)), 7)
RECUSED = told(RecusalDeclaredV1(inspector="DX018", unit=UNIT, since=date(2026, 10, 15)), 8)
MERGED = told(UnitMergedV1(code=UNIT, into=INTO, on=date(2026, 10, 16)), 5)
CLOSED = told(UnitClosedV1(code=UNIT, on=date(2026, 10, 16)), 5)


class Rectification:
    """The service but for its bus and its pages."""

    def __init__(self, engine: AsyncEngine, store: PostgresEventStore) -> None:
        self.store = store
        self.projections = Projections(engine, store, TYPES, MODELS)
        calendar = seeded_calendar()
        self.cases = CaseHandlers(store, TYPES, lambda day: PACKS.pack("shanghai", day), calendar, "云教督")
        self.clock = StandingClock()
        self.watcher = HandoverWatcher(engine, store, self.projections, self.cases, self.clock, 1.0)
        self._on = {
            "roster": bus.on_roster(self.cases, StandingClock()),
            "inspection": bus.on_inspection(self.cases, StandingClock()),
        }

    async def hear(self, *messages: Received) -> Case:
        """The messages arrive one after the other, the watcher looks after each; the case at the end."""
        for received in messages:
            assert received.fact is not None
            await self._on[received.fact.service](received)
            await self.watcher.look()
        return await self.case()

    async def case(self) -> Case:
        assert isinstance(ISSUE.fact, IssueRaisedV1)
        case, _ = await self.cases.case(case_of(ISSUE.fact.issue))
        assert case is not None
        return case


@pytest.fixture
async def service(engine: AsyncEngine) -> AsyncIterator[Rectification]:
    store = PostgresEventStore(engine)
    await store.start()
    service = Rectification(engine, store)
    await service.projections.start()
    yield service
    await service.projections.stop()
    await store.stop()


@pytest.mark.parametrize("order", list(permutations((ISSUE, ASSIGNED, ENDED))))
async def test_the_successor_takes_over_in_whatever_order_the_facts_arrive(
    service: Rectification, order: Sequence[Received]
) -> None:
    case = await service.hear(*order)
    assert case.issue.inspectors == ("DX026", "DX020")
    before = await service.store.head()
    await service.hear(*order)
    assert await service.store.head() == before, "told again, something changed"


async def test_an_end_entered_ahead_moves_a_case_when_its_day_is_over(service: Rectification) -> None:
    """A post given to another from 1 November on: until then its inspector rechecks."""
    end = PostEndedV1(unit=UNIT, inspector="DX018", ended_on=date(2026, 10, 31), successor="DX026")
    case = await service.hear(ISSUE, ASSIGNED, told(end, 7))
    assert case.issue.inspectors == ("DX018", "DX020")
    service.clock.moment = datetime(2026, 10, 31, 15, tzinfo=UTC)
    await service.watcher.look()
    assert (await service.case()).issue.inspectors == ("DX018", "DX020")
    service.clock.moment = datetime(2026, 10, 31, 17, tzinfo=UTC)  # 1 November in Shanghai.
    await service.watcher.look()
    assert (await service.case()).issue.inspectors == ("DX026", "DX020")


async def test_of_what_was_changed_the_cause_is_the_fact_of_the_roster(service: Rectification) -> None:
    case = await service.hear(ISSUE, ENDED)
    last = (await service.store.read_case(str(case.id)))[-1]
    record = TYPES.load(last).record
    assert (last.type, record.causation, record.actor.name) == (
        "InspectorReplaced",
        ENDED.envelope.id,
        "系统",
    )


async def test_several_watchers_hand_over_once(service: Rectification) -> None:
    case = await service.hear(ISSUE)
    assert ENDED.fact is not None
    await bus.on_roster(service.cases, StandingClock())(ENDED)
    await asyncio.gather(*(service.watcher.look() for _ in range(4)))
    types = [recorded.type for recorded in await service.store.read_case(str(case.id))]
    assert types == ["CaseOpened", "InspectorReplaced"]


async def test_what_was_found_after_the_post_had_ended_stays_with_who_found_it(
    service: Rectification,
) -> None:
    """He was there for another reason than his post."""
    early = PostEndedV1(unit=UNIT, inspector="DX018", ended_on=date(2026, 9, 30))
    case = await service.hear(ISSUE, told(early, 7))
    assert case.issue.inspectors == ("DX018", "DX020")


async def test_without_a_successor_somebody_else_who_answers_for_the_unit_follows(
    service: Rectification,
) -> None:
    assert (await service.hear(ISSUE, ASSIGNED, ABANDONED)).issue.inspectors == ("DX026", "DX020")


async def test_who_was_to_begin_later_does_not_follow_before_his_day(service: Rectification) -> None:
    later = told(PostAssignedV1(unit=UNIT, inspector="DX026", since=date(2026, 10, 17)), 9)
    case = await service.hear(ISSUE, later, ABANDONED)
    assert case.issue.inspectors == ("DX020",)


@pytest.mark.parametrize("order", [(ASSIGNED, ISSUE, RECUSED), (ASSIGNED, RECUSED, ISSUE)])
async def test_who_must_recuse_himself_hands_over_though_he_has_no_post_there(
    service: Rectification, order: Sequence[Received]
) -> None:
    """条例 10."""
    assert (await service.hear(*order)).issue.inspectors == ("DX026", "DX020")


async def test_whose_term_has_run_out_hands_over_on_the_day_after(service: Rectification) -> None:
    """条例 6: he may recheck no more."""
    term = told(
        EXAMPLES["roster.inspector-appointed.v1"].model_copy(update={"term_to": date(2026, 10, 31)}), 3
    )
    assert (await service.hear(term, ISSUE, ASSIGNED)).issue.inspectors == ("DX018", "DX020")
    service.clock.moment = datetime(2026, 10, 31, 15, tzinfo=UTC)
    await service.watcher.look()
    assert (await service.case()).issue.inspectors == ("DX018", "DX020")
    service.clock.moment = datetime(2026, 10, 31, 17, tzinfo=UTC)  # 1 November in Shanghai.
    await service.watcher.look()
    assert (await service.case()).issue.inspectors == ("DX026", "DX020")


async def test_nobody_who_left_keeps_a_case(service: Rectification) -> None:
    left = told(InspectorExitedV1(inspector="DX018", on=date(2026, 10, 16)), 8)
    assert (await service.hear(ISSUE, left)).issue.inspectors == ("DX020",)


@pytest.mark.parametrize("order", list(permutations((ISSUE, REGISTERED, MERGED))))
async def test_a_case_goes_on_under_the_unit_its_own_was_merged_into(
    service: Rectification, order: Sequence[Received]
) -> None:
    case = await service.hear(*order)
    assert (case.about.unit, case.about.unit_name, case.about.superior) == (INTO, "永兴小学", "区教育局二科")
    before = await service.store.head()
    await service.hear(*order)
    assert await service.store.head() == before, "told again, something changed"


async def test_the_inspector_of_the_merged_unit_is_followed_by_one_of_the_other(
    service: Rectification,
) -> None:
    """The roster ends the posts at a unit once it has ended."""
    there = told(PostAssignedV1(unit=INTO, inspector="DX031", since=date(2025, 9, 1)), 3)
    case = await service.hear(ISSUE, REGISTERED, there, MERGED, ABANDONED)
    assert (case.about.unit, case.issue.inspectors) == (INTO, ("DX031", "DX020"))


async def test_a_merger_of_the_future_waits_for_its_day(service: Rectification) -> None:
    later = told(UnitMergedV1(code=UNIT, into=INTO, on=date(2026, 10, 17)), 5)
    assert (await service.hear(ISSUE, REGISTERED, later)).about.unit == UNIT


async def test_a_case_of_a_closed_unit_is_marked_once(service: Rectification) -> None:
    case = await service.hear(ISSUE, CLOSED, CLOSED)
    assert case.unit_lost_on == date(2026, 10, 16)
    types = [recorded.type for recorded in await service.store.read_case(str(case.id))]
    assert types == ["CaseOpened", "UnitLost"]
