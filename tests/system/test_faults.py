"""SIGKILL under load: of each service, of NATS, of PostgreSQL. Nothing is lost, nothing is doubled."""

import asyncio
import time
from collections.abc import Callable

import pytest

from deploy.installation import SERVICES
from deploy.provision import provision_streams, topology
from deploy.verification import verify_installation
from tests.system.installation import FourProcesses, eventually
from tests.system.load import Load

Record = Callable[[str, object], None]

RECOVERED_WITHIN = 5.0  # seconds from the server's return
OUTAGE = 2.0  # seconds a killed server stays away


async def test_services_killed_one_after_another_under_load_lose_and_double_nothing(
    dudao: FourProcesses, record_testsuite_property: Record
) -> None:
    """What a killed process had in hand is delivered again after `ack_wait`; fresh facts flow at once."""
    load, took = Load(dudao), {}
    async with load.on():
        for service in SERVICES:
            await load.has_flowed()
            dudao.kill(service)
            dudao.spawn(service)
            await dudao.ready(service)
            returned = time.monotonic()
            await load.a_fresh_issue_is_heard_of()
            took[service] = time.monotonic() - returned
        await load.has_flowed()
    record_testsuite_property("recovery", str(took))
    await load.nothing_was_lost_or_doubled()
    assert max(took.values()) < RECOVERED_WITHIN, took


@pytest.mark.parametrize("name", ["nats", "postgres"])
async def test_a_server_killed_under_load_loses_and_doubles_nothing(
    dudao: FourProcesses, name: str, record_testsuite_property: Record
) -> None:
    """Requests wait or are refused with 503; the services live on; what was acknowledged arrives, once."""
    load, pids = Load(dudao), [dudao.pid(service) for service in SERVICES]
    server = dudao.nats if name == "nats" else dudao.postgres
    async with load.on():
        await load.has_flowed()
        await server.kill()
        await asyncio.sleep(OUTAGE)
        await server.start()
        returned = time.monotonic()
        await load.a_fresh_issue_is_heard_of()
        took = time.monotonic() - returned
        await load.has_flowed()
    record_testsuite_property(f"recovery {name}", str(took))
    await load.nothing_was_lost_or_doubled()
    assert [dudao.pid(service) for service in SERVICES] == pids
    assert took < RECOVERED_WITHIN


async def test_while_nats_is_away_people_work_on_and_the_services_wait_idly(dudao: FourProcesses) -> None:
    """Trap 1: no event loop starves, and none burns a core; live but not ready."""
    load = Load(dudao)
    await dudao.nats.kill()
    async with dudao.http() as http:

        async def nobody_is_ready() -> bool:
            answers = [await http.get(f"/{service}/health/ready") for service in SERVICES]
            return all(answer.status_code == 503 for answer in answers)

        await eventually(nobody_is_ready, 10)
        burnt, began = {service: dudao.cpu_seconds(service) for service in SERVICES}, time.monotonic()
        await load.hand_in(http)
        status = await http.get("/inspection/api/status")
        assert (status.status_code, status.json()["type"]) == (503, "/problems/bus-unavailable")
        await asyncio.sleep(2)
        for service in SERVICES:
            asked = time.monotonic()
            assert (await http.get(f"/{service}/health/live")).is_success
            assert time.monotonic() - asked < 0.5
            share = (dudao.cpu_seconds(service) - burnt[service]) / (time.monotonic() - began)
            assert share < 0.3, f"{service} burns {share:.0%} of a core"
        await dudao.nats.start()
    await load.nothing_was_lost_or_doubled()


async def test_no_service_declares_or_changes_a_stream_or_a_consumer(dudao: FourProcesses) -> None:
    """Trap 6: after starts, kills and work everything is as provisioned; drift stays until provisioned."""
    servers = dudao.backends.nats_url
    assert await provision_streams(servers, topology()) == []
    async with dudao.admin() as admin:
        jetstream = admin.jetstream()
        roster = (await jetstream.stream_info("ROSTER")).config
        await jetstream.update_stream(roster.evolve(max_age=86400))
        drifted = (await jetstream.consumer_info("ROSTER", "inspection-roster")).config
        await jetstream.add_consumer("ROSTER", drifted.evolve(ack_wait=7))
        dudao.kill("roster")
        dudao.kill("inspection")
        await dudao.revive()
        assert (await jetstream.stream_info("ROSTER")).config.max_age == 86400
        assert (await jetstream.consumer_info("ROSTER", "inspection-roster")).config.ack_wait == 7
    assert await provision_streams(servers, topology()) == [
        "更正数据流 ROSTER：max_age 86400.0 → 2592000.0",
        "更正消费者 inspection-roster：ack_wait 7.0 → 30.0",
    ]


@pytest.mark.parametrize(
    "byte",
    [
        pytest.param("0", id="that opens the record, which nobody can read then"),
        pytest.param(
            "position(convert_to('问题', 'UTF8') in record) + 5", id="of a letter, which changes the text"
        ),
        pytest.param("length(record) - 2", id="near its end"),
    ],
)
async def test_a_superusers_change_of_one_byte_is_reported_with_its_position(
    dudao: FourProcesses, byte: str
) -> None:
    load = Load(dudao)
    async with dudao.http() as http:
        await load.hand_in(http)
    await dudao.rest()
    async with dudao.superuser("inspection") as superuser:
        position = await superuser.fetchval("SELECT max(position) FROM log.event WHERE type = 'IssueRaised'")
        flip = f"UPDATE log.event SET record = set_byte(record, {byte}, get_byte(record, {byte}) # 1) WHERE position = $1"
        await superuser.execute(flip, position)
        try:
            report = await verify_installation(dudao.installation, dudao.backends)
        finally:
            await superuser.execute(flip, position)
        assert {(service, fault.position) for service, fault in report.faults} == {("inspection", position)}
    assert not (await verify_installation(dudao.installation, dudao.backends)).faults
