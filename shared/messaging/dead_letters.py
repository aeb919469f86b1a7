"""Messages that could not be handled: kept with payload and error, and replayable."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.event_sourcing.connections import driver

DEAD_LETTERS = UUID("5f0c9d1e-3a53-5f0e-9d58-0f6d5a5a1c01")

table = Table(
    "dead_letter",
    MetaData(schema="bus"),
    Column("id", Uuid, primary_key=True),
    Column("durable", String, nullable=False),
    Column("type", String),
    Column("headers", JSONB, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("error", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False),
    Column("replayed_at", DateTime(timezone=True)),
)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A parked message: which consumer could not handle it, what it was, and what went wrong."""

    id: UUID
    durable: str
    type: str | None
    headers: dict[str, str]
    payload: bytes
    error: str
    attempts: int
    parked_at: datetime
    replayed_at: datetime | None


class DeadLetters:
    """The dead letters of one service, in its own database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def park(
        self,
        durable: str,
        headers: Mapping[str, str],
        payload: bytes,
        error: str,
        attempts: int,
        now: datetime,
    ) -> UUID:
        """Keep a message; the same message of the same consumer is kept once."""
        kept = {_storable(name): _storable(value) for name, value in headers.items()}
        identity = kept.get("Nats-Msg-Id") or json.dumps(kept, sort_keys=True) + payload.hex()
        id = uuid5(DEAD_LETTERS, f"{durable}/{identity}")
        values = {
            "error": _storable(error),
            "attempts": attempts,
            "parked_at": now,
            "replayed_at": None,
        }
        statement = insert(table).values(
            id=id,
            durable=durable,
            type=kept.get("ce-type"),
            headers=kept,
            payload=payload,
            **values,
        )
        statement = statement.on_conflict_do_update(index_elements=[table.c.id], set_=values)
        async with self._engine.begin() as connection:
            await connection.execute(statement)
        return id

    async def waiting(self, limit: int = 100) -> list[DeadLetter]:
        """Those not yet replayed with success, oldest first."""
        query = select(table).where(table.c.replayed_at.is_(None)).order_by(table.c.parked_at).limit(limit)
        async with self._engine.connect() as connection:
            return [DeadLetter(**row) for row in (await connection.execute(query)).mappings()]

    async def count(self) -> int:
        async with driver(self._engine) as connection:
            return int(
                await connection.fetchval("SELECT count(*) FROM bus.dead_letter WHERE replayed_at IS NULL")
            )

    async def get(self, id: UUID) -> DeadLetter | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(table).where(table.c.id == id))).mappings().first()
        return DeadLetter(**row) if row else None

    async def replayed(self, id: UUID, now: datetime) -> None:
        await self._set(id, replayed_at=now)

    async def failed_again(self, id: UUID, error: str) -> None:
        await self._set(id, error=_storable(error), attempts=table.c.attempts + 1)

    async def _set(self, id: UUID, **values: object) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(update(table).where(table.c.id == id).values(values))


def _storable(text: str) -> str:
    """What PostgreSQL can hold of `text`: whatever came over the wire must be kept somehow."""
    return text.encode(errors="replace").decode().replace("\x00", "\ufffd")
