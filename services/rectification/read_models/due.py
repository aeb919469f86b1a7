"""Which duties are open, whose, and what must the watcher raise by when? One row for each open duty.

A case has one duty at most, so the case is the key.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    Uuid,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.domain import events
from services.rectification.read_models.cases import due_columns
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table
from shared.workdays.deadline import SHANGHAI

PROMPT_AT = time(9)
"""When in the day a prompt goes out, Shanghai time."""

TABLE = read_model_table(
    "due",
    Column("case_id", Uuid, primary_key=True),
    Column("duty_id", Uuid, nullable=False),
    Column("number", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("unit_name", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("problem", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("owner_role", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("due", JSONB, nullable=False),
    Column("fires_at", DateTime(timezone=True), nullable=False),
    Column("prompts", ARRAY(DateTime(timezone=True)), nullable=False),
    Column("prompted", Integer, nullable=False),
    Column("missed", Boolean, nullable=False),
    Column("next_at", DateTime(timezone=True)),
    Column("correlation", Uuid, nullable=False),
)
Index("due_next", TABLE.c.next_at, postgresql_where=TABLE.c.next_at.is_not(None))
Index("due_owner", TABLE.c.owner_role, TABLE.c.owner, TABLE.c.due_on)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    event = stored.event
    return (event.about.case_id,) if isinstance(event, events.OnCase) else ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event, duty = stored.event, stored.event.duty
    if duty is None:
        return None
    if row is None or row["duty_id"] != duty.id:
        row = _arisen(event, stored)
    prompted = event.number if isinstance(event, events.PromptIssued) else row["prompted"]
    missed = row["missed"] or (isinstance(event, events.DeadlineMissed) and event.missed == duty)
    return {
        **row,
        **_whose(event),
        "prompted": prompted,
        "missed": missed,
        "next_at": _next_at(row, prompted, missed),
    }


MODEL = ReadModel(TABLE, keys, project, definition=2)


def _arisen(event: events.OnCase, stored: Stored[Any]) -> Row:
    duty, about = event.duty, event.about
    assert duty is not None
    return {
        "case_id": about.case_id,
        "duty_id": duty.id,
        "number": about.number,
        "severity": about.severity,
        "problem": about.problem,
        "kind": duty.kind.value,
        "due_on": duty.due.on,
        "due": due_columns(duty.due),
        "fires_at": _instant(duty.due.on + timedelta(days=1), time()),  # 24:00 of the last day (民法典 203)
        "prompts": [_instant(day, PROMPT_AT) for day in duty.prompts],
        "prompted": 0,
        "missed": False,
        "correlation": stored.record.correlation,
    }


def _whose(event: events.OnCase) -> Row:
    """Whose the duty is: it may go over to somebody else."""
    duty, about = event.duty, event.about
    assert duty is not None
    return {
        "unit": about.unit,
        "unit_name": about.unit_name,
        "owner_role": duty.owner_role.value,
        "owner": duty.owner,
    }


def _next_at(row: Row, prompted: int, missed: bool) -> datetime | None:
    """The next instant at which the watcher must look at the duty; None when it was missed."""
    if missed:
        return None
    ahead: list[datetime] = row["prompts"][prompted:]
    return ahead[0] if ahead else row["fires_at"]


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


async def due_now(connection: AsyncConnection, now: datetime, limit: int) -> list[Row]:
    """Duties with something to raise by `now`, the longest waiting first, each locked until the transaction
    ends: several watchers share the work, none waits for another."""
    query = select(TABLE).where(TABLE.c.next_at <= now).order_by(TABLE.c.next_at).limit(limit)
    rows = await connection.execute(query.with_for_update(skip_locked=True))
    return [dict(row) for row in rows.mappings()]


async def earliest(connection: AsyncConnection) -> datetime | None:
    """The next instant at which something must be raised, also what another watcher is raising now."""
    found: datetime | None = (await connection.execute(select(func.min(TABLE.c.next_at)))).scalar_one()
    return found


async def duties(
    connection: AsyncConnection, owners: Collection[tuple[str, str]], limit: int = 200
) -> list[Row]:
    """The open duties of these owners (role, owner), the most urgent first."""
    mine = tuple_(TABLE.c.owner_role, TABLE.c.owner).in_(list(owners))
    query = select(TABLE).where(mine).order_by(TABLE.c.due_on, TABLE.c.number).limit(limit)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
