"""Which inspector may not inspect which unit, and why? The why is shown in the roster only."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Date, String, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import RecusalDeclared
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "recusals",
    Column("recusal", String, primary_key=True),
    Column("inspector", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("relation", String, nullable=False),
    Column("since", Date, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (f"{event.inspector}/{event.unit}/{event.relation}",) if isinstance(event, RecusalDeclared) else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row:
    event: RecusalDeclared = stored.event
    return {
        "recusal": key,
        "inspector": event.inspector,
        "unit": event.unit,
        "relation": event.relation,
        "since": event.since,
    }


MODEL = ReadModel(TABLE, keys, project)


async def all_recusals(connection: AsyncConnection) -> list[Row]:
    """Every recusal, by inspector and unit."""
    rows = await connection.execute(select(TABLE).order_by(TABLE.c.inspector, TABLE.c.unit))
    return [dict(row) for row in rows.mappings()]
