"""Which alarms stand?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Date, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import AlarmCleared, AlarmEvent, AlarmRefreshed
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "alarms",
    Column("alarm", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("facts", JSONB, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (f"{event.kind}/{event.subject}",) if isinstance(event, AlarmEvent) else ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row | None:
    event: AlarmEvent = stored.event
    if isinstance(event, AlarmCleared):
        return None
    if isinstance(event, AlarmRefreshed):
        return {**row, "facts": event.facts} if row else None
    return {
        "alarm": key,
        "kind": event.kind,
        "subject": event.subject,
        "since": event.since,
        "facts": event.facts,
    }


MODEL = ReadModel(TABLE, keys, project)


async def standing(connection: AsyncConnection) -> list[Row]:
    """Every alarm that stands, the oldest first."""
    query = select(TABLE).order_by(TABLE.c.since, TABLE.c.alarm)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
