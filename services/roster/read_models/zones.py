"""Which zones are there?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, String, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import ZoneDrawn
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "zones",
    Column("zone", String, primary_key=True),
    Column("drawn_at", BigInteger, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    return (stored.event.zone,) if isinstance(stored.event, ZoneDrawn) else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row:
    return {"zone": key, "drawn_at": stored.position}


MODEL = ReadModel(TABLE, keys, project)


async def all_zones(connection: AsyncConnection) -> list[str]:
    """The names of all zones, in the order they were drawn."""
    return list((await connection.execute(select(TABLE.c.zone).order_by(TABLE.c.drawn_at))).scalars())
