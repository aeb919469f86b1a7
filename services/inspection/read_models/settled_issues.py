"""Of which issues has rectification ended the case?"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "settled_issues",
    Column("issue", Uuid, primary_key=True),
    Column("settled", Boolean, nullable=False),
    Column("case_number", String, nullable=False),
    Column("sequence", BigInteger, nullable=False),
)
REOPENED = "rectification.case-reopened.v1"


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    event = stored.event
    ours = isinstance(event, FactNoted) and event.type.startswith("rectification.")
    return (UUID(event.data["issue"]),) if ours else ()


def project(_row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    """Closed or withdrawn it is settled, until the revisit finds the problem again."""
    event: FactNoted = stored.event
    return {
        "issue": key,
        "settled": event.type != REOPENED,
        "case_number": event.data["number"],
        "sequence": event.sequence,
    }


MODEL = ReadModel(TABLE, keys, project)


async def settled_among(connection: AsyncConnection, issues: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the issues whose cases have ended."""
    query = select(TABLE.c.issue).where(TABLE.c.settled, TABLE.c.issue.in_(list(issues)))
    return frozenset((await connection.execute(query)).scalars())
