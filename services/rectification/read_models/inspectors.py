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
    Column("appointed", BigInteger, nullable=False),
    Column("left_at", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("fact", Uuid, nullable=False),
    Column("correlation", Uuid, nullable=False),
)
"""`sequence` is that of the latest word on his standing, `fact` the id of it. Who is off duty and has not left
was suspended. `appointed` is the sequence of his latest appointment, `left_at` that of his latest exit. The name
is missing while nobody told of his appointment."""

NAMED: Final = ("roster.inspector-appointed.v1", "roster.inspector-renewed.v1")
EXITED: Final = "roster.inspector-exited.v1"
OFF: Final = ("roster.inspector-suspended.v1", EXITED)
FACTS: Final = (*NAMED, *OFF, "roster.inspector-returned.v1")


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (event.data["inspector"],) if isinstance(event, FactNoted) and event.type in FACTS else ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    """Appointments and the rest may arrive in any order. An appointment brings back who had left; who is
    suspended stays so, for the entry of his term may only have been mended."""
    noted: FactNoted = stored.event
    told = {
        "sequence": noted.sequence,
        "fact": stored.record.causation,
        "correlation": stored.record.correlation,
    }
    row = row or {
        "inspector": key,
        "inspector_name": None,
        "off_since": None,
        "exited": False,
        "appointed": 0,
        "left_at": 0,
        **told,
        "sequence": 0,
    }
    changed = dict(row)
    if noted.type in NAMED:
        changed["inspector_name"] = noted.data["inspector_name"]
        changed["appointed"] = max(noted.sequence, row["appointed"])
    elif noted.sequence > row["sequence"]:
        exited = noted.type == EXITED
        off = date.fromisoformat(noted.data["on"]) if noted.type in OFF else None
        changed |= {"off_since": off, "left_at": noted.sequence if exited else row["left_at"], **told}
    changed["exited"] = changed["left_at"] == changed["sequence"] > changed["appointed"]
    if changed["left_at"] == changed["sequence"] and not changed["exited"]:
        changed["off_since"] = None
    return changed


MODEL = ReadModel(TABLE, keys, project, definition=3)


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
