"""The inbox as a page: the messages of whoever is signed in, and marking them read."""

import asyncio
from dataclasses import replace
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import Query, Request, Response

from dudao_contracts.roster import (
    InspectorOverloadedV1,
    PostAssignedV1,
    PostEndedV1,
    PostRotationDueV1,
    StaffingRuleBrokenV1,
    StaffingRuleMetV1,
    TermEndingV1,
    TrainingBehindV1,
    UnitClosedV1,
    UnitCoveredV1,
    UnitMergedV1,
    UnitUncoveredV1,
)
from services.notification.application.handlers import MessageHandlers
from services.notification.domain.commands import MarkRead
from services.notification.entrypoints.http import MAX_POSITION, Marker, Reader, inboxes_of, read_by
from services.notification.entrypoints.views import InboxView, MessageView
from services.notification.read_models import inbox
from services.notification.read_models.inbox import InboxMessage
from shared.runtime.http import AfterWrites
from shared.runtime.pages import INBOX, LEDGER, STAFFING, page_of, page_response, page_router, see_other
from shared.runtime.service import Service

router = page_router()

SHOWN = 50
AT_ONCE = 200
"""How many messages one press marks read at most."""

Before = Annotated[int | None, Query(ge=0, le=MAX_POSITION)]
MESSAGES = "/notification/messages"
ON_STAFFING = frozenset(
    fact.name
    for fact in (
        StaffingRuleBrokenV1,
        StaffingRuleMetV1,
        TermEndingV1,
        TrainingBehindV1,
        UnitUncoveredV1,
        UnitCoveredV1,
        InspectorOverloadedV1,
        PostRotationDueV1,
    )
)
"""The kinds of messages about what the page of the inspectors (督学配备) shows."""
ON_UNITS = frozenset(fact.name for fact in (PostAssignedV1, PostEndedV1, UnitMergedV1, UnitClosedV1))
"""The kinds about a unit that changes hands."""


@router.get("/inbox", dependencies=[AfterWrites])
async def show_inbox(request: Request, called: Reader, before: Before = None) -> Response:
    """消息。"""
    mine = inboxes_of(request, called)
    async with _service(request).reading.connect() as connection:
        found = await inbox.messages(connection, mine, before=before, limit=SHOWN + 1)
        unread = await inbox.unread_count(connection, mine)
    view = InboxView(
        messages=tuple(map(_shown, found[:SHOWN])),
        unread=unread,
        newest_url=INBOX if before is not None else "",
        older_url=f"{INBOX}?before={found[SHOWN - 1].position}" if len(found) > SHOWN else "",
        all_read_url=f"{MESSAGES}/read",
    )
    page = replace(page_of(request, "消息"), unread=unread)
    return page_response(request, "inbox.html", page, view)


@router.post("/messages/read")
async def mark_all_read(request: Request, called: Marker) -> Response:
    """Mark everything read that has come so far, at most `AT_ONCE` messages."""
    mine, service = inboxes_of(request, called), _service(request)
    handlers: MessageHandlers = request.app.state.messages
    async with service.reading.connect() as connection:
        found = await inbox.messages(connection, mine, unread=True, limit=AT_ONCE)
    now = service.clock.now()
    handled = await asyncio.gather(
        *(
            handlers.mark_read(
                MarkRead(called.by, now, message.id, mine),
                replace(called.context, cause=uuid5(called.context.cause, str(message.id))),
                message.case,
            )
            for message in found
        )
    )
    return see_other(INBOX, after=max((h.position for h in handled), default=0))


@router.post("/messages/{message_id}/read")
async def mark_read(request: Request, called: Marker, message_id: UUID) -> Response:
    """Mark one message read."""
    return see_other(INBOX, after=(await read_by(request, called, message_id)).position)


@router.get("/messages/read")
@router.get("/messages/{message_id}/read")
async def after_reading(message_id: str = "") -> Response:
    """Where a form was posted there is nothing to see."""
    return see_other(INBOX)


def _shown(message: InboxMessage) -> MessageView:
    return MessageView(
        subject=message.subject,
        text=message.body,
        sent_at=message.created_at,
        case_number=message.number or "",
        url=_url(message),
        read_url=f"{MESSAGES}/{message.id}/read",
        unread=message.read_at is None,
        urgent=message.urgent,
    )


def _url(message: InboxMessage) -> str:
    """The case, the page of the inspectors, or the unit's cases."""
    if message.case_id:
        return f"/rectification/cases/{message.case_id}"
    if message.kind in ON_STAFFING:
        return STAFFING
    return f"{LEDGER}?unit={message.unit}" if message.kind in ON_UNITS else ""


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service
