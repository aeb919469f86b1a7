"""Journeys to the identity provider: who was sent there from which browser, and comes back once."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, DateTime, String, Table, delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.roster.adapters.credentials import tables

LONGEST = timedelta(minutes=10)

journeys = Table(
    "journeys",
    tables,
    Column("id", String, primary_key=True),  # SHA-256 of the secret that only the browser has.
    Column("state", String, nullable=False),
    Column("nonce", String, nullable=False),
    Column("verifier", String, nullable=False),
    Column("wanted", String, nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Journey:
    """What a browser takes to the provider and brings back.

    `state` comes back in the address, `nonce` in the identity token, and whoever trades the code for a token
    must know the `verifier` (PKCE). `wanted` is where the person is led after that.
    """

    state: str
    nonce: str
    verifier: str
    wanted: str


class JourneyUnknown(Exception):
    """It never began in this browser, was ended before, or took too long."""

    def __str__(self) -> str:
        return "这次登录已失效，或者不是从这个浏览器开始的。请重新登录。"


class Journeys:
    """All journeys under way. `now` is the system's time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def begin(self, wanted: str, now: datetime) -> tuple[Journey, str]:
        """A new journey, and the secret the browser keeps; forgets those that took too long."""
        secret = secrets.token_urlsafe(32)
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        journey = Journey(state, nonce, verifier, wanted)
        row = {"id": _id(secret), **asdict(journey), "ends_at": now + LONGEST}
        async with self._engine.begin() as connection:
            await connection.execute(delete(journeys).where(journeys.c.ends_at <= now))
            await connection.execute(insert(journeys).values(row))
        return journey, secret

    async def end(self, secret: str, state: str, now: datetime) -> Journey:
        """The journey of that browser with that state, which nobody can end again. Raises `JourneyUnknown`."""
        ending = (
            delete(journeys)
            .where(journeys.c.id == _id(secret), journeys.c.state == state, journeys.c.ends_at > now)
            .returning(journeys.c.state, journeys.c.nonce, journeys.c.verifier, journeys.c.wanted)
        )
        async with self._engine.begin() as connection:
            row = (await connection.execute(ending)).first()
        if row is None:
            raise JourneyUnknown
        return Journey(*row)


def _id(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
