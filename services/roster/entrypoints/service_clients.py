"""Other systems over HTTP: registering them, closing them, and the tokens they fetch (RFC 6749, 4.4)."""

import base64
import binascii
from typing import Annotated, Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from services.roster.adapters.door import TooManySignIns
from services.roster.adapters.service_tokens import ScopeNotGranted, ServiceTokens, WrongClient
from services.roster.application.service_clients import ServiceClients
from services.roster.domain.service_client import CloseServiceClient, OpenServiceClient
from services.roster.entrypoints.bodies import AccountName, Body, Text
from services.roster.entrypoints.not_let_in import address_of, not_let_in
from services.roster.read_models import service_clients
from shared.event_sourcing.read_model import Row
from shared.runtime.caller import Permitted, may, posted
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem
from shared.runtime.service import Service
from shared.runtime.texts import ONE_LINE

router = APIRouter(prefix="/api", tags=["service clients"])

Keeper = Annotated[Permitted, may("roster.open_service_client")]
Scope = Annotated[str, StringConstraints(min_length=1, max_length=60), ONE_LINE]
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}  # RFC 6749, 5.1
GRANT = "client_credentials"


class ServiceClientBody(Body):
    client: AccountName
    name: Text
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=20)]


class TokenBody(BaseModel):
    """A token request, as a form or as JSON; the client may say who it is by HTTP Basic instead.

    What else is sent is ignored, as RFC 6749 (3.2) asks.
    """

    grant_type: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    scope: Annotated[str, StringConstraints(max_length=1000)] = ""
    client_id: Annotated[str, StringConstraints(max_length=64)] = ""
    client_secret: Annotated[str, StringConstraints(max_length=200)] = ""


@router.post("/service-clients")
async def open_service_client(request: Request, called: Keeper, body: ServiceClientBody) -> JSONResponse:
    """Register another system. Its `secret` is told this once; null: it was told before, and is kept."""
    service, clients, tokens = _parts(request)
    command = OpenServiceClient(called.by, service.clock.now(), body.client, body.name, body.scopes)
    handled = await clients.handle(command, called.context)
    secret = await tokens.secret_for(body.client, handled.version)
    response = answer(handled, client=body.client, secret=secret)
    response.headers.update(NO_STORE)
    return response


@router.delete("/service-clients/{client}")
async def close_service_client(
    request: Request, called: Keeper, client: Annotated[AccountName, Path()]
) -> JSONResponse:
    """Give another system no more tokens; the one it holds is good for a quarter of an hour at most."""
    service, clients, tokens = _parts(request)
    command = CloseServiceClient(called.by, service.clock.now(), client)
    handled = await clients.handle(command, called.context)
    await tokens.forget(client, handled.version)
    return answer(handled, client=client)


@router.get("/service-clients", dependencies=[AfterWrites])
async def list_service_clients(request: Request, called: Keeper) -> list[Row]:
    """Every service client, open or closed."""
    service, _, _ = _parts(request)
    async with service.reading.connect() as connection:
        return await service_clients.all_clients(connection)


@router.post(
    "/service-token",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": TokenBody.model_json_schema()}
                for kind in ("application/x-www-form-urlencoded", "application/json")
            },
        }
    },
)
async def service_token(request: Request) -> JSONResponse:
    """A client's id and secret (HTTP Basic, or in the body) against a token for reading in its scopes."""
    body = await _asked(request)
    client, secret = _basic(request) or (body.client_id, body.client_secret)
    if body.grant_type != GRANT:
        raise _problem(400, "unsupported_grant_type", f"这里只支持 grant_type={GRANT}。")
    tokens: ServiceTokens = request.app.state.service_tokens
    try:
        given = await tokens(client, secret, body.scope.split(), address_of(request))
    except WrongClient as error:
        raise _problem(401, "invalid_client", str(error)) from error
    except ScopeNotGranted as error:
        raise _problem(400, "invalid_scope", str(error)) from error
    except TooManySignIns as error:
        raise not_let_in(error) from error
    told = {
        "access_token": given.token,
        "token_type": "Bearer",
        "expires_in": given.expires_in,
        "scope": " ".join(given.scopes),
    }
    return JSONResponse(told, headers=NO_STORE)


async def _asked(request: Request) -> TokenBody:
    content: Any
    if request.headers.get("content-type", "").startswith("application/json"):
        content = await request.body()
    else:
        content = {name: values[0] for name, values in (await posted(request)).items()}
    try:
        return (
            TokenBody.model_validate_json(content)
            if isinstance(content, bytes)
            else TokenBody.model_validate(content)
        )
    except ValidationError as error:
        raise _problem(
            400, "invalid_request", "请求应有 grant_type、client_id、client_secret，可以有 scope。"
        ) from error


def _basic(request: Request) -> tuple[str, str] | None:
    """The client's id and secret in the header, each form-encoded there (RFC 6749, 2.3.1)."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise _problem(401, "invalid_client", str(WrongClient())) from error
    named = unquote_plus(client), unquote_plus(secret)
    if any("\0" in part for part in named):  # No client has one, and PostgreSQL cannot look for it.
        raise _problem(401, "invalid_client", str(WrongClient()))
    return named


def _problem(status: int, error: str, text: str) -> Problem:
    """A problem that says `error` too, as programs that know OAuth expect (RFC 6749, 5.2)."""
    return Problem(status, error.replace("_", "-"), "没有给出令牌", text, error=error, error_description=text)


def _parts(request: Request) -> tuple[Service, ServiceClients, ServiceTokens]:
    state = request.app.state
    return state.service, state.service_clients, state.service_tokens
