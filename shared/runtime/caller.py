"""Who calls, with which token, whether he may, and what his request is the cause of."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid4, uuid5

from fastapi import Depends, Request, params

from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.decider import Actor
from shared.identity.permissions import WHO_MAY
from shared.identity.principal import NotAllowed, Principal, ServicePrincipal
from shared.identity.tokens import InvalidToken, KeysUnavailable
from shared.runtime.problems import Problem
from shared.runtime.service import Service

SESSION = "dudao_session"
REQUESTS = UUID("9a0b6c7e-7e55-5a3b-8a35-2f6e0a6f3c02")
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_SAFE = ("GET", "HEAD", "OPTIONS")

Form = Mapping[str, Sequence[str]]
"""The text fields of a form, each with its values in order."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a request and the context of the command it asks for."""

    principal: Principal
    context: Context

    def acting(self, action: str) -> Actor:
        """The person in the role that may do `action`. Raises a 403 `Problem` when he has none."""
        try:
            return self.principal.acting(action)
        except NotAllowed as error:
            raise Problem(403, "not-allowed", "没有权限", str(error)) from error


async def caller(request: Request) -> Caller:
    """The caller of any request; 401 without a valid token, 403 when a form lacks its session's mark.

    A page's form carries as fields what a program says in headers: `csrf`, `command_id` (Idempotency-Key)
    and `version` (If-Match).
    """
    principal, by_cookie = await _signed_in(request)
    if isinstance(principal, ServicePrincipal) and (by_cookie or request.method not in _SAFE):
        text = "服务令牌只能读，不能代替人办理，也不能用来登录网页。请由本人登录后办理。"
        raise Problem(403, "not-for-services", "服务令牌不能这样用", text)
    request.state.person = principal  # So that a page that tells of an error is still his.
    headers = request.headers
    form = await _own_form(request, principal.session) if by_cookie and request.method not in _SAFE else {}
    key = headers.get("idempotency-key") or _first(form, "command_id")
    cause = uuid4()
    if key:
        # Under one key the same content is one request; other content is another, decided on its own.
        json_body = headers.get("content-type", "").startswith("application/json")
        digest = hashlib.sha256(await request.body()).hexdigest() if json_body else ""
        cause = uuid5(REQUESTS, f"{principal.id} {request.method} {request.url.path} {key} {digest}")
    trace = headers.get("traceparent", "")
    context = Context(
        cause=cause,
        correlation=_uuid(headers.get("correlation-id")) or cause,
        traceparent=trace if _TRACEPARENT.fullmatch(trace) else f"00-{cause.hex}-{cause.hex[:16]}-01",
        expected=_version(headers.get("if-match") or _first(form, "version") or None),
    )
    return Caller(principal, context)


Called = Annotated[Caller, Depends(caller)]


@dataclass(frozen=True, slots=True)
class Permitted(Caller):
    """A caller who may do what his route declares; `by` is who he is when he does it."""

    by: Actor


@dataclass(frozen=True, slots=True)
class May:
    """What one must be allowed to do to use a route: checked before anybody looks at what was sent."""

    action: str

    async def __call__(self, called: Called) -> Permitted:
        return Permitted(called.principal, called.context, called.acting(self.action))


def may(action: str) -> params.Depends:
    """Declare the action of a route: `called: Annotated[Permitted, may("inspection.record_visit")]`."""
    assert action in WHO_MAY, f"{action} is not in the table of who may do what"
    return params.Depends(May(action))


def csrf_mark(session: str) -> str:
    """What a page's forms carry to prove that they come from this session's own pages.

    It is made from what only the token says and what a renewed token says again: a form that was opened
    with the token before is still good.
    """
    return hmac.new(session.encode(), b"dudao form", hashlib.sha256).hexdigest()


async def _signed_in(request: Request) -> tuple[Principal, bool]:
    service: Service = request.app.state.service
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    by_cookie = not token
    if by_cookie:
        token = request.cookies.get(SESSION, "")
    elif scheme.lower() != "bearer":
        raise Problem(401, "not-signed-in", "请先登录", "Authorization 应写成 Bearer 加令牌。")
    if not token:
        raise Problem(
            401,
            "not-signed-in",
            "请先登录",
            "这个请求没有带令牌。请先登录，或带上 Authorization: Bearer 令牌。",
        )
    try:
        return await service.tokens.verify(token), by_cookie
    except InvalidToken as error:
        raise Problem(
            401, "not-signed-in", "请重新登录", "登录已失效，请重新登录。您填的内容没有提交。"
        ) from error
    except KeysUnavailable as error:
        raise Problem(
            503, "keys-unavailable", "暂时无法核对登录", "暂时核对不了登录，内容没有提交。请稍后再试一次。"
        ) from error


async def posted(request: Request) -> Form:
    """The text a form was filled with; 422 for U+0000, which PostgreSQL cannot hold."""
    fields: dict[str, list[str]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    if any("\0" in value for values in fields.values() for value in values):
        raise Problem(422, "validation", "内容有误", "内容里有不可见的空字符（U+0000），请删去后再提交。")
    return fields


async def _own_form(request: Request, session: str) -> Form:
    """The form of a page of this session; empty when a script says the session's mark in a header."""
    mark = request.headers.get("x-csrf", "")
    form = {} if mark else await posted(request)
    if not hmac.compare_digest((mark or _first(form, "csrf")).encode(), csrf_mark(session).encode()):
        raise Problem(
            403,
            "foreign-form",
            "页面已失效",
            "这个表单不是从本系统的页面提交的，或页面已过期。请刷新页面再试。",
        )
    return form


def _first(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    number = if_match.strip().removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Problem(400, "bad-if-match", "If-Match 有误", 'If-Match 应是上次读到的 ETag，例如 "17"。')
    return int(number)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
