"""Which dangers to life were told, by when had each to be, and was it in time?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, DateTime, String, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.events import UrgentHazardReported
from services.inspection.domain.office_duties import Hazard
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "hazards",
    Column("issue", Uuid, primary_key=True),
    Column("visit", Uuid, nullable=False),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("problem", String, nullable=False),
    Column("demand", String, nullable=False),
    Column("departments", ARRAY(String), nullable=False),
    Column("told", String),
    Column("found_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
    Column("basis", String),
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("late", Boolean),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    return (stored.event.issue,) if isinstance(stored.event, UrgentHazardReported) else ()


def project(_row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    hazard: UrgentHazardReported = stored.event
    reported_at, lead = stored.record.recorded_at, [hazard.department] if hazard.department else []
    return {
        "issue": key,
        "visit": hazard.visit,
        "unit": hazard.unit.code,
        "unit_name": hazard.unit.name,
        "problem": hazard.problem,
        "demand": hazard.demand,
        "departments": [*lead, *hazard.helping],
        "told": hazard.told,
        "found_at": hazard.found_at,
        "due_at": hazard.due_at,
        "basis": hazard.basis,
        "reported_at": reported_at,
        "late": reported_at > hazard.due_at if hazard.due_at else None,
    }


MODEL = ReadModel(TABLE, keys, project)


async def list_hazards(
    connection: AsyncConnection, *, unit: str | None, limit: int, offset: int
) -> list[Row]:
    """Dangers told, the latest first; `late` is None where nobody knows when one was found."""
    query = select(TABLE).order_by(TABLE.c.reported_at.desc(), TABLE.c.issue).limit(limit).offset(offset)
    if unit is not None:
        query = query.where(TABLE.c.unit == unit)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def due_since(connection: AsyncConnection, since: datetime) -> list[Hazard]:
    """Those that had to be told at that instant or later; of some nobody knows when they were found."""
    query = select(TABLE).where(TABLE.c.due_at >= since).order_by(TABLE.c.due_at)
    return [
        Hazard(
            str(row["issue"]),
            row["unit"],
            row["unit_name"],
            row["problem"],
            row["reported_at"],
            row["due_at"],
            row["basis"],
        )
        for row in (await connection.execute(query)).mappings()
    ]
