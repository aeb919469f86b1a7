"""Which inspector may not inspect which unit, and why? The why is shown in the roster only."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, String, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import RecusalDeclared, RecusalLifted
from services.roster.read_models import units
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "recusals",
    Column("recusal", String, primary_key=True),
    Column("inspector", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("relation", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("kind", String, nullable=False),
    Column("until", Date, index=True),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    if not isinstance(event, RecusalDeclared | RecusalLifted):
        return ()
    return (f"{event.inspector}/{event.unit}/{event.relation}",)


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row | None:
    event: RecusalDeclared | RecusalLifted = stored.event
    if isinstance(event, RecusalLifted):
        return None
    return {
        "recusal": key,
        "inspector": event.inspector,
        "unit": event.unit,
        "relation": event.relation,
        "since": event.since,
        "kind": event.kind.value,
        "until": event.until,
    }


MODEL = ReadModel(TABLE, keys, project, definition=2)


async def is_recused(connection: AsyncConnection, inspector: str, unit: str) -> bool:
    """Whether the inspector may not inspect the unit."""
    pair = (TABLE.c.inspector == inspector) & (TABLE.c.unit == unit)
    return bool((await connection.execute(select(exists().where(pair)))).scalar_one())


async def lapsed(connection: AsyncConnection, today: date) -> list[Row]:
    """Recusals whose last day is over (离任满规定年限)."""
    rows = await connection.execute(select(TABLE).where(TABLE.c.until < today))
    return [dict(row) for row in rows.mappings()]


async def at_merged_units(connection: AsyncConnection, today: date) -> list[Row]:
    """The recusals at units that have become part of another where none like it is; `into` is that unit."""
    ended, there = units.TABLE, TABLE.alias("there")
    same = (
        (there.c.inspector == TABLE.c.inspector)
        & (there.c.unit == ended.c.merged_into)
        & (there.c.relation == TABLE.c.relation)
    )
    query = (
        select(TABLE, ended.c.merged_into.label("into"))
        .join(ended, ended.c.code == TABLE.c.unit)
        .where(ended.c.closed_on <= today, ended.c.merged_into.is_not(None), ~exists().where(same))
    )
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def all_recusals(connection: AsyncConnection) -> list[Row]:
    """Every recusal, by inspector and unit."""
    rows = await connection.execute(select(TABLE).order_by(TABLE.c.inspector, TABLE.c.unit))
    return [dict(row) for row in rows.mappings()]
