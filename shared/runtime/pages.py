"""What the pages of all services share: the shell around them, the way to sign in, errors as pages."""

import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from shared.identity.principal import ROLE_NAMES, Principal
from shared.runtime.caller import SESSION, csrf_mark
from shared.runtime.problems import Problem, as_problem, problem_response
from shared.runtime.service import Service
from shared.runtime.settings import ServiceSettings
from shared.web.components import Link
from shared.web.page import Door, Page, Person, ProblemView
from shared.web.shell import SECURITY_HEADERS, Shell
from shared.web.wording import local
from shared.workdays.deadline import SHANGHAI

LEDGER: Final = "/rectification/ledger"
RECORDER: Final = "/inspection/recorder"
STAFFING: Final = "/roster/staffing"
AUDIT: Final = "/rectification/audit"
INBOX: Final = "/notification/inbox"
UNREAD: Final = "/notification/api/inbox/unread-count"
STREAM: Final = "/notification/api/stream"
SIGN_IN: Final = "/roster/sign-in"
SIGN_OUT: Final = "/roster/sign-out"
RENEW: Final = "/roster/session"
RENEW_BEFORE: Final = 300  # seconds before a token ends in which a page that is open asks for the next

DOORS: Final = (
    ("rectification.read", "问题台账", LEDGER, "list"),
    ("inspection.record_visit", "督导记录", RECORDER, "clip"),
    ("roster.read", "督学配备", STAFFING, "people"),
    ("rectification.read_log", "日志核验", AUDIT, "shield"),
)
"""Whoever may do this finds this door: its name, its address, its icon."""

FOR_PROGRAMS: Final = ("/api/", "/health/", "/metrics", "/openapi.json", "/static/")
"""Below these addresses errors are problem+json; everywhere else they are pages."""

_ICONS = {403: "lock", 404: "search", 412: "sync", 503: "sync"}


class PageRoute(APIRoute):
    """A route people visit: whoever is not signed in is led there and back, and errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                response = await handle(request)
            except Exception as error:
                response = problem_page(request, error)
            response.headers.update(SECURITY_HEADERS)
            response.headers["Cache-Control"] = "no-store"
            return response

        return handled


def page_router() -> APIRouter:
    """A router for pages."""
    return APIRouter(route_class=PageRoute, include_in_schema=False, default_response_class=HTMLResponse)


def install_pages(app: FastAPI, shell: Shell) -> None:
    """Serve the shell's files, and tell people, not programs, of addresses that do not exist."""
    app.state.shell = shell
    shell.mount_static(app)

    async def no_such_route(request: Request, error: Exception) -> Response:
        if _below(request).startswith(FOR_PROGRAMS):
            return problem_response(as_problem(error), request)
        response = problem_page(request, error)
        response.headers.update(SECURITY_HEADERS)
        return response

    app.add_exception_handler(HTTPException, no_such_route)


def page_response(
    request: Request, template: str, page: Page, view: object, status: int = 200
) -> HTMLResponse:
    shell: Shell = request.app.state.shell
    return HTMLResponse(shell.render(template, page, view), status)


def page_of(
    request: Request, title: str, *, door: str = "", done: str = "", footer: tuple[str, ...] = ()
) -> Page:
    """The shell for whoever is signed in, with the doors he may open; `door` is the one he is behind."""
    service: Service = request.app.state.service
    person: Principal | None = getattr(request.state, "person", None)
    page = Page(
        title=title,
        place=place(service.settings),
        today=service.clock.now().astimezone(SHANGHAI).date(),
        home_url=LEDGER,
        sign_in_url=SIGN_IN,
        done=done,
        footer=footer,
    )
    return page if person is None else _signed_in(page, person, door)


def place(settings: ServiceSettings) -> str:
    """云汀区教育督导"""
    return f"{settings.district_name or '区县'}教育督导"


def see_other(url: str, **query: object) -> RedirectResponse:
    """Where to look after a form was obeyed."""
    return RedirectResponse(f"{url}?{urlencode(query)}" if query else url, 303)


def own_address(url: str) -> str:
    """The address when it is a path of this site, else the ledger: nobody is sent elsewhere."""
    return url if url.startswith("/") and local(url) == url else LEDGER


def from_own_page(request: Request) -> bool:
    """Whether the browser says that a page of this site sent the form: the guard of forms without a session."""
    sender = urlsplit(request.headers.get("origin", "")).netloc
    return bool(sender) and sender == request.headers.get("host")


def problem_page(request: Request, error: Exception) -> Response:
    """The error as a page; whoever is not signed in is sent to sign in, and back here after that."""
    problem = as_problem(error)
    here = _here(request)
    if problem.status == 401:
        if SESSION not in request.cookies:
            return see_other(SIGN_IN, next=here)
        # The roster gives the next token. 307 sends what was filled in along, there and back.
        reading = request.method in ("GET", "HEAD")
        return RedirectResponse(f"{RENEW}?{urlencode({'next': here})}", 303 if reading else 307)
    if isinstance(error, RequestValidationError):
        problem = Problem(404, "not-found", "没有这个地址", "没有这个地址，请核对后再试。")
    page = page_of(request, problem.title)
    return page_response(
        request, "shell/problem.html", page, _view(problem, page, here, request), problem.status
    )


def _signed_in(page: Page, person: Principal, door: str) -> Page:
    doors = tuple(Door(name, url, icon, url == door) for act, name, url, icon in DOORS if person.may(act))
    inbox = person.may("notification.read_inbox")
    return replace(
        page,
        doors=doors,
        person=Person(person.name, ROLE_NAMES[person.roles[0]]),
        csrf=csrf_mark(person.session),
        sign_out_url=SIGN_OUT,
        renew_url=RENEW,
        renew_in=int(min(max(0.0, person.until - time.time() - RENEW_BEFORE), 86400.0)),
        inbox_url=INBOX if inbox else "",
        search_url=LEDGER if person.may("rectification.read") else "",
        stream_url=STREAM if inbox else "",
        unread_url=UNREAD,
    )


def _view(problem: Problem, page: Page, here: str, request: Request) -> ProblemView:
    reading, grave = request.method == "GET", problem.status >= 500
    ways = [Link("再试一次" if reading else "回原来的页面", here)] if grave or not reading else []
    if page.search_url:
        ways.append(Link("看台账", LEDGER))
    elif page.inbox_url:
        ways.append(Link("看消息", INBOX))
    else:
        ways.append(Link("登录", SIGN_IN))
    return ProblemView(
        title=problem.title,
        text=problem.detail,
        icon=_ICONS.get(problem.status, "alert"),
        grave=grave,
        ways=tuple(ways),
        reference=str(request.scope.get("request_id", "")).removeprefix("urn:uuid:") if grave else "",
    )


def _here(request: Request) -> str:
    """The address people see, also when a gateway has mounted the service below its name."""
    service: Service = request.app.state.service
    query = request.url.query
    return f"/{service.name}{quote(_below(request))}" + (f"?{query}" if query else "")


def _below(request: Request) -> str:
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", ""))
