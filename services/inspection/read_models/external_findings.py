"""What did somebody above find, by when do they want a reply, and what were they told?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, String, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.events import FindingReplied, IssueRaised
from services.inspection.domain.office_duties import FromAbove
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "external_findings",
    Column("finding", Uuid, primary_key=True),
    Column("issue", Uuid, nullable=False),
    Column("issue_number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", String, nullable=False),
    Column("number", String, nullable=False),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("zone", String),
    Column("problem", String, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("reply_by", Date),
    Column("replied_on", Date),
    Column("replies", JSONB, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    match stored.event:
        case IssueRaised(visit=finding, source=source) if source is not None:
            return (finding,)
        case FindingReplied(finding=finding):
            return (finding,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    """`replied_on` is the earliest day of a reply: the first one is the one that was asked for."""
    event: IssueRaised | FindingReplied = stored.event
    if isinstance(event, FindingReplied):
        assert row is not None, "a finding is taken over before it is replied to"
        told = {"on": event.replied_on.isoformat(), "letter": event.letter, "summary": event.summary}
        first = min(event.replied_on, row["replied_on"] or event.replied_on)
        return {**row, "replied_on": first, "replies": [*row["replies"], told | {"by": event.by}]}
    assert event.source is not None
    source = event.source
    return {
        "finding": key,
        "issue": event.issue,
        "issue_number": event.number,
        "kind": source.kind.value,
        "body": source.body,
        "number": source.number,
        "unit": event.unit.code,
        "unit_name": event.unit.name,
        "zone": event.unit.zone,
        "problem": event.finding.problem,
        "received_on": source.received_on,
        "reply_by": source.reply_by,
        "replied_on": None,
        "replies": [],
    }


MODEL = ReadModel(TABLE, keys, project)


async def list_findings(
    connection: AsyncConnection, *, unit: str | None, unanswered: bool, limit: int, offset: int
) -> list[Row]:
    """Findings from above, those that want a reply soonest first; `unanswered`: only those nobody replied to."""
    order = (TABLE.c.reply_by.asc().nulls_last(), TABLE.c.received_on.desc(), TABLE.c.finding)
    query = select(TABLE).order_by(*order).limit(limit).offset(offset)
    if unit is not None:
        query = query.where(TABLE.c.unit == unit)
    if unanswered:
        query = query.where(TABLE.c.replied_on.is_(None))
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def awaited_above(connection: AsyncConnection) -> list[FromAbove]:
    """Those that want a reply by a day, replied to or not."""
    query = select(TABLE).where(TABLE.c.reply_by.is_not(None))
    return [
        FromAbove(
            str(row["finding"]),
            row["body"],
            row["number"],
            row["unit"],
            row["unit_name"],
            row["zone"],
            row["received_on"],
            row["reply_by"],
            row["replied_on"],
        )
        for row in (await connection.execute(query)).mappings()
    ]
