"""Connections to PostgreSQL: when one is lost, how the pool lends them, what is asked outside a transaction."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.event_sourcing.event_store import StoreUnavailable

# What asyncpg and the operating system say when the server is gone, going, or still starting.
LOST = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # Of a connection that was cut while its first statement was prepared.
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,
)


def is_lost(error: BaseException | None) -> bool:
    """Whether `error` says that the server cannot serve now, whoever wrapped it; no fault of what was asked."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or is_lost(getattr(error.orig, "__cause__", None))
    if isinstance(error, ValueError):  # asyncpg.DataError, say: an InterfaceError about an argument.
        return False
    return isinstance(error, (StoreUnavailable, PoolExhausted, *LOST))


def lend_only_open_connections(engine: AsyncEngine) -> None:
    """Make the pool look before it lends: after the server's return nobody gets a dead connection."""

    def check(connection: DBAPIConnection, _record: object, _lent: object) -> None:
        driver_connection: asyncpg.Connection = getattr(connection, "driver_connection")  # noqa: B009
        if driver_connection.is_closed():
            raise InvalidatePoolError

    event.listen(engine.sync_engine, "checkout", check)


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same connections for questions: each sees what is committed when it is asked, as it does within a
    transaction (READ COMMITTED), but nothing is begun before it and rolled back after it."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@asynccontextmanager
async def driver(engine: AsyncEngine) -> AsyncIterator[asyncpg.Connection]:
    """The asyncpg connection under a pooled SQLAlchemy one; a lost server is `StoreUnavailable`."""
    try:
        async with engine.connect() as pooled:
            connection = (await pooled.get_raw_connection()).driver_connection
            assert connection is not None
            try:
                yield connection
            except Exception as error:
                if is_lost(error):
                    await pooled.invalidate()  # It may still wait for its answer: nobody else must get it.
                raise
    except Exception as error:
        if is_lost(error):
            raise StoreUnavailable(f"PostgreSQL cannot be reached: {error}") from error
        raise


async def close(connection: asyncpg.Connection | None) -> None:
    """Close in order if the server still answers, else at once."""
    if connection is not None and not connection.is_closed():
        with contextlib.suppress(*LOST):
            await connection.close(timeout=1)
        connection.terminate()
