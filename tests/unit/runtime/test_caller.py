"""What a request is the cause of: the key names it, together with what it says and who says it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.identity.tokens import TokenIssuer, TokenVerifier
from shared.runtime.caller import SESSION, Called, Permitted, csrf_mark, may
from shared.runtime.problems import install_problems


@pytest.fixture
def issuer(tmp_path: Path) -> TokenIssuer:
    return TokenIssuer(tmp_path / "key.pem")


@pytest.fixture
def app(issuer: TokenIssuer) -> FastAPI:
    app = FastAPI()
    app.state.service = SimpleNamespace(tokens=TokenVerifier.local(issuer.jwks()))
    install_problems(app)

    @app.post("/notice")
    async def notice(called: Called, body: dict[str, Any]) -> dict[str, str]:
        return {"cause": str(called.context.cause), "days": str(body["days"])}

    @app.post("/form")
    async def form(called: Called) -> None:
        """What a page's form leads to."""

    @app.api_route("/visits", methods=["GET", "POST"])
    async def visits(called: Annotated[Permitted, may("inspection.read")], since: int) -> str:
        return f"{called.by.id} as {called.by.role}"

    return app


async def cause(
    app: FastAPI, issuer: TokenIssuer, key: str | None, days: int, person: str = "office"
) -> UUID:
    token = issuer.issue(Principal(person, "周文清", (Role.OFFICE,)))
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.post("/notice", json={"days": days}, headers=headers)
    assert answer.json()["days"] == str(days)
    return UUID(answer.json()["cause"])


async def test_the_same_request_under_the_same_key_is_one_cause(app: FastAPI, issuer: TokenIssuer) -> None:
    assert await cause(app, issuer, "k-1", 10) == await cause(app, issuer, "k-1", 10)


async def test_other_content_or_another_person_under_the_key_is_another_cause(
    app: FastAPI, issuer: TokenIssuer
) -> None:
    """A changed request must not be taken for one that was obeyed."""
    first = await cause(app, issuer, "k-1", 10)
    assert (
        len({first, await cause(app, issuer, "k-1", 20), await cause(app, issuer, "k-1", 10, "deputy")}) == 3
    )


async def test_without_a_key_every_request_is_its_own_cause(app: FastAPI, issuer: TokenIssuer) -> None:
    assert await cause(app, issuer, None, 10) != await cause(app, issuer, None, 10)


@pytest.mark.parametrize(("opened_in", "status"), [("this session", 200), ("another session", 403)])
async def test_a_form_outlives_its_token_but_not_its_session(
    app: FastAPI, issuer: TokenIssuer, opened_in: str, status: int
) -> None:
    renewed = issuer.issue(Principal("office", "周文清", (Role.OFFICE,)), "this session")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        client.cookies.set(SESSION, renewed)
        assert (await client.post("/form", data={"csrf": csrf_mark(opened_in)})).status_code == status


async def test_nobody_is_a_caller_without_a_token(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.post("/notice", json={"days": 1})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-signed-in"


async def asked(app: FastAPI, method: str, token: str, **how: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.request(method, "/visits", headers=headers, **how)


async def test_a_route_tells_its_handler_as_whom_the_caller_may(app: FastAPI, issuer: TokenIssuer) -> None:
    token = issuer.issue(Principal("zhou", "周敏", (Role.OPERATOR, Role.AUDITOR)))
    answer = await asked(app, "GET", token, params={"since": 1})
    assert answer.json() == "zhou as auditor"


async def test_who_may_not_is_not_even_told_what_is_wrong_with_what_he_sent(
    app: FastAPI, issuer: TokenIssuer
) -> None:
    token = issuer.issue(Principal("x", "运维", (Role.OPERATOR,)))
    answer = await asked(app, "GET", token, params={"since": "rubbish"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")


async def test_a_service_reads_in_its_scopes_and_writes_nothing(app: FastAPI, issuer: TokenIssuer) -> None:
    reader = issuer.issue_service("city", "市级督导平台", ["inspection.read"])
    assert (await asked(app, "GET", reader, params={"since": 1})).json() == "city as system"
    refused = await asked(app, "POST", reader, params={"since": 1})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-for-services")
    other = issuer.issue_service("city", "市级督导平台", ["roster.read"])
    assert (await asked(app, "GET", other, params={"since": 1})).status_code == 403


async def test_a_services_token_is_no_session(app: FastAPI, issuer: TokenIssuer) -> None:
    token = issuer.issue_service("city", "市级督导平台", ["inspection.read"])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        client.cookies.set(SESSION, token)
        assert (await client.get("/visits", params={"since": 1})).status_code == 403
