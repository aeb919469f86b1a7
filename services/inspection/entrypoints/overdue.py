"""Who is overdue, over HTTP: units, inspectors, zones and the office itself."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from services.inspection.adapters.owed import Owed
from services.inspection.domain.counting import BeginCounting, NoteEarlierInspection
from services.inspection.domain.obligations import Obligation
from services.inspection.domain.terms import day_of
from services.inspection.entrypoints import planning_bodies as bodies
from services.inspection.entrypoints.bodies import Code, Day, Name
from services.inspection.entrypoints.http import Limit, Offset, directory_of, service_of
from services.inspection.entrypoints.plans import Reading, planning_of
from services.inspection.read_models import missed_duties
from shared.event_sourcing.read_model import Row
from shared.rules.pack import RulePack
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer

router = APIRouter(prefix="/api", tags=["overdue"])

Counting = Annotated[Permitted, may("inspection.begin_counting")]
Filing = Annotated[Permitted, may("inspection.file_report")]


class Whose(StrEnum):
    """What is counted together."""

    UNIT = "unit"
    ZONE = "zone"
    INSPECTOR = "inspector"
    RULE = "rule"


@router.get("/overdue", dependencies=[AfterWrites])
async def list_overdue(
    request: Request,
    called: Reading,
    unit: Code | None = None,
    zone: Name | None = None,
    inspector: Code | None = None,
    rule: Annotated[str | None, Query(max_length=50)] = None,
    since: Day | None = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> dict[str, Any]:
    """What is overdue now, the longest late first, each with rule, article, due date and days late.

    `since` leaves out what fell due before that day: a month without a visit is never made up for.
    """
    now = service_of(request).clock.now()
    counting = await planning_of(request).counting()
    found = [
        one
        for one in await _overdue(request, now)
        if (unit is None or one.unit == unit)
        and (zone is None or one.zone == zone)
        and (inspector is None or inspector in one.inspectors)
        and (rule is None or one.rule == rule)
        and (since is None or one.due_on >= since)
    ]
    today = day_of(now)
    return {
        "on": today,
        "counting_since": counting.since,
        "hint": ""
        if counting.since
        else "还没有设定起算日，只列出已立督导和上级来文的逾期事项。请总督学或者副总督学设定。",
        "total": len(found),
        "overdue": [_shown(one, today) for one in found[offset : offset + limit]],
    }


@router.get("/overdue/by/{whose}", dependencies=[AfterWrites])
async def count_overdue(request: Request, called: Reading, whose: Whose) -> list[dict[str, Any]]:
    """How much is overdue for each unit, zone, inspector or rule, and how long the longest is."""
    now = service_of(request).clock.now()
    today = day_of(now)
    counts: Counter[str] = Counter()
    longest: dict[str, int] = {}
    for one in await _overdue(request, now):
        for name in _names(one, whose):
            counts[name] += 1
            longest[name] = max(longest.get(name, 0), one.days_late(today))
    return [
        {str(whose): name, "overdue": n, "longest_days_late": longest[name]}
        for name, n in counts.most_common()
    ]


@router.get("/missed-duties", dependencies=[AfterWrites])
async def list_missed(request: Request, called: Reading, limit: Limit = 200, offset: Offset = 0) -> list[Row]:
    """What was found missed, the latest first, also what was done since: this record stays."""
    async with service_of(request).reading.connect() as connection:
        return await missed_duties.list_missed(connection, limit=limit, offset=offset)


@router.post("/counting")
async def begin_counting(request: Request, called: Counting, body: bodies.CountingBody) -> JSONResponse:
    """设定起算日：自该日起记录完整，没有记录的就是没有做。"""
    now = service_of(request).clock.now()
    command = BeginCounting(by=called.by, now=now, since=body.since, reason=body.reason)
    return answer(await planning_of(request).count(command, called.context))


@router.post("/earlier-inspections")
async def note_earlier_inspection(
    request: Request, called: Annotated[Permitted, may("inspection.plan")], body: bodies.EarlierBody
) -> JSONResponse:
    """补录本系统启用以前的综合督导、专项督导，写明依据的材料。"""
    await directory_of(request).unit(body.unit)
    now = service_of(request).clock.now()
    command = NoteEarlierInspection(by=called.by, now=now, **body.model_dump())
    return answer(await planning_of(request).count(command, called.context))


@router.post("/standing-reports")
async def file_standing_report(
    request: Request, called: Filing, body: bodies.StandingReportBody
) -> JSONResponse:
    """登记向党委的报告、年度教育督导工作报告。"""
    now = service_of(request).clock.now()
    pack: RulePack = request.app.state.pack_on(day_of(now))
    command = body.command(called.by, now, pack.rule("party_report_months").values)
    return answer(await planning_of(request).report(command, called.context))


@router.get("/standing-reports", dependencies=[AfterWrites])
async def list_standing_reports(request: Request, called: Reading) -> list[dict[str, Any]]:
    """Every such report, by series and period."""
    filed = await planning_of(request).reports()
    return [
        {
            "series": one.series,
            "period": one.period,
            "title": one.title,
            "addressee": one.addressee,
            "on": one.on,
            "by": one.by.name,
        }
        for _, one in sorted(filed.items())
    ]


async def _overdue(request: Request, now: datetime) -> list[Obligation]:
    owed: Owed = request.app.state.owed
    found = (one for one in await owed.by(now) if one.owed(now))
    return sorted(found, key=lambda one: (one.due_on, one.about))


def _names(one: Obligation, whose: Whose) -> Iterable[str]:
    match whose:
        case Whose.UNIT:
            return (one.unit,) if one.unit else ()
        case Whose.ZONE:
            return (one.zone,) if one.zone else ()
        case Whose.INSPECTOR:
            return one.inspectors
        case Whose.RULE:
            return (one.rule,)


def _shown(one: Obligation, today: date) -> dict[str, Any]:
    return {
        "duty": one.id,
        "rule": one.rule,
        "title": one.title,
        "basis": one.basis,
        "about": one.about,
        "unit": one.unit,
        "zone": one.zone,
        "inspectors": one.inspectors,
        "since": one.since,
        "due_on": one.due_on,
        "days_late": one.days_late(today),
        "explanation": one.explanation,
    }
