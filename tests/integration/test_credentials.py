"""Passwords and sessions in PostgreSQL: locks hold for any name, and sessions end with their password."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from services.roster.adapters.credentials import (
    FAILURES,
    LOCKED_FOR,
    AccountLocked,
    Credentials,
    WrongPassword,
    attempts,
    tables,
)
from services.roster.adapters.door import WAITING_OF_ONE, Door, TooManySignIns
from services.roster.adapters.sessions import AT_MOST, SessionEnded, Sessions, sessions

T = TypeVar("T")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
LIFETIME = timedelta(hours=12)
NAMES = ("zhou", "nobody", "' OR 1=1 --", "退\u202e\x07", "x" * 10_000)


class CountingDoor(Door):
    """Counts what was hashed."""

    hashed = 0

    async def hash(self, work: Callable[..., T], *arguments: str) -> T:
        self.hashed += 1
        return await super().hash(work, *arguments)


@dataclass
class Ground:
    engine: AsyncEngine
    door: CountingDoor
    credentials: Credentials
    sessions: Sessions

    async def password(self) -> UUID:
        found = await self.credentials.password_of("zhou")
        assert found is not None
        return found

    async def begin(self, now: datetime = NOW) -> str:
        _, secret = await self.sessions.begin("zhou", await self.password(), now, secure=True)
        return secret

    async def rows(self, table: object) -> int:
        async with self.engine.connect() as connection:
            return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


@pytest.fixture
async def ground(owner_url: str) -> AsyncIterator[Ground]:
    engine: AsyncEngine = create_async_engine(
        owner_url.replace("postgresql:", "postgresql+asyncpg:"), poolclass=NullPool
    )
    async with engine.begin() as connection:
        await connection.run_sync(tables.create_all)
    door = CountingDoor()
    ground = Ground(engine, door, Credentials(engine, door), Sessions(engine, LIFETIME))
    await ground.credentials.give("zhou", "right password", must_change=True, anew=True)
    yield ground
    await engine.dispose()


@pytest.fixture
def credentials(ground: Ground) -> Credentials:
    return ground.credentials


async def test_the_right_password_is_let_in_and_must_be_changed(credentials: Credentials) -> None:
    assert (await credentials.check("zhou", "right password", NOW)).must_change
    await credentials.change("zhou", "right password", "better password", NOW)
    assert not (await credentials.check("zhou", "better password", NOW)).must_change


async def test_wrong_passwords_are_answered_and_counted_alike_whether_or_not_the_name_is_known(
    ground: Ground,
) -> None:
    """Who guesses learns nothing: the same answers, the same lock, the same work."""
    seen = set()
    with pytest.raises(WrongPassword):
        await ground.credentials.check("first", "the hash for nobody is made once", NOW)
    for name in NAMES:
        before, answers = ground.door.hashed, []
        for n in range(2 * FAILURES):
            with pytest.raises((WrongPassword, AccountLocked)) as refused:
                await ground.credentials.check(name, f"guess {n}", NOW)
            answers.append((type(refused.value), str(refused.value)))
        seen.add((tuple(answers), ground.door.hashed - before))
    ((answers_of_all, hashed),) = seen
    assert hashed == FAILURES
    assert [kind for kind, _ in answers_of_all] == [WrongPassword] * FAILURES + [AccountLocked] * FAILURES


async def test_giving_a_password_again_keeps_the_first(credentials: Credentials) -> None:
    await credentials.give("zhou", "another password", must_change=True, anew=False)
    assert await credentials.check("zhou", "right password", NOW)


async def test_an_account_that_is_opened_anew_has_the_new_password_only(credentials: Credentials) -> None:
    """Also when a crash left the closed account its old one."""
    await credentials.give("zhou", "another password", must_change=True, anew=True)
    with pytest.raises(WrongPassword):
        await credentials.check("zhou", "right password", NOW)
    assert await credentials.check("zhou", "another password", NOW)


@pytest.mark.parametrize("name", ["zhou", "nobody"])
async def test_guesses_made_at_the_same_time_all_count(credentials: Credentials, name: str) -> None:
    guesses = [credentials.check(name, f"guess {n}", NOW) for n in range(2 * FAILURES)]
    outcomes = [type(outcome) for outcome in await asyncio.gather(*guesses, return_exceptions=True)]
    assert outcomes.count(WrongPassword) == FAILURES
    assert outcomes.count(AccountLocked) == FAILURES


async def test_guesses_made_in_two_processes_all_count(ground: Ground) -> None:
    other = Credentials(ground.engine, Door())
    guesses = [c.check("nobody", "guess", NOW) for c in (ground.credentials, other) for _ in range(FAILURES)]
    outcomes = [type(outcome) for outcome in await asyncio.gather(*guesses, return_exceptions=True)]
    assert (outcomes.count(WrongPassword), outcomes.count(AccountLocked)) == (FAILURES, FAILURES)


async def test_a_lock_refuses_the_right_password_too_and_runs_out(credentials: Credentials) -> None:
    for n in range(FAILURES):
        with pytest.raises(WrongPassword):
            await credentials.check("zhou", f"guess {n}", NOW)
    almost = NOW + LOCKED_FOR - timedelta(seconds=1)
    with pytest.raises(AccountLocked):
        await credentials.check("zhou", "right password", almost)
    assert await credentials.check("zhou", "right password", NOW + LOCKED_FOR)


async def test_names_nobody_tries_any_more_are_forgotten(ground: Ground) -> None:
    for n in range(5):
        with pytest.raises(WrongPassword):
            await ground.credentials.check(f"nobody{n}", "guess", NOW)
    assert await ground.rows(attempts) == 5
    await ground.credentials.check("zhou", "right password", NOW + LOCKED_FOR + timedelta(minutes=1))
    assert await ground.rows(attempts) == 1


async def test_a_flood_from_one_address_is_bounded_while_another_is_let_in(ground: Ground) -> None:
    flood = asyncio.gather(
        *(ground.credentials.check(f"n{n}", "guess", NOW, "203.0.113.9") for n in range(200)),
        return_exceptions=True,
    )
    await asyncio.sleep(0)
    assert await ground.credentials.check("zhou", "right password", NOW, "192.0.2.1")
    outcomes = [type(outcome) for outcome in await flood]
    assert outcomes.count(WrongPassword) == WAITING_OF_ONE
    assert outcomes.count(TooManySignIns) == 200 - WAITING_OF_ONE


async def test_a_removed_password_lets_nobody_in_and_ends_the_sessions(ground: Ground) -> None:
    secret = await ground.begin()
    await ground.credentials.remove("zhou", await ground.password())
    with pytest.raises(WrongPassword):
        await ground.credentials.check("zhou", "right password", NOW)
    with pytest.raises(SessionEnded):
        await ground.sessions.living(secret, NOW)
    await ground.credentials.give("zhou", "right password", must_change=False, anew=True)
    with pytest.raises(SessionEnded):  # The account opened anew is another.
        await ground.sessions.living(secret, NOW)


async def test_a_password_given_meanwhile_is_not_removed(ground: Ground) -> None:
    old = await ground.password()
    await ground.credentials.give("zhou", "another password", must_change=False, anew=True)
    await ground.credentials.remove("zhou", old)
    assert await ground.credentials.check("zhou", "another password", NOW)


async def test_a_session_is_renewed_until_it_runs_out(ground: Ground) -> None:
    secret = await ground.begin()
    session = await ground.sessions.living(secret, NOW + LIFETIME - timedelta(seconds=1))
    assert (session.account, session.secure, session.ends_at) == ("zhou", True, NOW + LIFETIME)
    with pytest.raises(SessionEnded):
        await ground.sessions.living(secret, NOW + LIFETIME)


async def test_a_new_password_ends_all_sessions_even_one_that_began_with_the_old_one_meanwhile(
    ground: Ground,
) -> None:
    old = await ground.password()
    before = await ground.begin()
    await ground.credentials.change("zhou", "right password", "better password", NOW)
    _, meanwhile = await ground.sessions.begin("zhou", old, NOW, secure=False)
    after = await ground.begin()
    for secret in (before, meanwhile):
        with pytest.raises(SessionEnded):
            await ground.sessions.living(secret, NOW)
    assert await ground.sessions.living(after, NOW)


async def test_signing_out_ends_one_session_only(ground: Ground) -> None:
    one, other = await ground.begin(), await ground.begin()
    for _ in range(2):
        await ground.sessions.end(one)
    with pytest.raises(SessionEnded):
        await ground.sessions.living(one, NOW)
    assert await ground.sessions.living(other, NOW)


@pytest.mark.parametrize("secret", ["", "x" * 100_000, "\x07'--", "令牌"])
async def test_what_was_never_given_renews_nothing(ground: Ground, secret: str) -> None:
    with pytest.raises(SessionEnded):
        await ground.sessions.living(secret, NOW)


async def test_what_the_table_holds_renews_nothing(ground: Ground) -> None:
    """Who reads the database, or a token, cannot go on as somebody else."""
    secret = await ground.begin()
    session = await ground.sessions.living(secret, NOW)
    with pytest.raises(SessionEnded):
        await ground.sessions.living(session.id, NOW)


async def test_an_account_has_so_many_sessions_and_the_oldest_end(ground: Ground) -> None:
    secrets = [await ground.begin(NOW + timedelta(seconds=n)) for n in range(AT_MOST + 2)]
    assert await ground.rows(sessions) == AT_MOST
    with pytest.raises(SessionEnded):
        await ground.sessions.living(secrets[1], NOW)
    assert await ground.sessions.living(secrets[2], NOW)
