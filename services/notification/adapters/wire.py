"""A message as clients see it: JSON, and the frame of a Server-Sent Event."""

from collections.abc import Collection, Sequence
from functools import partial
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notification.adapters.live import LiveMessage, ReadInboxes
from services.notification.read_models.inbox import InboxMessage, messages_after


class MessageBody(BaseModel):
    """One message of an inbox."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    position: int = Field(description="place in the log of this service; `id:` of its Server-Sent Event")
    recipient: str = Field(description="unit:<code>, inspector:<no>, role:<role> or superior:<name>")
    kind: str = Field(description="name of the fact it tells of, such as case-opened")
    subject: str
    body: str
    urgent: bool
    case_id: UUID | None
    number: str | None = Field(description="number of the case")
    unit: str | None = Field(description="code of the unit")
    created_at: AwareDatetime
    read_at: AwareDatetime | None
    read_by: str | None


def frame(message: InboxMessage) -> bytes:
    """The event that tells a browser of a message; `id:` is its position."""
    return (
        f"id: {message.position}\ndata: {MessageBody.model_validate(message).model_dump_json()}\n\n".encode()
    )


def live_message(message: InboxMessage) -> LiveMessage:
    return LiveMessage(message.position, message.recipient, partial(frame, message))


def read_inboxes(engine: AsyncEngine) -> ReadInboxes:
    """Live messages out of the read model."""

    async def read(
        after: int, until: int | None, inboxes: Collection[str] | None, limit: int
    ) -> Sequence[LiveMessage]:
        async with engine.connect() as connection:
            found = await messages_after(connection, after, limit, inboxes=inboxes, until=until)
        return [live_message(message) for message in found]

    return read
