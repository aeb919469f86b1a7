"""Which dangers were told, and by when had each to be?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.events import UrgentHazardReported
from services.inspection.domain.office_duties import Hazard
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "hazards",
    Column("issue", Uuid, primary_key=True),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("problem", String, nullable=False),
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("basis", String),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    return (stored.event.issue,) if isinstance(stored.event, UrgentHazardReported) else ()


def project(_row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    event: UrgentHazardReported = stored.event
    return {
        "issue": key,
        "unit": event.unit.code,
        "unit_name": event.unit.name,
        "problem": event.problem,
        "reported_at": stored.record.occurred_at,
        "due_at": event.due_at,
        "basis": event.basis,
    }


MODEL = ReadModel(TABLE, keys, project)


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
