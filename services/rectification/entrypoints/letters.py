"""The letters of a case over HTTP, and serving a 工作提示."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.rectification.application.handlers import CaseHandlers
from services.rectification.domain.case import NoSuchCase
from services.rectification.domain.letters import Sort
from services.rectification.entrypoints.bodies import Body, Text
from services.rectification.read_models import ledger
from shared.letters.routes import LetterRoutes, Seen
from shared.runtime.caller import Permitted, may
from shared.runtime.http import answer
from shared.runtime.problems import not_found
from shared.runtime.service import Service


async def seen(request: Request, called: Permitted, case: UUID) -> Seen:
    """Who sees the case sees its letters. Raises a 404 `Problem`."""
    service: Service = request.app.state.service
    async with service.reading.connect() as connection:
        row = await ledger.row(connection, case, called.by)
    if row is None:
        raise not_found("案件", case)
    return Seen(str(case), str(row["unit_name"]), lambda _letter: True)


LETTERS = LetterRoutes(
    path="/api/cases",
    kinds=Sort,
    read="rectification.read_letters",
    sign="rectification.sign_receipt",
    seen=seen,
)

router = APIRouter(tags=["letters"])
router.include_router(LETTERS.router())


class WorkPromptBody(Body):
    advice: Annotated[tuple[Text, ...], Field(min_length=1, max_length=10)]
    reply_by: date | None = None


@router.post("/api/cases/{case_id}/work-prompt")
async def serve_work_prompt(
    request: Request,
    called: Annotated[Permitted, may("rectification.serve_work_prompt")],
    case_id: UUID,
    body: WorkPromptBody,
) -> JSONResponse:
    """发出工作提示：期限届满以前，书面提示单位现在要办的事项。文号由系统编。"""
    handlers: CaseHandlers = request.app.state.cases
    now = request.app.state.service.clock.now()
    try:
        handled = await handlers.prompt(case_id, called.by, now, body.advice, body.reply_by, called.context)
    except NoSuchCase as error:
        raise not_found("案件", case_id) from error
    return answer(handled, case_id=str(case_id))
