"""May this inspector judge this unit? One row for each pair of which the roster says no."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, String, Uuid, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "recusals",
    Column("recusal", String, primary_key=True),
    Column("inspector", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("fact", Uuid, nullable=False),
    Column("correlation", Uuid, nullable=False),
)
"""`fact` is the id of the fact that says so."""
DECLARED, LIFTED = "roster.recusal-declared.v1", "roster.recusal-lifted.v1"


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    noted = isinstance(event, FactNoted) and event.type in (DECLARED, LIFTED)
    return (_key(event.data["inspector"], event.data["unit"]),) if noted else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row | None:
    data = stored.event.data
    if stored.event.type == LIFTED:
        return None
    record = stored.record
    return {
        "recusal": key,
        "inspector": data["inspector"],
        "unit": data["unit"],
        "fact": record.causation,
        "correlation": record.correlation,
    }


MODEL = ReadModel(TABLE, keys, project, definition=3)


async def is_recused(connection: AsyncConnection, inspector: str, unit: str) -> bool:
    """Whether the inspector may not judge the unit (回避)."""
    found = await connection.execute(select(exists().where(TABLE.c.recusal == _key(inspector, unit))))
    return bool(found.scalar_one())


async def recused_among(connection: AsyncConnection, people: Collection[str], unit: str) -> frozenset[str]:
    """Those of these people who may not judge the unit (回避)."""
    keys = [_key(person, unit) for person in people]
    rows = await connection.execute(select(TABLE.c.inspector).where(TABLE.c.recusal.in_(keys)))
    return frozenset(row.inspector for row in rows)


def _key(inspector: str, unit: str) -> str:
    return f"{inspector}/{unit}"
