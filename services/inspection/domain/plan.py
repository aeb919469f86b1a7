"""The annual plan: drafted, consulted on, approved by somebody else, published, and amended with reasons."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import assert_never
from uuid import UUID

from services.inspection.domain import plan_commands as ask
from services.inspection.domain import plan_events as happened
from services.inspection.domain.consulting import consult_department, record_reply, settle_suggestion
from services.inspection.domain.drafting import (
    check_load,
    decide_amendment,
    draft_plan,
    merge_items,
    propose_amendment,
    require_leader,
)
from services.inspection.domain.plan_commands import PlanCommand
from services.inspection.domain.plan_events import PlanEvent
from services.inspection.domain.plan_refusals import (
    NobodyConsulted,
    NoSuchPlan,
    PlanNotApproved,
    RepliesAwaited,
    SuggestionsOpen,
)
from services.inspection.domain.procedure import person
from services.inspection.domain.standing import DoneOtherwise, OnlyPeopleAct, require_text
from services.inspection.domain.terms import Terms, day_of
from services.inspection.domain.year_plan import (
    Amendment,
    Consultation,
    NoPlan,
    Plan,
    PlanState,
    Suggestion,
)
from shared.event_sourcing.decider import Decider, Role
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

PlanDecider = Decider[PlanCommand, PlanState, PlanEvent]


def plan_decider(pack_on: Callable[[date], RulePack], calendar: Calendar) -> PlanDecider:
    """The decider of one year's plan under the packs in force."""
    terms = Terms(pack_on, calendar)

    def decide_plan(command: PlanCommand, state: PlanState) -> list[PlanEvent]:
        return decide(command, state, terms)

    return Decider(NoPlan(), decide_plan, evolve)


def decide(command: PlanCommand, state: PlanState, terms: Terms) -> list[PlanEvent]:
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleAct
    if isinstance(command, ask.DraftPlan):
        return draft_plan(command, state, terms)
    if isinstance(state, NoPlan):
        raise NoSuchPlan(command.year)
    match command:
        case ask.ConsultDepartment():
            return consult_department(command, state)
        case ask.RecordReply():
            return record_reply(command, state)
        case ask.SettleSuggestion():
            return settle_suggestion(command, state)
        case ask.MergeItems():
            return merge_items(command, state, terms)
        case ask.ApprovePlan():
            return approve_plan(command, state, terms)
        case ask.PublishPlan():
            return publish_plan(command, state)
        case ask.ProposeAmendment():
            return propose_amendment(command, state, terms)
        case ask.DecideAmendment():
            return decide_amendment(command, state, terms)
        case _:
            assert_never(command)


def approve_plan(command: ask.ApprovePlan, plan: Plan, terms: Terms) -> list[PlanEvent]:
    """减负意见 2019 (年度计划和审批): named leader, not the drafter; the departments were heard first."""
    if plan.approved_on:
        return []
    require_leader(command, plan.drafters)
    today = day_of(command.now)
    if not plan.consultations:
        raise NobodyConsulted
    if awaited := [
        name for name, one in plan.consultations.items() if one.replied_on is None and today <= one.reply_by
    ]:
        raise RepliesAwaited(awaited)
    if left := [
        name
        for name, one in plan.consultations.items()
        if any(suggestion.adopted is None for suggestion in one.suggestions)
    ]:
        raise SuggestionsOpen(left)
    over = check_load(plan.items, plan.reasons, command, terms)
    return [
        happened.PlanApproved(
            year=plan.year, by=person(command.by), on=today, items=len(plan.items), over_cap=over
        )
    ]


def publish_plan(command: ask.PublishPlan, plan: Plan) -> list[PlanEvent]:
    if plan.published_on:
        if plan.place == command.place:
            return []
        raise DoneOtherwise("计划的公布")
    if not plan.approved_on:
        raise PlanNotApproved(plan.year)
    require_text(command.place, "公布的位置")
    return [
        happened.PlanPublished(
            year=plan.year, by=person(command.by), on=day_of(command.now), place=command.place
        )
    ]


def evolve(state: PlanState, event: PlanEvent) -> PlanState:
    if isinstance(event, happened.PlanDrafted):
        return _drafted(state, event)
    assert isinstance(state, Plan)
    match event:
        case happened.DepartmentConsulted(department=name):
            return _consulted(state, name, Consultation(event.sent_on, event.reply_by))
        case happened.DepartmentReplied(department=name):
            told = tuple(Suggestion(text) for text in event.suggestions)
            before = state.consultations[name]
            return _consulted(state, name, replace(before, replied_on=event.replied_on, suggestions=told))
        case happened.SuggestionSettled(department=name, suggestion=n):
            told = state.consultations[name].suggestions
            settled = replace(told[n - 1], adopted=event.adopted, reason=event.reason)
            one = replace(state.consultations[name], suggestions=(*told[: n - 1], settled, *told[n:]))
            return _consulted(state, name, one)
        case happened.PlanItemsMerged(items=items):
            return replace(state, items=items, drafters=state.drafters | {event.by.id})
        case happened.PlanApproved():
            return replace(state, approved_by=event.by, approved_on=event.on)
        case happened.PlanPublished():
            return replace(state, published_on=event.on, place=event.place)
        case happened.AmendmentProposed():
            asked = Amendment(event.by, event.removed, event.added, event.reason, event.reasons)
            return _amendment(state, event.amendment, asked)
        case happened.AmendmentDecided():
            decided = replace(state.amendments[event.amendment], granted=event.granted)
            reasons = {**state.reasons, **decided.reasons} if event.granted else state.reasons
            return replace(_amendment(state, event.amendment, decided), items=event.items, reasons=reasons)
        case _:
            assert_never(event)


def _drafted(state: PlanState, event: happened.PlanDrafted) -> Plan:
    if isinstance(state, NoPlan):
        return Plan(event.year, event.title, event.items, event.reasons, frozenset({event.by.id}))
    return replace(
        state,
        title=event.title,
        items=event.items,
        reasons=event.reasons,
        drafters=state.drafters | {event.by.id},
    )


def _consulted(plan: Plan, department: str, one: Consultation) -> Plan:
    return replace(plan, consultations=MappingProxyType({**plan.consultations, department: one}))


def _amendment(plan: Plan, id: UUID, one: Amendment) -> Plan:
    return replace(plan, amendments=MappingProxyType({**plan.amendments, id: one}))
