"""How many messages of each kind were requested, delivered and read? One row for each kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, String, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notification.domain.events import MessageDelivered, MessageRead, MessageRequested
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "statistics",
    Column("kind", String, primary_key=True),
    Column("requested", BigInteger, nullable=False),
    Column("delivered", BigInteger, nullable=False),
    Column("read", BigInteger, nullable=False),
)
_COUNTED = {MessageRequested: "requested", MessageDelivered: "delivered", MessageRead: "read"}


def keys(stored: Stored[Any]) -> Iterable[str]:
    return (stored.event.kind,) if type(stored.event) in _COUNTED else ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row | None:
    before = row or {"kind": key, "requested": 0, "delivered": 0, "read": 0}
    column = _COUNTED[type(stored.event)]
    return {**before, column: before[column] + 1}


MODEL = ReadModel(TABLE, keys, project)


@dataclass(frozen=True, slots=True)
class KindCount:
    """A row of the table: numbers of messages."""

    kind: str
    requested: int
    delivered: int
    read: int


async def by_kind(connection: AsyncConnection) -> Sequence[KindCount]:
    rows = await connection.execute(select(TABLE).order_by(TABLE.c.kind))
    return [KindCount(**row) for row in rows.mappings()]
