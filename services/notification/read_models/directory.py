"""What does the roster say of each unit, post, inspector and account now? One row for each subject."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Index, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from dudao_contracts.envelope import FACTS, Fact
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "directory",
    Column("subject", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("type", String, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("sequence", BigInteger, nullable=False),
)
Index("directory_position", TABLE.c.position, unique=True)


def keys(stored: Stored[Any]) -> Iterable[str]:
    return (stored.event.subject,) if isinstance(stored.event, FactNoted) else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row | None:
    fact: FactNoted = stored.event
    return {
        "subject": key,
        "position": stored.position,
        "type": fact.type,
        "data": fact.data,
        "sequence": fact.sequence,
    }


MODEL = ReadModel(TABLE, keys, project, definition=2)


@dataclass(frozen=True, slots=True)
class LatestFact:
    """The latest noted fact about one subject, where it is in this service's log and in its own stream."""

    position: int
    sequence: int
    fact: Fact


async def noted_after(connection: AsyncConnection, position: int) -> Sequence[LatestFact]:
    """The latest facts about the subjects that changed after `position`, in order."""
    query = select(TABLE).where(TABLE.c.position > position).order_by(TABLE.c.position)
    rows = await connection.execute(query)
    return [LatestFact(row.position, row.sequence, FACTS[row.type].model_validate(row.data)) for row in rows]
