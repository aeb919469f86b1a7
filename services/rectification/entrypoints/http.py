"""The HTTP surface: request → command here, query → response in queries.py."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.rectification.entrypoints import bodies, queries
from services.rectification.entrypoints.asking import ACTIONS, obey
from shared.runtime.caller import Called, Caller, may
from shared.runtime.http import answer

router = APIRouter(prefix="/api", tags=["整改"])
router.include_router(queries.router)


@router.post("/cases/{case_id}/notice", dependencies=[may(ACTIONS[bodies.NoticeBody])])
async def serve_notice(
    request: Request, called: Called, case_id: UUID, body: bodies.NoticeBody | None = None
) -> JSONResponse:
    """送达整改通知书。文号由系统编。"""
    return await _answer(request, called, case_id, body or bodies.NoticeBody(working_days=None))


@router.post("/cases/{case_id}/plan", dependencies=[may(ACTIONS[bodies.PlanBody])])
async def submit_plan(request: Request, called: Called, case_id: UUID, body: bodies.PlanBody) -> JSONResponse:
    """报送整改方案。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/plan/acceptance", dependencies=[may(ACTIONS[bodies.AcceptanceBody])])
async def accept_plan(request: Request, called: Called, case_id: UUID) -> JSONResponse:
    """认可整改方案。"""
    return await _answer(request, called, case_id, bodies.AcceptanceBody())


@router.post("/cases/{case_id}/plan/return", dependencies=[may(ACTIONS[bodies.ReasonBody])])
async def return_plan(
    request: Request, called: Called, case_id: UUID, body: bodies.ReasonBody
) -> JSONResponse:
    """退回整改方案。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/completion", dependencies=[may(ACTIONS[bodies.CompletionBody])])
async def report_completion(
    request: Request, called: Called, case_id: UUID, body: bodies.CompletionBody
) -> JSONResponse:
    """报告整改完成。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/recheck", dependencies=[may(ACTIONS[bodies.RecheckBody])])
async def recheck(request: Request, called: Called, case_id: UUID, body: bodies.RecheckBody) -> JSONResponse:
    """登记复查结果。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/closing", dependencies=[may(ACTIONS[bodies.ClosingBody])])
async def close_case(request: Request, called: Called, case_id: UUID) -> JSONResponse:
    """批准销号。"""
    return await _answer(request, called, case_id, bodies.ClosingBody())


@router.post("/cases/{case_id}/revisit", dependencies=[may(ACTIONS[bodies.RevisitBody])])
async def revisit(request: Request, called: Called, case_id: UUID, body: bodies.RevisitBody) -> JSONResponse:
    """登记回访结果；反弹的重新整改。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/escalation", dependencies=[may(ACTIONS[bodies.EscalationBody])])
async def decide_escalation(
    request: Request, called: Called, case_id: UUID, body: bodies.EscalationBody
) -> JSONResponse:
    """决定升级或者不升级；都写理由。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/supervision-order", dependencies=[may(ACTIONS[bodies.SupervisionOrderBody])])
async def serve_supervision_order(request: Request, called: Called, case_id: UUID) -> JSONResponse:
    """送达督办单，抄送主管部门。文号由系统编。"""
    return await _answer(request, called, case_id, bodies.SupervisionOrderBody())


@router.post("/cases/{case_id}/interview", dependencies=[may(ACTIONS[bodies.InterviewBody])])
async def schedule_interview(
    request: Request, called: Called, case_id: UUID, body: bodies.InterviewBody
) -> JSONResponse:
    """安排约谈。文号由系统编。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/interview/record", dependencies=[may(ACTIONS[bodies.InterviewRecordBody])])
async def record_interview(
    request: Request, called: Called, case_id: UUID, body: bodies.InterviewRecordBody
) -> JSONResponse:
    """登记约谈情况和承诺，或者缺席。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/circular", dependencies=[may(ACTIONS[bodies.CircularBody])])
async def issue_circular(
    request: Request, called: Called, case_id: UUID, body: bodies.CircularBody
) -> JSONResponse:
    """印发通报。文号由系统编。"""
    return await _answer(request, called, case_id, body)


@router.post("/cases/{case_id}/work-group", dependencies=[may(ACTIONS[bodies.WorkGroupBody])])
async def form_work_group(
    request: Request, called: Called, case_id: UUID, body: bodies.WorkGroupBody
) -> JSONResponse:
    """成立问责工作组。"""
    return await _answer(request, called, case_id, body)


async def _answer(request: Request, called: Caller, case_id: UUID, body: bodies.CaseBody) -> JSONResponse:
    return answer(await obey(request, called, case_id, body), case_id=str(case_id))
