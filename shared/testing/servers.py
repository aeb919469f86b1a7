"""Real servers for tests: embedded ones, or containers when DUDAO_TEST_SERVERS=containers."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import nats

from shared.runtime.embedded_nats import EmbeddedNats, NatsUser
from shared.runtime.embedded_postgres import EmbeddedPostgres


@asynccontextmanager
async def postgres_server() -> AsyncIterator[str]:
    """A PostgreSQL with nothing in it, its superuser's `postgresql://` address; fsync is on."""
    if _containers():
        from testcontainers.community.postgres import PostgresContainer

        container = PostgresContainer("postgres:18", driver=None)
        await asyncio.to_thread(container.start)
        try:
            yield container.get_connection_url()
        finally:
            await asyncio.to_thread(container.stop)
        return
    with _folder() as folder:
        server = EmbeddedPostgres(folder / "postgres", folder / "postgres.log", "test")
        await server.start()
        try:
            yield server.url
        finally:
            await server.stop()


@asynccontextmanager
async def nats_server() -> AsyncIterator[str]:
    """A NATS with JetStream and nothing in it; the address of a user who may do everything."""
    if _containers():
        from testcontainers.community.nats import NatsContainer

        container = NatsContainer("nats:2.15", jetstream=True)
        await asyncio.to_thread(container.start)
        try:
            yield container.nats_uri()
        finally:
            await asyncio.to_thread(container.stop)
        return
    with _folder() as folder:
        server = EmbeddedNats(folder / "nats", folder / "nats.log", [NatsUser("test", "test", [">"], [">"])])
        await server.start()
        try:
            yield server.url("test")
        finally:
            await server.stop()


@asynccontextmanager
async def fresh_database(server: str) -> AsyncIterator[str]:
    """The address of a new, empty database on a test server; dropped afterwards with all its connections."""
    name = f"test_{uuid4().hex}"
    await _execute(server, f"CREATE DATABASE {name}")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        await _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


async def forget_streams(server: str) -> None:
    """Remove every stream and consumer of a test server, so that the next test finds none."""
    async with await nats.connect(server) as connection:
        jetstream = connection.jetstream()
        for stream in await jetstream.streams_info():
            await jetstream.delete_stream(str(stream.config.name))


async def _execute(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _containers() -> bool:
    return os.environ.get("DUDAO_TEST_SERVERS") == "containers"


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="dudao-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
