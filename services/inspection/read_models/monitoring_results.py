"""What was measured of which unit, by whom, and what was said before it was corrected?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Integer, String, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.monitoring import MonitoringResultRecorded
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "monitoring_results",
    Column("id", Uuid, primary_key=True),
    Column("indicator", String, nullable=False, index=True),
    Column("year", Integer, nullable=False, index=True),
    Column("subject", String, nullable=False, index=True),
    Column("subject_name", String, nullable=False),
    Column("value", String, nullable=False),
    Column("measure", String, nullable=False),
    Column("publisher", String, nullable=False),
    Column("published_on", Date, nullable=False),
    Column("document", String, nullable=False),
    Column("body", String),
    Column("version", Integer, nullable=False),
    Column("recorded_on", Date, nullable=False),
    Column("earlier", JSONB, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    return (stored.event.id,) if isinstance(stored.event, MonitoringResultRecorded) else ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    event: MonitoringResultRecorded = stored.event
    measured, source = event.result.measured, event.result.source
    earlier = [] if row is None else [*row["earlier"], _corrected(row, event)]
    return {
        "id": key,
        "indicator": measured.indicator,
        "year": measured.year,
        "subject": measured.subject,
        "subject_name": measured.subject_name,
        "value": measured.value,
        "measure": measured.measure,
        "publisher": source.publisher,
        "published_on": source.published_on,
        "document": source.document,
        "body": event.on_behalf.name if event.on_behalf else None,
        "version": event.version,
        "recorded_on": event.on,
        "earlier": earlier,
    }


def _corrected(row: Row, event: MonitoringResultRecorded) -> Row:
    """What was said before, and why it no longer holds."""
    kept = {name: row[name] for name in ("version", "value", "measure", "document")}
    days = {name: row[name].isoformat() for name in ("published_on", "recorded_on")}
    return {**kept, **days, "corrected_on": event.on.isoformat(), "reason": event.reason}


MODEL = ReadModel(TABLE, keys, project)


async def list_monitoring_results(
    connection: AsyncConnection,
    *,
    subject: str | None = None,
    indicator: str | None = None,
    year: int | None = None,
    limit: int,
    offset: int,
) -> list[Row]:
    """Results as they hold, by indicator, year and subject, each with what was said before."""
    query = select(TABLE).order_by(TABLE.c.indicator, TABLE.c.year.desc(), TABLE.c.subject)
    for name, value in (("subject", subject), ("indicator", indicator), ("year", year)):
        if value is not None:
            query = query.where(TABLE.c[name] == value)
    found = await connection.execute(query.limit(limit).offset(offset))
    return [dict(row) for row in found.mappings()]
