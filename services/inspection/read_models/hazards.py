"""Which dangers were reported, and when did the office confirm whom it told?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, String, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.acknowledging import HazardTold
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
    Column("department", String),
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("told_at", DateTime(timezone=True)),
    Column("told", ARRAY(String), nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    event = stored.event
    return (event.issue,) if isinstance(event, UrgentHazardReported | HazardTold) else ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event = stored.event
    if isinstance(event, HazardTold):
        return row and {**row, "told_at": stored.record.occurred_at, "told": list(event.told)}
    return {
        "issue": key,
        "unit": event.unit.code,
        "unit_name": event.unit.name,
        "problem": event.problem,
        "department": event.department,
        "reported_at": stored.record.occurred_at,
        "told_at": None,
        "told": [],
    }


MODEL = ReadModel(TABLE, keys, project)


async def reported_since(connection: AsyncConnection, since: datetime) -> list[Hazard]:
    query = select(TABLE).where(TABLE.c.reported_at >= since).order_by(TABLE.c.reported_at)
    return [
        Hazard(
            str(row["issue"]),
            row["unit"],
            row["unit_name"],
            row["problem"],
            row["reported_at"],
            row["told_at"],
        )
        for row in (await connection.execute(query)).mappings()
    ]


async def is_reported(connection: AsyncConnection, issue: UUID) -> bool:
    found = await connection.execute(select(TABLE.c.issue).where(TABLE.c.issue == issue))
    return found.first() is not None
