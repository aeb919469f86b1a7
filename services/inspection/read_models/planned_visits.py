"""Which visits are planned or under way, and does the unit know?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Date, String, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.events import (
    CheckedIn,
    VisitAnnounced,
    VisitCancelled,
    VisitRecorded,
    VisitScheduled,
)
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "planned_visits",
    Column("visit", Uuid, primary_key=True),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("inspectors", ARRAY(String), nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("themes", ARRAY(String), nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("begun", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    match stored.event:
        case VisitScheduled() | VisitAnnounced() | VisitCancelled() | CheckedIn() | VisitRecorded():
            return (stored.event.visit,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    match stored.event:
        case VisitScheduled() | VisitAnnounced() as planned:
            return {
                "visit": key,
                "unit": planned.unit.code,
                "unit_name": planned.unit.name,
                "inspectors": list(planned.inspectors),
                "planned_on": planned.on,
                "themes": list(planned.themes),
                "announced": isinstance(planned, VisitAnnounced),
                "begun": False,
                "version": stored.version,
            }
        case CheckedIn():
            return {**row, "begun": True, "version": stored.version} if row else None
        case _:
            return None  # Made or cancelled: no longer planned.


MODEL = ReadModel(TABLE, keys, project)


async def list_planned(
    connection: AsyncConnection,
    *,
    unit: str | None,
    inspector: str | None,
    announced: bool,
    limit: int,
    offset: int,
) -> list[Row]:
    """Planned visits, the next first; with `announced` only those the unit was told of."""
    query = select(TABLE).order_by(TABLE.c.planned_on, TABLE.c.visit).limit(limit).offset(offset)
    if unit is not None:
        query = query.where(TABLE.c.unit == unit)
    if inspector is not None:
        query = query.where(TABLE.c.inspectors.contains([inspector]))
    if announced:
        query = query.where(TABLE.c.announced)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
