"""What is the inspector with this number called, is he in term, and does he do duty? Kept from the noted facts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Date, String, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "inspectors",
    Column("inspector", String, primary_key=True),
    Column("inspector_name", String),
    Column("terms", JSONB, nullable=False),
    Column("term_to", Date),
    Column("off_since", Date),
    Column("exited", Boolean, nullable=False),
    Column("appointed", BigInteger, nullable=False),
    Column("left_at", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("fact", Uuid, nullable=False),
    Column("correlation", Uuid, nullable=False),
)
"""`sequence` is that of the latest word on his standing, `fact` the id of it. Who is off duty and has not left
was suspended. `appointed` is the sequence of his latest appointment, `left_at` that of his latest exit. `terms` are the last days
of his terms by their first, `term_to` is the latest of them; term and name are missing while nobody told of his
appointment."""

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
        "terms": {},
        "term_to": None,
        "off_since": None,
        "exited": False,
        "appointed": 0,
        "left_at": 0,
        **told,
        "sequence": 0,
    }
    changed = dict(row)
    if noted.type in NAMED:
        if noted.sequence >= row["appointed"]:
            changed["inspector_name"] = noted.data["inspector_name"]
        changed["terms"] = {**row["terms"], noted.data["term_from"]: noted.data["term_to"]}
        changed["term_to"] = date.fromisoformat(max(changed["terms"].values()))
        changed["appointed"] = max(noted.sequence, row["appointed"])
    elif noted.sequence > row["sequence"]:
        exited = noted.type == EXITED
        off = date.fromisoformat(noted.data["on"]) if noted.type in OFF else None
        changed |= {"off_since": off, "left_at": noted.sequence if exited else row["left_at"], **told}
    changed["exited"] = changed["left_at"] == changed["sequence"] > changed["appointed"]
    if changed["left_at"] == changed["sequence"] and not changed["exited"]:
        changed["off_since"] = None
    return changed


MODEL = ReadModel(TABLE, keys, project, definition=4)


async def names(connection: AsyncConnection, numbers: Collection[str]) -> dict[str, str]:
    """Names by number, as far as the roster has told of them."""
    known = TABLE.c.inspector_name.is_not(None)
    rows = await connection.execute(select(TABLE).where(TABLE.c.inspector.in_(numbers), known))
    return {row.inspector: row.inspector_name for row in rows}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether he is suspended or has left, and the last day of the term that had run out; None: none had."""

    off_duty: bool = False
    term_ended: date | None = None


async def standing_on(connection: AsyncConnection, inspector: str, on: date) -> Standing:
    """How an inspector stands on that day, as far as the roster has told."""
    found = select(TABLE.c.off_since, TABLE.c.terms).where(TABLE.c.inspector == inspector)
    row = (await connection.execute(found)).first()
    if row is None:
        return Standing()
    off_duty = row.off_since is not None and row.off_since <= on
    return Standing(off_duty, term_ended(row.terms, on.isoformat()))


def term_ended(terms: Mapping[str, str], on: str) -> date | None:
    """The end of the latest of the terms that had run out by the day; None: he is in one, or none had."""
    if any(first <= on <= last for first, last in terms.items()):
        return None
    ended = max((last for last in terms.values() if last < on), default=None)
    return date.fromisoformat(ended) if ended else None
