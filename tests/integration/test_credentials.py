"""Passwords in PostgreSQL: the lock holds against guesses made at the same time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from services.roster.adapters.credentials import (
    FAILURES,
    LOCKED_FOR,
    AccountLocked,
    Credentials,
    WrongPassword,
    table,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
async def credentials(owner_url: str) -> AsyncIterator[Credentials]:
    engine: AsyncEngine = create_async_engine(
        owner_url.replace("postgresql:", "postgresql+asyncpg:"), poolclass=NullPool
    )
    async with engine.begin() as connection:
        await connection.run_sync(table.create)
    credentials = Credentials(engine)
    await credentials.give("zhou", "right password", must_change=True)
    yield credentials
    await engine.dispose()


async def test_the_right_password_is_let_in_and_must_be_changed(credentials: Credentials) -> None:
    assert await credentials.check("zhou", "right password", NOW)
    await credentials.change("zhou", "right password", "better password", NOW)
    assert not await credentials.check("zhou", "better password", NOW)


async def test_a_wrong_password_and_an_unknown_account_look_the_same(credentials: Credentials) -> None:
    for account in ("zhou", "nobody"):
        with pytest.raises(WrongPassword):
            await credentials.check(account, "wrong password", NOW)


async def test_giving_a_password_again_keeps_the_first(credentials: Credentials) -> None:
    await credentials.give("zhou", "another password", must_change=True)
    assert await credentials.check("zhou", "right password", NOW)


async def test_guesses_made_at_the_same_time_all_count(credentials: Credentials) -> None:
    guesses = [credentials.check("zhou", f"guess {n}", NOW) for n in range(2 * FAILURES)]
    outcomes = [type(outcome) for outcome in await asyncio.gather(*guesses, return_exceptions=True)]
    assert outcomes.count(WrongPassword) == FAILURES
    assert outcomes.count(AccountLocked) == FAILURES
    with pytest.raises(AccountLocked):
        await credentials.check("zhou", "right password", NOW)
    assert await credentials.check("zhou", "right password", NOW + LOCKED_FOR)


async def test_a_removed_password_lets_nobody_in(credentials: Credentials) -> None:
    await credentials.remove("zhou")
    with pytest.raises(WrongPassword):
        await credentials.check("zhou", "right password", NOW)
