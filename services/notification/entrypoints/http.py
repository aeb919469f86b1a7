"""The inbox of whoever asks: messages, what is unread, marking read, and the live stream."""

import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from services.notification.adapters.live import Live
from services.notification.adapters.noted_roster import NotedRoster
from services.notification.adapters.wire import MessageBody
from services.notification.application.handlers import MessageHandlers
from services.notification.domain.commands import MarkRead
from services.notification.domain.events import MessageEvent
from services.notification.read_models import inbox, statistics
from shared.event_sourcing.command_handler import Handled
from shared.runtime.caller import Caller, Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem, not_found
from shared.runtime.service import Service

router = APIRouter(prefix="/api", tags=["消息"])

RETRY = 3000  # milliseconds before a browser opens a lost stream again
HEARTBEAT = b":\n\n"
MAX_POSITION = 2**53

Position = Annotated[int | None, Query(ge=0, le=MAX_POSITION)]
Reader = Annotated[Permitted, may("notification.read_inbox")]
Marker = Annotated[Permitted, may("notification.mark_read")]


class InboxPage(BaseModel):
    """Messages, newest first; ask again with `before` = `next_before` for older ones."""

    messages: list[MessageBody]
    next_before: int | None = Field(description="null: there are no older ones")


class UnreadCount(BaseModel):
    unread: int


class KindCountBody(BaseModel):
    """How many messages of one kind were requested, delivered and read."""

    kind: str
    requested: int
    delivered: int
    read: int


@router.get("/inbox", dependencies=[AfterWrites])
async def read_inbox(
    request: Request,
    called: Reader,
    unread: bool = False,
    before: Position = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> InboxPage:
    """The messages in all inboxes of the caller: his unit's, his own as inspector, his roles'."""
    mine = inboxes_of(request, called)
    async with _service(request).reading.connect() as connection:
        found = await inbox.messages(connection, mine, before=before, unread=unread, limit=limit)
    return InboxPage(
        messages=[MessageBody.model_validate(message) for message in found],
        next_before=found[-1].position if len(found) == limit else None,
    )


@router.get("/inbox/unread-count", dependencies=[AfterWrites])
async def count_unread(request: Request, called: Reader) -> UnreadCount:
    """How many messages in the inboxes of the caller nobody has read yet."""
    mine = inboxes_of(request, called)
    async with _service(request).reading.connect() as connection:
        return UnreadCount(unread=await inbox.unread_count(connection, mine))


@router.post("/messages/{message_id}/read")
async def mark_read(request: Request, called: Marker, message_id: UUID) -> JSONResponse:
    """Mark a message read, for everybody whose inbox it is in."""
    return answer(await read_by(request, called, message_id), id=str(message_id))


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}, 503: {"description": "no more streams now"}},
)
async def stream(
    request: Request,
    called: Reader,
    last_event_id: Annotated[int | None, Header(ge=0, le=MAX_POSITION)] = None,
    since: Annotated[int | None, Query(alias="last_event_id", ge=0, le=MAX_POSITION)] = None,
) -> StreamingResponse:
    """New messages for the caller as Server-Sent Events (`id:` is the position), as long as the token is good.

    It resumes after the header `Last-Event-ID`, else after `?last_event_id=`, else begins now.
    """
    live: Live = request.app.state.live
    mine = inboxes_of(request, called)
    if not live.available:
        raise Problem(
            503,
            "stream-unavailable",
            "实时消息暂不可用",
            "服务刚启动，或同时在线的人太多，请稍后再连。消息没有丢，可在收件箱查看。",
        )
    after = last_event_id if last_event_id is not None else since
    start = live.position if after is None else after

    async def frames() -> AsyncIterator[bytes]:
        # An event without data is not shown, but its id is what a browser resumes from.
        yield f"retry: {RETRY}\nid: {start}\n\n".encode()
        async with aclosing(live.messages(mine, start)) as batches:
            async for batch in batches:
                if time.time() >= called.principal.until:
                    break  # Whose account was closed hears no more; others come back with the next token.
                yield b"".join(message.data for message in batch) or HEARTBEAT

    return StreamingResponse(
        frames(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.get("/statistics", dependencies=[AfterWrites])
async def read_statistics(
    request: Request, called: Annotated[Permitted, may("operations.read")]
) -> list[KindCountBody]:
    """Messages requested, delivered and read, by kind."""
    async with _service(request).reading.connect() as connection:
        counts = await statistics.by_kind(connection)
    return [KindCountBody.model_validate(count, from_attributes=True) for count in counts]


async def read_by(request: Request, called: Permitted, message_id: UUID) -> Handled[MessageEvent]:
    """The message is read by the caller. Raises a 404 `Problem` and what the handler raises."""
    service = _service(request)
    async with service.reading.connect() as connection:
        message = await inbox.message(connection, message_id)
    if message is None:
        raise not_found("消息", message_id)
    handlers: MessageHandlers = request.app.state.messages
    command = MarkRead(called.by, service.clock.now(), message_id, inboxes_of(request, called))
    return await handlers.mark_read(command, called.context, message.case)


def inboxes_of(request: Request, called: Caller) -> frozenset[str]:
    """The inboxes the caller may open."""
    roster: NotedRoster = request.app.state.roster
    person = called.principal
    return roster.directory.open_to(person.roles, person.unit, person.inspector)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service
