"""The register over HTTP: units, zones, inspectors, posts and recusals, one by one or in batches."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from services.roster.adapters.kept_register import KeptRegister
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.appointment import retired_share_after
from services.roster.domain.inspector_commands import (
    AppointInspector,
    AssignPost,
    DeclareRecusal,
    EndPost,
    LiftRecusal,
    ReassignPost,
)
from services.roster.domain.posting import lapses_on, recusal_kind
from services.roster.domain.unit_commands import AppointHead, CloseUnit, DrawZone, MergeUnit, RegisterUnit
from services.roster.entrypoints.bodies import (
    Code,
    HeadBody,
    InspectorBody,
    InspectorEntryBody,
    LiftBody,
    MergeBody,
    PostBody,
    PostEndBody,
    ReassignBody,
    RecusalBody,
    Text,
    UnitBody,
    UnitEndBody,
)
from services.roster.entrypoints.personal import recusals_told_to, told_to
from services.roster.read_models import inspectors, posts, recusals, units, zones
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Actor
from shared.event_sourcing.read_model import Row
from shared.rules.pack import RulePack
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found
from shared.runtime.service import Service
from shared.workdays.deadline import SHANGHAI

router = APIRouter(prefix="/api", tags=["roster"])

Reader = Annotated[Permitted, may("roster.read")]
Importer = Annotated[Permitted, may("import.district")]
UnitCode = Annotated[Code, Path()]


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _handlers(request: Request) -> RosterHandlers:
    handlers: RosterHandlers = request.app.state.handlers
    return handlers


def _register(request: Request) -> KeptRegister:
    register: KeptRegister = request.app.state.register
    return register


def _rules(request: Request) -> RulePack:
    """The rules in force today."""
    today = _service(request).clock.now().astimezone(SHANGHAI).date()
    pack: RulePack = request.app.state.rules.pack(_service(request).settings.jurisdiction, today)
    return pack


def _appointment(request: Request, by: Actor, inspector: str, body: InspectorBody) -> AppointInspector:
    now: datetime = _service(request).clock.now()
    return AppointInspector(by, now, inspector, body.details(), _rules(request))


@router.put("/units/{code}")
async def put_unit(
    request: Request,
    called: Annotated[Permitted, may("roster.register_unit")],
    code: UnitCode,
    body: UnitBody,
) -> JSONResponse:
    """Register a unit, or change its entry."""
    command = RegisterUnit(called.by, _service(request).clock.now(), code, body.details())
    limit = _rules(request).rule("zone_schools_max")
    return answer(await _handlers(request).put_unit(command, called.context, limit), code=code)


@router.post("/units/{code}/head")
async def appoint_head(
    request: Request,
    called: Annotated[Permitted, may("roster.register_unit")],
    code: UnitCode,
    body: HeadBody,
) -> JSONResponse:
    """Enter the head of a unit and his term of office; at its end a comprehensive inspection is due."""
    now = _service(request).clock.now()
    command = AppointHead(called.by, now, code, body.head, body.since, body.term_to, body.document)
    return answer(await _handlers(request).unit(command, called.context), code=code)


@router.post("/units/{code}/merge")
async def merge_unit(
    request: Request,
    called: Annotated[Permitted, may("roster.register_unit")],
    code: UnitCode,
    body: MergeBody,
) -> JSONResponse:
    """End a unit that becomes part of another; its history stays."""
    command = MergeUnit(called.by, _service(request).clock.now(), code, body.into, body.on, body.document)
    return answer(await _handlers(request).unit(command, called.context), code=code)


@router.post("/units/{code}/close")
async def close_unit(
    request: Request,
    called: Annotated[Permitted, may("roster.register_unit")],
    code: UnitCode,
    body: UnitEndBody,
) -> JSONResponse:
    """End a unit; its history stays."""
    command = CloseUnit(called.by, _service(request).clock.now(), code, body.on, body.document)
    return answer(await _handlers(request).unit(command, called.context), code=code)


@router.get("/units", dependencies=[AfterWrites])
async def list_units(request: Request, called: Reader) -> list[Row]:
    """Every unit, by code."""
    async with _service(request).reading.connect() as connection:
        return await units.all_units(connection)


@router.get("/units/{code}", dependencies=[AfterWrites])
async def get_unit(request: Request, response: Response, called: Reader, code: UnitCode) -> Row:
    async with _service(request).reading.connect() as connection:
        unit = await units.unit(connection, code)
    if unit is None:
        raise not_found("单位", code)
    response.headers["ETag"] = f'"{unit["version"]}"'
    return unit


@router.put("/inspectors/{inspector}")
async def put_inspector(
    request: Request,
    called: Annotated[Permitted, may("roster.appoint_inspector")],
    inspector: Annotated[Code, Path()],
    body: InspectorEntryBody,
) -> JSONResponse:
    """Enter an appointment made on paper (在册登记): a new inspector, a later term, or the entry of a term mended."""
    entry = _appointment(request, called.by, inspector, body)
    register = await _register(request).register()
    after = retired_share_after(register.inspectors, inspector, entry.details, body.term_from, entry.rules)
    command = replace(entry, retired_after=after, reason=body.reason)
    return answer(await _handlers(request).inspector(command, called.context), inspector=inspector)


@router.get("/inspectors", dependencies=[AfterWrites])
async def list_inspectors(request: Request, called: Reader) -> list[Row]:
    """Every inspector, by number; what is personal only for himself and those who decide on him."""
    async with _service(request).reading.connect() as connection:
        return told_to(called.principal, await inspectors.all_inspectors(connection))


@router.post("/posts")
async def assign_post(
    request: Request, called: Annotated[Permitted, may("roster.assign_post")], body: PostBody
) -> JSONResponse:
    """Make an inspector answer for a unit."""
    command = AssignPost(called.by, _service(request).clock.now(), body.inspector, body.unit, body.since)
    return answer(await _handlers(request).inspector(command, called.context))


@router.post("/posts/end")
async def end_post(
    request: Request, called: Annotated[Permitted, may("roster.assign_post")], body: PostEndBody
) -> JSONResponse:
    """End an inspector's answering for a unit."""
    command = EndPost(called.by, _service(request).clock.now(), body.inspector, body.unit, body.ended_on)
    return answer(await _handlers(request).inspector(command, called.context))


@router.post("/posts/reassign")
async def reassign_post(
    request: Request, called: Annotated[Permitted, may("roster.assign_post")], body: ReassignBody
) -> JSONResponse:
    """Let a successor answer for a unit from a day on; what is open there goes over to him."""
    now = _service(request).clock.now()
    command = ReassignPost(called.by, now, body.inspector, body.unit, body.successor, body.on)
    return answer(await _handlers(request).reassign(command, called.context))


@router.get("/posts", dependencies=[AfterWrites])
async def list_posts(request: Request, called: Reader, held: bool = False) -> list[Row]:
    """Every post by unit; with `held` only those that have not ended."""
    today = _service(request).clock.now().astimezone(SHANGHAI).date()
    async with _service(request).reading.connect() as connection:
        return await posts.all_posts(connection, held_on=today if held else None)


@router.post("/recusals")
async def declare_recusal(
    request: Request, called: Annotated[Permitted, may("roster.declare_recusal")], body: RecusalBody
) -> JSONResponse:
    """Declare that an inspector may not inspect a unit; a post there ends."""
    return answer(await _declare(request, called.by, body, called.context))


async def _declare(request: Request, by: Actor, body: RecusalBody, context: Context) -> Handled[Any]:
    kind = body.kind or recusal_kind(body.relation)
    command = DeclareRecusal(
        by,
        _service(request).clock.now(),
        body.inspector,
        body.unit,
        body.relation,
        body.since,
        kind,
        lapses_on(kind, body.since, _rules(request)),
    )
    return await _handlers(request).inspector(command, context)


@router.post("/recusals/lift")
async def lift_recusal(
    request: Request, called: Annotated[Permitted, may("roster.lift_recusal")], body: LiftBody
) -> JSONResponse:
    """Declare that a relation stands no more between an inspector and a unit."""
    now = _service(request).clock.now()
    command = LiftRecusal(called.by, now, body.inspector, body.unit, body.relation, body.on, body.reason)
    return answer(await _handlers(request).inspector(command, called.context))


@router.get("/conflicts", dependencies=[AfterWrites])
async def get_conflict(request: Request, called: Reader, inspector: Code, unit: Code) -> dict[str, Any]:
    """Whether the inspector may not inspect the unit; never why."""
    async with _service(request).reading.connect() as connection:
        recused = await recusals.is_recused(connection, inspector, unit)
    return {"inspector": inspector, "unit": unit, "recused": recused}


@router.get("/recusals", dependencies=[AfterWrites])
async def list_recusals(request: Request, called: Reader) -> list[Row]:
    """Every recusal; why and since when is personal, for himself and the office only."""
    async with _service(request).reading.connect() as connection:
        rows = await recusals.all_recusals(connection)
    return recusals_told_to(called.principal, rows)


@router.put("/zones/{zone:path}")
async def draw_zone(
    request: Request, called: Annotated[Permitted, may("roster.draw_zone")], zone: Annotated[Text, Path()]
) -> JSONResponse:
    command = DrawZone(called.by, _service(request).clock.now(), zone)
    return answer(await _handlers(request).zone(command, called.context), zone=zone)


@router.get("/zones", dependencies=[AfterWrites])
async def list_zones(request: Request, called: Reader) -> list[str]:
    async with _service(request).reading.connect() as connection:
        return await zones.all_zones(connection)
