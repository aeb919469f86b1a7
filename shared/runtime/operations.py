"""What operators ask any service: health, metrics, status, dead letters, rebuild, the log itself."""

from typing import Annotated, Any
from uuid import UUID

import nats.errors
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict, Field

from shared.event_sourcing.connections import is_lost
from shared.messaging.dead_letters import DeadLetter
from shared.runtime.caller import Permitted, may
from shared.runtime.problems import Problem, not_found
from shared.runtime.service import Service

router = APIRouter(tags=["operations"])

Looking = Annotated[Permitted, may("operations.read")]
Mending = Annotated[Permitted, may("operations.replay")]


class RebuildBody(BaseModel):
    """Which read models; None: all of them."""

    model_config = ConfigDict(extra="forbid")

    names: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=100)] | None = None


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


@router.get("/health/live", include_in_schema=False)
async def live(request: Request) -> Response:
    """Whether the process can go on; 500 once its bus connection is closed for good."""
    return Response(
        "ok" if _service(request).healthy else "bus closed", 200 if _service(request).healthy else 500
    )


@router.get("/health/ready", include_in_schema=False)
async def ready(request: Request) -> JSONResponse:
    """Whether requests can be served: the database answers and the bus is connected."""
    service = _service(request)
    parts = {"bus": service.bus.connected, "log": True}
    try:
        await service.store.head()
    except Exception:
        parts["log"] = False
    return JSONResponse(parts, 200 if all(parts.values()) else 503)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    return Response(generate_latest(_service(request).metrics), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/status")
async def status(request: Request, called: Looking) -> dict[str, Any]:
    """How far the log, the relay, the read models and the consumers are."""
    try:
        return await _service(request).status()
    except nats.errors.Error as error:
        text = "消息总线暂时连不上，看不到积压。业务照常办理，恢复后自动补发。请稍后再看。"
        raise Problem(503, "bus-unavailable", "暂时看不到进度", text) from error


@router.get("/api/dead-letters")
async def dead_letters(request: Request, called: Looking) -> list[dict[str, Any]]:
    """Messages that could not be handled and wait for a replay, oldest first."""
    return [_shown(letter) for letter in await _service(request).dead_letters.waiting()]


@router.post("/api/dead-letters/{id}/replay")
async def replay(request: Request, called: Mending, id: UUID) -> dict[str, str]:
    """Handle a dead letter again; when it fails again it stays, and the answer says why."""
    service = _service(request)
    if await service.dead_letters.get(id) is None:
        raise not_found("死信", id)
    try:
        await service.bus.replay(id)
    except Exception as error:
        if is_lost(error):
            raise
        text = f"这条死信仍然处理不了，已留下：{error}。请先排除原因，再重放。"
        raise Problem(409, "replay-failed", "重放没有成功", text) from error
    return {"replayed": str(id)}


@router.post("/api/rebuild")
async def rebuild(request: Request, called: Mending, body: RebuildBody | None = None) -> dict[str, int]:
    """Rebuild read models from the log (all, or those named)."""
    projections = _service(request).projections
    names = body.names if body else None
    for name in names or ():
        if name not in projections.names:
            raise not_found("读模型", name)
    await projections.rebuild(names)
    return {"position": projections.position}


def _shown(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": str(letter.id),
        "durable": letter.durable,
        "type": letter.type,
        "error": letter.error,
        "attempts": letter.attempts,
        "parked_at": letter.parked_at.isoformat(),
        "headers": letter.headers,
        "payload": letter.payload.decode(errors="replace"),
    }
