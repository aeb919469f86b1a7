"""What inspectors do, over HTTP: the load of each, the visits and what they cost, and what needs the office."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from services.roster.adapters.kept_register import KeptRegister
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.coverage import UNSUPERVISED
from services.roster.domain.details import CostItem
from services.roster.domain.visit_commands import ApproveClaim, ClaimCost, RejectClaim, VisitCommand
from services.roster.entrypoints.bodies import ClaimBody, ClaimKeyBody, ClaimRejectionBody
from services.roster.entrypoints.staffing import After
from services.roster.read_models import alarms, claims, noted_visits
from shared.event_sourcing.decider import Role
from shared.event_sourcing.read_model import Row
from shared.identity.permissions import WHO_MAY
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.service import Service
from shared.workdays.deadline import SHANGHAI

router = APIRouter(prefix="/api", tags=["work"])

Reader = Annotated[Permitted, may("roster.read")]
Claimant = Annotated[Permitted, may("roster.claim_cost")]
Approver = Annotated[Permitted, may("roster.approve_claim")]
Month = Annotated[
    str | None, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="例如 2026-10；不写就是本月")
]


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


@router.get("/alarms", dependencies=[AfterWrites])
async def list_alarms(request: Request, called: Reader) -> list[Row]:
    """What needs the office now: broken rules, uncovered units, ends of terms, loads."""
    async with _service(request).reading.connect() as connection:
        return await alarms.standing(connection)


@router.get("/workload", dependencies=[AfterWrites])
async def get_workload(
    request: Request, called: Reader, month: Month = None, after: After = None
) -> list[dict[str, Any]]:
    """Per inspector in office: his units, the visits of the month, and the units nobody has visited in it yet."""
    today = _service(request).clock.now().astimezone(SHANGHAI).date()
    first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    on = min(max(today, first), last)
    async with _service(request).reading.connect() as connection:
        visits = await noted_visits.between(connection, first, last)
    register = await _register(request).register(after or 0)
    names = {
        unit.code: unit.name
        for unit in register.units
        if unit.kind not in UNSUPERVISED and (unit.closed_on is None or on < unit.closed_on)
    }
    held: dict[str, set[str]] = defaultdict(set)
    for post in register.posts:
        if post.unit in names and post.since <= on and (post.ended_on is None or on <= post.ended_on):
            held[post.inspector].add(post.unit)
    visited = {visit["unit"] for visit in visits}
    made, minutes = Counter[str](), Counter[str]()
    for visit in visits:
        for number in visit["inspectors"]:
            made[number] += 1
            minutes[number] += visit["minutes"] or 0
    return [
        {
            "inspector": one.number,
            "name": one.name,
            "on_duty": one.on_duty(on),
            "units": len(held[one.number]),
            "visits": made[one.number],
            "minutes": minutes[one.number],
            "not_visited": [
                {"code": code, "name": names[code]} for code in sorted(held[one.number] - visited)
            ],
        }
        for one in register.inspectors
        if (term := one.term_on(on)) and on <= term.last
    ]


@router.get("/claims", dependencies=[AfterWrites])
async def list_claims(request: Request, called: Annotated[Permitted, may("roster.read_claims")]) -> list[Row]:
    """Claims of all; who is only an inspector sees his own. Amounts in fen."""
    of_all = WHO_MAY["roster.read_claims"] - {Role.INSPECTOR}
    own = (called.principal.inspector or "") if of_all.isdisjoint(called.principal.roles) else None
    async with _service(request).reading.connect() as connection:
        return await claims.all_claims(connection, inspector=own)


@router.post("/claims")
async def claim_cost(request: Request, called: Claimant, body: ClaimBody) -> JSONResponse:
    """申报督导费用。 No recorded visit, no claim."""
    items = tuple(CostItem(item.kind, item.amount, item.note) for item in body.items)
    now = _service(request).clock.now()
    return await _obey(request, called, ClaimCost(called.by, now, str(body.visit), body.inspector, items))


@router.post("/claims/approve")
async def approve_claim(request: Request, called: Approver, body: ClaimKeyBody) -> JSONResponse:
    """审批通过；申报人不能审批。"""
    now = _service(request).clock.now()
    return await _obey(request, called, ApproveClaim(called.by, now, str(body.visit), body.inspector))


@router.post("/claims/reject")
async def reject_claim(request: Request, called: Approver, body: ClaimRejectionBody) -> JSONResponse:
    """退回。"""
    now = _service(request).clock.now()
    return await _obey(
        request, called, RejectClaim(called.by, now, str(body.visit), body.inspector, body.reason)
    )


async def _obey(request: Request, called: Permitted, command: VisitCommand) -> JSONResponse:
    handlers: RosterHandlers = request.app.state.handlers
    return answer(await handlers.visit(command, called.context))


def _register(request: Request) -> KeptRegister:
    register: KeptRegister = request.app.state.register
    return register
