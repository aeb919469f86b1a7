"""A regular visit over HTTP before and after its record: plan, notice, check-in, urgent danger, receipt."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.inspection.domain import commands as ask
from services.inspection.domain.commands import VisitCommand
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.on_site import Picture
from services.inspection.domain.terms import day_of
from services.inspection.entrypoints.bodies import (
    Body,
    Code,
    Day,
    FindingBody,
    Moment,
    Name,
    Number,
    PictureBody,
    PresenceBody,
    Summary,
    Text,
)
from services.inspection.entrypoints.http import (
    OUTSIDE,
    Limit,
    Offset,
    Reader,
    directory_of,
    handlers_of,
    missing_files,
    own_unit,
    service_of,
    told_with,
    unknown_earlier,
)
from services.inspection.entrypoints.load import load_warnings
from services.inspection.read_models import hazards, planned_visits
from shared.event_sourcing.read_model import Row
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer

router = APIRouter(prefix="/api", tags=["visits"])

Visiting = Annotated[Permitted, may("inspection.record_visit")]
Inspectors = Annotated[tuple[Code, ...], Field(max_length=20)]


class VisitPlanBody(Body):
    unit: Code
    inspectors: Inspectors
    on: Day
    themes: Annotated[tuple[Name, ...], Field(max_length=20)] = ()


class ReasonBody(Body):
    reason: Text


class CheckInBody(Body):
    unit: Code
    inspectors: Inspectors
    came: PresenceBody


class HazardBody(Body):
    """`number` as the visit's record will have it; `told` is who of the unit knows of it already."""

    unit: Code
    inspectors: Inspectors
    number: Number | None = None
    finding: FindingBody
    found_at: Moment
    told: Name | None = None


class ConfirmationBody(Body):
    agrees: bool
    remark: Summary = ""


class SupplementBody(Body):
    supplement: UUID
    text: Text
    pictures: Annotated[tuple[PictureBody, ...], Field(max_length=100)] = ()


@router.post("/visits/{visit}/schedule", summary="安排督导")
async def schedule_visit(
    request: Request, called: Visiting, visit: UUID, body: VisitPlanBody
) -> JSONResponse:
    """Plan a visit, or plan it otherwise. The unit is not told: see `announce`.

    `warnings` say when inspectors come to the unit more often that month than the office's cap.
    """
    directory = directory_of(request)
    unit, _ = await directory.unit(body.unit)
    recused = await directory.recused(body.unit, body.inspectors, body.on)
    off_duty, ended_on = directory.off_duty(body.inspectors, body.on), directory.ended_on(body.unit)
    command = ask.ScheduleVisit(
        called.by,
        _now(request),
        visit,
        unit,
        body.inspectors,
        body.on,
        body.themes,
        recused,
        off_duty,
        ended_on,
    )
    handled = await handlers_of(request).visit(command, called.context)
    warnings = await load_warnings(request, unit, body.on, visit)
    return answer(handled, visit=str(visit), warnings=warnings)


@router.post("/visits/{visit}/announce", summary="通知单位")
async def announce_visit(request: Request, called: Visiting, visit: UUID) -> JSONResponse:
    """Tell the unit of a planned visit, no earlier than the jurisdiction allows."""
    return await _obey(request, called, ask.AnnounceVisit(called.by, _now(request), visit))


@router.post("/visits/{visit}/cancel", summary="取消督导")
async def cancel_visit(request: Request, called: Visiting, visit: UUID, body: ReasonBody) -> JSONResponse:
    """Cancel a planned visit."""
    return await _obey(request, called, ask.CancelVisit(called.by, _now(request), visit, body.reason))


@router.post("/visits/{visit}/check-in", summary="签到")
async def check_in(request: Request, called: Visiting, visit: UUID, body: CheckInBody) -> JSONResponse:
    """Say that one is there, ahead of the record: one position, and whatever it says is recorded."""
    directory = directory_of(request)
    unit, _ = await directory.unit(body.unit)
    recused = await directory.recused(body.unit, body.inspectors, day_of(body.came.at))
    came, ended_on = body.came.presence(), directory.ended_on(body.unit)
    command = ask.CheckIn(called.by, _now(request), visit, unit, body.inspectors, came, recused, ended_on)
    return await _obey(request, called, command)


@router.post("/visits/{visit}/hazards", summary="立即上报重大隐患")
async def report_hazard(request: Request, called: Visiting, visit: UUID, body: HazardBody) -> JSONResponse:
    """Tell unit, departments and office of a danger to life at once, ahead of the visit's record."""
    directory = directory_of(request)
    unit, line = await directory.unit(body.unit)
    recused = await directory.recused(body.unit, body.inspectors, day_of(body.found_at))
    finding = body.finding.finding(line)
    command = ask.ReportUrgentHazard(
        called.by,
        _now(request),
        visit,
        unit,
        body.inspectors,
        finding,
        body.found_at,
        body.told,
        recused,
        body.number,
        directory.ended_on(body.unit),
        await unknown_earlier(request, body.unit, [finding]),
    )
    return await _obey(request, called, command)


@router.post("/visits/{visit}/receive", summary="督导室签收")
async def receive_visit(
    request: Request, called: Annotated[Permitted, may("inspection.receive_visit")], visit: UUID
) -> JSONResponse:
    """Take a submitted record in."""
    return await _obey(request, called, ask.ReceiveVisit(called.by, _now(request), visit))


@router.post("/visits/{visit}/confirm", summary="单位确认")
async def confirm_visit(
    request: Request,
    called: Annotated[Permitted, may("inspection.confirm_visit")],
    visit: UUID,
    body: ConfirmationBody,
) -> JSONResponse:
    """Say, as the visited unit, whether the visit took place as recorded."""
    command = ask.ConfirmVisit(called.by, _now(request), visit, body.agrees, body.remark)
    return await _obey(request, called, command)


@router.post("/visits/{visit}/supplements", summary="补充督导记录")
async def supplement_visit(
    request: Request, called: Visiting, visit: UUID, body: SupplementBody
) -> JSONResponse:
    """Add to a submitted record; what was submitted stays as it is."""
    pictures = tuple(Picture(**dict(picture)) for picture in body.pictures)
    missing = await missing_files(request, [picture.sha256 for picture in pictures])
    command = ask.SupplementVisit(
        called.by, _now(request), visit, body.supplement, body.text, pictures, missing
    )
    try:
        return await _obey(request, called, command)
    except FilesNotHandedIn as refused:
        raise told_with(refused, missing=sorted(refused.missing)) from refused


@router.get("/planned-visits", dependencies=[AfterWrites], summary="已安排的督导")
async def list_planned_visits(
    request: Request,
    called: Reader,
    unit: Code | None = None,
    inspector: Code | None = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[Row]:
    """Visits to be made, the next first. A unit sees what it was told of, and nothing of what comes unannounced."""
    async with service_of(request).reading.connect() as connection:
        return await planned_visits.list_planned(
            connection,
            unit=own_unit(called.by, unit),
            inspector=inspector,
            announced=called.by.role in OUTSIDE,
            limit=limit,
            offset=offset,
        )


@router.get("/hazards", dependencies=[AfterWrites], summary="已上报的重大隐患")
async def list_hazards(
    request: Request, called: Reader, unit: Code | None = None, limit: Limit = 200, offset: Offset = 0
) -> list[Row]:
    """Dangers that were told, the latest first, each with the minute it was due and whether it came late."""
    async with service_of(request).reading.connect() as connection:
        return await hazards.list_hazards(
            connection, unit=own_unit(called.by, unit), limit=limit, offset=offset
        )


def _now(request: Request) -> datetime:
    return service_of(request).clock.now()


async def _obey(request: Request, called: Permitted, command: VisitCommand) -> JSONResponse:
    handled = await handlers_of(request).visit(command, called.context)
    return answer(handled, visit=str(command.visit))
