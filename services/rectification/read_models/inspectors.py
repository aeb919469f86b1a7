"""What is the inspector with this number called? Kept from the noted facts."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, String, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "inspectors",
    Column("inspector", String, primary_key=True),
    Column("inspector_name", String, nullable=False),
)
FACT = "roster.inspector-appointed.v1"


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (event.data["inspector"],) if isinstance(event, FactNoted) and event.type == FACT else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row:
    return {"inspector": key, "inspector_name": stored.event.data["inspector_name"]}


MODEL = ReadModel(TABLE, keys, project)


async def names(connection: AsyncConnection, numbers: Collection[str]) -> dict[str, str]:
    """Names by number, as far as the roster has told of them."""
    rows = await connection.execute(select(TABLE).where(TABLE.c.inspector.in_(numbers)))
    return {row.inspector: row.inspector_name for row in rows}
