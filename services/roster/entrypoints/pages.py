"""The pages of the roster: signing in, signing out, replacing the first password."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import ValidationError

from services.roster.adapters.credentials import AccountLocked, WrongPassword
from services.roster.adapters.sign_in import SignedIn, SignIn
from services.roster.entrypoints.bodies import PasswordBody, SignInBody
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
from shared.runtime.problems import Problem
from shared.runtime.settings import ServiceSettings

router = page_router()

PASSWORD = "/roster/password"
HELP = "没有账号，或忘了密码？请找督导室。"
EXPIRED = "登录已失效，请重新登录。没有提交的内容还在原来的页面上。"
UNFIT = "新密码要有8至128个字符。"
DIFFERENT = "两次填的新密码不一样。"
SAME = "新密码不能和现在的一样。"

Wanted = Annotated[str, Query(alias="next", max_length=2000)]
Account = Annotated[str, Query(max_length=64)]


@router.get("/sign-in")
async def sign_in_form(request: Request, next_url: Wanted = LEDGER, expired: bool = False) -> Response:
    """登录。"""
    return _sign_in_page(request, next_url=next_url, notice=EXPIRED if expired else "")


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Let a person in and bring him where he wanted to go; a first password must be replaced first."""
    form = await _form(request)
    account, wanted = form.get("account", "").strip(), own_address(form.get("next", LEDGER))
    try:
        signed_in = await _let_in(request, account, form.get("password", ""))
    except AccountLocked as error:
        return _sign_in_page(request, account, wanted, str(error), status=429)
    except WrongPassword as error:
        return _sign_in_page(request, account, wanted, str(error), status=401)
    if signed_in.must_change:
        return see_other(PASSWORD, account=account, next=wanted)
    return _with_session(request, signed_in, wanted)


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
        if new == old:
            return _password_page(request, account, wanted, SAME, 422)
        await signing_in.change_password(account, old, new)
        signed_in = await signing_in(account, new)
    except ValidationError:
        return _password_page(request, account, wanted, UNFIT, 422)
    except AccountLocked as error:
        return _password_page(request, account, wanted, str(error), 429)
    except WrongPassword as error:
        return _password_page(request, account, wanted, str(error), 401)
    return _with_session(request, signed_in, wanted)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Forget the session; the token expires by itself."""
    await _form(request)
    response = see_other(SIGN_IN)
    response.delete_cookie(SESSION, path="/", httponly=True, samesite="strict")
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
    return await signing_in(account, password)


async def _form(request: Request) -> dict[str, str]:
    """The form, when a page of this site sent it: a stranger must not sign anybody in or out."""
    if not from_own_page(request):
        raise Problem(
            403, "foreign-form", "页面已失效", "这个表单不是从本系统的页面提交的。请打开登录页再试。"
        )
    return {name: values[0] for name, values in (await posted(request)).items()}


def _with_session(request: Request, signed_in: SignedIn, wanted: str) -> Response:
    response = see_other(wanted)
    response.set_cookie(
        SESSION,
        signed_in.token,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.headers["origin"].startswith("https://"),  # As the browser sees it, behind any proxy.
    )
    return response


def _sign_in_page(
    request: Request,
    account: str = "",
    next_url: str = LEDGER,
    error: str = "",
    notice: str = "",
    status: int = 200,
) -> Response:
    view = SignInView(
        SIGN_IN,
        _office(request.app.state.service.settings),
        account,
        own_address(next_url),
        error,
        HELP,
        notice=notice,
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
