"""The annual plan: consultation, approval by somebody else, load cap, merging, amendments."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.inspection.domain import plan_events as happened
from services.inspection.domain.plan_refusals import (
    ItemMistaken,
    NobodyConsulted,
    NoSuchAmendment,
    NoSuchPlan,
    NotALeader,
    NotAskedForOpinion,
    NothingToMerge,
    OverTheCap,
    OwnPlan,
    PlanInForce,
    PlanNotApproved,
    RepliesAwaited,
    ReplyMistimed,
    SuggestionsOpen,
)
from services.inspection.domain.planning import Activity, PlanItem, clashes, merge, overloads
from services.inspection.domain.procedure import person
from services.inspection.domain.standing import DoneOtherwise, OnlyPeopleAct, TextMissing
from services.inspection.domain.year_plan import Plan
from shared.event_sourcing.decider import Actor
from tests.unit.inspection import plans as a
from tests.unit.inspection import procedures as p
from tests.unit.inspection.plans import after, at, item, until

REGULAR = {"activity": Activity.REGULAR}


def plan_after(*commands: object) -> Plan:
    state = after(*commands[:-1]).when(commands[-1]).state  # type: ignore[arg-type]
    assert isinstance(state, Plan)
    return state


@pytest.mark.parametrize("step", range(len(a.STEPS)))
def test_every_step_again_changes_nothing(step: int) -> None:
    after(*a.STEPS[:step]).again(a.STEPS[step])


def test_what_is_not_drafted_has_no_consultation_and_no_approval() -> None:
    for command in a.STEPS[1:]:
        after().when(command).then_refused(NoSuchPlan)


def test_the_system_plans_nothing() -> None:
    after().when(a.draft(by=p.SYSTEM)).then_refused(OnlyPeopleAct)


@pytest.mark.parametrize(
    "items",
    [
        (),
        (a.SAFETY, a.SAFETY),
        (replace(a.SAFETY, theme=" "),),
        (replace(a.SAFETY, units=()),),
        (replace(a.SAFETY, units=(a.PRIMARY, a.PRIMARY)),),
        (replace(a.SAFETY, day=date(2027, 4, 1)),),
        (replace(a.SAFETY, day=date(2026, 3, 1)),),
    ],
)
def test_an_item_says_what_where_and_when(items: tuple[PlanItem, ...]) -> None:
    after().when(a.draft(items=items)).then_refused(ItemMistaken)


def test_a_unit_that_is_no_more_by_then_is_not_planned() -> None:
    refusal = after().when(a.draft(ended=frozenset({a.MIDDLE.code}))).then_refused(ItemMistaken)
    assert "白鹭学校" in str(refusal)


def test_no_approval_before_the_departments_were_asked() -> None:
    """Q6: opinions sought from the administrative departments."""
    until("drafted").when(a.approve()).then_refused(NobodyConsulted)


def test_a_reply_is_waited_for_until_its_day_and_no_longer() -> None:
    """Q8: sent and replied are dates in the ledger."""
    sent = until("consulted")
    assert "区教育局" in str(sent.when(a.approve(now=at(date(2026, 12, 12)))).then_refused(RepliesAwaited))
    assert sent.when(a.approve(now=at(date(2026, 12, 13)))).events


def test_every_suggestion_is_adopted_or_not_and_why() -> None:
    """Q8: suggestions received and adopted."""
    replied = until("replied")
    replied.when(a.approve()).then_refused(SuggestionsOpen)
    replied.when(a.settle(1, reason=" ")).then_refused(TextMissing)
    replied.when(a.settle(2)).then_refused(NotAskedForOpinion)
    replied.given(*(replied.when(a.settle(1, adopted=False, reason="已另有安排")).events or ())).when(
        a.approve()
    ).then(happened.PlanApproved(year=a.YEAR, by=person(p.DEPUTY), on=a.APPROVED, items=2, over_cap=0))


def test_a_reply_comes_after_the_letter_and_not_from_the_future() -> None:
    sent = until("consulted")
    for day in (a.SENT - timedelta(1), a.REPLIED + timedelta(1)):
        sent.when(a.reply(replied_on=day)).then_refused(ReplyMistimed)
    until("drafted").when(a.consult(sent_on=a.SENT + timedelta(1))).then_refused(ReplyMistimed)
    until("drafted").when(a.consult(reply_by=a.SENT - timedelta(1))).then_refused(ReplyMistimed)
    sent.when(a.reply(department=a.FINANCE)).then_refused(NotAskedForOpinion)
    until("replied").when(a.reply("别的")).then_refused(DoneOtherwise)


def test_a_redraft_can_be_put_to_the_departments_again() -> None:
    again = a.consult(sent_on=a.REPLIED, reply_by=date(2026, 12, 20), now=at(a.REPLIED))
    until("settled").given(*(until("settled").when(again).events or ())).when(
        a.approve(now=at(date(2026, 12, 20)))
    ).then_refused(RepliesAwaited)


def test_no_new_round_makes_a_suggestion_or_an_awaited_reply_disappear() -> None:
    """Q8: every suggestion is adopted or not, with the reason."""
    again = a.consult(sent_on=a.REPLIED, reply_by=a.REPLIED, now=at(a.REPLIED))
    until("replied").when(again).then_refused(SuggestionsOpen)
    until("consulted").when(again).then_refused(RepliesAwaited)
    assert until("consulted").when(replace(again, reply_by=date(2026, 12, 20))).events


@pytest.mark.parametrize("by", [p.OFFICE, p.LEADER, p.HEAD])
def test_a_leader_approves(by: Actor) -> None:
    """减负意见 2019: a yearly plan and its approval."""
    until("settled").when(a.approve(by=by)).then_refused(NotALeader)


def test_nobody_approves_what_he_drafted() -> None:
    """Four eyes: also not what he drafted before somebody else drafted it anew."""
    own = after(a.draft(by=p.DEPUTY), a.draft(title="改"), a.consult(), a.reply())
    own.when(a.approve()).then_refused(OwnPlan)


def test_what_is_approved_is_amended_and_not_written_anew() -> None:
    until("approved").when(a.draft(title="另一个")).then_refused(PlanInForce)
    until("approved").when(a.consult(department=a.FINANCE)).then_refused(PlanInForce)
    until("approved").again(a.publish())
    until("published").when(a.publish(place="别处")).then_refused(DoneOtherwise)
    until("settled").when(a.publish()).then_refused(PlanNotApproved)
    until("approved").when(a.publish(place="")).then_refused(TextMissing)


# ── the load cap ──


def test_over_the_cap_is_refused_with_the_arithmetic_or_needs_a_reason() -> None:
    """严控督导频次 (Q6): at most 2 special or comprehensive inspections a year, 本区设定."""
    items = (*a.ITEMS, item("体育", 5, a.PRIMARY))
    refusal = after().when(a.draft(items=items)).then_refused(OverTheCap)
    assert "永兴小学全年计划综合、专项督导3次，最多2次，超1次" in str(refusal)
    assert "本区设定" in str(refusal)
    reasons = {a.PRIMARY.code: "上年问题多，经批准增加"}
    (event,) = after().when(a.draft(items=items, reasons=reasons)).events or ()
    assert isinstance(event, happened.PlanDrafted)
    after().again(a.draft(items=items, reasons=reasons))


def test_the_cap_of_a_month_counts_regular_visits_too() -> None:
    monthly = [item(f"第{n}次", 3, a.PRIMARY, **REGULAR) for n in range(3)]
    (over,) = overloads(monthly, a_month=2, a_year=2)
    assert over.arithmetic == "永兴小学3月计划入校3次，最多2次，超1次"
    assert overloads([replace(one, month=n) for n, one in enumerate(monthly, 1)], a_month=2, a_year=0) == []


# ── clashes and merging ──


def test_items_that_meet_in_a_month_or_within_days_clash_with_the_arithmetic() -> None:
    near = item("体育", 11, a.PRIMARY, day=date(2027, 11, 5))
    dated = replace(a.CANTEEN, day=date(2027, 10, 25))
    (clash,) = clashes([a.SAFETY, dated, near], within=14)
    assert clash.apart == 11
    assert clash.units == (a.PRIMARY,)
    assert clash.arithmetic == ("1个单位（永兴小学）在10月25日和11月5日各安排一次，相隔11日，不超过14日")
    assert clash.proposal == "建议合并为一次专项督导，时间取10月25日，事项合并：食堂食品安全、体育。"
    assert clashes([dated, near], within=10) == []
    (same,) = clashes([a.CANTEEN, item("体育", 10, a.NURSERY, a.MIDDLE)], within=14)
    assert (same.month, same.apart, same.units) == (10, None, (a.NURSERY,))


def test_the_broader_inspection_gives_the_time() -> None:
    broad = item("办学水平", 3, a.PRIMARY, activity=Activity.COMPREHENSIVE)
    (clash,) = clashes([a.SAFETY, broad], within=14)
    assert "一次综合督导，时间取3月" in clash.proposal
    one = merge([a.SAFETY, broad], [a.SAFETY.id, broad.id], [a.PRIMARY.code])
    assert [(part.activity, part.theme, part.units) for part in one] == [
        (Activity.SPECIAL, "校园安全", (a.MIDDLE,)),
        (Activity.COMPREHENSIVE, "校园安全、办学水平", (a.PRIMARY,)),
    ]
    assert clashes(one, within=14) == []


def test_a_draft_is_merged_at_once_and_an_approved_plan_by_amendment() -> None:
    """Q6, 减负: one visit instead of two, and after the approval with another one."""
    command = a.combine(a.ITEMS, a.PRIMARY)
    (merged,) = until("drafted").when(command).events or ()
    assert isinstance(merged, happened.PlanItemsMerged)
    until("drafted").again(command)
    (proposed,) = until("approved").when(command).events or ()
    assert isinstance(proposed, happened.AmendmentProposed)
    until("approved").again(command)
    granted = until("approved").given(proposed).when(a.decide(amendment=proposed.amendment))
    assert isinstance(granted.state, Plan)
    assert set(granted.state.items) == set(merged.items)
    until("drafted").when(a.combine(a.ITEMS, a.MIDDLE)).then_refused(NothingToMerge)
    until("drafted").when(a.combine((a.SAFETY,), a.MIDDLE)).then_refused(NothingToMerge)
    until("drafted").when(a.combine((a.SAFETY,) * 2, a.MIDDLE)).then_refused(NothingToMerge)


# ── amendments ──


def test_an_amendment_needs_a_reason_and_another_leader() -> None:
    later = replace(a.SAFETY, month=4)
    command = a.amend([a.SAFETY], [later])
    until("published").again(command)
    until("settled").when(command).then_refused(PlanNotApproved)
    until("approved").when(replace(command, reason=" ")).then_refused(TextMissing)
    until("approved").when(a.amend([item("没有", 1)], [])).then_refused(NoSuchAmendment)
    until("approved").when(a.amend([], [later])).then_refused(ItemMistaken)
    proposed = after(*a.STEPS, command)
    proposed.when(a.amend([a.SAFETY], [])).then_refused(DoneOtherwise)
    proposed.when(a.decide(by=p.OFFICE)).then_refused(NotALeader)
    after(*a.STEPS, replace(command, by=p.DEPUTY)).when(a.decide()).then_refused(OwnPlan)
    proposed.again(a.decide())
    assert set(plan_after(*a.STEPS, command, a.decide()).items) == {later, a.CANTEEN}
    assert set(plan_after(*a.STEPS, command, a.decide(granted=False)).items) == set(a.ITEMS)
    after(*a.STEPS, command, a.decide()).when(a.decide(granted=False)).then_refused(DoneOtherwise)
    until("approved").when(a.decide()).then_refused(NoSuchAmendment)


def test_an_amendment_keeps_to_the_cap_when_it_is_proposed_and_when_it_is_decided() -> None:
    third = item("体育", 5, a.PRIMARY)
    until("approved").when(a.amend([], [third])).then_refused(OverTheCap)
    reasons: Mapping[str, str] = {a.PRIMARY.code: "上级部署"}
    granted = plan_after(*a.STEPS, a.amend([], [third], reasons=reasons), a.decide())
    assert granted.reasons == reasons
    one, two = a.amend([a.SAFETY], []), a.amend([a.SAFETY], [], amendment=a.IDS)
    after(*a.STEPS, one, two, a.decide()).when(a.decide(amendment=a.IDS)).then_refused(NoSuchAmendment)
