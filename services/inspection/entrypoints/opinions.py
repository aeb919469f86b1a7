"""What follows the deliberation over HTTP: opinions, defence, report, publication, the end."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.inspection.domain import inspection_commands as ask
from services.inspection.entrypoints import procedure_bodies as bodies
from services.inspection.entrypoints.asking import line_of, obey, standing_of
from services.inspection.entrypoints.http import (
    service_of,
)
from services.inspection.read_models import settled_issues
from shared.runtime.caller import Permitted, may

router = APIRouter(prefix="/api/inspections", tags=["inspections"])

Inspecting = Annotated[Permitted, may("inspection.inspect")]
Serving = Annotated[Permitted, may("inspection.serve_letter")]
Defending = Annotated[Permitted, may("inspection.defend")]


@router.post("/{inspection}/preliminary-opinion")
async def serve_preliminary_opinion(request: Request, called: Serving, inspection: UUID) -> JSONResponse:
    """反馈初步督导意见。文号由系统编。"""
    now = service_of(request).clock.now()
    return await obey(
        request, called, ask.ServePreliminaryOpinion(inspection=inspection, by=called.by, now=now, letter="")
    )


@router.post("/{inspection}/defences")
async def file_defence(
    request: Request, called: Defending, inspection: UUID, body: bodies.DefenceBody
) -> JSONResponse:
    """提出申辩。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/defences/waiver")
async def waive_defence(request: Request, called: Defending, inspection: UUID) -> JSONResponse:
    """表示不（再）申辩。"""
    now = service_of(request).clock.now()
    return await obey(request, called, ask.WaiveDefence(inspection=inspection, by=called.by, now=now))


@router.post("/{inspection}/defences/answer")
async def answer_defence(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.AnswerBody
) -> JSONResponse:
    """研究并答复申辩。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/opinion/draft")
async def settle_opinion(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.OpinionBody
) -> JSONResponse:
    """议定督导意见书，登记表决。"""
    now = service_of(request).clock.now()
    return await obey(
        request, called, body.command(inspection, called.by, now, await line_of(request, inspection))
    )


@router.post("/{inspection}/opinion")
async def serve_opinion(
    request: Request, called: Serving, inspection: UUID, body: bodies.ServingBody | None = None
) -> JSONResponse:
    """送达督导意见书；其中每个问题转入整改。文号由系统编。"""
    now = service_of(request).clock.now()
    return await obey(request, called, (body or bodies.ServingBody()).command(inspection, called.by, now))


@router.post("/{inspection}/report")
async def file_report(
    request: Request,
    called: Annotated[Permitted, may("inspection.file_report")],
    inspection: UUID,
    body: bodies.ReportBody,
) -> JSONResponse:
    """向本级政府提交督导报告，报上一级备案。文号由系统编。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/publications/approval")
async def approve_publication(
    request: Request,
    called: Annotated[Permitted, may("inspection.approve_publication")],
    inspection: UUID,
    body: bodies.ApprovalBody,
) -> JSONResponse:
    """批准公布，写明不公布的内容。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/publications")
async def publish_result(
    request: Request,
    called: Annotated[Permitted, may("inspection.publish")],
    inspection: UUID,
    body: bodies.ResultPublicationBody,
) -> JSONResponse:
    """登记公布。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/publications/removal")
async def take_down_publication(
    request: Request,
    called: Annotated[Permitted, may("inspection.take_down")],
    inspection: UUID,
    body: bodies.TakeDownBody,
) -> JSONResponse:
    """撤下公布的内容。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/cancellation")
async def cancel_inspection(
    request: Request,
    called: Annotated[Permitted, may("inspection.cancel")],
    inspection: UUID,
    body: bodies.CancelBody,
) -> JSONResponse:
    """取消督导。"""
    now = service_of(request).clock.now()
    return await obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/closing")
async def close_inspection(
    request: Request, called: Annotated[Permitted, may("inspection.close")], inspection: UUID
) -> JSONResponse:
    """办结：结果已公布，问题全部销号。"""
    issues = (await standing_of(request, inspection)).issues
    async with service_of(request).reading.connect() as connection:
        settled = await settled_issues.settled_among(connection, issues)
    now = service_of(request).clock.now()
    command = ask.CloseInspection(inspection=inspection, by=called.by, now=now, settled=settled)
    return await obey(request, called, command)
