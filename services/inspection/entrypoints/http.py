"""The inspections over HTTP: submitting the record of a visit, and what was recorded."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from services.inspection.adapters.directory import Directory
from services.inspection.application.handlers import InspectionHandlers
from services.inspection.domain.binding import check_checklist
from services.inspection.domain.commands import RecordVisit
from services.inspection.domain.doubts import doubts_about
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.refusals import VisitAlreadyRecorded
from services.inspection.domain.report import Finding, VisitedUnit, issue_id
from services.inspection.domain.themes import month_of
from services.inspection.domain.visit_stages import Recorded
from services.inspection.entrypoints.bodies import Code, Name, VisitBody, as_sent
from services.inspection.read_models import issues, visits
from shared.event_sourcing.decider import Actor, Refused, Role
from shared.event_sourcing.read_model import Row
from shared.files.file_store import FileStore, FilesUnavailable
from shared.files.http import UNAVAILABLE
from shared.identity.principal import UNIT_ROLES
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem, as_problem, not_found
from shared.runtime.service import Service
from shared.workdays.deadline import SHANGHAI

router = APIRouter(prefix="/api", tags=["inspection"])

NOBODYS = "-"  # No unit has this code.

OUTSIDE = UNIT_ROLES | {Role.SYSTEM}
"""Who is told what was announced and served: units, the departments above them, other systems."""

Reader = Annotated[Permitted, may("inspection.read")]
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=10**6)]


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def handlers_of(request: Request) -> InspectionHandlers:
    handlers: InspectionHandlers = request.app.state.handlers
    return handlers


def directory_of(request: Request) -> Directory:
    directory: Directory = request.app.state.directory
    return directory


async def recording(request: Request, by: Actor, body: VisitBody) -> RecordVisit:
    """The command a visit's record is. Raises `UnitNotKnown`, `InspectorNotKnown`."""
    directory = directory_of(request)
    unit, line = await directory.unit(body.unit)
    recused = await directory.recused(body.unit, body.inspectors, body.visited_on)
    command = body.command(by, service_of(request).clock.now(), unit, line, recused)
    await _require_months(request, command)
    return replace(
        command,
        off_duty=directory.off_duty(body.inspectors, body.visited_on),
        out_of_term=directory.out_of_term(body.inspectors, body.visited_on),
        unit_ended_on=directory.ended_on(body.unit),
        missing=await missing_files(request, command.report.files),
        unknown_earlier=await unknown_earlier(request, body.unit, command.findings),
    )


async def _require_months(request: Request, command: RecordVisit) -> None:
    """Refuses a checklist that is not of the month's published theme (一月一主题).

    A record that was submitted stays good, although a phone sends it again after the unit came to another zone.
    """
    report = command.report
    if report.checklist is None:
        return
    day, zone = report.visited_on, report.unit.zone
    theme = await request.app.state.planning.theme_of(month_of(day))
    try:
        check_checklist(theme, report.checklist, visited_on=day, zone=zone, pack_on=request.app.state.pack_on)
    except Refused:
        if not isinstance(await handlers_of(request).visit_now(command.visit), Recorded):
            raise


async def missing_files(request: Request, files: Iterable[str]) -> frozenset[str]:
    """Those of the files that nobody has handed in."""
    store: FileStore = request.app.state.files
    try:
        return frozenset([sha256 for sha256 in files if await store.receipt(sha256) is None])
    except FilesUnavailable as error:
        raise UNAVAILABLE from error


async def unknown_earlier(request: Request, unit: str, findings: Iterable[Finding]) -> frozenset[UUID]:
    """The issues the findings are said to follow that are neither the unit's nor of one that is no more."""
    asked = frozenset(finding.earlier for finding in findings if finding.earlier is not None)
    if not asked:
        return asked
    async with service_of(request).reading.connect() as connection:
        units = await issues.units_of(connection, asked)
    directory = directory_of(request)
    known = {id for id, code in units.items() if code == unit or directory.ended_on(code) is not None}
    return asked - known


@router.post("/visits")
async def record_visit(
    request: Request, called: Annotated[Permitted, may("inspection.record_visit")], body: VisitBody
) -> JSONResponse:
    """Submit the record of a visit: immutable from then on. Every finding becomes an issue.

    The same record again is answered as before. Another one under the same id is refused with what was submitted
    (`stored`), of which nothing is overwritten. Files are PUT first; `missing` are those that were not.
    """
    command = await recording(request, called.by, body)
    try:
        handled = await handlers_of(request).visit(command, called.context)
    except VisitAlreadyRecorded as refused:
        raise told_with(refused, stored=as_sent(command.visit, refused.report, refused.findings)) from refused
    except FilesNotHandedIn as refused:
        raise told_with(refused, missing=sorted(refused.missing)) from refused
    raised = [str(issue_id(command.visit, finding.problem)) for finding in command.findings]
    return answer(
        handled,
        visit=str(command.visit),
        number=command.report.number,
        issues=raised,
        warnings=doubts_about(command.out_of_term, body.visited_on),
    )


@router.get("/visits", dependencies=[AfterWrites])
async def list_visits(
    request: Request,
    called: Reader,
    unit: Code | None = None,
    inspector: Code | None = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[Row]:
    """Visits, the newest first."""
    unit = own_unit(called.by, unit)
    async with service_of(request).reading.connect() as connection:
        found = await visits.list_visits(
            connection, unit=unit, inspector=inspector, limit=limit, offset=offset
        )
    return [told_to(called.by, visit) for visit in found]


@router.get("/visits/{visit}", dependencies=[AfterWrites])
async def get_visit(request: Request, response: Response, called: Reader, visit: UUID) -> dict[str, Any]:
    """A visit's record with its issues."""
    async with service_of(request).reading.connect() as connection:
        found = await visits.one_visit(connection, visit)
        if found is None or own_unit(called.by, found["unit"]) != found["unit"]:
            raise not_found("督导记录", visit)
        raised = await issues.list_issues(connection, visit=visit, limit=1000, offset=0)
    response.headers["ETag"] = f'"{found["version"]}"'
    warnings = doubts_about(found["out_of_term"], found["visited_on"])
    return {**told_to(called.by, found), "issues": raised, "warnings": warnings}


@router.get("/issues", dependencies=[AfterWrites])
async def list_issues(
    request: Request,
    called: Reader,
    unit: Code | None = None,
    visit: UUID | None = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[Row]:
    """Issues, the newest first."""
    unit = own_unit(called.by, unit)
    async with service_of(request).reading.connect() as connection:
        return await issues.list_issues(connection, visit=visit, unit=unit, limit=limit, offset=offset)


@router.get("/units")
async def find_units(request: Request, called: Reader, name: Name | None = None) -> list[dict[str, Any]]:
    """The units that can be visited, by code; with `name` only those whose name has it."""
    return still_there(request, await directory_of(request).units(name or ""))


@router.get("/my-units")
async def my_units(request: Request, called: Reader) -> list[dict[str, Any]]:
    """The units the signed-in inspector answers for (挂牌)."""
    held = await directory_of(request).posts_of(called.principal.inspector or "", _today(request))
    return still_there(request, held)


def told_to(by: Actor, visit: Row) -> Row:
    """The visit as far as it is the reader's business: where an inspector stood is not the units', nor that of
    inspectors who were not there (PIPL 6, 28)."""
    absent = by.role is Role.INSPECTOR and by.id not in visit["inspectors"]
    if by.role not in OUTSIDE and not absent:
        return visit
    seen = {name: visit[name] and visit[name] | {"fix": None} for name in ("came", "left")}
    return {**visit, **seen, "doubts": []}


def told_with(refused: Refused, **more: Any) -> Problem:
    """The problem of a refusal, with what a program needs to go on."""
    problem = as_problem(refused)
    problem.more.update(more)
    return problem


def still_there(request: Request, units: Iterable[VisitedUnit]) -> list[dict[str, Any]]:
    """The units that were not closed or merged by today."""
    directory, today = directory_of(request), _today(request)
    ends = ((unit, directory.ended_on(unit.code)) for unit in units)
    return [asdict(unit) for unit, ended_on in ends if ended_on is None or today < ended_on]


def _today(request: Request) -> date:
    return service_of(request).clock.now().astimezone(SHANGHAI).date()


def own_unit(by: Actor, unit: str | None) -> str | None:
    """Which unit's entries are asked for: who answers for a unit sees its own only."""
    return by.unit or NOBODYS if by.role in UNIT_ROLES else unit
