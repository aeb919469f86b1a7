"""Why somebody is not let in, as problems; programs and pages are told the same."""

from datetime import UTC, datetime
from math import ceil
from typing import Final

from fastapi import Request

from services.roster.adapters.credentials import AccountLocked, WrongPassword
from services.roster.adapters.door import TooManySignIns
from services.roster.adapters.sessions import SessionEnded
from services.roster.adapters.sign_in import PasswordMustChange, SamePassword
from shared.runtime.problems import Problem

NOT_LET_IN: Final = (
    WrongPassword,
    AccountLocked,
    TooManySignIns,
    PasswordMustChange,
    SamePassword,
    SessionEnded,
)


def not_let_in(error: Exception) -> Problem:
    """The problem that one of `NOT_LET_IN` is to whoever wants in."""
    text = str(error)
    match error:
        case AccountLocked(until=until):
            left = max(1, ceil((until - datetime.now(UTC)).total_seconds()))
            return Problem(
                429, "account-locked", "账号已锁定", text, locked_until=until.isoformat(), retry_after=left
            )
        case TooManySignIns(status=status, retry_after=seconds):
            return Problem(status, "too-many-sign-ins", "请稍后再登录", text, retry_after=seconds)
        case PasswordMustChange():
            return Problem(403, "password-must-change", "请先更换密码", text)
        case SamePassword():
            errors = [{"pointer": "/new_password", "detail": text}]
            return Problem(422, "validation", "内容有误", text, errors=errors)
        case SessionEnded():
            return Problem(401, "session-ended", "请重新登录", text)
        case _:
            return Problem(401, "wrong-password", "没有登录", text)


def address_of(request: Request) -> str:
    """Where a request comes from, as the server says, which believes only its own proxy."""
    return request.client.host if request.client else ""
