"""What has a person been told, and what of it has he not read? One row for each message."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Select,
    String,
    Uuid,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notification.domain.events import MessageRead, MessageRequested
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "inbox",
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("recipient", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("body", String, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("case", String, nullable=False),
    Column("case_id", Uuid),
    Column("number", String),
    Column("unit", String),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True)),
    Column("read_by", String),
)
Index("inbox_position", TABLE.c.position, unique=True)
Index("inbox_recipient", TABLE.c.recipient, TABLE.c.position)
Index("inbox_unread", TABLE.c.recipient, TABLE.c.position, postgresql_where=TABLE.c.read_at.is_(None))


def keys(stored: Stored[Any]) -> Iterable[UUID]:
    match stored.event:
        case MessageRequested(message_id=message_id) | MessageRead(message_id=message_id):
            return (message_id,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event, record = stored.event, stored.record
    match event:
        case MessageRequested():
            return {
                "id": key,
                "position": stored.position,
                "recipient": event.recipient,
                "kind": event.kind,
                "subject": event.subject,
                "body": event.body,
                "urgent": event.urgent,
                "case": stored.case,
                "case_id": event.case_id,
                "number": event.number,
                "unit": event.unit,
                "created_at": record.recorded_at,
                "read_at": None,
                "read_by": None,
            }
        case MessageRead() if row is not None:
            return {**row, "read_at": record.recorded_at, "read_by": record.actor.name}
        case _:
            return row


MODEL = ReadModel(TABLE, keys, project)


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A row of the table; `case` is the chain its records are in, `case_id` the case it tells of."""

    id: UUID
    position: int
    recipient: str
    kind: str
    subject: str
    body: str
    urgent: bool
    case: str
    case_id: UUID | None
    number: str | None
    unit: str | None
    created_at: datetime
    read_at: datetime | None
    read_by: str | None


async def messages(
    connection: AsyncConnection,
    inboxes: Collection[str],
    *,
    before: int | None = None,
    unread: bool = False,
    limit: int = 50,
) -> Sequence[InboxMessage]:
    """The messages in these inboxes, newest first, older than position `before`."""
    query = _in(inboxes).order_by(TABLE.c.position.desc()).limit(limit)
    if before is not None:
        query = query.where(TABLE.c.position < before)
    if unread:
        query = query.where(TABLE.c.read_at.is_(None))
    return await _all(connection, query)


async def unread_count(connection: AsyncConnection, inboxes: Collection[str]) -> int:
    query = select(func.count()).where(TABLE.c.recipient.in_(inboxes), TABLE.c.read_at.is_(None))
    return int((await connection.execute(query)).scalar_one())


async def message(connection: AsyncConnection, id: UUID) -> InboxMessage | None:
    found = await _all(connection, select(TABLE).where(TABLE.c.id == id))
    return found[0] if found else None


async def messages_after(
    connection: AsyncConnection,
    position: int,
    limit: int,
    *,
    inboxes: Collection[str] | None = None,
    until: int | None = None,
) -> Sequence[InboxMessage]:
    """Messages in order of their positions in (position, until], in these inboxes (None: in all)."""
    query = select(TABLE) if inboxes is None else _in(inboxes)
    query = query.where(TABLE.c.position > position).order_by(TABLE.c.position).limit(limit)
    if until is not None:
        query = query.where(TABLE.c.position <= until)
    return await _all(connection, query)


def _in(inboxes: Collection[str]) -> Select[Any]:
    return select(TABLE).where(TABLE.c.recipient.in_(inboxes))


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[InboxMessage]:
    return [InboxMessage(**row) for row in (await connection.execute(query)).mappings()]
