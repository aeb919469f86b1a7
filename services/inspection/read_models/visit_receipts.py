"""Which visits' records were submitted, and which has the office received?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, String, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.acknowledging import VisitReceived
from services.inspection.domain.events import VisitRecorded
from services.inspection.domain.office_duties import Submitted
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "visit_receipts",
    Column("visit", Uuid, primary_key=True),
    Column("number", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("unit_name", String, nullable=False),
    Column("zone", String),
    Column("inspectors", ARRAY(String), nullable=False),
    Column("submitted_at", DateTime(timezone=True), nullable=False, index=True),
    Column("received_at", DateTime(timezone=True)),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    """A visit known from a spreadsheet only was submitted by nobody."""
    match stored.event:
        case VisitRecorded(visit=visit, from_ledger=False) | VisitReceived(visit=visit):
            return (visit,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event = stored.event
    if isinstance(event, VisitReceived):
        return row and {**row, "received_at": stored.record.occurred_at}
    report = event.report
    return {
        "visit": key,
        "number": report.number,
        "unit": report.unit.code,
        "unit_name": report.unit.name,
        "zone": report.unit.zone,
        "inspectors": list(report.inspectors),
        "submitted_at": stored.record.occurred_at,
        "received_at": None,
    }


MODEL = ReadModel(TABLE, keys, project)


async def submitted_since(connection: AsyncConnection, since: datetime) -> list[Submitted]:
    query = select(TABLE).where(TABLE.c.submitted_at >= since).order_by(TABLE.c.submitted_at)
    return [
        Submitted(
            row["number"],
            row["unit"],
            row["unit_name"],
            row["zone"],
            tuple(row["inspectors"]),
            row["submitted_at"],
            row["received_at"],
        )
        for row in (await connection.execute(query)).mappings()
    ]


async def is_submitted(connection: AsyncConnection, visit: UUID) -> bool:
    found = await connection.execute(select(TABLE.c.visit).where(TABLE.c.visit == visit))
    return found.first() is not None
