"""An installation as it runs under compose: four processes with a port each, and two servers to kill."""

import asyncio
import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg
import httpx
import nats
import nats.errors
from nats.aio.client import Client as NatsClient

from deploy.backends import Backends
from deploy.bus_users import ADMIN, bus_users
from deploy.client import Client, Refusal, operator_token, token_for
from deploy.ground import Ground, provision
from deploy.installation import SERVICES, Installation, database_of
from deploy.provision import topology
from deploy.settling import over_http, settle
from shared.event_sourcing.event_store import Recorded
from shared.event_sourcing.event_types import EventTypes, Stored
from shared.identity.principal import Principal
from shared.runtime.clock import FileClock
from shared.runtime.embedded_nats import EmbeddedNats
from shared.runtime.embedded_postgres import EmbeddedPostgres

T = TypeVar("T")

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # The services' clock stands still: a Monday morning in term.
STARTED_WITHIN = 60.0  # seconds; four interpreters that start at once share two cores
PAUSE = 0.02  # seconds between two looks


class ByService(httpx.AsyncHTTPTransport):
    """Sends `/<service>/…` to the port of that service, as the gateway and Caddy do."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        # Idle connections are given up before the server's five seconds are over.
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32, keepalive_expiry=2)
        super().__init__(limits=limits)
        self._ports = ports

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        _, service, rest = request.url.raw_path.split(b"/", 2)
        request.url = request.url.copy_with(port=self._ports[service.decode()], raw_path=b"/" + rest)
        return await super().handle_async_request(request)


class ClientOfProcesses(Client):
    """The command line's client, with a port for each service instead of one origin."""

    def __init__(self, ports: Mapping[str, int], token: str) -> None:
        super().__init__("http://127.0.0.1", token)
        self._http = http_client(ports, token)


def http_client(ports: Mapping[str, int], token: str | None) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(
        base_url="http://127.0.0.1", headers=headers, transport=ByService(ports), timeout=30
    )


class FourProcesses:
    """The services of one installation, each started by `dudao serve` and killed by its own pid."""

    def __init__(self, folder: Path) -> None:
        self.installation = Installation(folder)
        self.clock = folder / "clock"
        FileClock.set(self.clock, NOW)
        secret = self.installation.secret
        users = bus_users(topology(), lambda user: secret(f"nats.{user}"))
        logs = self.installation.logs
        self.postgres = EmbeddedPostgres(
            self.installation.postgres, logs / "postgres.log", secret("postgres.postgres")
        )
        self.nats = EmbeddedNats(self.installation.nats, logs / "nats.log", users)
        self.ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def backends(self) -> Backends:
        return Backends(self.postgres.url, self.nats.url(ADMIN))

    async def start(self) -> None:
        """Start the servers, provision them, start the services."""
        await asyncio.gather(self.postgres.start(), self.nats.start())
        await provision(self.installation, self.backends)
        await self.revive()

    async def revive(self) -> None:
        """Start what a test has killed."""
        for server in (self.postgres, self.nats):
            if not server.pid:
                await server.start()
        for service in SERVICES:
            self.spawn(service)
        await asyncio.gather(*map(self.ready, SERVICES))

    async def stop(self) -> None:
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            await asyncio.to_thread(ended, process)
        await self.nats.stop()
        await self.postgres.stop()

    def spawn(self, service: str) -> None:
        """Start the service's process unless it runs."""
        if service in self._processes and self._processes[service].poll() is None:
            return
        self._processes[service] = self.process(service, self.ports[service])

    def process(self, service: str, port: int, **more: str) -> subprocess.Popen[bytes]:
        """A process of the service at `port`, with `more` in its environment; whoever starts it ends it."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DUDAO_")}
        environment |= Ground(self.installation, self.backends).environment(service, "", self.clock)
        environment["DUDAO_JWKS_URL"] = f"http://127.0.0.1:{self.ports['roster']}/api/.well-known/jwks.json"
        environment["DUDAO_LOG_LEVEL"] = "WARNING"
        environment["DUDAO_WATCH_INTERVAL"] = "3600"  # Alarms come when a test asks for them.
        dudao = Path(sys.executable).with_name("dudao")
        with self._log(service).open("ab") as output:
            return subprocess.Popen(
                [dudao, "serve", service, "--host", "127.0.0.1", "--port", str(port)],
                env=environment | more,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def ready(self, service: str) -> None:
        """Return when the service answers that it is ready."""

        async def is_ready() -> bool:
            code = self._processes[service].poll()
            assert code is None, f"{service} ended with {code}:\n{self.said(service)}"
            async with http_client(self.ports, None) as http:
                return (await http.get(f"/{service}/health/ready")).is_success

        await eventually(is_ready, STARTED_WITHIN)

    def kill(self, service: str) -> None:
        """SIGKILL."""
        self._processes[service].kill()
        self._processes[service].wait()

    def pid(self, service: str) -> int | None:
        """The process id while it runs."""
        process = self._processes[service]
        return process.pid if process.poll() is None else None

    def cpu_seconds(self, service: str) -> float:
        """The processor time the process has used (Linux)."""
        fields = Path(f"/proc/{self.pid(service)}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def said(self, service: str) -> str:
        """The end of what the process wrote to its log."""
        return self._log(service).read_bytes()[-4000:].decode(errors="replace")

    def client(self, principal: Principal | None = None) -> Client:
        """A client for a person, by default for the command line's operator."""
        return ClientOfProcesses(self.ports, self.token(principal))

    def http(self, principal: Principal | None = None) -> httpx.AsyncClient:
        """The same without any reading of the answers."""
        return http_client(self.ports, self.token(principal))

    def token(self, principal: Principal | None = None) -> str:
        return token_for(self.installation, principal) if principal else operator_token(self.installation)

    async def rest(self, patience: float = 60) -> dict[str, int]:
        """Wait until nobody has anything left to do, through outages; the heads of the logs."""
        seen: Sequence[dict[str, Any]] = ()
        async with self.client() as client:

            async def look() -> Sequence[dict[str, Any]]:
                nonlocal seen
                seen = await over_http(client)()
                return seen

            async def settled() -> bool:
                await settle(look, patience=patience)
                return True

            try:
                await eventually(settled, patience)
            except TimeoutError as error:
                raise TimeoutError(f"{error}; {seen}") from error
        return {status["service"]: status["head"] for status in seen}

    async def status(self, service: str) -> dict[str, Any]:
        async with self.client() as client:
            status: dict[str, Any] = await client.get(f"/{service}/api/status")
            return status

    async def log(self, service: str, type: str) -> list[dict[str, Any]]:
        """The data of every event of one type in a service's log."""
        async with self.database(service) as connection:
            rows = await connection.fetch(
                "SELECT record FROM log.event WHERE type = $1 ORDER BY position", type
            )
        return [json.loads(row["record"])["data"] for row in rows]

    async def stored(self, service: str, types: EventTypes[Any]) -> list[Stored[Any]]:
        """Every event of a service's log."""
        columns = ", ".join(f'"{field.name}"' for field in fields(Recorded))
        async with self.database(service) as connection:
            rows = await connection.fetch(f"SELECT {columns} FROM log.event ORDER BY position")
        return [types.load(Recorded(*row)) for row in rows]

    async def rows(self, service: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every read model of a service."""
        async with self.database(service) as connection:
            tables = await connection.fetch(
                "SELECT table_name AS name FROM information_schema.tables"
                " WHERE table_schema = 'read_models' AND table_name <> 'checkpoint'"
            )
            return {
                t["name"]: [
                    tuple(row)
                    for row in await connection.fetch(f'SELECT * FROM read_models."{t["name"]}" ORDER BY 1')
                ]
                for t in tables
            }

    @asynccontextmanager
    async def database(self, service: str) -> AsyncIterator[asyncpg.Connection]:
        """The service's database as the service itself sees it."""
        async with _connection(self.installation.database_url(self.postgres.url, service)) as connection:
            yield connection

    @asynccontextmanager
    async def superuser(self, service: str) -> AsyncIterator[asyncpg.Connection]:
        """The service's database for somebody who may do everything there."""
        url = urlsplit(self.postgres.url)._replace(path=f"/{database_of(service)}").geturl()
        async with _connection(url) as connection:
            yield connection

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[NatsClient]:
        """The provisioning user's connection to the bus."""
        client = await nats.connect(self.nats.url(ADMIN), inbox_prefix=b"_INBOX_admin")
        try:
            yield client
        finally:
            await client.close()

    def _log(self, service: str) -> Path:
        return self.installation.logs / f"{service}.log"


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def eventually(look: Callable[[], Coroutine[Any, Any, T]], patience: float) -> T:
    """The first answer of `look` that is true; refusals and lost connections count as no answer."""
    until = time.monotonic() + patience
    problem: object = None
    while time.monotonic() < until:
        try:
            if answer := await look():
                return answer
        except (Refusal, httpx.TransportError, nats.errors.Error, OSError, asyncpg.PostgresError) as error:
            problem = error
        await asyncio.sleep(PAUSE)
    raise TimeoutError(f"not within {patience} s: {look.__name__}; last problem: {problem!r}")


def free_ports(count: int) -> list[int]:
    """Below the range of outgoing connections, so that nobody who dials a stopped service takes its port.

    Each worker of `pytest -n` has its own thousand: a port it found free stays free until it is used.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
    with contextlib.ExitStack() as held:
        ports: list[int] = []
        while len(ports) < count:
            probe = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", 20000 + 1000 * worker + random.randrange(1000)))
                ports.append(probe.getsockname()[1])
        return ports


def ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process that was asked to; one that does not hear is killed."""
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
