"""Accounts over HTTP: opening and closing them, signing in, the keys of the tokens."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from services.roster.adapters.credentials import Credentials
from services.roster.adapters.sign_in import SignedIn, SignIn
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.account_commands import CloseAccount, OpenAccount
from services.roster.entrypoints.bodies import AccountBody, AccountName, PasswordBody, RenewalBody, SignInBody
from services.roster.entrypoints.not_let_in import NOT_LET_IN, address_of, not_let_in
from services.roster.read_models import accounts
from shared.event_sourcing.decider import Role
from shared.event_sourcing.read_model import Row
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem
from shared.runtime.service import Service

router = APIRouter(prefix="/api", tags=["accounts"])

LASTING: Final = "初始密码只能用一次，必须由本人换成自己的。请去掉 must_change，或填 true。"
Keeper = Annotated[Permitted, may("roster.open_account")]


@router.post("/accounts")
async def open_account(request: Request, called: Keeper, body: AccountBody) -> JSONResponse:
    """Let a person sign in. An account that is open keeps its password.

    Who opens it knows the first password, so that it must be replaced; only an installation's own command line
    may give one that need not.
    """
    if not body.must_change and Role.OPERATOR not in called.principal.roles:
        raise Problem(403, "not-allowed", "没有权限", LASTING)
    service, handlers, credentials = _parts(request)
    command = OpenAccount(
        called.by,
        service.clock.now(),
        body.account,
        body.name,
        body.roles,
        body.unit,
        body.inspector,
    )
    handled = await handlers.accounts.obey(command, called.context)
    await credentials.give(
        body.account, body.password, must_change=body.must_change, anew=bool(handled.events)
    )
    return answer(handled, account=body.account)


@router.delete("/accounts/{account}")
async def close_account(
    request: Request, called: Keeper, account: Annotated[AccountName, Path()]
) -> JSONResponse:
    """Let a person sign in no more. His sessions end; the token he holds is good for a quarter of an hour at most."""
    service, handlers, credentials = _parts(request)
    password = await credentials.password_of(account)
    handled = await handlers.accounts.obey(
        CloseAccount(called.by, service.clock.now(), account), called.context
    )
    if (
        password
    ):  # A crash before this leaves a password that opens nothing and that the next opening replaces.
        await credentials.remove(account, password)
    return answer(handled, account=account)


@router.get("/accounts", dependencies=[AfterWrites])
async def list_accounts(request: Request, called: Keeper) -> list[Row]:
    """Every account, open or closed."""
    service, _, _ = _parts(request)
    async with service.reading.connect() as connection:
        return await accounts.all_accounts(connection)


@router.post("/sign-in")
async def sign_in(request: Request, body: SignInBody) -> dict[str, Any]:
    """Account and password against a token (Bearer) and a secret that renews it.

    403 `password-must-change`: the first password must be replaced before (`/password`).
    """
    signing_in: SignIn = request.app.state.sign_in
    try:
        return _told(await signing_in(body.account, body.password, address_of(request)))
    except NOT_LET_IN as error:
        raise not_let_in(error) from error


@router.post("/renew")
async def renew(request: Request, body: RenewalBody) -> dict[str, Any]:
    """The next token of a session, in the roles the account has now; 401 when the session has ended."""
    signing_in: SignIn = request.app.state.sign_in
    try:
        return _told(await signing_in.renew(body.renewal))
    except NOT_LET_IN as error:
        raise not_let_in(error) from error


@router.post("/sign-out", status_code=204)
async def sign_out(request: Request, body: RenewalBody) -> None:
    """End a session: its token is renewed no more."""
    signing_in: SignIn = request.app.state.sign_in
    await signing_in.sign_out(body.renewal)


@router.post("/password", status_code=204)
async def change_password(request: Request, body: PasswordBody) -> None:
    """Replace one's password, which ends all one's sessions; the old one is asked for again."""
    signing_in: SignIn = request.app.state.sign_in
    try:
        await signing_in.change_password(body.account, body.password, body.new_password, address_of(request))
    except NOT_LET_IN as error:
        raise not_let_in(error) from error


@router.get("/.well-known/jwks.json")
async def jwks(request: Request) -> dict[str, Any]:
    """The public keys that tokens are checked with (RFC 7517)."""
    return dict(request.app.state.issuer.jwks())


def _told(signed_in: SignedIn) -> dict[str, Any]:
    person = signed_in.principal
    return {
        "token": signed_in.token,
        "expires_in": signed_in.expires_in,
        "renewal": signed_in.renewal,
        "session_ends_at": signed_in.session.ends_at.isoformat(),
        "account": person.id,
        "name": person.name,
        "roles": person.roles,
        "unit": person.unit,
        "inspector": person.inspector,
    }


def _parts(request: Request) -> tuple[Service, RosterHandlers, Credentials]:
    state = request.app.state
    return state.service, state.handlers, state.credentials
