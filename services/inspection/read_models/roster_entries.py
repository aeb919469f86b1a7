"""What does the roster say of units, inspectors, posts and recusals?"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "roster_entries",
    Column("subject", String, primary_key=True),
    Column("type", String, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False, index=True),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (event.subject,) if isinstance(event, FactNoted) and event.type.startswith("roster.") else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row:
    event: FactNoted = stored.event
    return {
        "subject": key,
        "type": event.type,
        "data": event.data,
        "sequence": event.sequence,
        "position": stored.position,
    }


MODEL = ReadModel(TABLE, keys, project, definition=2)


async def changed_after(connection: AsyncConnection, position: int) -> list[Row]:
    """The entries that changed after a position of this service's log, in the order they did."""
    query = select(TABLE).where(TABLE.c.position > position).order_by(TABLE.c.position)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


INSPECTOR_FACTS = ("roster.inspector-appointed.v1", "roster.inspector-renewed.v1")


async def inspectors(
    connection: AsyncConnection, numbers: Collection[str]
) -> Mapping[str, Mapping[str, Any]]:
    """What was said last of these inspectors, by number."""
    number = TABLE.c.data["inspector"].astext
    query = (
        select(number, TABLE.c.data)
        .where(TABLE.c.type.in_(INSPECTOR_FACTS), number.in_(numbers))
        .order_by(TABLE.c.sequence)
    )
    return {str(row[0]): row[1] for row in await connection.execute(query)}
