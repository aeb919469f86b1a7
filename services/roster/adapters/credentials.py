"""Password hashes, in a table of their own: never in the log, and removed with the account."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    case,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.roster.adapters.door import Door
from shared.identity.passwords import hash_password, password_matches

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SWEEP = timedelta(minutes=1)  # between two removals of names nobody has tried for a while

tables = MetaData()
credentials = Table(
    "credentials",
    tables,
    Column("account", String, primary_key=True),
    Column("password_hash", String, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("password_id", Uuid, nullable=False),  # Another with every password: sessions end with theirs.
    Column("subject", String, unique=True),  # Who the identity provider says it is, once he came that way.
)
attempts = Table(
    "attempts",
    tables,
    Column("name", String, primary_key=True),  # As it was typed, whether or not there is such an account.
    Column("failed", Integer, nullable=False),
    Column("locked_until", DateTime(timezone=True)),
    Column("at", DateTime(timezone=True), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong passwords since the last right one or the last lock, and until when nobody is let in."""

    failed: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Checked:
    """The password that was right, and whether it must be replaced before anything else."""

    password_id: UUID
    must_change: bool


class WrongPassword(Exception):
    """The account or its password is wrong; which of the two is not told."""

    def __str__(self) -> str:
        return "账号或密码不对。请核对后再试。"


class AccountLocked(Exception):
    """Too many wrong passwords for a name, also one nobody has; right ones are refused too until `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"密码连续错{FAILURES}次，账号已锁定{LOCKED_FOR.seconds // 60}分钟。请稍后再试。")
        self.until = until


def after_attempt(failed: int, locked_until: datetime | None, matches: bool, now: datetime) -> Attempts:
    """What is kept after an attempt that was let through: a lock that has run out counts no more."""
    failed = 0 if matches else 1 + (failed if locked_until is None else 0)
    return Attempts(failed, now + LOCKED_FOR if failed >= FAILURES else None)


class Credentials:
    """The passwords of the accounts. `now` is the system's time, never the simulated clock's."""

    def __init__(self, engine: AsyncEngine, door: Door) -> None:
        self._engine, self._door = engine, door
        self._swept: datetime | None = None

    async def give(self, account: str, password: str, *, must_change: bool, anew: bool) -> None:
        """Give an account its first password. One that has a password keeps it, unless opened `anew`."""
        given = {
            "password_hash": await self._door.hash(hash_password, password),
            "must_change": must_change,
            "password_id": uuid4(),
            "subject": None,
        }
        statement = insert(credentials).values(account=account, **given)
        async with self._engine.begin() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["account"], set_=given)
                if anew
                else statement.on_conflict_do_nothing()
            )

    async def password_of(self, account: str) -> UUID | None:
        """The id of the account's password, which is another after every change; None: it has none."""
        async with self._engine.connect() as connection:
            query = select(credentials.c.password_id).where(credentials.c.account == account)
            return (await connection.execute(query)).scalar_one_or_none()

    async def bind(self, account: str, subject: str) -> UUID | None:
        """Bind the account to the provider's `subject` (issuer, space, name) and give the id of its password.

        None: it has none, is bound to another, or the subject is to another account. What a provider said that
        we no longer ask binds nobody.
        """
        issuer = subject.partition(" ")[0]
        bound = credentials.c.subject
        free = bound.is_(None) | (bound == subject) | ~bound.startswith(f"{issuer} ", autoescape=True)
        statement = (
            update(credentials)
            .where(credentials.c.account == account, free)
            .values(subject=subject)
            .returning(credentials.c.password_id)
        )
        try:
            async with self._engine.begin() as connection:
                found: UUID | None = (await connection.execute(statement)).scalar_one_or_none()
        except IntegrityError:  # The subject is another account's.
            return None
        return found

    async def remove(self, account: str, password_id: UUID) -> None:
        """Remove a password, and with it all its sessions; one given since then stays."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(credentials).where(_is(account, password_id)))

    async def check(self, account: str, password: str, now: datetime, address: str = "") -> Checked:
        """The password, when it is right. Raises `WrongPassword`, `AccountLocked`, `TooManySignIns`.

        Everything is done for names nobody has, too: an answer and its time do not tell who has an account.
        The name's row stays locked while the password is checked, so that guesses made at the same time count.
        """
        async with self._door.through(address):
            await self._sweep(now)
            nobody = await self._door.nobodys_hash()
            async with self._engine.begin() as connection:
                before = await _attempt(connection, account, now)
                if before.locked_until is not None and before.locked_until > now:
                    raise AccountLocked(before.locked_until)
                query = select(credentials).where(credentials.c.account == account)
                row = (await connection.execute(query)).mappings().first()
                hashed = row["password_hash"] if row is not None else nobody
                matches = await self._door.hash(password_matches, password, hashed) and row is not None
                after = after_attempt(before.failed, before.locked_until, matches, now)
                await connection.execute(
                    update(attempts).where(attempts.c.name == account).values(**asdict(after))
                )
        if row is None or not matches:
            raise WrongPassword
        return Checked(row["password_id"], row["must_change"])

    async def change(self, account: str, old: str, new: str, now: datetime, address: str = "") -> None:
        """Replace the password, which ends all sessions. Raises what `check` raises."""
        checked = await self.check(account, old, now, address)
        hashed = await self._door.hash(hash_password, new)
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(credentials)
                .where(_is(account, checked.password_id))
                .values(password_hash=hashed, must_change=False, password_id=uuid4())
            )
        if not changed.rowcount:  # Somebody else changed or removed it meanwhile.
            raise WrongPassword

    async def _sweep(self, now: datetime) -> None:
        """Forget the names nobody has tried since a lock would have run out, so that garbage does not pile up."""
        if self._swept is not None and now - self._swept < SWEEP:
            return
        self._swept = now
        async with self._engine.begin() as connection:
            await connection.execute(delete(attempts).where(attempts.c.at < now - LOCKED_FOR))


async def _attempt(connection: AsyncConnection, name: str, now: datetime) -> Attempts:
    """The attempts before this one that still count; their row is locked from here on."""
    statement = insert(attempts).values(name=name, failed=0, at=now)
    forgotten = attempts.c.at < now - LOCKED_FOR
    counted = statement.on_conflict_do_update(
        index_elements=["name"], set_={"at": now, "failed": case((forgotten, 0), else_=attempts.c.failed)}
    ).returning(attempts.c.failed, attempts.c.locked_until)
    return Attempts(*(await connection.execute(counted)).one())


def _is(account: str, password_id: UUID) -> ColumnElement[bool]:
    return (credentials.c.account == account) & (credentials.c.password_id == password_id)
