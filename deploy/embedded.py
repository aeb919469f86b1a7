"""PostgreSQL and NATS of an installation, run by this process for as long as it needs them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from deploy.bus_users import ADMIN, bus_users
from deploy.installation import Installation
from shared.messaging.streams import Topology
from shared.runtime.embedded_nats import EmbeddedNats
from shared.runtime.embedded_postgres import EmbeddedPostgres
from shared.runtime.embedded_server import AlreadyRunning, DidNotStart, EmbeddedServer

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers, running. External ones take their place by the same two addresses."""

    postgres: EmbeddedPostgres
    nats: EmbeddedNats

    @property
    def postgres_url(self) -> str:
        """The superuser's address; `Installation.database_url` makes a service's of it."""
        return self.postgres.url

    @property
    def nats_url(self) -> str:
        """The provisioning user's address; `Installation.bus_url` makes a service's of it."""
        return self.nats.url(ADMIN)


@asynccontextmanager
async def embedded_servers(
    installation: Installation, topology: Topology, *, postgres_port: int = 0, nats_port: int = 0
) -> AsyncIterator[Servers]:
    """Both servers, ready; one that dies meanwhile is started again; both are stopped in the end.

    Raises AlreadyRunning when another process serves this installation, DidNotStart with the reason.
    """
    servers = Servers(
        EmbeddedPostgres(
            installation.postgres,
            installation.logs / "postgres.log",
            installation.secret("postgres.postgres"),
            postgres_port,
        ),
        EmbeddedNats(
            installation.nats,
            installation.logs / "nats.log",
            bus_users(topology, lambda user: installation.secret(f"nats.{user}")),
            nats_port,
        ),
    )
    both: tuple[EmbeddedServer, ...] = (servers.postgres, servers.nats)
    keepers: list[asyncio.Task[None]] = []
    try:
        for server in both:
            await server.start()
        keepers = [asyncio.create_task(_keep(server)) for server in both]
        yield servers
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        await asyncio.gather(*(server.stop() for server in both))


async def _keep(server: EmbeddedServer) -> None:
    while True:
        code = await server.ended()
        log.error("embedded server died; starting it again", server=server.folder.name, exit_code=code)
        while not server.pid:
            try:
                await server.start()
            except (AlreadyRunning, DidNotStart) as reason:
                log.error("embedded server does not come back; trying again", reason=str(reason))
                await asyncio.sleep(1)
