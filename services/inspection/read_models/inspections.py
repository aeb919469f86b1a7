"""Which comprehensive and special inspections are there, where does each stand, and what was done?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, String, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.events import IssueRaised
from services.inspection.domain.terms import Due
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "inspections",
    Column("inspection", Uuid, primary_key=True),
    Column("number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("line", String, nullable=False),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("zone", String),
    Column("superior", String),
    Column("matters", ARRAY(String), nullable=False),
    Column("team", ARRAY(String), nullable=False),
    Column("leader", String),
    Column("state", String, nullable=False, index=True),
    Column("announced", Boolean, nullable=False),
    Column("starts_on", Date),
    Column("owner", String),
    Column("due_on", Date, index=True),
    Column("due", JSONB),
    Column("issues", Integer, nullable=False),
    Column("steps", JSONB, nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
)

STATES: Final[Mapping[type[happened.OnInspection], str]] = {
    happened.InspectionPlanned: "planned",
    happened.TeamFormed: "formed",
    happened.InspectionAnnounced: "announced",
    happened.Deliberated: "deliberated",
    happened.PreliminaryOpinionServed: "fed_back",
    happened.OpinionServed: "served",
    happened.ReportFiled: "reported",
    happened.InspectionClosed: "closed",
    happened.InspectionCancelled: "cancelled",
}
PERSONAL = frozenset({"about", "by", "on", "ground"})
"""What is not shown of a step: said otherwise there, or personal and left in the log."""
_DUES = TypeAdapter(Due)
_EVENTS: TypeAdapter[happened.ProcedureEvent] = TypeAdapter(happened.ProcedureEvent)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    match stored.event:
        case happened.OnInspection(about=about):
            return (about.inspection,)
        case IssueRaised(visit=inspection, opinion=str()):
            return (inspection,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    event: happened.ProcedureEvent | IssueRaised = stored.event
    after = dict(row or _planned(event)) | {
        "updated_at": stored.record.occurred_at,
        "version": stored.version,
    }
    if isinstance(event, IssueRaised):
        return after | {"issues": after["issues"] + 1}
    after["steps"] = [*after["steps"], _step(event)]
    if type(event) in STATES:
        after |= {"state": STATES[type(event)]} | _owed(event)
    match event:
        case happened.InspectionAnnounced():
            after |= {"announced": True, "starts_on": event.starts_on}
        case happened.SelfEvaluationHandedIn():
            after |= _owed(event)
        case (
            happened.TeamFormed()
            | happened.InspectorAdded()
            | happened.InspectorReleased()
            | happened.RecusalDecided()
        ):
            changed = list(event.team.inspectors) != after["team"]
            after |= {"team": list(event.team.inspectors), "leader": event.team.leader or None}
            if changed and after["state"] == "deliberated":  # Another team deliberates anew.
                after |= {"state": "announced"} | _owed(event)
    return after


def _planned(event: object) -> Row:
    assert isinstance(event, happened.InspectionPlanned)
    about = event.about
    return {
        "inspection": about.inspection,
        "number": about.number,
        "kind": about.kind.value,
        "line": about.line.value,
        "unit": about.unit.code,
        "unit_name": about.unit.name,
        "zone": about.unit.zone,
        "superior": about.unit.superior,
        "matters": list(event.matters),
        "team": [],
        "leader": None,
        "state": "planned",
        "announced": False,
        "starts_on": None,
        "issues": 0,
        "steps": [],
        "planned_on": event.on,
    }


def _owed(event: happened.OnInspection) -> dict[str, Any]:
    """Who must do the next thing that has a date, and by when."""
    owner, due = "office", None
    match event:
        case happened.InspectionAnnounced():
            owner, due = "unit", event.self_evaluation
        case happened.Deliberated():
            due = event.preliminary_due
        case happened.PreliminaryOpinionServed():
            due = event.opinion_due
        case happened.OpinionServed():
            due = event.report_due
    return {
        "owner": owner if due else None,
        "due_on": due.on if due else None,
        "due": _DUES.dump_python(due, mode="json") if due else None,
    }


def _step(event: happened.ProcedureEvent) -> Row:
    said = _EVENTS.dump_python(event, mode="json")
    by = {"name": event.by.name, "role": event.by.role.value}
    content = {name: value for name, value in said.items() if name not in PERSONAL}
    return {"step": type(event).__name__, "on": event.on.isoformat(), "by": by, "content": content}


MODEL = ReadModel(TABLE, keys, project)

_LISTED = [column for column in TABLE.columns if column.name != "steps"]


async def list_inspections(
    connection: AsyncConnection,
    *,
    unit: str | None = None,
    announced_only: bool = False,
    state: str | None = None,
    overdue_on: date | None = None,
    limit: int,
    offset: int,
) -> list[Row]:
    """Inspections, the newest first, without their steps; `overdue_on` gives those whose date was before."""
    query = select(*_LISTED).order_by(TABLE.c.planned_on.desc(), TABLE.c.number).limit(limit).offset(offset)
    if unit is not None:
        query = query.where(TABLE.c.unit == unit)
    if announced_only:
        query = query.where(TABLE.c.announced)
    if state is not None:
        query = query.where(TABLE.c.state == state)
    if overdue_on is not None:
        query = query.where(TABLE.c.due_on < overdue_on)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def one_inspection(connection: AsyncConnection, inspection: UUID) -> Row | None:
    row = (await connection.execute(select(TABLE).where(TABLE.c.inspection == inspection))).mappings().first()
    return dict(row) if row else None


async def states_of(connection: AsyncConnection, inspections: Sequence[UUID]) -> dict[UUID, str]:
    """Where each of the inspections stands; one that was never planned is left out."""
    query = select(TABLE.c.inspection, TABLE.c.state).where(TABLE.c.inspection.in_(inspections))
    rows = await connection.execute(query)
    return {row.inspection: row.state for row in rows}
