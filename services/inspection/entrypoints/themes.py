"""Monthly themes over HTTP: publishing a checklist, local additions, and what a visit may be bound to."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from services.inspection.domain.binding import bound_items, local_items, version_on
from services.inspection.domain.report import VisitedUnit
from services.inspection.domain.terms import day_of
from services.inspection.domain.themes import (
    A_VISIT,
    AddLocalItems,
    CheckItem,
    Checklist,
    DraftTheme,
    MonthlyTheme,
    PublishTheme,
    ThemeCommand,
    month_of,
)
from services.inspection.entrypoints import planning_bodies as bodies
from services.inspection.entrypoints.bodies import Code, Day
from services.inspection.entrypoints.http import Reader, directory_of, service_of
from services.inspection.entrypoints.plans import Reading, planning_of
from shared.rules.pack import RulePack
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found

router = APIRouter(prefix="/api/themes", tags=["themes"])

Planning = Annotated[Permitted, may("inspection.plan")]


@router.get("/current", dependencies=[AfterWrites])
async def current_theme(
    request: Request,
    called: Reader,
    unit: Code | None = None,
    on: Annotated[Day | None, Query(description="督导的日期，默认今天")] = None,
) -> dict[str, Any]:
    """The checklist a visit on that day is bound to: theme, version, items, and the local ones of the unit's zone."""
    day = on or day_of(service_of(request).clock.now())
    month = month_of(day)
    theme = await planning_of(request).theme_of(month)
    checklist = version_on(theme, day)
    if checklist is None:
        raise not_found("督导主题", month)
    zone = (await directory_of(request).unit(unit))[0].zone if unit else None
    return {
        **_offered(request, month, checklist, day),
        "local": _texts(local_items(theme, zone)),
        "zone": zone,
    }


@router.get("/{month}/bound", dependencies=[AfterWrites])
async def bound(
    request: Request,
    called: Reader,
    month: bodies.ThemeMonth,
    version: Annotated[int, Query(ge=1, le=1000)],
    item: Annotated[list[Code], Query(max_length=100)],
    unit: Code,
    visited_on: Day,
) -> dict[str, Any]:
    """The items a visit to the unit on that day can be bound to, in words; refused when it cannot."""
    zone = (await directory_of(request).unit(unit))[0].zone
    theme = await planning_of(request).theme_of(month)
    pack_on: Callable[[date], RulePack] = request.app.state.pack_on
    items = bound_items(theme, month, version, item, visited_on=visited_on, zone=zone, pack_on=pack_on)
    return {"theme": month, "version": version, "items": _texts(items)}


@router.get("/{month}", dependencies=[AfterWrites])
async def get_theme(request: Request, called: Reading, month: bodies.ThemeMonth) -> dict[str, Any]:
    """The theme of a month: its draft, every published version, and the local items by zone."""
    theme = await planning_of(request).theme_of(month)
    if not isinstance(theme, MonthlyTheme):
        raise not_found("督导主题", month)
    return {
        "theme": month,
        "draft": {"name": theme.draft.name, "items": _texts(theme.draft.items)},
        "local_max": theme.draft.local_max,
        "versions": [_shown(one) for one in theme.versions],
        "local": {zone: _texts(items) for zone, items in theme.local.items()},
    }


@router.put("/{month}")
async def draft_theme(
    request: Request, called: Planning, month: bodies.ThemeMonth, body: bodies.ThemeBody
) -> JSONResponse:
    """拟定主题和清单；发布以后再拟的是下一版。"""
    now = service_of(request).clock.now()
    command = DraftTheme(month=month, by=called.by, now=now, **body.model_dump())
    return await _obey(request, called, command)


@router.post("/{month}/publication")
async def publish_theme(
    request: Request, called: Planning, month: bodies.ThemeMonth, body: bodies.VersionBody | None = None
) -> JSONResponse:
    """发布拟定的清单；第二版起写明理由。"""
    now = service_of(request).clock.now()
    reason = body.reason if body else ""
    return await _obey(request, called, PublishTheme(month=month, by=called.by, now=now, reason=reason))


@router.post("/{month}/local-items")
async def add_local_items(
    request: Request,
    called: Annotated[Permitted, may("inspection.add_local_items")],
    month: bodies.ThemeMonth,
    body: bodies.LocalItemsBody,
) -> JSONResponse:
    """责任区增加自选事项。"""
    now, directory = service_of(request).clock.now(), directory_of(request)
    held = await directory.posts_of(called.by.id, day_of(now))
    command = AddLocalItems(
        month=month,
        by=called.by,
        now=now,
        zone=body.zone,
        items=body.items,
        zones=zones_of(await directory.units()),
        own=zones_of(held),
    )
    return await _obey(request, called, command)


async def checklists_around(request: Request, today: Day) -> list[dict[str, Any]]:
    """Every version published for last month, this one and the next, with the local items by zone.

    Who is without a network when a month ends, or writes a visit down days later, has the list of its day.
    """
    first = today.replace(day=1)
    around = (first - timedelta(days=1), first, first + timedelta(days=31))
    themes = [(day, await planning_of(request).theme_of(month_of(day))) for day in around]
    return [
        {
            **_offered(request, month_of(day), checklist, day),
            "local": {zone: _texts(items) for zone, items in theme.local.items()},
        }
        for day, theme in themes
        if isinstance(theme, MonthlyTheme)
        for checklist in theme.versions
    ]


def _offered(request: Request, month: str, checklist: Checklist, day: Day) -> dict[str, Any]:
    """A checklist with how many of its items a visit looks at."""
    rule = _pack_on(request, day).rule(A_VISIT)
    of_a_visit = {"least": min(rule.values), "most": max(rule.values), "basis": "本区设定"}
    return {"theme": month, **_shown(checklist), "items_a_visit": of_a_visit}


def zones_of(units: Iterable[VisitedUnit]) -> frozenset[str]:
    """The zones the units lie in."""
    return frozenset(unit.zone for unit in units if unit.zone)


def _shown(checklist: Checklist) -> dict[str, Any]:
    return {
        "name": checklist.name,
        "version": checklist.version,
        "published_on": checklist.published_on,
        "reason": checklist.reason,
        "items": _texts(checklist.items),
    }


def _texts(items: Iterable[CheckItem]) -> list[dict[str, Any]]:
    return [{"id": item.id, "text": item.text} for item in items]


async def _obey(request: Request, called: Permitted, command: ThemeCommand) -> JSONResponse:
    handled = await planning_of(request).theme(command, called.context)
    return answer(handled, theme=command.month)


def _pack_on(request: Request, day: Day) -> RulePack:
    pack: RulePack = request.app.state.pack_on(day)
    return pack
