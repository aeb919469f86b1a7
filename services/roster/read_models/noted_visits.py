"""Which visits were recorded, by whom?"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, Integer, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import VisitNoted
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "noted_visits",
    Column("visit", String, primary_key=True),
    Column("number", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("visited_on", Date, nullable=False, index=True),
    Column("inspectors", ARRAY(String), nullable=False),
    Column("minutes", Integer),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    return (stored.event.visit,) if isinstance(stored.event, VisitNoted) else ()


def project(_row: Row | None, stored: Stored[Any], _key: str) -> Row:
    visit: VisitNoted = stored.event
    said = asdict(visit) | {"inspectors": list(visit.inspectors)}
    return {column.name: said[column.name] for column in TABLE.columns}


MODEL = ReadModel(TABLE, keys, project)


async def by_inspectors(
    connection: AsyncConnection, numbers: Collection[str], after: date
) -> list[tuple[str, date]]:
    """Who of them made a visit on which day after that day."""
    held = TABLE.c.inspectors.overlap(list(numbers))
    query = select(TABLE.c.inspectors, TABLE.c.visited_on).where(TABLE.c.visited_on > after, held)
    return [
        (number, row.visited_on)
        for row in await connection.execute(query)
        for number in row.inspectors
        if number in numbers
    ]


async def between(connection: AsyncConnection, first: date, last: date) -> list[Row]:
    """The visits of these days, both included."""
    query = select(TABLE).where(TABLE.c.visited_on.between(first, last))
    return [dict(row) for row in (await connection.execute(query)).mappings()]
