"""One PostgreSQL and one NATS for all integration tests; a new database for each test that asks."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from shared.event_sourcing.postgres import schema_sql
from shared.runtime.embedded_nats import EmbeddedNats, NatsUser
from shared.testing.servers import forget_streams, fresh_database, nats_server, postgres_server

RUNTIME = "test_runtime"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The superuser's address. The servers outlive the event loop that starts them."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        url = runner.run(stack.enter_async_context(postgres_server()))
        runner.run(_execute(url, f"CREATE ROLE {RUNTIME} LOGIN PASSWORD 'test'"))
        yield url
        runner.run(stack.aclose())


@pytest.fixture(scope="session")
def shared_nats_url() -> Iterator[str]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        yield runner.run(stack.enter_async_context(nats_server()))
        runner.run(stack.aclose())


@pytest.fixture
async def nats_url(shared_nats_url: str) -> AsyncIterator[str]:
    """A NATS with no streams."""
    yield shared_nats_url
    await forget_streams(shared_nats_url)


@pytest.fixture
async def owner_url(postgres_url: str) -> AsyncIterator[str]:
    """The superuser's address of a new database that holds an empty log."""
    async with fresh_database(postgres_url) as url:
        await _execute(url, schema_sql(RUNTIME))
        yield url


@pytest.fixture
async def engine(owner_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine in the role a service runs as."""
    host = owner_url.partition("@")[2]
    engine = create_async_engine(f"postgresql+asyncpg://{RUNTIME}:test@{host}", poolclass=NullPool)
    yield engine
    await engine.dispose()


async def _execute(url: str, script: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(script)
    finally:
        await connection.close()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedNats]:
    """A NATS of the test's own, to be killed and to count what it is asked."""
    server = EmbeddedNats(tmp_path / "nats", tmp_path / "nats.log", [NatsUser("test", "test", [">"], [">"])])
    await server.start()
    yield server
    await server.stop()
