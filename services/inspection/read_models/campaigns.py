"""Which campaigns are there, of which year, and how far is each?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Integer, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain import campaign_events as happened
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "campaigns",
    Column("campaign", Uuid, primary_key=True),
    Column("name", String, nullable=False),
    Column("line", String, nullable=False),
    Column("year", Integer, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("units", Integer, nullable=False),
    Column("assessed", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("planned_on", Date, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    event = stored.event
    return (event.campaign,) if isinstance(event, happened.OnCampaign) else ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    event: happened.CampaignEvent = stored.event
    if isinstance(event, happened.CampaignPlanned):
        return {
            "campaign": key,
            "name": event.theme.name,
            "line": event.theme.line.value,
            "year": event.theme.year,
            "state": "planned",
            "units": len(event.units),
            "assessed": 0,
            "excused": 0,
            "planned_on": event.on,
        }
    assert row is not None
    match event:
        case happened.CampaignPublished():
            return {**row, "state": "published"}
        case happened.ResultEntered():
            return {**row, "assessed": row["assessed"] + 1}
        case happened.UnitExcused():
            return {**row, "excused": row["excused"] + 1}
        case happened.CampaignConcluded():
            return {**row, "state": "concluded"}
        case happened.ResultCorrected():
            return row


MODEL = ReadModel(TABLE, keys, project)


async def list_campaigns(
    connection: AsyncConnection, *, year: int | None, limit: int, offset: int
) -> list[Row]:
    """Campaigns, the newest first."""
    query = select(TABLE).order_by(TABLE.c.planned_on.desc(), TABLE.c.name).limit(limit).offset(offset)
    if year is not None:
        query = query.where(TABLE.c.year == year)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
