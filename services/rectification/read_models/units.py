"""What does the roster say about a unit? Kept from the noted facts."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, String, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "units",
    Column("code", String, primary_key=True),
    Column("unit_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("zone", String),
    Column("superior", String),
    Column("head", String),
    Column("phone", String),
)
FACTS = ("roster.unit-registered.v1", "roster.unit-changed.v1")


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (event.data["code"],) if isinstance(event, FactNoted) and event.type in FACTS else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row:
    data = stored.event.data
    return {column.name: data.get(column.name) for column in TABLE.columns}


MODEL = ReadModel(TABLE, keys, project)


async def by_code(connection: AsyncConnection, codes: Collection[str]) -> dict[str, Row]:
    """The units with these codes, as far as the roster has told of them."""
    rows = await connection.execute(select(TABLE).where(TABLE.c.code.in_(codes)))
    return {row["code"]: dict(row) for row in rows.mappings()}
