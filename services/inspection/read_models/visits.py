"""Which visits were made, where, by whom, and what came of them?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, String, Time, Uuid, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.events import (
    IssueRaised,
    VisitConfirmed,
    VisitReceived,
    VisitRecorded,
    VisitSupplemented,
)
from services.inspection.domain.office_duties import Submitted
from services.inspection.domain.on_site import doubts
from shared.audit.record import rfc3339
from shared.event_sourcing.decider import Role
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "visits",
    Column("visit", Uuid, primary_key=True),
    Column("number", String, nullable=False),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("zone", String),
    Column("inspectors", ARRAY(String), nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("started", Time),
    Column("minutes", Integer),
    Column("themes", ARRAY(String), nullable=False),
    Column("lessons_heard", Integer, nullable=False),
    Column("plans_read", Integer, nullable=False),
    Column("interviews", Integer, nullable=False),
    Column("photos", Integer, nullable=False),
    Column("summary", String, nullable=False),
    Column("discussants", Integer, nullable=False),
    Column("questionnaires", Integer, nullable=False),
    Column("patrols", Integer, nullable=False),
    Column("papers_read", Integer, nullable=False),
    Column("came", JSONB),
    Column("left", JSONB),
    Column("doubts", ARRAY(String), nullable=False),
    Column("checklist", JSONB),
    Column("pictures", JSONB, nullable=False),
    Column("feedback", JSONB),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("taken_in", JSONB),
    Column("confirmed", JSONB),
    Column("supplements", JSONB, nullable=False),
    Column("issues", Integer, nullable=False),
    Column("from_ledger", Boolean, nullable=False),
    Column("out_of_term", ARRAY(String), nullable=False),
    Column("entered_by_office", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
)

AT_THE_OFFICE = frozenset({Role.OFFICE, Role.OPERATOR})
"""Whose entries, and lists taken over, need nobody to take them in."""

NEWEST_FIRST = (TABLE.c.visited_on.desc(), TABLE.c.number.desc())


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    match stored.event:
        case VisitRecorded() | VisitReceived() | VisitConfirmed() | VisitSupplemented():
            return (stored.event.visit,)
        case IssueRaised(visit=visit, opinion=None, source=None):
            return (visit,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event = stored.event
    if isinstance(event, VisitRecorded):
        return _recorded(dict(row or {}), event, stored, key)
    if row is None:
        return None  # A danger told ahead of the record, which will say how many there were.
    said = {"at": rfc3339(stored.record.occurred_at)}
    match event:
        case IssueRaised():
            change: Row = {"issues": row["issues"] + 1}
        case VisitReceived():
            change = {"taken_in": {"by": event.by, **said}}
        case VisitConfirmed():
            change = {"confirmed": {"by": event.by, "agrees": event.agrees, "remark": event.remark, **said}}
        case VisitSupplemented():
            added = {
                "by": event.by,
                "text": event.text,
                "pictures": to_jsonable_python(event.pictures),
                **said,
            }
            change = {"supplements": [*row["supplements"], added]}
    return {**row, **change, "version": stored.version}


def _recorded(before: dict[str, Any], event: VisitRecorded, stored: Stored[Any], key: UUID) -> Row:
    report, by = event.report, stored.record.actor
    return {"taken_in": None, "confirmed": None, "supplements": [], **before} | {
        "visit": key,
        "number": report.number,
        "unit": report.unit.code,
        "unit_name": report.unit.name,
        "zone": report.unit.zone,
        "inspectors": list(report.inspectors),
        "visited_on": report.visited_on,
        "started": report.started,
        "minutes": report.minutes,
        "themes": list(report.themes),
        "lessons_heard": report.lessons_heard,
        "plans_read": report.plans_read,
        "interviews": report.interviews,
        "photos": report.photos,
        "summary": report.summary,
        "discussants": report.discussants,
        "questionnaires": report.questionnaires,
        "patrols": report.patrols,
        "papers_read": report.papers_read,
        "came": to_jsonable_python(report.came),
        "left": to_jsonable_python(report.left),
        "doubts": list(doubts(report.came, report.left, report.visited_on)),
        "checklist": to_jsonable_python(report.checklist),
        "pictures": to_jsonable_python(report.pictures),
        "feedback": to_jsonable_python(report.feedback),
        "received_at": stored.record.recorded_at,
        "issues": max(before.get("issues", 0), event.raised_before),
        "from_ledger": event.from_ledger,
        "out_of_term": list(event.out_of_term),
        "entered_by_office": by.role in AT_THE_OFFICE and by.id not in report.inspectors,
        "version": stored.version,
    }


MODEL = ReadModel(TABLE, keys, project, definition=4)
_RECORD = [column for column in TABLE.columns if column.name != "entered_by_office"]
"""What a visit is, whoever entered it."""


async def list_visits(
    connection: AsyncConnection,
    *,
    unit: str | None = None,
    inspector: str | None = None,
    limit: int,
    offset: int,
) -> list[Row]:
    """Visits, the newest first, of one unit or one inspector if so asked."""
    query = select(*_RECORD).order_by(*NEWEST_FIRST).limit(limit).offset(offset)
    if unit is not None:
        query = query.where(TABLE.c.unit == unit)
    if inspector is not None:
        query = query.where(TABLE.c.inspectors.contains([inspector]))
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def one_visit(connection: AsyncConnection, visit: UUID) -> Row | None:
    row = (await connection.execute(select(*_RECORD).where(TABLE.c.visit == visit))).mappings().first()
    return dict(row) if row else None


async def days_since(connection: AsyncConnection, since: date) -> dict[str, list[date]]:
    """The days of the visits from a day on, by unit."""
    query = select(TABLE.c.unit, func.array_agg(TABLE.c.visited_on)).where(TABLE.c.visited_on >= since)
    rows = await connection.execute(query.group_by(TABLE.c.unit))
    return {unit: list(days) for unit, days in rows}


async def submitted_since(connection: AsyncConnection, since: datetime) -> list[Submitted]:
    """The records handed in to the office at that instant or later, and when it took each in."""
    handed_in = TABLE.c.from_ledger.is_(False), TABLE.c.entered_by_office.is_(False)
    query = select(TABLE).where(TABLE.c.received_at >= since, *handed_in)
    return [
        Submitted(
            row["number"],
            row["unit"],
            row["unit_name"],
            row["zone"],
            tuple(row["inspectors"]),
            row["received_at"],
            datetime.fromisoformat(row["taken_in"]["at"]) if row["taken_in"] else None,
        )
        for row in (await connection.execute(query)).mappings()
    ]


async def known_themes(connection: AsyncConnection, limit: int) -> list[str]:
    """The themes of visits, the most frequent first."""
    theme = func.unnest(TABLE.c.themes).label("theme")
    every = select(theme).subquery()
    query = select(every.c.theme).group_by(every.c.theme).order_by(func.count().desc(), every.c.theme)
    return list((await connection.execute(query.limit(limit))).scalars())
