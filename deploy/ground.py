"""What services stand on: servers that run, databases, streams and consumers as they should be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.backends import Backends
from deploy.embedded import embedded_servers
from deploy.installation import SERVICES, Installation
from deploy.migrate import migrate
from deploy.provision import provision_databases, provision_streams, topology

STREAMS_FILE = Path(__file__).with_name("streams.toml")


@dataclass(frozen=True, slots=True)
class Ground:
    """An installation whose servers run and are provisioned: all a service needs to start."""

    installation: Installation
    backends: Backends

    def environment(
        self, service: str, origin: str, clock_file: Path | None = None, district_name: str = ""
    ) -> dict[str, str]:
        """The environment of one service; `origin` is where the services are reached."""
        installation = self.installation
        values = {
            "DATABASE_URL": installation.database_url(self.backends.postgres_url, service),
            "NATS_URL": _without_user(self.backends.nats_url),
            "NATS_USER": service,
            "NATS_PASSWORD": installation.secret(f"nats.{service}"),
            "STREAMS_FILE": str(STREAMS_FILE),
            "KEYS_DIR": str(installation.keys),
            "JWKS_URL": f"{origin}/roster/api/.well-known/jwks.json",
        }
        if clock_file:
            values["CLOCK_FILE"] = str(clock_file)
        if district_name:
            values["DISTRICT_NAME"] = district_name
        return {f"DUDAO_{name}": value for name, value in values.items()}


@asynccontextmanager
async def ground(installation: Installation, external: Backends | None = None) -> AsyncIterator[Ground]:
    """The servers of an installation (its own, or external ones), provisioned and migrated."""
    wanted = topology()
    async with AsyncExitStack() as stack:
        backends = external
        if backends is None:
            servers = await stack.enter_async_context(embedded_servers(installation, wanted))
            backends = Backends(servers.postgres_url, servers.nats_url)
        await provision(installation, backends)
        yield Ground(installation, backends)


async def provision(installation: Installation, backends: Backends) -> list[str]:
    """Databases, roles, schemas, streams and consumers; the sentences say what changed."""
    passwords: dict[str, str] = {}
    for service in SERVICES:
        passwords |= installation.database_passwords(service)
    changes, streams = await asyncio.gather(
        provision_databases(backends.postgres_url, SERVICES, passwords),
        provision_streams(backends.nats_url, topology()),
    )
    for service in SERVICES:
        if await migrate(service, installation.migration_url(backends.postgres_url, service)):
            changes.append(f"数据库 dudao_{service} 已升级到本版本")
    return changes + streams


def _without_user(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
