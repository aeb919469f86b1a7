"""Who may do what, on every route of the running services: each role, a stranger, and another system."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from uuid import uuid4

import httpx
import pytest

from deploy.ground import Ground
from deploy.host import build
from deploy.installation import SERVICES
from shared.event_sourcing.decider import Role
from shared.identity.permissions import SCOPES, WHO_MAY
from shared.identity.principal import UNIT_ROLES, Principal
from shared.runtime.pages import RENEW, SIGN_IN
from tests.contracts.routes import Route, routes_of
from tests.system.installation import FourProcesses
from tests.system.load import INSPECTORS, UNIT

AT_ONCE = 8
SOMEBODY = (Role.OFFICE, Role.UNIT, Role.DEPUTY_CHIEF_INSPECTOR)
"""Between them they may do everything in inspection."""
UNFIT = "~" * 300
"""No id, code, name or number there could be: who is let through is told so, and nothing is done."""

Answers = Mapping[str, httpx.Response]
"""By who asked: a role, `nobody` or `service`."""


@pytest.fixture
def routes(dudao: FourProcesses) -> list[Route]:
    """What the same code composes here as the processes run."""
    ground = Ground(dudao.installation, dudao.backends)
    return [
        route
        for service in SERVICES
        for route in routes_of(service, build(service, ground.environment(service, "")))
        if not route.is_public
    ]


@pytest.fixture
async def tokens(dudao: FourProcesses) -> Mapping[str, str]:
    """The token of somebody in each role alone, and of a service that was given every scope there is."""
    people = {
        str(role): dudao.token(
            Principal(
                f"walker-{role}",
                "巡查",
                (role,),
                UNIT if role in UNIT_ROLES else None,
                INSPECTORS[0] if role is Role.INSPECTOR else None,
            )
        )
        for role in Role
    }
    return {**people, "nobody": "", "service": await service_token(dudao)}


async def service_token(dudao: FourProcesses) -> str:
    client = f"walker-{uuid4().hex}"
    async with dudao.http() as http:
        body = {"client": client, "name": "市级督导平台", "scopes": sorted(SCOPES)}
        opened = await http.post("/roster/api/service-clients", json=body)
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": opened.json()["secret"]}
    async with anonymous(dudao) as http:
        given = await http.post("/roster/api/service-token", data=form)
    return str(given.raise_for_status().json()["access_token"])


async def test_every_route_lets_through_exactly_whom_the_table_says(
    dudao: FourProcesses, routes: Sequence[Route], tokens: Mapping[str, str]
) -> None:
    assert len(routes) > 80
    answers = await walk(dudao, routes, tokens)
    wrong = [
        f"{route.name} ({route.actions[0]}) for {who}: {answer.status_code} {answer.headers.get('location', '')}"
        for route, told in answers.items()
        for who, answer in told.items()
        if outcome(route, answer) != expected(route, who)
    ]
    assert not wrong, "\n".join(wrong)
    let_through = sum(
        outcome(route, a) == "through" for route, told in answers.items() for a in told.values()
    )
    assert len(routes) < let_through < len(routes) * len(tokens) / 2  # Neither nobody nor everybody.


@pytest.mark.parametrize("line", [Role.SUPERIOR, Role.MEMBER_UNIT])
async def test_a_line_department_reaches_nothing_that_writes_in_inspection(
    dudao: FourProcesses, routes: Sequence[Route], tokens: Mapping[str, str], line: Role
) -> None:
    """Q3: 厘清督导与教育行政的职能边界, 独立行使职能."""
    writing = [route for route in routes if route.service == "inspection" and route.writes]
    assert {route.path for route in writing} >= {"/api/visits", "/api/imports/visits", "/api/imports/ledger"}
    answers = await walk(dudao, writing, {line: tokens[line], **{role: tokens[role] for role in SOMEBODY}})
    for route, told in answers.items():
        assert told[line].status_code == 403, route.name
        if "rebuild" not in route.path and "replay" not in route.path:
            # Who may do it gets as far as its content.
            through = {told[role].status_code for role in SOMEBODY if role in WHO_MAY[route.actions[0]]}
            assert through == {422}, route.name


async def test_a_service_is_refused_what_is_outside_its_scopes_even_where_it_only_reads(
    dudao: FourProcesses, routes: Sequence[Route], tokens: Mapping[str, str]
) -> None:
    beyond = [r for r in routes if not r.writes and r.actions[0] not in SCOPES]
    answers = await walk(dudao, beyond, {"service": tokens["service"]})
    assert {told["service"].status_code for told in answers.values()} == {403}
    assert {"notification.read_inbox", "rectification.read_log", "roster.open_account"} <= {
        route.actions[0] for route in beyond
    }


async def walk(
    dudao: FourProcesses, routes: Sequence[Route], tokens: Mapping[str, str]
) -> Mapping[Route, Answers]:
    """Ask every route with every token."""
    turn = asyncio.Semaphore(AT_ONCE)
    answers: dict[Route, dict[str, httpx.Response]] = {route: {} for route in routes}

    async def ask(http: httpx.AsyncClient, route: Route, who: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body: dict[str, str] | None = {} if route.writes else None
        async with turn, http.stream(route.method, address(route), headers=headers, json=body) as answer:
            answers[route][who] = answer  # What follows is not read: a live stream has no end.

    async with anonymous(dudao) as http:
        await asyncio.gather(
            *(ask(http, route, who, token) for route in routes for who, token in tokens.items())
        )
    return answers


def anonymous(dudao: FourProcesses) -> httpx.AsyncClient:
    http = dudao.http()
    del http.headers["Authorization"]
    return http


def address(route: Route) -> str:
    return f"/{route.service}{re.sub(r'{[^}]*}', UNFIT, route.path)}"


def expected(route: Route, who: str) -> str:
    action = route.actions[0]
    if who == "nobody":
        return "sign in"
    if who == "service":
        return "through" if action in SCOPES and not route.writes else "refused"
    return "through" if Role(who) in WHO_MAY[action] else "refused"


def outcome(route: Route, answer: httpx.Response) -> str:
    """`through` is any answer of somebody who has looked at what was sent; faults are nobody's right answer."""
    leads_to = answer.headers.get("location", "")
    if answer.status_code == 401 or leads_to.startswith((SIGN_IN, RENEW)):
        return "sign in" if route.is_page == bool(leads_to) else "wrong kind of answer"
    if answer.status_code == 403:
        return "refused"
    return "through" if answer.status_code < 500 else "fault"
