"""The items of an annual plan: drafted, merged and amended, never over the load cap without a reason."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from services.inspection.domain import plan_events as happened
from services.inspection.domain.plan_commands import (
    ApprovePlan,
    DecideAmendment,
    DraftPlan,
    MergeItems,
    PlanCommand,
    ProposeAmendment,
)
from services.inspection.domain.plan_events import PlanEvent
from services.inspection.domain.plan_refusals import (
    ItemMistaken,
    NoSuchAmendment,
    NotALeader,
    NothingToMerge,
    OverTheCap,
    OwnPlan,
    PlanInForce,
    PlanNotApproved,
)
from services.inspection.domain.planning import PlanItem, merge, overloads
from services.inspection.domain.procedure import person
from services.inspection.domain.standing import DoneOtherwise, require_text
from services.inspection.domain.terms import Terms, day_of, spoken
from services.inspection.domain.year_plan import Plan, PlanState
from shared.event_sourcing.decider import Role

LEADERS = frozenset({Role.CHIEF_INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR})
MONTHLY_CAP, YEARLY_CAP = "visits_per_unit_month_max", "inspections_per_unit_year_max"


def draft_plan(command: DraftPlan, state: PlanState, terms: Terms) -> list[PlanEvent]:
    if isinstance(state, Plan):
        if (state.title, state.items, state.reasons) == (command.title, command.items, command.reasons):
            return []
        if state.approved_on:
            raise PlanInForce(command.year)
    require_text(command.title, "计划名称")
    _check_items(command.items, command.year, command.ended)
    check_load(command.items, command.reasons, command, terms)
    return [
        happened.PlanDrafted(
            year=command.year,
            by=person(command.by),
            on=day_of(command.now),
            title=command.title,
            items=command.items,
            reasons=dict(command.reasons),
        )
    ]


def merge_items(command: MergeItems, plan: Plan, terms: Terms) -> list[PlanEvent]:
    """In a draft it is done at once; an approved plan gets an amendment, with an id of its cause."""
    id = uuid5(command.items[0], "|".join(map(str, (*command.items[1:], *command.units))))
    if id in plan.amendments or any(
        set(item.merged_from) == set(command.items) and {u.code for u in item.units} == set(command.units)
        for item in plan.items
    ):
        return []
    require_text(command.reason, "合并的理由")
    if len(set(command.items)) < 2:
        raise NothingToMerge
    try:
        items = merge(plan.items, command.items, command.units)
    except LookupError:
        raise NothingToMerge from None
    by, today = person(command.by), day_of(command.now)
    if plan.approved_on is None:
        return [
            happened.PlanItemsMerged(
                year=plan.year,
                by=by,
                on=today,
                merged=command.items,
                units=command.units,
                reason=command.reason,
                items=items,
            )
        ]
    amendment = ProposeAmendment(
        year=plan.year,
        by=command.by,
        now=command.now,
        amendment=id,
        removed=command.items,
        added=tuple(item for item in items if item not in plan.items),
        reason=command.reason,
        reasons=plan.reasons,
    )
    return propose_amendment(amendment, plan, terms)


def propose_amendment(command: ProposeAmendment, plan: Plan, terms: Terms) -> list[PlanEvent]:
    if before := plan.amendments.get(command.amendment):
        if (before.removed, before.added) == (command.removed, command.added):
            return []
        raise DoneOtherwise("这项调整")
    if plan.approved_on is None:
        raise PlanNotApproved(plan.year)
    require_text(command.reason, "调整的理由")
    items = _amended(plan.items, command.removed, command.added)
    _check_items(items, plan.year, command.ended)
    check_load(items, {**plan.reasons, **command.reasons}, command, terms)
    return [
        happened.AmendmentProposed(
            year=plan.year,
            by=person(command.by),
            on=day_of(command.now),
            amendment=command.amendment,
            removed=command.removed,
            added=command.added,
            reason=command.reason,
            reasons=dict(command.reasons),
        )
    ]


def decide_amendment(command: DecideAmendment, plan: Plan, terms: Terms) -> list[PlanEvent]:
    """The plan may have been amended otherwise since: items and load are looked at again."""
    asked = plan.amendments.get(command.amendment)
    if asked is None:
        raise NoSuchAmendment
    if asked.granted is not None:
        if asked.granted == command.granted:
            return []
        raise DoneOtherwise("这项调整的决定")
    require_leader(command, {asked.by.id})
    require_text(command.reason, "决定的理由")
    items, over = plan.items, 0
    if command.granted:
        items = _amended(plan.items, asked.removed, asked.added)
        _check_items(items, plan.year, frozenset())
        over = check_load(items, {**plan.reasons, **asked.reasons}, command, terms)
    return [
        happened.AmendmentDecided(
            year=plan.year,
            by=person(command.by),
            on=day_of(command.now),
            amendment=command.amendment,
            granted=command.granted,
            reason=command.reason,
            items=items,
            over_cap=over,
        )
    ]


def _amended(
    items: Sequence[PlanItem], removed: Sequence[UUID], added: Sequence[PlanItem]
) -> tuple[PlanItem, ...]:
    if set(removed) - {item.id for item in items}:
        raise NoSuchAmendment
    return (*(item for item in items if item.id not in set(removed)), *added)


def _check_items(items: Sequence[PlanItem], year: int, ended: frozenset[str]) -> None:
    if not items:
        raise ItemMistaken("计划里没有督导事项。请至少安排一项。")
    if len({item.id for item in items}) < len(items):
        raise ItemMistaken("有两项计划事项的编号相同。请每项用自己的编号。")
    for item in items:
        codes = [unit.code for unit in item.units]
        if not item.theme.strip() or not codes or len(set(codes)) < len(codes):
            raise ItemMistaken(f"{item.month}月的计划事项要写明主题和单位，每个单位只写一次。")
        if item.day and (item.day.year, item.day.month) != (year, item.month):
            raise ItemMistaken(f"“{item.theme}”的日期{spoken(item.day)}不在{year}年{item.month}月。请改正。")
        if gone := [unit.name for unit in item.units if unit.code in ended]:
            raise ItemMistaken(f"{'、'.join(gone)}到时已经撤销或者并入其他单位。请从“{item.theme}”中去掉。")


def check_load(
    items: Sequence[PlanItem], reasons: Mapping[str, str], command: PlanCommand, terms: Terms
) -> int:
    """How many units are over the load cap, each with its reason. Raises `OverTheCap`."""
    today = day_of(command.now)
    over = overloads(
        items, a_month=terms.rule(MONTHLY_CAP, today).number, a_year=terms.rule(YEARLY_CAP, today).number
    )
    if silent := [one.arithmetic for one in over if not reasons.get(one.unit.code, "").strip()]:
        raise OverTheCap(silent)
    return len({one.unit.code for one in over})


def require_leader(command: ApprovePlan | DecideAmendment, authors: frozenset[str] | set[str]) -> None:
    if command.by.role not in LEADERS:
        raise NotALeader
    if command.by.id in authors:
        raise OwnPlan
