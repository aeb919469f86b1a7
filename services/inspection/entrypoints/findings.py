"""Findings from above (上级督导、巡察) over HTTP: one by one, and as a list."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from services.inspection.adapters.findings_file import read_findings
from services.inspection.domain.commands import ReplyAbove, TakeOverFinding
from services.inspection.domain.external import NoSuchFinding, finding_id
from services.inspection.domain.report import (
    Finding,
    Line,
    Severity,
    Source,
    SourceKind,
    VisitedUnit,
    issue_id,
)
from services.inspection.entrypoints.bodies import Body, Code, Day, Name, Text
from services.inspection.entrypoints.http import (
    Limit,
    Offset,
    Reader,
    directory_of,
    handlers_of,
    own_unit,
    service_of,
)
from services.inspection.read_models import external_findings
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Actor
from shared.event_sourcing.read_model import Row
from shared.runtime.batch import Rows, obey_each, obey_rows, told_rows
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem, not_found
from shared.runtime.texts import ONE_LINE
from shared.spreadsheets.untrusted import Unreadable

router = APIRouter(prefix="/api", tags=["findings"])

TakingOver = Annotated[Permitted, may("inspection.take_over_findings")]
OriginalNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), ONE_LINE
]


class ExternalFindingBody(Body):
    """What somebody above found. `number` is theirs, of this one finding; `reply_by` the day they want a reply."""

    kind: SourceKind
    body: Name
    number: OriginalNumber
    received_on: Day
    reply_by: Day | None = None
    found_on: Day | None = None
    unit: Code
    theme: Name
    problem: Text
    demand: Text
    severity: Severity = Severity.ORDINARY
    working_days: Annotated[int, Field(ge=1, le=1000)] | None = None
    department: Name | None = None
    helping: Annotated[tuple[Name, ...], Field(max_length=10)] = ()
    responsible: Name | None = None
    cause: Text | None = None
    line: Line | None = None

    def command(
        self, by: Actor, now: datetime, unit: VisitedUnit, line: Line, unit_ended_on: date | None
    ) -> TakeOverFinding:
        source = Source(self.kind, self.body, self.number, self.received_on, self.reply_by)
        finding = Finding(
            self.theme,
            self.problem,
            self.demand,
            self.severity,
            self.working_days,
            self.department,
            self.line or line,
            cause=self.cause,
            responsible=self.responsible,
            helping=self.helping,
        )
        found_on = self.found_on or self.received_on
        return TakeOverFinding(by, now, unit, source, finding, found_on, unit_ended_on)


class ListedFindingBody(ExternalFindingBody):
    """A row of a list, whose unit may be a name that the roster does not know."""

    unit: Name


class ReplyAboveBody(Body):
    """The letter above: its day, its number, and what it says."""

    replied_on: Day
    letter: OriginalNumber
    summary: Text


@router.post("/findings", summary="转入上级督导、巡察问题")
async def take_over_finding(request: Request, called: TakingOver, body: ExternalFindingBody) -> JSONResponse:
    """Take a finding of somebody above into the loop: it becomes an issue, with a case."""
    handled = await _taken_over(request, called.by, body, called.context)
    finding = finding_id(body.body, body.number, body.unit)
    return answer(handled, finding=str(finding), issue=str(issue_id(finding, body.problem)))


@router.post("/findings/{finding}/replies", summary="登记对上级的回复")
async def reply_above(
    request: Request, called: TakingOver, finding: UUID, body: ReplyAboveBody
) -> JSONResponse:
    """Enter the letter in which the body above was told what became of its finding."""
    now = service_of(request).clock.now()
    command = ReplyAbove(called.by, now, finding, body.replied_on, body.letter, body.summary)
    try:
        handled = await handlers_of(request).reply_above(command, called.context)
    except NoSuchFinding as error:
        raise not_found("上级督导、巡察问题", finding) from error
    return answer(handled, finding=str(finding))


@router.get("/findings", dependencies=[AfterWrites], summary="上级督导、巡察问题和回复")
async def list_external_findings(
    request: Request,
    called: Reader,
    unit: Code | None = None,
    unanswered: bool = False,
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[Row]:
    """Findings from above, those that want a reply soonest first. A unit sees its own."""
    async with service_of(request).reading.connect() as connection:
        return await external_findings.list_findings(
            connection, unit=own_unit(called.by, unit), unanswered=unanswered, limit=limit, offset=offset
        )


@router.post("/imports/findings", summary="批量转入上级督导、巡察问题")
async def import_findings(request: Request, called: TakingOver, body: Rows) -> JSONResponse:
    """Take over many findings; every row has its own result."""
    return await obey_rows(
        body.rows, ExternalFindingBody, called.context, lambda row: row.unit, _taking(request, called)
    )


@router.post("/imports/findings-file", summary="导入上级督导、巡察问题清单")
async def import_findings_file(request: Request, called: TakingOver, file: UploadFile) -> JSONResponse:
    """Take over a list as CSV or xlsx: each row is imported, known, or refused with its reason."""
    codes = {unit.name: unit.code for unit in await directory_of(request).units()}
    try:
        rows = await asyncio.to_thread(read_findings, await file.read(), codes)
    except Unreadable as error:
        raise Problem(422, "unreadable-file", "文件读不了", str(error)) from error
    taking = _taking(request, called)
    return told_rows(await obey_each(rows, ListedFindingBody, called.context, lambda row: row.unit, taking))


def _taking(
    request: Request, called: Permitted
) -> Callable[[ExternalFindingBody, Context], Awaitable[Handled[Any]]]:
    async def take(row: ExternalFindingBody, context: Context) -> Handled[Any]:
        return await _taken_over(request, called.by, row, context)

    return take


async def _taken_over(
    request: Request, by: Actor, body: ExternalFindingBody, context: Context
) -> Handled[Any]:
    directory = directory_of(request)
    unit, line = await directory.unit(body.unit)
    command = body.command(by, service_of(request).clock.now(), unit, line, directory.ended_on(body.unit))
    return await handlers_of(request).take_over(command, context)
