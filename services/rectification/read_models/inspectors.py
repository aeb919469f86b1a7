"""What is the inspector with this number called, and does he do duty? Kept from the noted facts."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Date, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "inspectors",
    Column("inspector", String, primary_key=True),
    Column("inspector_name", String),
    Column("off_since", Date),
    Column("exited", Boolean, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("fact", Uuid, nullable=False),
    Column("correlation", Uuid, nullable=False),
)
"""`sequence` is that of the latest word on his standing, `fact` the id of it. Who is off duty and has not left
was suspended. The name is missing while nobody told of his appointment."""

NAMED: Final = ("roster.inspector-appointed.v1", "roster.inspector-renewed.v1")
OFF: Final = ("roster.inspector-suspended.v1", "roster.inspector-exited.v1")
FACTS: Final = (*NAMED, *OFF, "roster.inspector-returned.v1")


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (event.data["inspector"],) if isinstance(event, FactNoted) and event.type in FACTS else ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    noted: FactNoted = stored.event
    changed = dict(row or {"inspector": key, "inspector_name": None, "sequence": 0})
    if noted.type in NAMED:
        changed["inspector_name"] = noted.data["inspector_name"]
    if noted.sequence > changed["sequence"]:  # Appointments and the rest may arrive in any order.
        changed |= {
            "off_since": date.fromisoformat(noted.data["on"]) if noted.type in OFF else None,
            "exited": noted.type == "roster.inspector-exited.v1",
            "sequence": noted.sequence,
            "fact": stored.record.causation,
            "correlation": stored.record.correlation,
        }
    return changed


MODEL = ReadModel(TABLE, keys, project, definition=2)


async def names(connection: AsyncConnection, numbers: Collection[str]) -> dict[str, str]:
    """Names by number, as far as the roster has told of them."""
    known = TABLE.c.inspector_name.is_not(None)
    rows = await connection.execute(select(TABLE).where(TABLE.c.inspector.in_(numbers), known))
    return {row.inspector: row.inspector_name for row in rows}


async def is_off_duty(connection: AsyncConnection, inspector: str, on: date) -> bool:
    """Whether the inspector is suspended on that day, or has left."""
    found = select(TABLE.c.off_since).where(TABLE.c.inspector == inspector)
    since: date | None = (await connection.execute(found)).scalar_one_or_none()
    return since is not None and since <= on
