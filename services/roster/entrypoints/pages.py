"""The pages of the roster: signing in, signing out, replacing the first password."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.roster.adapters.credentials import WrongPassword
from services.roster.adapters.sessions import SessionEnded
from services.roster.adapters.sign_in import PasswordMustChange, SignedIn, SignIn
from services.roster.entrypoints.bodies import PasswordBody, SignInBody
from services.roster.entrypoints.not_let_in import NOT_LET_IN, address_of, not_let_in
from services.roster.entrypoints.settings import Settings
from services.roster.entrypoints.views import PasswordView, SignInView
from shared.runtime.caller import SESSION, posted
from shared.runtime.pages import (
    LEDGER,
    SIGN_IN,
    from_own_page,
    own_address,
    page_of,
    page_response,
    page_router,
    see_other,
)
from shared.runtime.problems import Problem, headers_of
from shared.runtime.settings import ServiceSettings

router = page_router()

PASSWORD = "/roster/password"
RENEWAL = "dudao_renewal"
ONLY_HERE = "/roster"  # No other service ever sees what renews a session.
HELP = "没有账号，或忘了密码？请找督导室。"
EXPIRED = "登录已失效，请重新登录。没有提交的内容还在原来的页面上。"
UNFIT = "新密码要有8至128个字符。"
DIFFERENT = "两次填的新密码不一样。"

Wanted = Annotated[str, Query(alias="next", max_length=2000)]
Account = Annotated[str, Query(max_length=64)]


@router.get("/sign-in")
async def sign_in_form(request: Request, next_url: Wanted = LEDGER, expired: bool = False) -> Response:
    """登录。"""
    return sign_in_page(request, next_url=next_url, notice=EXPIRED if expired else "")


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Let a person in and bring him where he wanted to go; a first password must be replaced first."""
    form = await _form(request)
    account, wanted = form.get("account", "").strip(), own_address(form.get("next", LEDGER))
    try:
        signed_in = await _let_in(request, account, form.get("password", ""))
    except PasswordMustChange:
        return see_other(PASSWORD, account=account, next=wanted)
    except NOT_LET_IN as error:
        problem = not_let_in(error)
        page = sign_in_page(request, account, wanted, problem.detail, status=problem.status)
        page.headers.update(headers_of(problem))
        return page
    return with_session(see_other(wanted), signed_in)


@router.get("/session")
@router.post("/session")
async def renew(request: Request, next_url: Wanted = LEDGER) -> Response:
    """Give the next token while the session lives and lead back, a form with what was filled in (307).

    The page itself then sees to it that the form is its own; nothing is obeyed here.
    """
    signing_in: SignIn = request.app.state.sign_in
    wanted = own_address(next_url)
    try:
        signed_in = await signing_in.renew(request.cookies.get(RENEWAL, ""))
    except SessionEnded:
        return see_other(SIGN_IN, next=wanted, expired=1)
    return with_session(RedirectResponse(wanted, 307 if request.method == "POST" else 303), signed_in)


@router.get("/password")
async def password_form(request: Request, account: Account = "", next_url: Wanted = LEDGER) -> Response:
    """更换密码。"""
    return _password_page(request, account, next_url)


@router.post("/password")
async def change_password(request: Request) -> Response:
    """Replace a password and let the person in with the new one."""
    form = await _form(request)
    account, wanted = form.get("account", "").strip(), own_address(form.get("next", LEDGER))
    old, new = form.get("password", ""), form.get("new_password", "")
    signing_in: SignIn = request.app.state.sign_in
    try:
        PasswordBody(account=account, password=old, new_password=new)
        if new != form.get("repeated", ""):
            return _password_page(request, account, wanted, DIFFERENT, 422)
        await signing_in.change_password(account, old, new, address_of(request))
        signed_in = await _let_in(request, account, new)
    except ValidationError as error:
        nobody = any(part["loc"] == ("account",) for part in error.errors())
        text, status = (str(WrongPassword()), 401) if nobody else (UNFIT, 422)
        return _password_page(request, account, wanted, text, status)
    except NOT_LET_IN as error:
        problem = not_let_in(error)
        page = _password_page(request, account, wanted, problem.detail, problem.status)
        page.headers.update(headers_of(problem))
        return page
    return with_session(see_other(wanted), signed_in)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session; the last token, which the browser forgets, expires by itself."""
    await _form(request)
    signing_in: SignIn = request.app.state.sign_in
    await signing_in.sign_out(request.cookies.get(RENEWAL, ""))
    response = see_other(SIGN_IN)
    response.delete_cookie(SESSION, path="/", httponly=True, samesite="lax")
    response.delete_cookie(RENEWAL, path=ONLY_HERE, httponly=True, samesite="lax")
    return response


@router.get("/sign-out")
async def after_sign_out() -> Response:
    """Nobody is signed out by a link."""
    return see_other(LEDGER)


async def _let_in(request: Request, account: str, password: str) -> SignedIn:
    signing_in: SignIn = request.app.state.sign_in
    try:
        SignInBody(account=account, password=password)
    except ValidationError:
        raise WrongPassword from None
    secure = request.headers["origin"].startswith("https://")  # As the browser sees it, behind any proxy.
    return await signing_in(account, password, address_of(request), secure=secure)


async def _form(request: Request) -> dict[str, str]:
    """The form, when a page of this site sent it: a stranger must not sign anybody in or out."""
    if not from_own_page(request):
        raise Problem(
            403, "foreign-form", "页面已失效", "这个表单不是从本系统的页面提交的。请打开登录页再试。"
        )
    return {name: values[0] for name, values in (await posted(request)).items()}


def with_session(response: Response, signed_in: SignedIn) -> Response:
    """The token for every service, and what renews it for the roster alone.

    Lax, not strict: who follows a link from a message is led through a renewal, and a strict cookie would
    not come along. Forms of other sites bring neither cookie, and no form counts without its mark.
    """
    for name, value, path in ((SESSION, signed_in.token, "/"), (RENEWAL, signed_in.renewal, ONLY_HERE)):
        response.set_cookie(
            name, value, path=path, httponly=True, samesite="lax", secure=signed_in.session.secure
        )
    return response


def sign_in_page(
    request: Request,
    account: str = "",
    next_url: str = LEDGER,
    error: str = "",
    notice: str = "",
    status: int = 200,
) -> Response:
    settings: Settings = request.app.state.service.settings
    wanted = own_address(next_url)
    provider = f"{SIGN_IN}/provider?{urlencode({'next': wanted})}" if settings.oidc_issuer else ""
    view = SignInView(
        SIGN_IN,
        _office(settings),
        account,
        wanted,
        error,
        HELP,
        notice=notice,
        provider_url=provider,
        provider_label=settings.oidc_label,
    )
    return page_response(request, "signin.html", page_of(request, "登录"), view, status)


def _password_page(
    request: Request, account: str, next_url: str, error: str = "", status: int = 200
) -> Response:
    office = _office(request.app.state.service.settings)
    view = PasswordView(PASSWORD, office, account, own_address(next_url), error)
    return page_response(request, "password.html", page_of(request, "更换密码"), view, status)


def _office(settings: ServiceSettings) -> str:
    name = settings.district_name
    return f"{name}人民政府教育督导委员会办公室" if name else "教育督导委员会办公室"
