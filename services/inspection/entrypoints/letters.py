"""The letters of inspections and visits over HTTP, and serving a 督导通报."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.inspection.application.bulletins import BulletinHandlers, chain_of_visit
from services.inspection.application.procedures import ProcedureHandlers
from services.inspection.domain.inspection_commands import ReceivePreliminaryOpinion
from services.inspection.domain.letters import ON_UNIT, Sort, VisitSort
from services.inspection.domain.terms import day_of
from services.inspection.entrypoints.bodies import Body, Text
from services.inspection.entrypoints.http import own_unit, service_of
from services.inspection.read_models import inspections, visits
from shared.identity.principal import UNIT_ROLES
from shared.letters.archive import Issued
from shared.letters.routes import LetterRoutes, Seen
from shared.letters.served import ReceiptSigned
from shared.runtime.caller import Permitted, may
from shared.runtime.http import answer
from shared.runtime.problems import not_found


async def seen_of_inspection(request: Request, called: Permitted, inspection: UUID) -> Seen:
    """A unit sees what was served on it. Raises a 404 `Problem`."""
    async with service_of(request).reading.connect() as connection:
        found = await inspections.one_inspection(connection, inspection)
    outside = called.by.role in UNIT_ROLES
    if found is None or own_unit(called.by, found["unit"]) != found["unit"]:
        raise not_found("督导", inspection)
    if outside and not found["announced"]:
        raise not_found("督导", inspection)
    return Seen(
        str(inspection), str(found["unit_name"]), lambda one: not outside or one.served.kind in ON_UNIT
    )


async def seen_of_visit(request: Request, called: Permitted, visit: UUID) -> Seen:
    """Raises a 404 `Problem`."""
    async with service_of(request).reading.connect() as connection:
        found = await visits.one_visit(connection, visit)
    if found is None or own_unit(called.by, found["unit"]) != found["unit"]:
        raise not_found("督导记录", visit)
    return Seen(chain_of_visit(visit), str(found["unit_name"]), lambda _one: True)


async def start_defence(
    request: Request, called: Permitted, inspection: UUID, letter: Issued, signed: ReceiptSigned
) -> None:
    """The receipt of the preliminary opinion starts the clock of the defence where it counts from receipt."""
    if letter.served.kind != Sort.PRELIMINARY_OPINION:
        return
    procedure: ProcedureHandlers = request.app.state.procedure
    command = ReceivePreliminaryOpinion(
        inspection=inspection,
        by=called.by,
        now=service_of(request).clock.now(),
        received_on=day_of(signed.receipt.received_at),
    )
    await procedure.handle(command, replace(called.context, expected=None))


OF_INSPECTIONS = LetterRoutes(
    path="/api/inspections",
    kinds=Sort,
    read="inspection.read_letters",
    sign="inspection.sign_receipt",
    seen=seen_of_inspection,
    signed=start_defence,
)
OF_VISITS = LetterRoutes(
    path="/api/visits",
    kinds=VisitSort,
    read="inspection.read_letters",
    sign="inspection.sign_receipt",
    seen=seen_of_visit,
)

router = APIRouter(tags=["letters"])
router.include_router(OF_INSPECTIONS.router())
router.include_router(OF_VISITS.router())


class BulletinBody(Body):
    strengths: Annotated[tuple[Text, ...], Field(max_length=20)] = ()


@router.post("/api/visits/{visit}/bulletin")
async def serve_bulletin(
    request: Request,
    called: Annotated[Permitted, may("inspection.serve_bulletin")],
    visit: UUID,
    body: BulletinBody,
) -> JSONResponse:
    """发出督导通报：督导发现的问题、改进办法和措施。文号由系统编。"""
    handlers: BulletinHandlers = request.app.state.bulletins
    now = service_of(request).clock.now()
    return answer(
        await handlers.serve(visit, called.by, now, body.strengths, called.context), visit=str(visit)
    )
