"""The pages of rectification: the ledger, a case and what may be done with it, the verification of the log."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse

from services.rectification.application.handlers import CaseHandlers
from services.rectification.entrypoints import audit_page, case_page, ledger_page
from services.rectification.entrypoints.actions_panel import Desk
from services.rectification.entrypoints.asking import ACTIONS, obey
from services.rectification.entrypoints.audit_page import Audit
from services.rectification.entrypoints.due_dates import DueDates
from services.rectification.entrypoints.log_panel import read_back
from services.rectification.entrypoints.names import Names
from services.rectification.entrypoints.posts import POSTS, Attempt, Filled, Post
from services.rectification.entrypoints.sight import LogReader, Reader, reader
from services.rectification.read_models import cases, ledger, statistics
from shared.event_sourcing.decider import Actor, Refused, Role
from shared.event_sourcing.event_store import VersionConflict
from shared.event_sourcing.read_model import Row
from shared.runtime.caller import Caller, Permitted, may, posted
from shared.runtime.http import AfterWrites
from shared.runtime.pages import AUDIT, LEDGER, page_of, page_response, page_router, see_other
from shared.runtime.problems import Problem, not_found
from shared.runtime.service import Service

router = page_router()

Done = Annotated[str, Query(max_length=40)]


@router.get("/ledger", dependencies=[AfterWrites])
async def show_ledger(
    request: Request, called: Reader, asked: Annotated[ledger_page.Asked, Query()]
) -> Response:
    """问题台账。"""
    by, dates = called.by, _dates(request)
    view = ledger_page.ledger_view(asked, await _found(request, by, asked, dates), dates)
    page = page_of(request, "问题台账", door=LEDGER)
    return page_response(request, "ledger.html", page, view)


@router.get("/cases/{case_id}", dependencies=[AfterWrites])
async def show_case(request: Request, called: Reader, case_id: UUID, done: Done = "") -> Response:
    """一个案件。"""
    file = await _case_file(request, called, case_id)
    return _case_response(request, file, done=case_page.done(file, done))


def doing(name: str, post: Post) -> Callable[..., Awaitable[Response]]:
    """Where the form `name` of the case page is posted to, for whoever may do what it asks."""

    async def do(
        request: Request, called: Annotated[Permitted, may(ACTIONS[post.asks])], case_id: UUID
    ) -> Response:
        """Do what the form asks; when it is refused, show the page with the form as it was filled."""
        filled = Filled(await posted(request))
        await _row_seen_by(request, reader(called), case_id)
        try:
            handled = await obey(request, called, case_id, post.body(filled))
        except (RequestValidationError, Refused, VersionConflict) as error:
            attempt = Attempt(name, filled, error)
            return _case_response(request, await _case_file(request, called, case_id), attempt)
        return see_other(_url(case_id), after=handled.position, done=name)

    return do


for name, post in POSTS.items():
    router.add_api_route(f"/cases/{{case_id}}/{name}", doing(name, post), methods=["POST"])


@router.get("/cases/{case_id}/{post}")
async def after_posting(case_id: UUID, post: str) -> Response:
    """Where a form was posted there is nothing to see but the case."""
    return see_other(_url(case_id))


@router.get("/audit")
async def show_audit(request: Request, called: LogReader) -> Response:
    """日志核验。"""
    audit: Audit = request.app.state.audit
    checked = await audit()
    async with _service(request).reading.connect() as connection:
        numbers = await cases.numbers(connection, audit_page.cases_at_fault(checked))
    page = page_of(request, "日志核验", door=AUDIT, footer=_footer(request))
    return page_response(request, "audit.html", page, audit_page.audit_view(checked, numbers))


@router.get("/audit/checkpoint")
async def download_checkpoint(request: Request, called: LogReader) -> Response:
    """The newest signed checkpoint, to be kept elsewhere."""
    audit: Audit = request.app.state.audit
    note = audit.newest_note()
    if note is None:
        raise not_found("检查点", "")
    return PlainTextResponse(note, headers={"Content-Disposition": 'attachment; filename="checkpoint.txt"'})


async def _found(request: Request, by: Actor, asked: ledger_page.Asked, dates: DueDates) -> ledger_page.Found:
    filters, everything = asked.filters(dates), ledger.Filters(dates.today, dates.soon_until, tab="all")
    async with _service(request).reading.connect() as connection:
        due = await ledger.due_counts(connection, filters, by)
        page = min(asked.page, max(1, -(-sum(due.values()) // ledger_page.PER_PAGE)))
        offset = (page - 1) * ledger_page.PER_PAGE
        rows, _ = await ledger.find(
            connection, filters, by, sort=asked.sort, offset=offset, limit=ledger_page.PER_PAGE
        )
        owners = {(row["next_owner_role"], row["next_owner"]) for row in rows if row["next_owner_role"]}
        if asked.unit:
            owners.add((Role.UNIT, asked.unit))
        return ledger_page.Found(
            rows=rows,
            page=page,
            overall=await ledger.tab_counts(connection, everything, by),
            tabs=await ledger.tab_counts(connection, filters, by),
            due=due,
            counts=await statistics.counts(connection, everything, by),
            names=await Names.read(connection, owners),
        )


async def _case_file(request: Request, called: Caller, case_id: UUID) -> case_page.CaseFile:
    """The case as its log has it now. Raises a 404 `Problem` when the caller may not see it."""
    service, state = _service(request), request.app.state
    row = await _row_seen_by(request, reader(called), case_id)
    handlers: CaseHandlers = state.cases
    case, version = await handlers.case(case_id)
    assert case is not None, "a row is made from the case's own log"
    owners = {(Role.UNIT.value, row["unit"])}
    if case.duty:
        owners.add((case.duty.owner_role.value, case.duty.owner))
    async with service.reading.connect() as connection:
        names = await Names.read(connection, owners)
    return case_page.CaseFile(
        Desk(case, version, called.principal, service.clock.now(), _dates(request), state.decider),
        read_back(await service.store.read_case(str(case_id)), service.types),
        names,
        signed=service.checkpoints.size,
        diverged=service.checkpoints.fault is not None,
    )


def _case_response(
    request: Request, file: case_page.CaseFile, attempt: Attempt | None = None, done: str = ""
) -> Response:
    about = file.desk.case.about
    title = f"{about.problem} · {about.unit_name}"
    page = page_of(request, title, door=LEDGER, done=done, footer=_footer(request))
    view = case_page.case_view(file, attempt)
    return page_response(request, "case.html", page, view, attempt.status if attempt else 200)


async def _row_seen_by(request: Request, by: Actor, case_id: UUID) -> Row:
    async with _service(request).reading.connect() as connection:
        row = await ledger.row(connection, case_id, by)
    if row is None:
        raise Problem(404, "not-found", "没有这个案件", "没有这个案件，或者您不能看它。请从台账里打开。")
    return row


def _footer(request: Request) -> tuple[str, ...]:
    service, state = _service(request), request.app.state
    pack = state.pack_on(_dates(request).today)
    size = service.checkpoints.size
    return (
        f"规则包：{pack.label}",
        f"工作日历：{state.calendar.version}",
        f"日志锚定：第1—{size:,}条已签名" if size else "日志还没有锚定",
    )


def _dates(request: Request) -> DueDates:
    state, service = request.app.state, _service(request)
    return DueDates.on(service.clock.now(), state.calendar, state.pack_on)


def _url(case_id: UUID) -> str:
    return f"/rectification/cases/{case_id}"


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service
