"""The embedded servers as processes: ready, refused, killed, restarted, gone."""

import asyncio
import os
import signal
import stat
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import nats
import pytest
from nats.aio.client import Client

from deploy.embedded import embedded_servers
from deploy.installation import Installation, as_user
from deploy.provision import topology
from shared.runtime.embedded_nats import EmbeddedNats, NatsUser
from shared.runtime.embedded_postgres import EmbeddedPostgres
from shared.runtime.embedded_server import AlreadyRunning, DidNotStart, EmbeddedServer

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def postgres(tmp_path: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(tmp_path / "postgres", tmp_path / "logs" / "postgres.log", "one-$'\"pass")


@pytest.fixture
def bus(tmp_path: Path) -> EmbeddedNats:
    return EmbeddedNats(
        tmp_path / "nats", tmp_path / "logs" / "nats.log", [NatsUser("test", "1$x", [">"], [">"])]
    )


@pytest.fixture(autouse=True)
async def nothing_is_left_running(postgres: EmbeddedPostgres, bus: EmbeddedNats) -> AsyncIterator[None]:
    yield
    await postgres.stop()
    await bus.stop()


async def test_an_installation_is_ready_within_ten_seconds_and_faster_the_second_time(tmp_path: Path) -> None:
    took = []
    for _ in range(2):
        began = time.monotonic()
        async with embedded_servers(Installation(tmp_path), topology()) as servers:
            took.append(time.monotonic() - began)
            assert await answers(servers.postgres_url)
            await (await nats.connect(servers.nats_url)).close()
    assert took[0] < 10
    assert took[1] < took[0]


async def test_what_postgres_acknowledged_survives_kill_9(postgres: EmbeddedPostgres) -> None:
    await postgres.start()
    address = postgres.url
    await execute(address, "CREATE TABLE kept (n int)")
    acknowledged: list[int] = []

    async def write() -> None:
        connection = await asyncpg.connect(address)
        while True:
            n = len(acknowledged)
            await connection.execute("INSERT INTO kept VALUES ($1)", n)
            acknowledged.append(n)

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.5)
    await postgres.kill()
    await asyncio.gather(writing, return_exceptions=True)
    await postgres.start()

    connection = await asyncpg.connect(address)
    kept = {row["n"] for row in await connection.fetch("SELECT n FROM kept")}
    await connection.close()
    assert len(acknowledged) > 50
    assert kept >= set(acknowledged)


async def test_what_nats_acknowledged_survives_kill_9(bus: EmbeddedNats) -> None:
    await bus.start()
    address = bus.url("test")
    connection = await nats.connect(address, allow_reconnect=False)
    jetstream = connection.jetstream(timeout=2)
    await jetstream.add_stream(name="KEPT", subjects=["kept"])
    acknowledged: list[int] = []

    async def write() -> None:
        while True:
            acknowledged.append((await jetstream.publish("kept", b"x")).seq)

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.5)
    await bus.kill()
    await asyncio.gather(writing, return_exceptions=True)
    await connection.close()
    await bus.start()

    again = await nats.connect(address)
    state = (await again.jetstream().stream_info("KEPT")).state
    await again.close()
    assert len(acknowledged) > 50
    assert state.last_seq >= acknowledged[-1]
    assert state.messages == state.last_seq


async def test_a_server_killed_while_in_use_comes_back_at_the_same_address(tmp_path: Path) -> None:
    async with embedded_servers(Installation(tmp_path), topology()) as servers:
        before = servers.postgres.pid, servers.nats.pid, servers.postgres_url, servers.nats_url
        for server in (servers.postgres, servers.nats):
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
        async with asyncio.timeout(10):
            while not await answers(before[2]):  # A server elsewhere raises no event.
                await asyncio.sleep(0.05)
            await (await nats.connect(before[3], reconnect_time_wait=0.05)).close()
        after = servers.postgres.pid, servers.nats.pid, servers.postgres_url, servers.nats_url
        assert after[2:] == before[2:]
        assert not {*after[:2]} & {*before[:2]}


async def test_a_second_start_on_a_live_folder_is_refused(
    postgres: EmbeddedPostgres, bus: EmbeddedNats
) -> None:
    seconds: list[EmbeddedServer] = [
        EmbeddedPostgres(postgres.folder, postgres.log, "other"),
        EmbeddedNats(bus.folder, bus.log, []),
    ]
    for first, second in zip((postgres, bus), seconds, strict=True):
        await first.start()
        with pytest.raises(AlreadyRunning, match=f"{first.pid} 使用"):
            await second.start(patience=0.1)
        assert first.pid is not None


async def test_a_wrong_password_is_refused(postgres: EmbeddedPostgres, bus: EmbeddedNats) -> None:
    await postgres.start()
    await bus.start()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(as_user(postgres.url, "postgres", "wrong"))
    for stranger in (as_user(bus.url("test"), "test", "wrong"), f"nats://127.0.0.1:{bus.port}"):
        client = Client()
        with pytest.raises(nats.errors.Error, match="Authorization Violation"):
            await client.connect(stranger, allow_reconnect=False)
        await client.close()


async def test_a_start_that_fails_says_why_and_leaves_nothing_behind(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    await postgres.start()
    rival = EmbeddedPostgres(tmp_path / "rival", tmp_path / "rival.log", "x", port=postgres.port)
    with pytest.raises(DidNotStart, match="Address already in use"):
        await rival.start()
    assert rival.pid is None


async def test_a_cluster_left_half_made_by_a_crash_is_made_again(postgres: EmbeddedPostgres) -> None:
    (postgres.folder / "data.new").mkdir(parents=True)
    (postgres.folder / "data.new" / "PG_VERSION").write_text("18\n")
    await postgres.start()
    assert await answers(postgres.url)


@linux_only
async def test_no_process_remains_after_a_stop_or_a_kill(
    postgres: EmbeddedPostgres, bus: EmbeddedNats
) -> None:
    for end in ("stop", "kill"):
        await postgres.start()
        await bus.start()
        session = await asyncpg.connect(postgres.url)
        family = descendants_of(postgres.pid) | descendants_of(bus.pid)
        assert len(family) > 5
        await getattr(postgres, end)()
        await getattr(bus, end)()
        session.terminate()
        assert not family & set(running())


@linux_only
async def test_servers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    program = """
import asyncio, sys
from pathlib import Path
from deploy.embedded import embedded_servers
from deploy.installation import Installation
from deploy.provision import topology

async def main():
    async with embedded_servers(Installation(Path(sys.argv[1])), topology()) as servers:
        print(servers.postgres.pid, servers.nats.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program, tmp_path, stdout=PIPE)
    assert parent.stdout is not None
    pids = [int(pid) for pid in (await parent.stdout.readline()).split()]
    assert len(pids) == 2
    parent.kill()
    await parent.wait()
    # At once: the new start waits for the old servers, which are just being told.
    async with embedded_servers(Installation(tmp_path), topology()) as servers:
        assert not {servers.postgres.pid, servers.nats.pid} & {*pids}
        assert await answers(servers.postgres_url)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a privilege to shed")
async def test_root_runs_them_as_somebody_else_even_below_a_folder_closed_to_others(
    postgres: EmbeddedPostgres, bus: EmbeddedNats, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    for server in (postgres, bus):
        await server.start()
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0


def test_secrets_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    first = Installation(tmp_path)
    made = {name: first.secret(name) for name in ("nats.roster", "nats.inspection", "postgres.postgres")}
    again = Installation(tmp_path)
    assert {name: again.secret(name) for name in made} == made
    assert len(set(made.values())) == 3
    assert stat.S_IMODE((tmp_path / "secrets.toml").stat().st_mode) == 0o600


async def answers(url: str) -> bool:
    try:
        await execute(url, "SELECT 1")
    except (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError):
        return False
    return True


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def descendants_of(pid: int | None) -> set[int]:
    assert pid is not None
    parents, family = running(), {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def running() -> dict[int, int]:
    """Each process that has not ended (a zombie has) and its parent."""
    parents = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, *_ = file.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            parents[int(file.parent.name)] = int(parent)
    return parents
