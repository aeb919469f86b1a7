"""Which units obstructed an inspection, when and how? One row for each that an inspection has told of."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, Date, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.domain.accountability_parts import Obstructed
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "obstructions",
    Column("obstruction", Uuid, primary_key=True),
    Column("unit", String, nullable=False, index=True),
    Column("inspection", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("facts", String, nullable=False),
)
"""`inspection` is the number of the inspection, `obstruction` the id of the fact that says so."""
OBSTRUCTED: Final = "inspection.inspection-obstructed.v1"


def keys(stored: Stored[Any]) -> Sequence[Any]:
    event = stored.event
    return (stored.record.causation,) if isinstance(event, FactNoted) and event.type == OBSTRUCTED else ()


def project(_row: Row | None, stored: Stored[Any], key: Any) -> Row:
    data = stored.event.data
    return {
        "obstruction": key,
        "unit": data["unit"],
        "inspection": data["number"],
        "on": date.fromisoformat(data["on"]),
        "facts": f"{data['step']}：{data['facts']}",
    }


MODEL = ReadModel(TABLE, keys, project)


async def by_unit(connection: AsyncConnection, unit: str) -> tuple[Obstructed, ...]:
    """What the unit obstructed, the earliest first."""
    query = select(TABLE).where(TABLE.c.unit == unit).order_by(TABLE.c.on)
    rows = (await connection.execute(query)).mappings()
    return tuple(Obstructed(row["inspection"], row["on"], row["facts"]) for row in rows)
