"""A campaign: list and pass mark stand, one result each, corrected with reasons, totals that reconcile."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.inspection.domain.campaign import Campaign, CampaignState, inspection_id, totals
from services.inspection.domain.campaign_commands import (
    CampaignCommand,
    ConcludeCampaign,
    CorrectResult,
    EnterResult,
    ExcuseUnit,
    Listed,
    PlanCampaign,
    PublishCampaign,
    Theme,
)
from services.inspection.domain.campaign_events import CampaignConcluded, CampaignEvent
from services.inspection.domain.campaigning import (
    CAMPAIGN,
    CampaignMistaken,
    CampaignNotNow,
    NoSuchCampaign,
    NotListed,
    ResultStands,
    ScoreOutOfRange,
    UnitsWaiting,
    require_open,
)
from services.inspection.domain.refusals import InspectorOffDuty, InspectorRecused
from services.inspection.domain.report import Line
from services.inspection.domain.standing import OnlyPeopleAct, TextMissing
from services.inspection.entrypoints.planning_bodies import ResultBody
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection import procedures as p

C = TypeVar("C")
ID = UUID("00000000-0000-4000-8000-0000000000c1")
THEME = Theme("食堂食品安全", Line.SCHOOL, 2026, ("食材采购", "明厨亮灶"), Decimal(80), Decimal(100))
UNITS = tuple(
    Listed(f"319991-{n:04}", f"单位{n}", stage) for n, stage in enumerate(("小学", "初中", "幼儿园"), 1)
)


def command(kind: Callable[..., C], **about: Any) -> C:
    return kind(**{"campaign": ID, "by": p.OFFICE, "now": p.at(9, 7), **about})


def plan(**about: Any) -> PlanCampaign:
    return command(PlanCampaign, **{"theme": THEME, "units": UNITS, **about})


PUBLISH = command(PublishCampaign)


def result(n: int, score: str, **about: Any) -> EnterResult:
    said = {"unit": UNITS[n].code, "score": Decimal(score), "assessed_on": date(2026, 9, 7), **about}
    return command(EnterResult, **said)


def after(*commands: CampaignCommand) -> DeciderTest[CampaignCommand, CampaignState, CampaignEvent]:
    test = DeciderTest(CAMPAIGN)
    for one in commands:
        test = test.given(*(test.when(one).events or ()))
    return test


CONCLUDE = command(ConcludeCampaign)
FULL = (plan(), PUBLISH, result(0, "95.5"), result(1, "79.9"), result(2, "80"))


@pytest.mark.parametrize("step", range(len(FULL)))
def test_every_step_again_changes_nothing(step: int) -> None:
    after(*FULL[:step]).again(FULL[step])


@pytest.mark.parametrize(
    "about",
    [
        {"units": ()},
        {"units": (UNITS[0], UNITS[0])},
        {"theme": replace(THEME, pass_mark=Decimal(0))},
        {"theme": replace(THEME, pass_mark=Decimal(101))},
        {"theme": replace(THEME, matters=())},
        {"theme": replace(THEME, matters=("食材采购", "食材 采购"))},
        {"ended": frozenset({UNITS[0].code})},
    ],
)
def test_a_campaign_has_matters_a_list_and_a_pass_mark(about: dict[str, Any]) -> None:
    """条例 16: the matters are fixed beforehand; Q20: unit list, pass mark."""
    after().when(plan(**about)).then_refused(CampaignMistaken)


def test_what_was_published_stands() -> None:
    """Nobody moves the pass mark or the list once results come in."""
    easier = plan(theme=replace(THEME, pass_mark=Decimal(60)))
    assert after(plan()).when(easier).events
    after(plan(), PUBLISH).when(easier).then_refused(CampaignNotNow)
    after().when(PUBLISH).then_refused(NoSuchCampaign)
    after().when(plan(by=p.SYSTEM)).then_refused(OnlyPeopleAct)


def test_a_result_is_entered_once_and_then_corrected_with_a_reason() -> None:
    """Q20: a correction is an event; the first result stays in the log."""
    done = after(*FULL)
    done.when(result(1, "85")).then_refused(ResultStands)
    correct = command(CorrectResult, unit=UNITS[1].code, score=Decimal(85), reason="漏计一项")
    done.when(replace(correct, reason=" ")).then_refused(TextMissing)
    done.again(correct)
    state = done.when(correct).state
    assert isinstance(state, Campaign)
    assert totals(state).whole.passed == 3
    after(plan(), PUBLISH).when(correct).then_refused(CampaignNotNow)


def test_a_score_is_of_a_listed_unit_in_the_range_and_not_from_the_future() -> None:
    published = after(plan(), PUBLISH)
    published.when(result(0, "100.1")).then_refused(ScoreOutOfRange)
    published.when(result(0, "90", unit="319991-0999")).then_refused(NotListed)
    for day in (date(2026, 9, 6), date(2026, 9, 8)):
        published.when(result(0, "90", assessed_on=day)).then_refused(CampaignMistaken)
    after(plan()).when(result(0, "90")).then_refused(CampaignNotNow)


def test_inspections_follow_from_a_list_that_stands() -> None:
    """Q20: neither a draft nor what is over sends inspectors to units."""
    states = [after(*steps).when(steps[-1]).state for steps in ((plan(),), FULL, (*FULL, CONCLUDE))]
    for state, stands in zip(states, (False, True, False), strict=True):
        assert isinstance(state, Campaign)
        with nullcontext() if stands else pytest.raises(CampaignNotNow):
            require_open(state)


def test_who_must_recuse_himself_or_does_no_duty_judges_no_unit() -> None:
    """条例 10."""
    published, himself = after(plan(), PUBLISH), frozenset({p.LEADER.id})
    refusal = published.when(result(0, "90", by=p.LEADER, recused=himself)).then_refused(InspectorRecused)
    assert refusal.article == "《教育督导条例》第十条"
    clerk = replace(p.OFFICE, id=p.LEADER.id)
    published.when(result(0, "90", by=clerk, recused=himself)).then_refused(InspectorRecused)
    published.when(result(0, "90", by=p.LEADER, off_duty=himself)).then_refused(InspectorOffDuty)
    assert published.when(result(0, "90", by=p.LEADER)).events
    after(plan(), PUBLISH, result(0, "90", by=p.LEADER)).when(
        result(0, "90", by=p.LEADER, recused=himself)
    ).then_nothing()


@pytest.mark.parametrize(("sent", "kept"), [("8E1", "80"), ("-0", "0"), ("79.90", "79.9"), ("100", "100")])
def test_a_score_is_kept_as_people_write_it(sent: str, kept: str) -> None:
    body = {"unit": UNITS[0].code, "score": sent, "assessed_on": "2026-09-07"}
    assert str(ResultBody.model_validate(body).score) == kept


def test_it_ends_when_every_unit_has_a_result_or_a_reason_for_none() -> None:
    conclude = command(ConcludeCampaign)
    waiting = after(*FULL[:-1])
    assert "单位3" in str(waiting.when(conclude).then_refused(UnitsWaiting))
    excuse = command(ExcuseUnit, unit=UNITS[2].code, reason="停办")
    waiting.when(replace(excuse, reason="")).then_refused(TextMissing)
    waiting.when(replace(excuse, unit=UNITS[0].code)).then_refused(ResultStands)
    waiting.again(excuse)
    excused = after(*FULL[:-1], excuse)
    excused.when(result(2, "90")).then_refused(CampaignNotNow)
    (ended,) = excused.when(conclude).events or ()
    assert isinstance(ended, CampaignConcluded)
    assert ended.arithmetic == "3=1+1+1（小学1、初中1、幼儿园1）；3=已评2+待评0+不评1；2=合格1+不合格1"
    excused.again(conclude)
    after(*FULL, conclude).when(command(ExcuseUnit, unit=UNITS[0].code, reason="x")).then_refused(
        CampaignNotNow
    )


def test_the_totals_of_the_source_are_reached() -> None:
    """S 004: 136 = 53+25+58."""
    sizes = {"小学": 53, "初中": 25, "幼儿园": 58}
    units = tuple(
        Listed(f"{stage}{n}", f"{stage}{n}", stage) for stage, size in sizes.items() for n in range(size)
    )
    sums = totals(Campaign(ID, THEME, units))
    assert sums.arithmetic.startswith("136=53+25+58（小学53、初中25、幼儿园58）")


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.none() | st.integers(0, 100) | st.just("excused"))))
def test_totals_reconcile_whatever_came_in(given_units: list[tuple[str, int | str | None]]) -> None:
    units = tuple(Listed(str(n), str(n), stage) for n, (stage, _) in enumerate(given_units))
    results = {str(n): Decimal(r) for n, (_, r) in enumerate(given_units) if isinstance(r, int)}
    excused = {str(n): "停办" for n, (_, r) in enumerate(given_units) if isinstance(r, str)}
    sums = totals(Campaign(ID, THEME, units, results=results, excused=excused))
    for name in ("listed", "assessed", "passed", "waiting", "excused"):
        assert sum(getattr(one, name) for one in sums.stages) == getattr(sums.whole, name)
    assert sums.whole.listed == len(units)
    assert sums.whole.assessed == len(results) == sums.whole.passed + sums.whole.failed
    assert sums.whole.listed == sums.whole.assessed + sums.whole.waiting + sums.whole.excused


def test_a_campaign_inspects_a_unit_once() -> None:
    assert inspection_id(ID, UNITS[0].code) == inspection_id(ID, UNITS[0].code)
    assert len({inspection_id(ID, unit.code) for unit in UNITS}) == 3
