"""Every error an HTTP caller can meet, as RFC 9457 problem+json: what, where, how to mend."""

import re
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from shared.audit.record import NotCanonical
from shared.event_sourcing.connections import is_lost
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.event_store import StoreUnavailable, VersionConflict
from shared.event_sourcing.event_types import UnreadableRecord

log = structlog.get_logger()

_PYDANTIC = {
    "missing": "必填，请补上。",
    "string_type": "应为文字。",
    "string_unicode": "含有不能保存的字符，请删去后重新输入。",
    "string_too_short": "不能为空或太短，至少{min_length}个字。",
    "string_too_long": "太长，最多{max_length}个字。",
    "string_pattern_mismatch": "格式不对，应符合 {pattern}。",
    "too_short": "至少要有{min_length}项。",
    "too_long": "最多{max_length}项。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "int_from_float": "应为整数。",
    "int_parsing_size": "数太大。",
    "finite_number": "应为有限的数。",
    "float_type": "应为数。",
    "float_parsing": "应为数。",
    "decimal_type": "应为数。",
    "decimal_parsing": "应为数。",
    "decimal_max_digits": "最多{max_digits}位数字。",
    "decimal_max_places": "最多{decimal_places}位小数。",
    "decimal_whole_digits": "小数点前最多{whole_digits}位。",
    "bool_type": "应为 true 或 false。",
    "bool_parsing": "应为 true 或 false。",
    "greater_than_equal": "不能小于{ge}。",
    "less_than_equal": "不能大于{le}。",
    "greater_than": "应大于{gt}。",
    "less_than": "应小于{lt}。",
    "date_type": "应为日期，写成 2026-10-16。",
    "date_parsing": "不是有效日期，写成 2026-10-16。",
    "date_from_datetime_parsing": "不是有效日期，写成 2026-10-16。",
    "date_from_datetime_inexact": "应为日期，写成 2026-10-16。",
    "time_type": "应为时刻，写成 14:10。",
    "time_parsing": "不是有效时刻，写成 14:10。",
    "datetime_type": "应为时间，写成 2026-10-16T14:10:00+08:00。",
    "datetime_parsing": "不是有效时间，写成 2026-10-16T14:10:00+08:00。",
    "datetime_from_date_parsing": "不是有效时间，写成 2026-10-16T14:10:00+08:00。",
    "timezone_aware": "时间须带时区，写成 2026-10-16T14:10:00+08:00。",
    "uuid_parsing": "不是有效的编号（UUID）。",
    "uuid_type": "不是有效的编号（UUID）。",
    "literal_error": "只能是 {expected} 之一。",
    "enum": "只能是 {expected} 之一。",
    "list_type": "应为列表。",
    "tuple_type": "应为列表。",
    "dict_type": "应为对象。",
    "model_attributes_type": "应为对象。",
    "model_type": "应为对象。",
    "json_invalid": "不是有效的 JSON（{error}）。",
    "extra_forbidden": "没有这一项，请删去或改正名称。",
}


class Problem(Exception):
    """An error of the HTTP surface itself. `kind` becomes the problem's type, in kebab case."""

    def __init__(self, status: int, kind: str, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.kind, self.title, self.detail, self.more = status, kind, title, detail, more


def not_found(what: str, id: object) -> Problem:
    return Problem(404, "not-found", f"没有这个{what}", f"没有找到{what} {id}。请核对编号后再试。")


def headers_of(problem: Problem) -> dict[str, str]:
    """What an answer says beside its text: when to try again, how to sign in."""
    headers = {}
    if problem.status in (429, 503):
        headers["Retry-After"] = str(problem.more.get("retry_after", 2))
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def problem_response(problem: Problem, request: Request) -> JSONResponse:
    body = {
        "type": f"/problems/{problem.kind}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.scope.get("request_id"),
        **problem.more,
    }
    return JSONResponse(body, problem.status, headers_of(problem), media_type="application/problem+json")


def as_problem(error: Exception) -> Problem:
    """The problem that tells an HTTP caller of `error`."""
    match error:
        case Problem():
            return error
        case Refused():
            more: dict[str, Any] = {"article": error.article} if error.article else {}
            if error.field:
                more["errors"] = [{"pointer": f"/{error.field}", "detail": str(error)}]
            return Problem(409, _kebab(type(error).__name__), "规则不允许", str(error), **more)
        case VersionConflict():
            return Problem(
                412,
                "version-conflict",
                "内容已有更新",
                "在您查看之后，别人已经更新。您填的内容没有提交，请刷新后再试。",
                expected=error.expected,
                actual=error.actual,
            )
        case _ if is_lost(error):
            log.warning("a request found the database away", error=repr(error))
            return Problem(
                503,
                "store-unavailable",
                "暂时无法保存",
                "数据库暂时连不上，内容没有提交。稍后再试一次，不会重复提交。",
            )
        case NotCanonical():
            return Problem(
                422,
                "validation",
                "内容有误",
                "有一项内容不能保存，请按提示改正后再提交。",
                errors=[{"pointer": error.pointer, "detail": "含有不能保存的字符或过大的数。"}],
            )
        case RequestValidationError():
            errors = [_explained(e) for e in error.errors()]
            return Problem(
                422, "validation", "内容有误", "请按提示改正后再提交，已填的内容没有保存。", errors=errors
            )
        case RecursionError():
            return Problem(422, "validation", "内容有误", "JSON 嵌套太深，请减少层数。")
        case UnreadableRecord():
            log.error("a record of the log cannot be read", position=error.position, error=str(error))
            return Problem(
                500,
                "log-unreadable",
                "日志无法读取",
                f"日志第{error.position}条读不出来，可能被改动过。查明之前请勿办理，并告知总督学和运维人员用 dudao audit verify 核验。",
                position=error.position,
            )
        case HTTPException():
            return Problem(
                error.status_code,
                f"http-{error.status_code}",
                _HTTP.get(error.status_code, "请求有误"),
                _HTTP_DETAIL.get(error.status_code, str(error.detail)),
            )
        case _:
            log.exception("unexpected error", exc_info=error)
            return Problem(
                500,
                "unexpected",
                "系统出错",
                "系统出错，内容可能没有保存。请刷新查看后再试；再试一次不会重复提交。",
            )


_HTTP = {404: "没有这个地址", 405: "不支持这种请求", 413: "内容太大", 400: "请求有误"}
_HTTP_DETAIL = {
    404: "没有这个地址，请核对后再试。",
    405: "这个地址不支持这种请求方法，请查看接口说明 /openapi.json。",
    400: "请求不是有效的 JSON，请改正后再试。",
}


async def as_answer(request: Request, error: Exception) -> JSONResponse:
    """The answer that tells an HTTP caller of `error`."""
    return problem_response(as_problem(error), request)


def install_problems(app: FastAPI) -> None:
    """Answer every error of `app` as problem+json."""

    for kind in (
        Problem,
        Refused,
        VersionConflict,
        StoreUnavailable,
        SQLAlchemyError,
        OSError,
        NotCanonical,
        RequestValidationError,
        RecursionError,
        HTTPException,
        Exception,
    ):
        app.add_exception_handler(kind, as_answer)


def _explained(error: Any) -> dict[str, str]:
    place = error["loc"]
    where = [
        str(part) for part in (place[1:] if place[:1] == ("body",) else place)
    ]  # A field may be a body, too.
    text = _PYDANTIC.get(error["type"], "内容不符合要求。")
    detail = text.format_map(error.get("ctx", {})) if "{" in text else text
    if error["type"] == "value_error":
        detail = str(error.get("ctx", {}).get("error", detail))
    return {"pointer": "/" + "/".join(where), "detail": detail}


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
