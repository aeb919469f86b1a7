"""Accounts over HTTP: opening and closing them, signing in, the keys of the tokens."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from services.roster.adapters.credentials import AccountLocked, Credentials, WrongPassword
from services.roster.adapters.sign_in import SignIn
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.commands import CloseAccount, OpenAccount
from services.roster.entrypoints.bodies import AccountBody, AccountName, PasswordBody, SignInBody
from services.roster.read_models import accounts
from shared.event_sourcing.projections import Row
from shared.runtime.caller import Called
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem
from shared.runtime.service import Service

router = APIRouter(prefix="/api", tags=["accounts"])


@router.post("/accounts")
async def open_account(request: Request, called: Called, body: AccountBody) -> JSONResponse:
    """Let a person sign in. An account that is open keeps its password."""
    by = called.acting("roster.open_account")
    service, handlers, credentials = _parts(request)
    command = OpenAccount(
        by,
        service.clock.now(),
        body.account,
        body.name,
        body.roles,
        body.unit,
        body.inspector,
    )
    handled = await handlers.account(command, called.context)
    await credentials.give(body.account, body.password, must_change=body.must_change)
    return answer(handled, account=body.account)


@router.delete("/accounts/{account}")
async def close_account(
    request: Request, called: Called, account: Annotated[AccountName, Path()]
) -> JSONResponse:
    """Let a person sign in no more; tokens he holds expire by themselves."""
    by = called.acting("roster.open_account")
    service, handlers, credentials = _parts(request)
    await credentials.remove(account)  # First: a crash must not leave a closed account its old password.
    command = CloseAccount(by, service.clock.now(), account)
    return answer(await handlers.account(command, called.context), account=account)


@router.get("/accounts", dependencies=[AfterWrites])
async def list_accounts(request: Request, called: Called) -> list[Row]:
    """Every account, open or closed."""
    called.acting("roster.open_account")
    service, _, _ = _parts(request)
    async with service.engine.connect() as connection:
        return await accounts.all_accounts(connection)


@router.post("/sign-in")
async def sign_in(request: Request, body: SignInBody) -> dict[str, Any]:
    """Account and password against a token (Bearer)."""
    signing_in: SignIn = request.app.state.sign_in
    try:
        signed_in = await signing_in(body.account, body.password)
    except (WrongPassword, AccountLocked) as error:
        raise _not_let_in(error) from error
    person = signed_in.principal
    return {
        "token": signed_in.token,
        "must_change": signed_in.must_change,
        "account": person.id,
        "name": person.name,
        "roles": person.roles,
        "unit": person.unit,
        "inspector": person.inspector,
    }


@router.post("/password", status_code=204)
async def change_password(request: Request, body: PasswordBody) -> None:
    """Replace one's password; the old one is asked for again."""
    signing_in: SignIn = request.app.state.sign_in
    try:
        await signing_in.change_password(body.account, body.password, body.new_password)
    except (WrongPassword, AccountLocked) as error:
        raise _not_let_in(error) from error


@router.get("/.well-known/jwks.json")
async def jwks(request: Request) -> dict[str, Any]:
    """The public keys that tokens are checked with (RFC 7517)."""
    return dict(request.app.state.issuer.jwks())


def _not_let_in(error: WrongPassword | AccountLocked) -> Problem:
    if isinstance(error, AccountLocked):
        return Problem(429, "account-locked", "账号已锁定", str(error), locked_until=error.until.isoformat())
    return Problem(401, "wrong-password", "没有登录", str(error))


def _parts(request: Request) -> tuple[Service, RosterHandlers, Credentials]:
    state = request.app.state
    return state.service, state.handlers, state.credentials
