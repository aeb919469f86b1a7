"""The questions about cases: query → response."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import TypeAdapter

from services.rectification.application.handlers import CaseHandlers
from services.rectification.domain.stages import Escalation, Round
from services.rectification.domain.terms import day_of
from services.rectification.entrypoints.sight import LogReader, Reader, owners, reader
from services.rectification.read_models import due, ledger, statistics
from shared.audit.record import rfc3339
from shared.event_sourcing.read_model import Row
from shared.runtime.caller import Caller
from shared.runtime.http import AfterWrites
from shared.runtime.problems import not_found
from shared.runtime.service import Service
from shared.workdays.deadline import Unit, deadline

router = APIRouter()

SOON = 5
"""A date is soon when it is this many workdays away or fewer."""

Chosen = Annotated[str | None, Query(max_length=100)]
_ROUNDS = TypeAdapter(tuple[Round, ...])
_ESCALATION = TypeAdapter(Escalation)


def filters(
    request: Request,
    tab: ledger.Tab = "open",
    q: Chosen = None,
    zone: Chosen = None,
    theme: Chosen = None,
    severity: Chosen = None,
    state: Chosen = None,
    rung: Chosen = None,
    due: ledger.DueWithin | None = None,
    unit: Chosen = None,
) -> ledger.Filters:
    """The filters of the ledger in the query string; days are counted from today in Shanghai."""
    today = day_of(_service(request).clock.now())
    soon_until = deadline(today, SOON, Unit.WORKDAY, request.app.state.calendar).on
    return ledger.Filters(today, soon_until, tab, q or None, zone, theme, severity, state, rung, due, unit)


Filtered = Annotated[ledger.Filters, Depends(filters)]


@router.get("/cases", dependencies=[AfterWrites])
async def list_cases(
    request: Request,
    called: Reader,
    chosen: Filtered,
    sort: ledger.Sort = "due",
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """问题台账：一页案件，和符合条件的总数。"""
    async with _service(request).reading.connect() as connection:
        rows, total = await ledger.find(connection, chosen, called.by, sort=sort, offset=offset, limit=limit)
    return {"cases": rows, "total": total}


@router.get("/cases/{case_id}", dependencies=[AfterWrites])
async def read_case(request: Request, response: Response, called: Reader, case_id: UUID) -> dict[str, Any]:
    """一个案件：台账上的一行、各轮整改、阶梯上等待的一步。ETag 是这一行的版本。"""
    row = await _visible(request, called, case_id)
    handlers: CaseHandlers = request.app.state.cases
    case, _ = await handlers.case(case_id)
    assert case is not None, "a row is made from the case's own log"
    response.headers["ETag"] = f'"{row["version"]}"'
    escalation = _ESCALATION.dump_python(case.escalation, mode="json") if case.escalation else None
    step = type(case.escalation).__name__ if case.escalation else None
    return {
        **row,
        "rounds": _ROUNDS.dump_python(case.rounds, mode="json"),
        "escalation": {"step": step, **escalation} if escalation else None,
    }


@router.get("/cases/{case_id}/log", dependencies=[AfterWrites])
async def read_log(request: Request, called: LogReader, case_id: UUID) -> dict[str, Any]:
    """案件的审计日志：逐条记录及其链值（SHA-256，十六进制）。"""
    await _visible(request, called, case_id)
    recorded = await _service(request).store.read_case(str(case_id))
    return {
        "case": str(case_id),
        "records": [
            {
                "position": r.position,
                "record": r.record.decode(),
                "link": r.link.hex(),
                "stored_at": rfc3339(r.stored_at),
            }
            for r in recorded
        ],
    }


@router.get("/duties", dependencies=[AfterWrites])
async def list_duties(request: Request, called: Reader) -> Sequence[dict[str, Any]]:
    """本人的待办，最急的在前。"""
    async with _service(request).reading.connect() as connection:
        found = await due.duties(connection, owners(called.principal))
    shown = [{name: row[name] for name in row if name not in ("next_at", "correlation")} for row in found]
    return [row | {"case_id": None if row["proceeding"] else row["case_id"]} for row in shown]


@router.get("/escalations", dependencies=[AfterWrites])
async def list_escalations(request: Request, called: Reader) -> Sequence[Row]:
    """等人决定的升级提议，最急的在前。"""
    async with _service(request).reading.connect() as connection:
        return await ledger.waiting_proposals(connection, called.by)


@router.get("/statistics", dependencies=[AfterWrites])
async def read_statistics(request: Request, called: Reader, chosen: Filtered) -> dict[str, Any]:
    """件数：各视图、各到期段、各状态、阶梯、责任区、主题、严重程度。"""
    async with _service(request).reading.connect() as connection:
        return {
            "tabs": await ledger.tab_counts(connection, chosen, called.by),
            "due": await ledger.due_counts(connection, chosen, called.by),
            "counts": await statistics.counts(connection, chosen, called.by),
        }


async def _visible(request: Request, called: Caller, case_id: UUID) -> Row:
    by = reader(called)
    async with _service(request).reading.connect() as connection:
        row = await ledger.row(connection, case_id, by)
    if row is None:
        raise not_found("案件", case_id)
    return row


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service
