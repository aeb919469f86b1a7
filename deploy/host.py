"""Starts an installation: servers, databases, streams, then services in one process or alone."""

import asyncio
import importlib
import os
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from deploy.embedded import embedded_servers
from deploy.gateway import gateway
from deploy.installation import Installation
from deploy.migrate import migrate
from deploy.provision import provision_databases, provision_streams, topology
from shared.runtime.embedded_server import DidNotStart
from shared.runtime.memory import keep_what_is_there
from shared.runtime.service import Service
from shared.runtime.settings import ServiceSettings

SERVICES = ("roster", "inspection", "rectification", "notification")
STREAMS_FILE = Path(__file__).with_name("streams.toml")


@dataclass(frozen=True, slots=True)
class Backends:
    """The addresses of the administrators of PostgreSQL and NATS, embedded or external."""

    postgres_url: str
    nats_url: str


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


def build(service: str, environment: Mapping[str, str] | None = None) -> FastAPI:
    """The app of one service, from `environment` or the process's own."""
    entry = f"services.{service}.entrypoints"
    settings_class: type[ServiceSettings] = importlib.import_module(f"{entry}.settings").Settings
    given: dict[str, Any] = {k.removeprefix("DUDAO_").lower(): v for k, v in (environment or {}).items()}
    app: FastAPI = importlib.import_module(f"{entry}.main").build(settings_class(**given))
    return app


@asynccontextmanager
async def serving(apps: Mapping[str, FastAPI], host: str, port: int) -> AsyncIterator[str]:
    """The apps behind one port with their services started; gives the origin."""
    async with serving_at(gateway(apps), [app.state.service for app in apps.values()], host, port) as origin:
        yield origin


@asynccontextmanager
async def serving_at(app: ASGIApp, services: Sequence[Service], host: str, port: int) -> AsyncIterator[str]:
    """`app` on one port with `services` started; both stop in order. Raises DidNotStart."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise DidNotStart(f"不能监听 {host}:{port}（{error.strerror}）。请用 --port 换一个端口。") from error
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=5
    )
    server = _Server(config)
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        for service in services:
            await stack.enter_async_context(service)
        keep_what_is_there()
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            # Live streams never end by themselves, and the server waits for every open answer.
            await asyncio.gather(*(service.hush() for service in services))
            await task


class _Server(uvicorn.Server):
    """A server that leaves the signals to the command: it is one part of several that must stop in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _without_user(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def external_from_environment(environment: Mapping[str, str] = os.environ) -> Backends | None:
    """`DUDAO_POSTGRES_ADMIN_URL` and `DUDAO_NATS_ADMIN_URL`, or files that hold them (`…_FILE`), when both are set."""

    def value(name: str) -> str | None:
        file = environment.get(f"{name}_FILE")
        return Path(file).read_text(encoding="utf-8").strip() if file else environment.get(name)

    postgres, nats = value("DUDAO_POSTGRES_ADMIN_URL"), value("DUDAO_NATS_ADMIN_URL")
    return Backends(postgres, nats) if postgres and nats else None
