"""Which units were inspected comprehensively, and when?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, String, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import ComprehensiveInspectionNoted
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "comprehensive_inspections",
    Column("inspection", String, primary_key=True),
    Column("unit", String, nullable=False, index=True),
    Column("inspected_on", Date, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (event.inspection,) if isinstance(event, ComprehensiveInspectionNoted) else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row:
    noted: ComprehensiveInspectionNoted = stored.event
    return {"inspection": key, "unit": noted.unit, "inspected_on": noted.on}


MODEL = ReadModel(TABLE, keys, project)


async def latest(connection: AsyncConnection) -> dict[str, date]:
    """By the unit's code, the day of the last."""
    query = select(TABLE.c.unit, func.max(TABLE.c.inspected_on).label("on")).group_by(TABLE.c.unit)
    return {row.unit: row.on for row in await connection.execute(query)}
