"""Which obligations were found missed?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.missing import OfficeDutyMissed
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "missed_duties",
    Column("duty", Uuid, primary_key=True),
    Column("rule", String, nullable=False),
    Column("title", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("about", String, nullable=False),
    Column("unit", String, index=True),
    Column("zone", String),
    Column("due_on", Date, nullable=False),
    Column("missed_at", DateTime(timezone=True), nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    return (stored.event.duty,) if isinstance(stored.event, OfficeDutyMissed) else ()


def project(_row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    event: OfficeDutyMissed = stored.event
    return {
        "duty": key,
        "rule": event.rule,
        "title": event.title,
        "basis": event.basis,
        "about": event.about,
        "unit": event.unit,
        "zone": event.zone,
        "due_on": event.due_on,
        "missed_at": stored.record.occurred_at,
    }


MODEL = ReadModel(TABLE, keys, project)


async def found(connection: AsyncConnection) -> frozenset[UUID]:
    """The ids of all that were found missed."""
    return frozenset((await connection.execute(select(TABLE.c.duty))).scalars())


async def list_missed(connection: AsyncConnection, *, limit: int, offset: int) -> list[Row]:
    """What was missed, the latest first, also what was done since."""
    query = select(TABLE).order_by(TABLE.c.missed_at.desc(), TABLE.c.about).limit(limit).offset(offset)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
