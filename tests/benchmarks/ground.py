"""What the benchmarks stand on: a server with an empty log, or an installation with its district."""

import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.demo.run import SAMPLE
from deploy.district import District, import_register
from deploy.ground import provision
from deploy.installation import SERVICES
from shared.event_sourcing.decider import Role
from shared.event_sourcing.postgres import schema_sql
from shared.identity.principal import Principal
from shared.testing.servers import fresh_database, postgres_server
from tests.benchmarks.visiting import Visitor
from tests.system.installation import FourProcesses, eventually

UNITS = 12  # that are visited


@asynccontextmanager
async def log_database() -> AsyncIterator[str]:
    """The address of a database with an empty log on a server of its own, fsync on."""
    async with postgres_server() as server, fresh_database(server) as url:
        await execute(url, schema_sql(urlsplit(url).username or "postgres"))
        yield url


@asynccontextmanager
async def engine_of(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def installation(*services: str) -> AsyncIterator[tuple[FourProcesses, Sequence[Visitor]]]:
    """A new installation, by default all of it, which knows the sample district; and who visits there."""
    chosen = services or SERVICES
    with tempfile.TemporaryDirectory(prefix="dudao-bench-") as folder:
        dudao = FourProcesses(Path(folder))
        try:
            await dudao.postgres.start()
            await dudao.nats.start()
            await provision(dudao.installation, dudao.backends)
            for service in chosen:
                dudao.spawn(service)
            for service in chosen:
                await dudao.ready(service)
            yield dudao, await _register(dudao, chosen)
        finally:
            await dudao.stop()


async def execute(url: str, script: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(script)
    finally:
        await connection.close()


async def at_rest(dudao: FourProcesses, *services: str) -> None:
    """Wait until these services have published and projected all they recorded, and handled all they heard."""

    async def rests() -> bool:
        statuses = [await dudao.status(service) for service in services]
        return all(
            s["head"] == s["relayed"] == s["projected"] and not any(s["backlog"].values()) for s in statuses
        )

    await eventually(rests, 60)


async def _register(dudao: FourProcesses, services: Sequence[str]) -> Sequence[Visitor]:
    district = District.read(SAMPLE)
    async with dudao.client() as client:
        result = await import_register(client, district)
    assert not result["refused"], result["refused"]
    await at_rest(dudao, *services)
    posts = defaultdict(list)
    for row in district.posts:
        posts[row["unit"]].append(row["inspector"])
    visitors = []
    for unit, inspectors in list(posts.items())[:UNITS]:
        person = Principal(inspectors[0], "督学", (Role.INSPECTOR,), inspector=inspectors[0])
        visitors.append(Visitor(unit, inspectors, dudao.token(person)))
    return visitors
