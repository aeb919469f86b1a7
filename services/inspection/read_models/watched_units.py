"""What of each unit do its clocks count, beside its visits?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, String, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.terms import day_of
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "watched_units",
    Column("code", String, primary_key=True),
    Column("unit_name", String),
    Column("kind", String),
    Column("zone", String),
    Column("known_on", Date),
    Column("ended_on", Date),
    Column("inspectors", ARRAY(String), nullable=False),
    Column("inspections", JSONB, nullable=False),
    Column("head_terms", JSONB, nullable=False),
)
UNIT = frozenset({"roster.unit-registered.v1", "roster.unit-changed.v1"})
ENDED = frozenset({"roster.unit-merged.v1", "roster.unit-closed.v1"})
ASSIGNED, RELEASED = "roster.post-assigned.v1", "roster.post-ended.v1"
HEAD = "roster.comprehensive-inspection-due.v1"
HELD = (happened.Deliberated, happened.InspectionCancelled)


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    if isinstance(event, HELD):
        return (event.about.unit.code,)
    if not isinstance(event, FactNoted):
        return ()
    if event.type in UNIT | ENDED:
        return (event.data["code"],)
    return (event.data["unit"],) if event.type in (ASSIGNED, RELEASED, HEAD) else ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    """What is heard of a unit before the unit itself waits in its row."""
    after = dict(row or _unheard(key))
    event = stored.event
    if isinstance(event, happened.Deliberated):
        held = {"kind": event.about.kind.value, "ended_on": event.ended_on.isoformat()}
        return after | {"inspections": {**after["inspections"], str(event.about.inspection): held}}
    if isinstance(event, happened.InspectionCancelled):
        left = {id: one for id, one in after["inspections"].items() if id != str(event.about.inspection)}
        return after | {"inspections": left}
    data = event.data
    if event.type in UNIT:
        known_on = after["known_on"] or day_of(stored.record.occurred_at)
        told = {name: data[name] for name in ("unit_name", "kind", "zone")}
        return after | told | {"known_on": known_on}
    if event.type in ENDED:
        return after | {"ended_on": date.fromisoformat(data["on"])}
    if event.type == HEAD:
        term = {name: data[name] for name in ("head", "since", "term_to")}
        return after | {"head_terms": {**after["head_terms"], data["since"]: term}}
    others = [number for number in after["inspectors"] if number != data["inspector"]]
    return after | {"inspectors": [*others, data["inspector"]] if event.type == ASSIGNED else others}


def _unheard(code: str) -> Row:
    return {
        "code": code,
        "unit_name": None,
        "kind": None,
        "zone": None,
        "known_on": None,
        "ended_on": None,
        "inspectors": [],
        "inspections": {},
        "head_terms": {},
    }


MODEL = ReadModel(TABLE, keys, project)


async def registered(connection: AsyncConnection) -> list[Row]:
    """Every unit the roster told of, by code."""
    query = select(TABLE).where(TABLE.c.known_on.is_not(None)).order_by(TABLE.c.code)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def kinds_of(connection: AsyncConnection, codes: Sequence[str]) -> dict[str, str]:
    """What kind of unit each is."""
    query = select(TABLE.c.code, TABLE.c.kind).where(TABLE.c.code.in_(codes), TABLE.c.kind.is_not(None))
    rows = await connection.execute(query)
    return {row.code: row.kind for row in rows}
