"""Lists taken over from outside: visits in batches, and the spreadsheet an office kept before."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import uuid5

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import JSONResponse

from services.inspection.adapters.ledger_file import WHOLE_ROW, LedgerFile, LedgerRow, read_ledger
from services.inspection.domain.commands import RecordLedgerIssues
from services.inspection.domain.doubts import doubts_about
from services.inspection.domain.events import IssueRaised
from services.inspection.domain.report import (
    Finding,
    LedgerIssue,
    LedgerOrigin,
    Line,
    Severity,
    natural_visit_id,
)
from services.inspection.entrypoints.bodies import VisitBody
from services.inspection.entrypoints.http import directory_of, handlers_of, recording, service_of
from shared.audit.record import NotCanonical
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Actor, Refused
from shared.runtime.batch import Rows, obey_rows
from shared.runtime.caller import Permitted, may

router = APIRouter(prefix="/api/imports", tags=["imports"])

NO_UNITS = "单位名册还是空的。请先导入单位名册（dudao import district），再导入台账。"
AT_ONCE = 16  # visits of a ledger taken over at the same time


@router.post("/visits")
async def import_visits(
    request: Request, called: Annotated[Permitted, may("import.district")], body: Rows
) -> JSONResponse:
    """Take over the records of many visits; every row has its own result."""

    async def record(row: VisitBody, context: Context) -> Handled[Any]:
        command = await recording(request, called.by, row)
        handled = await handlers_of(request).visit(command, context)
        return replace(handled, warnings=tuple(doubts_about(command.out_of_term, row.visited_on)))

    return await obey_rows(body.rows, VisitBody, called.context, lambda row: row.unit, record)


@router.post("/ledger")
async def import_ledger(
    request: Request, called: Annotated[Permitted, may("import.ledger")], file: UploadFile
) -> JSONResponse:
    """Take over an xlsx 问题台账: each row is imported, known, or refused with column and reason."""
    codes = {unit.name: unit.code for unit in await directory_of(request).units()}
    ledger = await asyncio.to_thread(read_ledger, await file.read(), units=codes)
    visits: dict[tuple[str, date], list[LedgerRow]] = defaultdict(list)
    for row in ledger.rows:
        visits[row.unit_code, row.visited_on].append(row)
    turn = asyncio.Semaphore(AT_ONCE)

    async def take(rows: Sequence[LedgerRow]) -> Mapping[str, Any]:
        async with turn:
            return await _take_over(request, called.by, called.context, ledger, rows)

    done = await asyncio.gather(*map(take, visits.values()))
    refused = [
        {
            "row": fault.row,
            "column": fault.column,
            "code": fault.code,
            "fault": fault.english,
            "value": fault.value,
            "message": fault.message,
        }
        for fault in ledger.faults
    ] + [fault for visit in done for fault in visit["refused"]]
    position = max((visit["position"] for visit in done), default=0)
    body = {
        "title": ledger.title,
        "imported": sum(visit["imported"] for visit in done),
        "known": sum(visit["known"] for visit in done),
        "refused": sorted(refused, key=lambda fault: int(fault["row"])),
        "position": position,
        "hint": None if codes else NO_UNITS,
    }
    return JSONResponse(body, 207 if refused else 200, {"Dudao-Position": str(position)})


async def _take_over(
    request: Request, by: Actor, context: Context, ledger: LedgerFile, rows: Sequence[LedgerRow]
) -> Mapping[str, Any]:
    """Record the rows of one visit."""
    code, visited_on = rows[0].unit_code, rows[0].visited_on
    visit = natural_visit_id(code, visited_on)
    try:
        directory = directory_of(request)
        unit, line = await directory.unit(code)
        found = tuple(issue_of(row, line, ledger.sha256) for row in rows)
        now = service_of(request).clock.now()
        handled = await handlers_of(request).visit(
            RecordLedgerIssues(
                by,
                now,
                visit,
                unit,
                visited_on,
                found,
                directory.ended_on(code),
                directory.out_of_term((number for row in rows for number in row.inspectors), visited_on),
            ),
            replace(context, cause=uuid5(context.cause, str(visit)), expected=None),
        )
    except (Refused, NotCanonical) as error:
        why = {"column": WHOLE_ROW, "code": "refused", "fault": "refused", "message": str(error)}
        return {
            "imported": 0,
            "known": 0,
            "refused": [{"row": row.row, **why} for row in rows],
            "position": 0,
        }
    imported = sum(isinstance(event, IssueRaised) for event in handled.events)
    return {
        "imported": imported,
        "known": len(rows) - imported,
        "refused": [],
        "position": handled.position,
    }


def issue_of(row: LedgerRow, line: Line, sha256: str) -> LedgerIssue:
    """The ledger has no column for the severity: its issues are ordinary until a visit's record says more."""
    finding = Finding(
        row.theme, row.problem, row.demand, Severity.ORDINARY, row.working_days, department=None, line=line
    )
    origin = LedgerOrigin(
        sha256,
        row.row,
        row.responsible or None,
        row.due_on,
        row.rectification or None,
        row.closed,
        row.remark or None,
    )
    return LedgerIssue(row.inspectors, finding, origin)
