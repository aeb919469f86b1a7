"""Sign-in sessions: what the roster asks before it gives the next short-lived token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Boolean, Column, DateTime, String, Table, Uuid, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.roster.adapters.credentials import credentials, tables

AT_MOST = 200  # sessions of one account; with one more the oldest ends

sessions = Table(
    "sessions",
    tables,
    Column("id", String, primary_key=True),  # SHA-256 of the secret: who reads the table cannot use it.
    Column("account", String, nullable=False),
    Column("password_id", Uuid, nullable=False),
    Column("secure", Boolean, nullable=False),  # Begun over https: its cookies go nowhere else.
    Column("ends_at", DateTime(timezone=True), nullable=False),
)


class SessionEnded(Exception):
    """It ran out, was ended, or its account was closed or has another password; or there never was one."""

    def __str__(self) -> str:
        return "登录已失效，请重新登录。"


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that goes on until `ends_at`, if nothing ends it before."""

    id: str
    account: str
    secure: bool
    ends_at: datetime


class Sessions:
    """The sessions of all accounts. One lives as long as the password it began with, and `lifetime` at most."""

    def __init__(self, engine: AsyncEngine, lifetime: timedelta) -> None:
        self._engine, self._lifetime = engine, lifetime

    async def begin(
        self, account: str, password_id: UUID, now: datetime, *, secure: bool
    ) -> tuple[Session, str]:
        """A new session and the secret that renews it."""
        secret = secrets.token_urlsafe(32)
        session = Session(_id(secret), account, secure, now + self._lifetime)
        newest = (
            select(sessions.c.id)
            .where(sessions.c.account == account)
            .order_by(sessions.c.ends_at.desc())
            .limit(AT_MOST)
        )
        row = {"id": session.id, "password_id": password_id, "secure": secure, "ends_at": session.ends_at}
        async with self._engine.begin() as connection:
            await connection.execute(insert(sessions).values(account=account, **row))
            await connection.execute(
                delete(sessions).where(
                    sessions.c.account == account,
                    (sessions.c.ends_at <= now) | sessions.c.id.not_in(newest),
                )
            )
        return session, secret

    async def living(self, secret: str, now: datetime) -> Session:
        """The session of the secret. Raises `SessionEnded`."""
        query = select(sessions.c.id, sessions.c.account, sessions.c.secure, sessions.c.ends_at).where(
            sessions.c.id == _id(secret),
            sessions.c.ends_at > now,
            credentials.c.account == sessions.c.account,
            credentials.c.password_id == sessions.c.password_id,
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise SessionEnded
        return Session(*row)

    async def end(self, secret: str) -> None:
        """End a session; one that has ended stays so."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.id == _id(secret)))

    async def end_all(self, account: str) -> None:
        """End every session of an account."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.account == account))


def _id(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
