"""Comprehensive and special inspections over HTTP, up to the deliberation: one address for each step."""

from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.inspection.domain.terms import day_of
from services.inspection.entrypoints import procedure_bodies as bodies
from services.inspection.entrypoints.asking import handlers_of, line_of, obey, standing_of
from services.inspection.entrypoints.http import (
    directory_of,
    service_of,
)
from services.inspection.entrypoints.load import load_warnings
from shared.runtime.caller import Permitted, may
from shared.runtime.http import answer

router = APIRouter(prefix="/api/inspections", tags=["inspections"])

Planning = Annotated[Permitted, may("inspection.plan")]
Inspecting = Annotated[Permitted, may("inspection.inspect")]


@router.post("")
async def plan_inspection(
    request: Request, called: Planning, body: bodies.InspectionPlanBody
) -> JSONResponse:
    """Plan an inspection of a unit."""
    directory = directory_of(request)
    unit, line = await directory.unit(body.unit)
    now = service_of(request).clock.now()
    command = body.command(body.inspection or called.context.cause, called.by, now, unit, line)
    command = replace(command, roster=await directory.says(unit.code, (), day_of(now)))
    handled = await handlers_of(request).handle(command, called.context)
    return answer(handled, inspection=str(command.inspection), number=command.about.number)


@router.post("/{inspection}/team")
async def form_team(
    request: Request, called: Planning, inspection: UUID, body: bodies.TeamBody
) -> JSONResponse:
    """组成督导小组。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/team/additions")
async def add_inspector(
    request: Request, called: Planning, inspection: UUID, body: bodies.MemberBody
) -> JSONResponse:
    """增补督导小组成员。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/team/releases")
async def release_inspector(
    request: Request, called: Planning, inspection: UUID, body: bodies.ReleaseBody
) -> JSONResponse:
    """成员退出督导小组。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/statements")
async def state_no_conflict(
    request: Request,
    called: Annotated[Permitted, may("inspection.state_no_conflict")],
    inspection: UUID,
    body: bodies.MemberStatementBody,
) -> JSONResponse:
    """作回避声明；督导室登记本人签字的声明。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/recusals")
async def raise_recusal(
    request: Request,
    called: Annotated[Permitted, may("inspection.raise_recusal")],
    inspection: UUID,
    body: bodies.RecusalBody,
) -> JSONResponse:
    """申请督学回避。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/recusals/decision")
async def decide_recusal(
    request: Request,
    called: Annotated[Permitted, may("inspection.decide_recusal")],
    inspection: UUID,
    body: bodies.RecusalDecisionBody,
) -> JSONResponse:
    """决定回避申请。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/notice")
async def announce_inspection(
    request: Request, called: Planning, inspection: UUID, body: bodies.NoticeBody
) -> JSONResponse:
    """发出督导通知。文号由系统编；当月入校次数超过上限的，回复中提示（warnings）。"""
    now = service_of(request).clock.now()
    unit = (await standing_of(request, inspection)).about.unit
    command = body.command(inspection, called.by, now)
    warn = partial(load_warnings, request, unit, body.starts_on, inspection)
    return await obey(request, called, command, warn)


@router.post("/{inspection}/self-evaluation")
async def hand_in_self_evaluation(
    request: Request,
    called: Annotated[Permitted, may("inspection.hand_in_self_evaluation")],
    inspection: UUID,
    body: bodies.SelfEvaluationBody,
) -> JSONResponse:
    """报送自评报告。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/self-evaluation/review")
async def review_self_evaluation(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.ReviewBody
) -> JSONResponse:
    """审核自评报告。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/site-visits")
async def record_site_visit(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.SiteVisitBody
) -> JSONResponse:
    """登记现场考察。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/draws")
async def draw_participants(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.DrawBody
) -> JSONResponse:
    """随机抽取听取意见的人员。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/hearings")
async def record_hearing(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.HearingBody
) -> JSONResponse:
    """登记听取意见。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/obstructions")
async def record_obstruction(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.ObstructionBody
) -> JSONResponse:
    """登记阻挠督导。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/deliberation")
async def deliberate(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.DeliberationBody
) -> JSONResponse:
    """登记评议结果。"""
    now = service_of(request).clock.now()
    return await obey(
        request, called, body.command(inspection, called.by, now, await line_of(request, inspection))
    )
