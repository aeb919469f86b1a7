"""Provisioning: everything is there once, drift is corrected, and nobody reaches what is another's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import nats
import pytest
import pytest_asyncio
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, PersistMode
from nats.js.errors import APIError, NotFoundError

from deploy.embedded import Servers, embedded_servers
from deploy.installation import Installation, as_user, database_of
from deploy.provision import provision_databases, provision_streams, topology
from shared.files.object_store import ObjectStoreFiles
from tests.integration.file_store_spec import put, read

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOPOLOGY = topology()
FACT = "inspection.issue-raised.v1.319991.07"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("installation"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def servers(installation: Installation) -> AsyncIterator[Servers]:
    async with embedded_servers(installation, TOPOLOGY) as servers:
        await provision_streams(servers.nats_url, TOPOLOGY)
        await provision_databases(servers.postgres_url, TOPOLOGY.services, passwords(installation))
        yield servers


class OnTheBus:
    """One user's connection, and what the server refused him: a refusal only reaches the error callback."""

    def __init__(self, client: Client, refusals: asyncio.Queue[str]) -> None:
        self.client, self.jetstream = client, client.jetstream(timeout=0.5)
        self._refusals = refusals

    async def may_not_publish(self, subject: str) -> None:
        await self.client.publish(subject, b"{}")
        refusal = await asyncio.wait_for(self._refusals.get(), 2)
        assert f'permissions violation for publish to "{subject.lower()}"' in refusal

    async def may_not_subscribe(self, subject: str) -> None:
        await self.client.subscribe(subject)
        refusal = await asyncio.wait_for(self._refusals.get(), 2)
        assert f'permissions violation for subscription to "{subject.lower()}"' in refusal


@asynccontextmanager
async def on_the_bus(servers: Servers, installation: Installation, user: str) -> AsyncIterator[OnTheBus]:
    refusals: asyncio.Queue[str] = asyncio.Queue()

    async def refused(error: Exception) -> None:
        refusals.put_nowait(str(error))

    url = installation.bus_url(servers.nats_url, user)
    client = await nats.connect(url, inbox_prefix=f"_INBOX_{user}", error_cb=refused)
    try:
        yield OnTheBus(client, refusals)
    finally:
        await client.close()


async def test_provisioning_again_changes_nothing(servers: Servers, installation: Installation) -> None:
    assert await provision_streams(servers.nats_url, TOPOLOGY) == []
    assert await provision_databases(servers.postgres_url, TOPOLOGY.services, passwords(installation)) == []


async def test_two_provisionings_at_once_make_everything_once(
    servers: Servers, installation: Installation
) -> None:
    await execute(servers.postgres_url, "DROP DATABASE dudao_notification")
    async with on_the_bus(servers, installation, "admin") as admin:
        await admin.jetstream.delete_stream("NOTIFICATION")

    first, second = await asyncio.gather(
        *(
            provision_databases(servers.postgres_url, TOPOLOGY.services, passwords(installation))
            for _ in range(2)
        )
    )
    assert sorted([*first, *second]) == [
        "数据库 dudao_notification 只许 dudao_notification 连接",
        "新建数据库 dudao_notification",
    ]
    await asyncio.gather(*(provision_streams(servers.nats_url, TOPOLOGY) for _ in range(2)))
    assert await provision_streams(servers.nats_url, TOPOLOGY) == []


async def test_a_stream_and_a_consumer_that_drifted_are_corrected(
    servers: Servers, installation: Installation
) -> None:
    async with on_the_bus(servers, installation, "admin") as admin:
        roster = (await admin.jetstream.stream_info("ROSTER")).config
        await admin.jetstream.update_stream(roster.evolve(max_age=86400, description=None))
        drifted = ConsumerConfig(name="inspection-roster", durable_name="inspection-roster", ack_wait=5)
        await admin.jetstream.add_consumer("ROSTER", drifted)
        await admin.jetstream.delete_consumer("INSPECTION", "rectification-inspection")

    assert sorted(await provision_streams(servers.nats_url, TOPOLOGY)) == [
        "新建消费者 rectification-inspection",
        "更正数据流 ROSTER：description None → 单位、督学、责任区与任命的事实",
        "更正数据流 ROSTER：max_age 86400.0 → 2592000.0",
        "更正消费者 inspection-roster：ack_wait 5.0 → 30.0",
        "更正消费者 inspection-roster：filter_subject None → roster.>",
        "更正消费者 inspection-roster：max_ack_pending 1000 → 256",
    ]
    assert await provision_streams(servers.nats_url, TOPOLOGY) == []


async def test_facts_are_copies_and_files_are_synced_one_by_one(
    servers: Servers, installation: Installation
) -> None:
    """ADR 0021; a stream made before it keeps its mode, which the server lets nobody change."""
    async with on_the_bus(servers, installation, "admin") as admin:
        for stream in TOPOLOGY.streams:
            assert (await admin.jetstream.stream_info(stream.name)).config.persist_mode == PersistMode.ASYNC
            assert stream.config(replicas=3).persist_mode is None
        for bucket in TOPOLOGY.buckets:
            assert (await admin.jetstream.stream_info(bucket.stream)).config.persist_mode is None
        (made,) = (stream for stream in TOPOLOGY.streams if stream.name == "NOTIFICATION")
        await admin.jetstream.delete_stream(made.name)
        await admin.jetstream.add_stream(made.config(replicas=1).evolve(persist_mode=None))
    changes = await provision_streams(servers.nats_url, TOPOLOGY)
    assert not [change for change in changes if "数据流" in change]


async def test_a_password_that_drifted_is_corrected(servers: Servers, installation: Installation) -> None:
    await execute(servers.postgres_url, "ALTER ROLE dudao_roster PASSWORD 'another'")
    changes = await provision_databases(servers.postgres_url, TOPOLOGY.services, passwords(installation))
    assert changes == ["更正角色 dudao_roster 的密码"]
    await execute(installation.database_url(servers.postgres_url, "roster"), "SELECT 1")


async def test_an_admin_who_is_no_superuser_can_provision(
    servers: Servers, installation: Installation
) -> None:
    await execute(servers.postgres_url, "CREATE ROLE landlord LOGIN CREATEDB CREATEROLE PASSWORD 'rent'")
    landlord = as_user(servers.postgres_url, "landlord", "rent")
    tenant = installation.database_passwords("tenant")
    assert len(await provision_databases(landlord, ["tenant"], tenant)) == 6
    assert await provision_databases(landlord, ["tenant"], tenant) == []
    await execute(installation.migration_url(servers.postgres_url, "tenant"), "CREATE TABLE log (n int)")


async def test_a_role_cannot_connect_to_another_services_database(
    servers: Servers, installation: Installation
) -> None:
    for service in TOPOLOGY.services:
        own = installation.database_url(servers.postgres_url, service)
        await execute(own, "SELECT 1")
        for other in {*TOPOLOGY.services} - {service}:
            for url in (own, installation.migration_url(servers.postgres_url, service)):
                elsewhere = urlsplit(url)._replace(path=f"/{database_of(other)}").geturl()
                with pytest.raises(
                    asyncpg.InsufficientPrivilegeError, match="permission denied for database"
                ):
                    await execute(elsewhere, "SELECT 1")


async def test_only_the_owner_role_makes_tables(servers: Servers, installation: Installation) -> None:
    await execute(installation.migration_url(servers.postgres_url, "roster"), "CREATE TABLE log (n int)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute(installation.database_url(servers.postgres_url, "roster"), "CREATE TABLE mine (n int)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute(installation.database_url(servers.postgres_url, "roster"), "SELECT * FROM log")


async def test_no_password_reaches_the_log_of_a_server(servers: Servers, installation: Installation) -> None:
    await execute(servers.postgres_url, "DROP DATABASE dudao_roster")
    await execute(servers.postgres_url, "ALTER SYSTEM SET log_statement = 'all'")
    await execute(servers.postgres_url, "SELECT pg_reload_conf()")
    await execute(servers.postgres_url, "ALTER ROLE dudao_roster PASSWORD 'another'")
    await provision_databases(servers.postgres_url, TOPOLOGY.services, passwords(installation))
    written = "".join(log.read_text() for log in installation.logs.iterdir())
    assert "ALTER ROLE dudao_roster LOGIN PASSWORD 'SCRAM-SHA-256$" in written
    assert not [password for password in passwords(installation).values() if password in written]


async def test_a_service_publishes_its_own_facts_and_nobody_elses(
    servers: Servers, installation: Installation
) -> None:
    async with on_the_bus(servers, installation, "inspection") as inspection:
        assert (await inspection.jetstream.publish(FACT, b"{}")).stream == "INSPECTION"
    async with on_the_bus(servers, installation, "roster") as roster:
        for subject in (
            FACT,
            "rectification.case-closed.v1.319991.00",
            "_INBOX_inspection.x",
            "$JS.API.INFO",
        ):
            await roster.may_not_publish(subject)
        with pytest.raises(nats.errors.TimeoutError):  # All the publisher himself is told.
            await roster.jetstream.publish(FACT, b"{}")


async def test_a_service_reads_its_own_durables_and_nobody_elses(
    servers: Servers, installation: Installation
) -> None:
    async with on_the_bus(servers, installation, "inspection") as inspection:
        await inspection.jetstream.publish(FACT, b"mine")
    async with on_the_bus(servers, installation, "rectification") as rectification:
        own = await rectification.jetstream.pull_subscribe_bind("rectification-inspection", "INSPECTION")
        for message in await own.fetch(10, timeout=1):
            await message.ack_sync(timeout=1)
        info = await rectification.jetstream.consumer_info("INSPECTION", "rectification-inspection")
        assert (info.num_pending, info.num_ack_pending, info.ack_floor.stream_seq > 0) == (0, 0, True)

        for request in ("MSG.NEXT", "INFO", "DELETE", "CREATE", "DURABLE.CREATE"):
            await rectification.may_not_publish(
                f"$JS.API.CONSUMER.{request}.INSPECTION.notification-inspection"
            )
        await rectification.may_not_publish("$JS.ACK.INSPECTION.notification-inspection.1.1.1.1.0")
        await rectification.may_not_subscribe("inspection.>")


async def test_a_service_makes_its_own_deleted_durable_again_but_no_wider_one(
    servers: Servers, installation: Installation
) -> None:
    async with on_the_bus(servers, installation, "admin") as admin:
        for consumer in TOPOLOGY.consumers:
            await admin.jetstream.delete_consumer(consumer.stream, consumer.durable)
    for consumer in TOPOLOGY.consumers:
        async with on_the_bus(servers, installation, consumer.owner) as owner:
            await owner.jetstream.add_consumer(consumer.stream, consumer.config())
    assert await provision_streams(servers.nats_url, TOPOLOGY) == []

    async with on_the_bus(servers, installation, "rectification") as rectification:
        wider = "$JS.API.CONSUMER.CREATE.INSPECTION.rectification-inspection"
        for subject in (wider, f"{wider}.inspection.>", "$JS.API.CONSUMER.CREATE.INSPECTION.new"):
            await rectification.may_not_publish(subject)


async def test_nobody_removes_a_fact_before_its_time(servers: Servers, installation: Installation) -> None:
    async with on_the_bus(servers, installation, "inspection") as inspection:
        ack = await inspection.jetstream.publish(FACT, b"{}")
        for request in ("STREAM.DELETE", "STREAM.PURGE", "STREAM.UPDATE", "STREAM.MSG.DELETE"):
            await inspection.may_not_publish(f"$JS.API.{request}.INSPECTION")
    async with on_the_bus(servers, installation, "admin") as admin:
        with pytest.raises(APIError, match="message delete not permitted"):
            await admin.jetstream.delete_msg("INSPECTION", ack.seq)
        with pytest.raises(APIError, match="stream purge not permitted"):
            await admin.jetstream.purge_stream("INSPECTION")


async def test_a_service_adds_to_its_own_files_and_removes_none(
    servers: Servers, installation: Installation
) -> None:
    photo = b"\xff\xd8\xff" + bytes(100)
    async with on_the_bus(servers, installation, "inspection") as inspection:
        files = ObjectStoreFiles("inspection-files", lambda: inspection.jetstream)
        receipt = await put(files, photo)
        assert await read(files, receipt) == photo
        for request in ("STREAM.PURGE", "STREAM.DELETE", "STREAM.UPDATE", "STREAM.MSG.DELETE"):
            await inspection.may_not_publish(f"$JS.API.{request}.OBJ_inspection-files")
        with pytest.raises(APIError, match="rollup not permitted"):  # It would replace what is there.
            await inspection.jetstream.publish(
                f"$O.inspection-files.C.{receipt.sha256}", b"", headers={"Nats-Rollup": "all"}
            )
    async with on_the_bus(servers, installation, "roster") as roster:
        await roster.may_not_publish("$O.inspection-files.C.x")
        await roster.may_not_publish("$JS.API.STREAM.MSG.GET.OBJ_inspection-files")


async def test_a_service_sees_how_far_its_own_stream_is_and_not_the_others(
    servers: Servers, installation: Installation
) -> None:
    async with on_the_bus(servers, installation, "inspection") as inspection:
        ack = await inspection.jetstream.publish(FACT, b"last")
        assert (await inspection.jetstream.stream_info("INSPECTION")).state.last_seq == ack.seq
        assert (await inspection.jetstream.get_last_msg("INSPECTION", FACT)).data == b"last"
        await inspection.may_not_publish("$JS.API.STREAM.INFO.ROSTER")
        await inspection.may_not_publish("$JS.API.DIRECT.GET.ROSTER")


async def test_the_reader_sees_facts_and_changes_nothing(
    servers: Servers, installation: Installation
) -> None:
    async with (
        on_the_bus(servers, installation, "reader") as reader,
        on_the_bus(servers, installation, "inspection") as inspection,
    ):
        seen = await reader.client.subscribe("inspection.>")
        await reader.client.flush()
        ack = await inspection.jetstream.publish(FACT, b"seen")
        assert (await seen.next_msg(timeout=1)).data == b"seen"
        assert (await reader.jetstream.get_msg("INSPECTION", ack.seq)).data == b"seen"
        for subject in (FACT, "$JS.API.CONSUMER.CREATE.INSPECTION.reader", "$JS.API.STREAM.NAMES"):
            await reader.may_not_publish(subject)


async def test_a_message_given_up_leaves_an_advisory(servers: Servers, installation: Installation) -> None:
    async with on_the_bus(servers, installation, "inspection") as inspection:
        await inspection.jetstream.publish(FACT, b"poison")
    async with on_the_bus(servers, installation, "rectification") as rectification:
        own = await rectification.jetstream.pull_subscribe_bind("rectification-inspection", "INSPECTION")
        for message in await own.fetch(100, timeout=1):
            await message.term()
        await rectification.client.flush()
    async with on_the_bus(servers, installation, "admin") as admin:
        subject = "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.INSPECTION.rectification-inspection"
        for _ in range(50):
            try:
                advisory = await admin.jetstream.get_last_msg("ADVISORIES", subject)
                break
            except NotFoundError:
                await asyncio.sleep(0.02)
        assert b'"stream_seq"' in (advisory.data or b"")


def passwords(installation: Installation) -> dict[str, str]:
    return {
        role: password
        for service in TOPOLOGY.services
        for role, password in installation.database_passwords(service).items()
    }


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
