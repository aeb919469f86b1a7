"""The annual plan over HTTP: draft, consultation ledger, clashes, merging, approval, amendments."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.inspection.application.planning import PlanningHandlers
from services.inspection.domain import plan_commands as ask
from services.inspection.domain.plan_commands import PlanCommand
from services.inspection.domain.planning import PlanItem, PlannedUnit, clashes
from services.inspection.domain.report import same_words
from services.inspection.domain.terms import day_of
from services.inspection.domain.themes import THEMES
from services.inspection.domain.year_plan import NoPlan, Plan
from services.inspection.entrypoints import planning_bodies as bodies
from services.inspection.entrypoints.http import directory_of, service_of
from shared.rules.pack import RulePack
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found

router = APIRouter(prefix="/api/plans/{year}", tags=["plans"])

Drafting = Annotated[Permitted, may("inspection.plan")]
Approving = Annotated[Permitted, may("inspection.approve_plan")]
Reading = Annotated[Permitted, may("inspection.read_planning")]


@router.put("")
async def draft_plan(
    request: Request, called: Drafting, year: bodies.Year, body: bodies.DraftBody
) -> JSONResponse:
    """起草计划，写全所有事项；批准以前可以重新起草。"""
    items, ended = await _items(request, year, body.items)
    command = ask.DraftPlan(
        year=year,
        by=called.by,
        now=service_of(request).clock.now(),
        title=body.title,
        items=items,
        reasons=body.reasons,
        ended=ended,
    )
    return await _obey(request, called, command)


@router.post("/consultations")
async def consult_department(
    request: Request, called: Drafting, year: bodies.Year, body: bodies.ConsultationBody
) -> JSONResponse:
    """登记征求意见：送哪个部门、何时送出、何时答复。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(year, called.by, now))


@router.post("/replies")
async def record_reply(
    request: Request, called: Drafting, year: bodies.Year, body: bodies.ReplyBody
) -> JSONResponse:
    """登记部门的答复和建议；没有建议的不填。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(year, called.by, now))


@router.post("/suggestions")
async def settle_suggestion(
    request: Request, called: Drafting, year: bodies.Year, body: bodies.SuggestionBody
) -> JSONResponse:
    """写明一条建议是否采纳和理由。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(year, called.by, now))


@router.post("/merges")
async def merge_items(
    request: Request, called: Drafting, year: bodies.Year, body: bodies.MergeBody
) -> JSONResponse:
    """合并入校。计划已经批准的，作为调整报批。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(year, called.by, now))


@router.post("/approval")
async def approve_plan(request: Request, called: Approving, year: bodies.Year) -> JSONResponse:
    """批准计划。起草的人不能批准。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, ask.ApprovePlan(year=year, by=called.by, now=now))


@router.post("/publication")
async def publish_plan(
    request: Request, called: Drafting, year: bodies.Year, body: bodies.PlaceBody
) -> JSONResponse:
    """登记公布。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, ask.PublishPlan(year=year, by=called.by, now=now, place=body.place))


@router.post("/amendments")
async def propose_amendment(
    request: Request, called: Drafting, year: bodies.Year, body: bodies.AmendmentBody
) -> JSONResponse:
    """提出调整，写明理由。"""
    added, ended = await _items(request, year, body.added)
    command = ask.ProposeAmendment(
        year=year,
        by=called.by,
        now=service_of(request).clock.now(),
        amendment=body.amendment or called.context.cause,
        removed=body.removed,
        added=added,
        reason=body.reason,
        reasons=body.reasons,
        ended=ended,
    )
    return await _obey(request, called, command, amendment=str(command.amendment))


@router.post("/amendments/{amendment}/decision")
async def decide_amendment(
    request: Request,
    called: Approving,
    year: bodies.Year,
    amendment: UUID,
    body: bodies.AmendmentDecisionBody,
) -> JSONResponse:
    """决定是否调整。提出的人不能决定。"""
    command = ask.DecideAmendment(
        year=year,
        by=called.by,
        now=service_of(request).clock.now(),
        amendment=amendment,
        granted=body.granted,
        reason=body.reason,
    )
    return await _obey(request, called, command)


@router.get("", dependencies=[AfterWrites])
async def get_plan(
    request: Request, response: Response, called: Reading, year: bodies.Year
) -> dict[str, Any]:
    """The plan with its items, consultation ledger and amendments."""
    plan, version = await _plan(request, year)
    response.headers["ETag"] = f'"{version}"'
    return {
        **{name: getattr(plan, name) for name in ("year", "title", "items", "reasons", "place")},
        "approved_by": plan.approved_by and plan.approved_by.name,
        "approved_on": plan.approved_on,
        "published_on": plan.published_on,
        "consultations": [{"department": name, **asdict(one)} for name, one in plan.consultations.items()],
        "amendments": [
            {"amendment": id, **asdict(one), "reasons": dict(one.reasons)}
            for id, one in plan.amendments.items()
        ],
        "version": version,
    }


@router.get("/clashes", dependencies=[AfterWrites])
async def list_clashes(request: Request, called: Reading, year: bodies.Year) -> dict[str, Any]:
    """Items that bring people to the same units at nearly the same time, and how they could be merged."""
    plan, _ = await _plan(request, year)
    rule = _pack(request, day_of(service_of(request).clock.now())).rule("merge_within")
    found = clashes(plan.items, rule.number)
    return {"within": rule.amount, "basis": "本区设定", "clashes": [asdict(one) for one in found]}


async def _plan(request: Request, year: int) -> tuple[Plan, int]:
    state, version = await planning_of(request).plan_of(year)
    if isinstance(state, NoPlan):
        raise not_found("年度督导计划", year)
    return state, version


async def _items(
    request: Request, year: int, items: Sequence[bodies.ItemBody]
) -> tuple[tuple[PlanItem, ...], frozenset[str]]:
    """The items with the units as the roster has them, and those that are no more by then.

    Raises `UnitNotKnown`.
    """
    directory = directory_of(request)
    named = {code: (await directory.unit(code))[0].name for item in items for code in item.units}
    planned = tuple(
        PlanItem(
            id=item.id or uuid5(THEMES, f"{year}|{item.month}|{item.activity}|{same_words(item.theme)}"),
            activity=item.activity,
            line=item.line,
            theme=item.theme,
            month=item.month,
            units=tuple(PlannedUnit(code, named[code]) for code in item.units),
            day=item.day,
            campaign=item.campaign,
        )
        for item in items
    )
    ended = {
        unit.code
        for item in planned
        for unit in item.units
        if (end := directory.ended_on(unit.code)) and end <= (item.day or date(year, item.month, 1))
    }
    return planned, frozenset(ended)


async def _obey(request: Request, called: Permitted, command: PlanCommand, **said: Any) -> JSONResponse:
    handled = await planning_of(request).plan(command, called.context)
    return answer(handled, year=command.year, **said)


def planning_of(request: Request) -> PlanningHandlers:
    handlers: PlanningHandlers = request.app.state.planning
    return handlers


def _pack(request: Request, day: date) -> RulePack:
    pack: RulePack = request.app.state.pack_on(day)
    return pack
