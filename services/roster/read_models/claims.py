"""Which costs of visits were claimed, and what became of the claims? The latest claim of each inspector."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import ClaimApproved, ClaimRejected, CostClaimed
from services.roster.domain.visit import Step
from services.roster.read_models import noted_visits
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "claims",
    Column("claim", String, primary_key=True),
    Column("visit", String, nullable=False),
    Column("inspector", String, nullable=False, index=True),
    Column("step", String, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("claimed_by", String, nullable=False),
    Column("rejected_for", String),
    Column("rejections", Integer, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    if not isinstance(event, CostClaimed | ClaimApproved | ClaimRejected):
        return ()
    return (f"{event.visit}/{event.inspector}",)


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    before = row or {"rejections": 0}
    match stored.event:
        case CostClaimed() as claimed:
            changed: Row = {
                "visit": claimed.visit,
                "inspector": claimed.inspector,
                "step": Step.CLAIMED.value,
                "items": [asdict(item) for item in claimed.items],
                "total": sum(item.amount for item in claimed.items),
                "claimed_by": claimed.claimed_by,
                "rejected_for": None,
            }
        case ClaimRejected(reason=reason):
            rejections = before["rejections"] + 1
            changed = {"step": Step.REJECTED.value, "rejected_for": reason, "rejections": rejections}
        case _:
            changed = {"step": Step.APPROVED.value}
    return {**before, **changed, "claim": key}


MODEL = ReadModel(TABLE, keys, project)


async def all_claims(connection: AsyncConnection, *, inspector: str | None = None) -> list[Row]:
    """Claims with their visits, the newest visit first; of one inspector if so asked. Amounts in fen."""
    visits = noted_visits.TABLE
    query = (
        select(TABLE, visits.c.number, visits.c.unit, visits.c.visited_on)
        .join(visits, visits.c.visit == TABLE.c.visit)
        .order_by(visits.c.visited_on.desc(), TABLE.c.claim)
    )
    if inspector is not None:
        query = query.where(TABLE.c.inspector == inspector)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
