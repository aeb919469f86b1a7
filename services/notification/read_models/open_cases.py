"""Which cases are open in a unit, and which wait for its inspector? One row for each case messages told of."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, String, Uuid, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notification.domain.events import MessageRequested
from services.notification.domain.open_work import OpenWork
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "open_cases",
    Column("case_id", Uuid, primary_key=True),
    Column("unit", String, nullable=False),
    Column("waits_for", String),
    Column("sequence", BigInteger, nullable=False),
)
"""`waits_for`: rectification, recheck, closing or revisit; None: the case rests."""
Index("open_cases_unit", TABLE.c.unit)

WAITS_FOR: Final[Mapping[str, str | None]] = {
    "case-opened": "rectification",
    "completion-reported": "recheck",
    "recheck-passed": "closing",
    "recheck-failed": "rectification",
    "case-closed": "revisit",
    "revisit-passed": None,
    "case-reopened": "rectification",
}
"""What a case waits for after the fact of this name; other facts change nothing of it."""


def keys(stored: Stored[Any]) -> Iterable[UUID]:
    event = stored.event
    told = isinstance(event, MessageRequested) and event.kind in WAITS_FOR
    return (event.case_id,) if told and event.case_id else ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event: MessageRequested = stored.event
    if row is not None and 0 < event.sequence <= row["sequence"]:
        return row  # Facts of one case may arrive in any order.
    waits_for = WAITS_FOR[event.kind]
    if event.kind == "case-closed" and (row is None or row["waits_for"] not in ("closing", "revisit")):
        waits_for = None  # Struck off in the old ledger: nobody revisits it.
    return {"case_id": key, "unit": event.unit or "", "waits_for": waits_for, "sequence": event.sequence}


MODEL = ReadModel(TABLE, keys, project)


async def of_units(connection: AsyncConnection, codes: Collection[str]) -> OpenWork:
    """What is open in these units together."""
    query = select(TABLE.c.waits_for, func.count()).where(
        TABLE.c.unit.in_(codes), TABLE.c.waits_for.is_not(None)
    )
    counts = {what: int(count) for what, count in await connection.execute(query.group_by(TABLE.c.waits_for))}
    revisits = counts.pop("revisit", 0)
    return OpenWork(cases=sum(counts.values()), rechecks=counts.get("recheck", 0), revisits=revisits)
