"""Which served letters are not printed yet? One table for every service that serves letters."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table
from shared.letters.served import LetterPrinted, ServedAs

TABLE = read_model_table(
    "letters",
    Column("letter", Uuid, primary_key=True),
    Column("case", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("number", String, nullable=False),
    Column("printed", Boolean, nullable=False, index=True),
    Column("position", BigInteger, nullable=False),
)


def letters_model(served: Callable[[Any], ServedAs | None]) -> ReadModel:
    """The model of a service; `served` says which of its events serve a letter."""

    def keys(stored: Stored[Any]) -> Sequence[UUID]:
        if isinstance(stored.event, LetterPrinted):
            return (stored.event.letter,)
        return (stored.record.id,) if served(stored.event) else ()

    def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
        if row is not None:
            return dict(row) | {"printed": True}
        letter = served(stored.event)
        if letter is None:
            return None  # Printed when somebody asked for it, though nobody served it: the record of a visit.
        return {
            "letter": key,
            "case": stored.case,
            "kind": letter.kind,
            "number": letter.number,
            "printed": False,
            "position": stored.position,
        }

    return ReadModel(TABLE, keys, project)


async def waiting(connection: AsyncConnection, limit: int) -> list[Row]:
    """Letters that wait to be printed, the oldest first."""
    query = select(TABLE).where(~TABLE.c.printed).order_by(TABLE.c.position).limit(limit)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
