"""Which inspector answers for which unit, since and until when?

`earlier` are the times before, from the first to the last, as pairs of days in ISO 8601 text.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import PostAssigned, PostEnded
from services.roster.read_models import units
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "posts",
    Column("post", String, primary_key=True),
    Column("unit", String, nullable=False, index=True),
    Column("inspector", String, nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("ended_on", Date),
    Column("earlier", JSONB, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    match stored.event:
        case PostAssigned(unit, inspector) | PostEnded(unit, inspector):
            return (f"{unit}/{inspector}",)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    event: PostAssigned | PostEnded = stored.event
    if isinstance(event, PostAssigned):
        return {
            "post": key,
            "unit": event.unit,
            "inspector": event.inspector,
            "since": event.since,
            "ended_on": None,
            "earlier": [*row["earlier"], [row["since"].isoformat(), row["ended_on"].isoformat()]]
            if row
            else [],
        }
    return {**(row or {}), "ended_on": event.ended_on}


MODEL = ReadModel(TABLE, keys, project, definition=2)


async def all_posts(connection: AsyncConnection, *, held_on: date | None = None) -> list[Row]:
    """Every post by unit and inspector; with `held_on` only those that have not ended before that day."""
    query = select(TABLE).order_by(TABLE.c.unit, TABLE.c.inspector)
    if held_on is not None:
        query = query.where(TABLE.c.ended_on.is_(None) | (TABLE.c.ended_on >= held_on))
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def at_ended_units(connection: AsyncConnection) -> list[Row]:
    """The posts that last at units that were closed or merged, with the first day without the unit."""
    query = (
        select(TABLE, units.TABLE.c.closed_on)
        .join(units.TABLE, units.TABLE.c.code == TABLE.c.unit)
        .where(TABLE.c.ended_on.is_(None), units.TABLE.c.closed_on.is_not(None))
    )
    return [dict(row) for row in (await connection.execute(query)).mappings()]
