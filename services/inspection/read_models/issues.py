"""Which issues were raised, in which units?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Column, Date, DateTime, Integer, String, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.events import IssueRaised
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "issues",
    Column("issue", Uuid, primary_key=True),
    Column("number", String, nullable=False),
    Column("visit", Uuid, nullable=False, index=True),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("inspectors", ARRAY(String), nullable=False),
    Column("line", String, nullable=False),
    Column("theme", String, nullable=False),
    Column("problem", String, nullable=False),
    Column("demand", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("working_days", Integer),
    Column("due_on", Date),
    Column("department", String),
    Column("found_on", Date, nullable=False),
    Column("fed_back_at", DateTime(timezone=True), nullable=False),
    Column("ledger_row", Integer),
    Column("zone", String),
    Column("item", String),
    Column("cause", String),
    Column("responsible", String),
    Column("helping", ARRAY(String), nullable=False),
    Column("indicator", String),
    Column("evidence", ARRAY(String), nullable=False),
    Column("earlier", Uuid),
    Column("source", JSONB),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    return (stored.event.issue,) if isinstance(stored.event, IssueRaised) else ()


def project(_row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    event: IssueRaised = stored.event
    finding, ledger = event.finding, event.ledger
    return {
        "issue": key,
        "number": event.number,
        "visit": event.visit,
        "unit": event.unit.code,
        "unit_name": event.unit.name,
        "inspectors": list(event.inspectors),
        "line": finding.line.value,
        "theme": finding.theme,
        "problem": finding.problem,
        "demand": finding.demand,
        "severity": finding.severity.value,
        "working_days": finding.working_days,
        "due_on": ledger.due_on if ledger else None,
        "department": finding.department,
        "found_on": event.found_on,
        "fed_back_at": event.fed_back_at,
        "ledger_row": ledger.row if ledger else None,
        "zone": event.unit.zone,
        "item": finding.item,
        "cause": finding.cause,
        "responsible": finding.responsible,
        "helping": list(finding.helping),
        "indicator": finding.indicator,
        "evidence": list(finding.evidence),
        "earlier": finding.earlier,
        "source": to_jsonable_python(event.source),
    }


MODEL = ReadModel(TABLE, keys, project, definition=2)


async def list_issues(
    connection: AsyncConnection,
    *,
    visit: UUID | None = None,
    unit: str | None = None,
    limit: int,
    offset: int,
) -> list[Row]:
    """Issues, the newest first, of one visit or one unit if so asked."""
    query = select(TABLE).order_by(TABLE.c.found_on.desc(), TABLE.c.number).limit(limit).offset(offset)
    if visit is not None:
        query = query.where(TABLE.c.visit == visit)
    if unit is not None:
        query = query.where(TABLE.c.unit == unit)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def units_of(connection: AsyncConnection, issues: Iterable[UUID]) -> Mapping[UUID, str]:
    """The unit of each of the issues; one nobody raised is left out."""
    query = select(TABLE.c.issue, TABLE.c.unit).where(TABLE.c.issue.in_(list(issues)))
    return {row.issue: row.unit for row in await connection.execute(query)}
