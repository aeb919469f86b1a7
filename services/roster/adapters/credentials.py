"""Password hashes, in a table of their own: never in the log, and removed with the account."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Boolean, Column, DateTime, Integer, MetaData, String, Table, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.identity.passwords import hash_password, password_matches

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)

table = Table(
    "credentials",
    MetaData(),
    Column("account", String, primary_key=True),
    Column("password_hash", String, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("failed", Integer, nullable=False, default=0),
    Column("locked_until", DateTime(timezone=True)),
)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong passwords since the last right one or the last lock, and until when nobody is let in."""

    failed: int
    locked_until: datetime | None


class WrongPassword(Exception):
    """The account or its password is wrong; which of the two is not told."""

    def __str__(self) -> str:
        return "账号或密码不对。请核对后再试。"


class AccountLocked(Exception):
    """Too many wrong passwords; right ones are refused too until `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"密码连续错{FAILURES}次，账号已锁定{LOCKED_FOR.seconds // 60}分钟。请稍后再试。")
        self.until = until


def after_attempt(failed: int, locked_until: datetime | None, matches: bool, now: datetime) -> Attempts:
    """What is kept after an attempt that was let through: a lock that has run out counts no more."""
    failed = 0 if matches else 1 + (failed if locked_until is None else 0)
    return Attempts(failed, now + LOCKED_FOR if failed >= FAILURES else None)


class Credentials:
    """The passwords of the accounts. `now` is the system's time, never the simulated clock's."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._nobody: str | None = None
        self._turn = asyncio.Semaphore(1)

    async def give(self, account: str, password: str, *, must_change: bool) -> None:
        """Give an account its first password; one that has a password keeps it."""
        hashed = await asyncio.to_thread(hash_password, password)
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(table)
                .values(account=account, password_hash=hashed, must_change=must_change, failed=0)
                .on_conflict_do_nothing()
            )

    async def remove(self, account: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(table).where(table.c.account == account))

    async def check(self, account: str, password: str, now: datetime) -> bool:
        """Whether the person must change his password. Raises `WrongPassword`, `AccountLocked`.

        The row stays locked while the password is checked, so that guesses made at the same time count.
        """
        query = select(table).where(table.c.account == account).with_for_update()
        # One at a time: a flood of guesses must leave processors and connections to everybody else.
        async with self._turn, self._engine.begin() as connection:
            row = (await connection.execute(query)).mappings().first()
            if row is not None and row["locked_until"] is not None and row["locked_until"] > now:
                raise AccountLocked(row["locked_until"])
            hashed = row["password_hash"] if row is not None else await self._nobodys_hash()
            matches = await asyncio.to_thread(password_matches, password, hashed)
            if row is not None:
                attempts = after_attempt(row["failed"], row["locked_until"], matches, now)
                await connection.execute(
                    update(table).where(table.c.account == account).values(**asdict(attempts))
                )
        if row is None or not matches:
            raise WrongPassword
        return bool(row["must_change"])

    async def change(self, account: str, old: str, new: str, now: datetime) -> None:
        """Replace the password. Raises what `check` raises."""
        await self.check(account, old, now)
        hashed = await asyncio.to_thread(hash_password, new)
        async with self._engine.begin() as connection:
            await connection.execute(
                update(table)
                .where(table.c.account == account)
                .values(password_hash=hashed, must_change=False)
            )

    async def _nobodys_hash(self) -> str:
        """A hash to check against when there is no such account, so that both answers take as long."""
        if self._nobody is None:
            self._nobody = await asyncio.to_thread(hash_password, "nobody")
        return self._nobody
