"""Which duties are open, whose, and what must the watcher raise by when? One row for each open duty.

A case has one duty at most, so the case is the key. A proceeding has as many as clocks run in it: the key is made
of the two, and `proceeding` says which it is.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

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
from services.rectification.domain.clocks import Clock, ClockDuty
from services.rectification.domain.duty import Duty
from services.rectification.domain.proceeding import (
    ClockMissed,
    ClockPrompted,
    OnProceeding,
)
from services.rectification.read_models.cases import due_columns
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table
from shared.workdays.deadline import SHANGHAI

PROMPT_AT = time(9)
"""When in the day a prompt goes out, Shanghai time."""

TABLE = read_model_table(
    "due",
    Column("case_id", Uuid, primary_key=True),
    Column("proceeding", Uuid),
    Column("proceeding_kind", String),
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
    match stored.event:
        case events.OnCase(about=about):
            return (about.case_id,)
        case OnProceeding(about=about) as event:
            told = [duty.clock for duty in event.started] + list(event.stopped)
            told += [event.missed.clock] if isinstance(event, ClockMissed) else []
            told += [event.duty.clock] if isinstance(event, ClockPrompted) else []
            return [clock_key(about.id, clock) for clock in dict.fromkeys(told)]
        case _:
            return ()


def clock_key(proceeding: UUID, clock: Clock) -> UUID:
    """The key of what a clock of a proceeding waits for."""
    return uuid5(proceeding, clock)


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    if isinstance(stored.event, OnProceeding):
        return _on_clock(row, stored, key)
    event, duty = stored.event, stored.event.duty
    if duty is None:
        return None
    if row is None or row["duty_id"] != duty.id:
        row = {**_of_case(event), **_arisen(duty, stored)}
    prompted = event.number if isinstance(event, events.PromptIssued) else row["prompted"]
    missed = row["missed"] or (isinstance(event, events.DeadlineMissed) and event.missed == duty)
    return {
        **row,
        **_whose(event),
        "prompted": prompted,
        "missed": missed,
        "next_at": _next_at(row, prompted, missed),
    }


MODEL = ReadModel(TABLE, keys, project, definition=3)


def _on_clock(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event: OnProceeding = stored.event
    about = event.about
    for duty in event.started:
        if clock_key(about.id, duty.clock) == key:
            begun = {**_of_proceeding(event, key), **_arisen(duty, stored)}
            whose = {"owner_role": duty.owner_role.value, "owner": duty.owner}
            return {**begun, **whose, "next_at": _next_at(begun, 0, missed=False)}
    if row is None or key in {clock_key(about.id, clock) for clock in event.stopped}:
        return None
    prompted = event.number if isinstance(event, ClockPrompted) else row["prompted"]
    missed = row["missed"] or isinstance(event, ClockMissed)
    return {**row, "prompted": prompted, "missed": missed, "next_at": _next_at(row, prompted, missed)}


def _of_case(event: events.OnCase) -> Row:
    about = event.about
    return {
        "case_id": about.case_id,
        "proceeding": None,
        "proceeding_kind": None,
        "number": about.number,
        "severity": about.severity,
        "problem": about.problem,
    }


def _of_proceeding(event: OnProceeding, key: UUID) -> Row:
    about = event.about
    return {
        "case_id": key,
        "proceeding": about.id,
        "proceeding_kind": about.kind.value,
        "number": about.number,
        "severity": "",
        "problem": about.matter,
        "unit": about.unit,
        "unit_name": about.unit_name,
    }


def _arisen(duty: Duty | ClockDuty, stored: Stored[Any]) -> Row:
    return {
        "duty_id": duty.id,
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
