"""The register over HTTP: units, zones, inspectors, posts and recusals, one by one or in batches."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from services.roster.application.handlers import RosterHandlers
from services.roster.domain.commands import (
    AppointInspector,
    AssignPost,
    DeclareRecusal,
    DrawZone,
    EndPost,
    RegisterUnit,
)
from services.roster.entrypoints.bodies import (
    Code,
    InspectorBody,
    InspectorRow,
    PostBody,
    PostEndBody,
    RecusalBody,
    Text,
    UnitBody,
    UnitRow,
)
from services.roster.read_models import inspectors, posts, recusals, units, zones
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Actor
from shared.event_sourcing.read_model import Row
from shared.runtime.batch import Rows, obey_rows
from shared.runtime.caller import Called
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found
from shared.runtime.service import Service
from shared.workdays.deadline import SHANGHAI

router = APIRouter(prefix="/api", tags=["roster"])

UnitCode = Annotated[Code, Path()]


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _handlers(request: Request) -> RosterHandlers:
    handlers: RosterHandlers = request.app.state.handlers
    return handlers


def _appointment(request: Request, by: Actor, inspector: str, body: InspectorBody) -> AppointInspector:
    now: datetime = _service(request).clock.now()
    rules = request.app.state.rules.pack(
        _service(request).settings.jurisdiction, now.astimezone(SHANGHAI).date()
    )
    return AppointInspector(by, now, inspector, body.details(), rules)


@router.put("/units/{code}")
async def put_unit(request: Request, called: Called, code: UnitCode, body: UnitBody) -> JSONResponse:
    """Register a unit, or change its entry."""
    by = called.acting("roster.register_unit")
    command = RegisterUnit(by, _service(request).clock.now(), code, body.details())
    return answer(await _handlers(request).put_unit(command, called.context), code=code)


@router.get("/units", dependencies=[AfterWrites])
async def list_units(request: Request, called: Called) -> list[Row]:
    """Every unit, by code."""
    called.acting("roster.read")
    async with _service(request).engine.connect() as connection:
        return await units.all_units(connection)


@router.get("/units/{code}", dependencies=[AfterWrites])
async def get_unit(request: Request, response: Response, called: Called, code: UnitCode) -> Row:
    called.acting("roster.read")
    async with _service(request).engine.connect() as connection:
        unit = await units.unit(connection, code)
    if unit is None:
        raise not_found("单位", code)
    response.headers["ETag"] = f'"{unit["version"]}"'
    return unit


@router.put("/inspectors/{inspector}")
async def put_inspector(
    request: Request, called: Called, inspector: Annotated[Code, Path()], body: InspectorBody
) -> JSONResponse:
    """Appoint an inspector, appoint him for a later term, or mend the entry of his term."""
    by = called.acting("roster.appoint_inspector")
    command = _appointment(request, by, inspector, body)
    return answer(await _handlers(request).inspector(command, called.context), inspector=inspector)


@router.get("/inspectors", dependencies=[AfterWrites])
async def list_inspectors(request: Request, called: Called) -> list[Row]:
    """Every inspector, by number."""
    called.acting("roster.read")
    async with _service(request).engine.connect() as connection:
        return await inspectors.all_inspectors(connection)


@router.post("/posts")
async def assign_post(request: Request, called: Called, body: PostBody) -> JSONResponse:
    """Make an inspector answer for a unit."""
    by = called.acting("roster.assign_post")
    command = AssignPost(by, _service(request).clock.now(), body.inspector, body.unit, body.since)
    return answer(await _handlers(request).inspector(command, called.context))


@router.post("/posts/end")
async def end_post(request: Request, called: Called, body: PostEndBody) -> JSONResponse:
    """End an inspector's answering for a unit."""
    by = called.acting("roster.assign_post")
    command = EndPost(by, _service(request).clock.now(), body.inspector, body.unit, body.ended_on)
    return answer(await _handlers(request).inspector(command, called.context))


@router.get("/posts", dependencies=[AfterWrites])
async def list_posts(request: Request, called: Called, held: bool = False) -> list[Row]:
    """Every post by unit; with `held` only those that have not ended."""
    called.acting("roster.read")
    async with _service(request).engine.connect() as connection:
        return await posts.all_posts(connection, held=held)


@router.post("/recusals")
async def declare_recusal(request: Request, called: Called, body: RecusalBody) -> JSONResponse:
    """Declare that an inspector may not inspect a unit; a post there ends."""
    by = called.acting("roster.declare_recusal")
    return answer(await _declare(request, by, body, called.context))


async def _declare(request: Request, by: Actor, body: RecusalBody, context: Context) -> Handled[Any]:
    now = _service(request).clock.now()
    command = DeclareRecusal(by, now, body.inspector, body.unit, body.relation, body.since)
    return await _handlers(request).inspector(command, context)


@router.get("/recusals", dependencies=[AfterWrites])
async def list_recusals(request: Request, called: Called) -> list[Row]:
    """Every recusal; the relation is personal and only the office sees it."""
    called.acting("roster.read")
    async with _service(request).engine.connect() as connection:
        rows = await recusals.all_recusals(connection)
    hidden = set() if called.principal.may("roster.appoint_inspector") else {"recusal", "relation"}
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]


@router.put("/zones/{zone:path}")
async def draw_zone(request: Request, called: Called, zone: Annotated[Text, Path()]) -> JSONResponse:
    by = called.acting("roster.draw_zone")
    command = DrawZone(by, _service(request).clock.now(), zone)
    return answer(await _handlers(request).zone(command, called.context), zone=zone)


@router.get("/zones", dependencies=[AfterWrites])
async def list_zones(request: Request, called: Called) -> list[str]:
    called.acting("roster.read")
    async with _service(request).engine.connect() as connection:
        return await zones.all_zones(connection)


@router.post("/imports/units")
async def import_units(request: Request, called: Called, body: Rows) -> JSONResponse:
    """Register or change many units; every row has its own result."""
    by = called.acting("import.district")

    async def put(row: UnitRow, context: Context) -> Handled[Any]:
        command = RegisterUnit(by, _service(request).clock.now(), row.code, row.details())
        return await _handlers(request).put_unit(command, context)

    return await obey_rows(body.rows, UnitRow, called.context, lambda row: row.code, put)


@router.post("/imports/inspectors")
async def import_inspectors(request: Request, called: Called, body: Rows) -> JSONResponse:
    """Appoint many inspectors; every row has its own result."""
    by = called.acting("import.district")

    async def appoint(row: InspectorRow, context: Context) -> Handled[Any]:
        return await _handlers(request).inspector(_appointment(request, by, row.inspector, row), context)

    return await obey_rows(body.rows, InspectorRow, called.context, lambda row: row.inspector, appoint)


@router.post("/imports/posts")
async def import_posts(request: Request, called: Called, body: Rows) -> JSONResponse:
    """Assign many posts; every row has its own result."""
    by = called.acting("import.district")

    async def assign(row: PostBody, context: Context) -> Handled[Any]:
        command = AssignPost(by, _service(request).clock.now(), row.inspector, row.unit, row.since)
        return await _handlers(request).inspector(command, context)

    return await obey_rows(body.rows, PostBody, called.context, lambda row: row.inspector, assign)


@router.post("/imports/recusals")
async def import_recusals(request: Request, called: Called, body: Rows) -> JSONResponse:
    """Declare many recusals; every row has its own result."""
    by = called.acting("import.district")

    async def declare(row: RecusalBody, context: Context) -> Handled[Any]:
        return await _declare(request, by, row, context)

    return await obey_rows(body.rows, RecusalBody, called.context, lambda row: row.inspector, declare)
