"""The HTTP surface all services share: the app, reading one's own writes, answers to commands."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.audit.record import holds_nul
from shared.event_sourcing.command_handler import Handled
from shared.runtime.caller import Called
from shared.runtime.problems import Problem, install_problems, problem_response
from shared.runtime.service import Service

MAX_BODY = 4 * 1024 * 1024  # bytes
WAIT = 5.0  # seconds a read waits for the read models to pass `?after=`


def create_app(service: Service, title: str, *routers: APIRouter, streamed: str | None = None) -> FastAPI:
    """The app of one service. The host (gateway or `dudao serve`) starts and stops the service.

    What is PUT below the path `streamed` is left to its route, which bounds it: files are longer than commands.
    """
    app = FastAPI(
        title=title,
        version="1",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # Looked up anew for every request.
    )
    app.state.service = service
    install_problems(app)
    for router in routers:
        app.include_router(router)
    app.add_middleware(BodyGuard, streamed=streamed)
    return app


async def read_your_writes(
    request: Request,
    _: Called,
    after: Annotated[
        int | None, Query(ge=0, le=2**53, description="由上次提交返回的 position；等到读模型追上再答")
    ] = None,
) -> None:
    """Wait until the read models have passed `?after=`; 503 when they do not in time. Strangers do not wait."""
    if after is None:
        return
    service: Service = request.app.state.service
    if not await service.projections.wait_for(after, WAIT):
        raise Problem(
            503,
            "not-yet",
            "请稍候",
            "刚提交的内容已保存，列表还在更新，请稍后刷新。",
            position=service.projections.position,
        )


AfterWrites = Depends(read_your_writes)


def answer(handled: Handled[Any], status: int = 200, **body: Any) -> JSONResponse:
    """The answer to a command: where it is in the log (`position`) and the stream's version (ETag)."""
    return JSONResponse(
        {"position": handled.position, "version": handled.version, "changed": bool(handled.events), **body},
        status,
        {"ETag": f'"{handled.version}"', "Dudao-Position": str(handled.position)},
    )


class BodyGuard:
    """Names every request, bounds its body and refuses text PostgreSQL cannot hold (U+0000)."""

    def __init__(self, app: ASGIApp, streamed: str | None) -> None:
        self._app, self._streamed = app, streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = f"urn:uuid:{uuid.uuid4()}"
        if b"%00" in scope["query_string"] or "\0" in scope["path"]:
            problem = Problem(422, "validation", "内容有误", "地址里有空字符（U+0000），请删去后再试。")
            await problem_response(problem, Request(scope))(scope, receive, send)
            return
        if scope["method"] in ("GET", "HEAD") or self._is_streamed(scope):
            await self._app(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MAX_BODY:
                problem = Problem(
                    413, "too-large", "内容太大", f"一次最多提交{MAX_BODY // 1024 // 1024}MB，请分几次提交。"
                )
                await problem_response(problem, Request(scope))(scope, receive, send)
                return
        kind = dict(scope["headers"]).get(b"content-type", b"")
        form = kind.startswith(b"application/x-www-form-urlencoded")
        upload = kind.startswith(b"multipart/form-data")  # Files are full of zero bytes.
        if not upload and (b"%00" in body if form else holds_nul(bytes(body))):
            problem = Problem(
                422, "validation", "内容有误", "内容里有不可见的空字符（U+0000），请删去后再提交。"
            )
            await problem_response(problem, Request(scope))(scope, receive, send)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)

    def _is_streamed(self, scope: Scope) -> bool:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        return bool(self._streamed and scope["method"] == "PUT" and path.startswith(self._streamed))
