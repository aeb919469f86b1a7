"""The closed loop through four processes, and that nothing heard twice is done twice."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from deploy.installation import SERVICES
from deploy.provision import provision_streams, topology
from services.inspection.adapters.storage import TYPES
from services.inspection.application.publications import publish
from services.rectification.application.reactions import case_of
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.workdays.deadline import SHANGHAI
from tests.system.installation import FourProcesses, eventually
from tests.system.load import INSPECTORS, UNIT, Load

OFFICE = Principal("office", "督导室", (Role.OFFICE,))
HEAD = Principal("head", "校长", (Role.UNIT,), unit=UNIT)
INSPECTOR = Principal("inspector", "督学", (Role.INSPECTOR,), inspector=INSPECTORS[0])
DEPUTY = Principal("deputy", "副总督学", (Role.DEPUTY_CHIEF_INSPECTOR,))

MEASURES = [{"measure": "更换纱窗", "person": "后勤主任", "due_on": "2026-11-06"}]
EVIDENCE = [{"text": "纱窗已更换，见照片", "files": ["0" * 64]}]


async def open_case(dudao: FourProcesses) -> UUID:
    """A case that came out of a visit and can be read."""
    async with dudao.http() as http:
        case = case_of(UUID(await Load(dudao).hand_in(http)))

        async def readable() -> bool:
            return (await http.get(f"/rectification/api/cases/{case}")).is_success

        await eventually(readable, 10)
    return case


async def test_a_finding_at_the_school_gate_becomes_a_closed_case_and_everybody_is_told(
    dudao: FourProcesses,
) -> None:
    case = await open_case(dudao)
    steps: list[tuple[Principal, str, Mapping[str, Any] | None]] = [
        (OFFICE, "notice", None),
        (HEAD, "plan", {"measures": MEASURES}),
        (OFFICE, "plan/acceptance", None),
        (HEAD, "completion", {"evidence": EVIDENCE}),
        (INSPECTOR, "recheck", {"passed": True, "method": "on_site", "note": "已更换"}),
        (DEPUTY, "closing", None),
    ]
    for person, step, body in steps:
        async with dudao.http(person) as http:
            done = await http.post(f"/rectification/api/cases/{case}/{step}", json=body)
            assert done.is_success, done.text
            # Read your writes: the ledger has passed what was just done.
            after = {"after": done.json()["position"]}
            seen = await http.get(f"/rectification/api/cases/{case}", params=after)
            assert seen.headers["ETag"] == done.headers["ETag"]
    await dudao.rest()
    closed = await dudao.log("rectification", "CaseClosed")
    assert [event["about"]["case_id"] for event in closed].count(str(case)) == 1
    async with dudao.http(HEAD) as http:
        inbox = (await http.get("/notification/api/inbox")).json()["messages"]
    told = [message["kind"] for message in reversed(inbox) if message["case_id"] == str(case)]
    assert told == ["case-opened", "notice-served", "plan-accepted", "case-closed"]


async def test_of_twenty_parallel_commands_on_one_case_one_succeeds_per_version(dudao: FourProcesses) -> None:
    """Everybody looked at the same version; who comes second learns which one it is now."""
    case = await open_case(dudao)
    contested: list[tuple[Principal, str, Callable[[int], Mapping[str, Any] | None]]] = [
        (OFFICE, "notice", lambda n: None),
        (HEAD, "plan", lambda n: {"measures": [{**MEASURES[0], "measure": f"措施{n}"}]}),
        (OFFICE, "plan/return", lambda n: {"reason": f"理由{n}"}),
        (HEAD, "plan", lambda n: {"measures": [{**MEASURES[0], "measure": f"新措施{n}"}]}),
    ]
    for person, step, body in contested:
        async with dudao.http(person) as http:
            path = f"/rectification/api/cases/{case}"
            etag = (await http.get(path)).headers["ETag"]
            version = int(etag.strip('"'))

            requests = (
                http.post(f"{path}/{step}", json=body(n), headers={"If-Match": etag}) for n in range(20)
            )
            answers = await asyncio.gather(*requests)
            (won,) = [answer for answer in answers if answer.is_success]
            assert won.json()["version"] == version + 1
            for lost in answers:
                if lost is not won:
                    problem = lost.json()
                    assert (lost.status_code, problem["type"]) == (412, "/problems/version-conflict")
                    assert (problem["expected"], problem["actual"]) == (version, version + 1)
            await http.get(path, params={"after": won.json()["position"]})
    opened = await dudao.log("rectification", "NoticeServed")
    assert sum(event["about"]["case_id"] == str(case) for event in opened) == 1


async def test_every_message_delivered_three_times_in_any_order_changes_nothing(dudao: FourProcesses) -> None:
    """Published again twice, last first, outside the duplicate window: all of it reaches every subscriber."""
    await open_case(dudao)
    before = await everything(dudao)
    async with dudao.admin() as admin:
        jetstream = admin.jetstream()
        states = {s.upper(): (await jetstream.stream_info(s.upper())).state for s in SERVICES}
        messages = [
            await jetstream.get_msg(stream, seq=n, direct=True)
            for stream, state in states.items()
            for n in range(1, state.last_seq + 1)
        ]
        for message in [*reversed(messages), *messages]:
            headers = {k: v for k, v in (message.headers or {}).items() if k.startswith(("ce-", "content"))}
            await admin.publish(str(message.subject), message.data or b"", headers=headers)
        await admin.flush()
    assert await everything(dudao) == before
    await no_finding_without_feedback_no_feedback_without_a_case(dudao)


async def test_deleted_consumers_come_back_and_what_they_deliver_again_changes_nothing(
    dudao: FourProcesses,
) -> None:
    """Trap 2, in every service; a consumer made anew begins with the first message."""
    before = await everything(dudao)
    async with dudao.admin() as admin:
        jetstream = admin.jetstream()
        for consumer in topology().consumers:
            await jetstream.delete_consumer(consumer.stream, consumer.durable)

        async def all_read_again() -> bool:
            infos = [await jetstream.consumer_info(c.stream, c.durable) for c in topology().consumers]
            return all(info.num_pending == info.num_ack_pending == 0 for info in infos)

        await eventually(all_read_again, 20)
    assert await provision_streams(dudao.backends.nats_url, topology()) == []
    assert await everything(dudao) == before
    await Load(dudao).a_fresh_issue_is_heard_of()


async def test_a_stream_that_lost_its_data_is_filled_again_from_the_log(dudao: FourProcesses) -> None:
    """Trap 9: JetStream lost what it acknowledged; the next fact shows it, and all is published again."""
    before = await everything(dudao)
    async with dudao.admin() as admin:
        jetstream = admin.jetstream()
        await jetstream.delete_stream("INSPECTION")
        await provision_streams(dudao.backends.nats_url, topology())
        assert await everything(dudao) == before
        await Load(dudao).a_fresh_issue_is_heard_of()
        await dudao.rest()
        published = [stored for stored in await dudao.stored("inspection", TYPES) if publish(stored)]
        assert (await jetstream.stream_info("INSPECTION")).state.messages == len(published)
    assert await provision_streams(dudao.backends.nats_url, topology()) == []
    await Load(dudao).nothing_was_lost_or_doubled()


async def test_a_poison_message_is_parked_while_others_flow_and_stays_when_its_replay_fails(
    dudao: FourProcesses,
) -> None:
    poison = {"ce-id": str(uuid4()), "ce-type": "inspection.issue-raised.v1", "Nats-Msg-Id": "poison"}
    async with dudao.admin() as admin, dudao.client() as client, dudao.http() as http:
        subject = "inspection.issue-raised.v1.319991.00"
        await admin.jetstream().publish(subject, b"not JSON", headers=poison)
        await Load(dudao).a_fresh_issue_is_heard_of()

        async def parked() -> list[dict[str, Any]]:
            letters: list[dict[str, Any]] = await client.get("/rectification/api/dead-letters")
            return letters

        (letter,) = await eventually(parked, 10)
        assert (letter["payload"], letter["headers"]["Nats-Msg-Id"]) == ("not JSON", "poison")
        assert (letter["durable"], letter["attempts"]) == ("rectification-inspection", 1)
        assert "not a" in letter["error"]
        replayed = await http.post(f"/rectification/api/dead-letters/{letter['id']}/replay")
        assert (replayed.status_code, replayed.json()["type"]) == (409, "/problems/replay-failed")
        assert "not a" in replayed.json()["detail"]
        (again,) = await parked()
        assert again["attempts"] == 2
    async with dudao.superuser("rectification") as superuser:
        await superuser.execute("DELETE FROM bus.dead_letter")


async def test_read_models_rebuilt_under_load_are_what_they_were(dudao: FourProcesses) -> None:
    load = Load(dudao)
    async with load.on(), dudao.client() as client:
        await load.has_flowed(10)
        for service in SERVICES:
            await client.post(f"/{service}/api/rebuild", {"names": None})
        await load.has_flowed(10)
    await dudao.rest()
    followed = {service: await dudao.rows(service) for service in SERVICES}
    async with dudao.client() as client:
        for service in SERVICES:
            await client.post(f"/{service}/api/rebuild", {"names": None})
    assert {service: await dudao.rows(service) for service in SERVICES} == followed


async def test_metrics_stay_few_and_name_no_case(dudao: FourProcesses) -> None:
    """Trap 10: after all these cases and messages the labels are still those of the first."""
    await open_case(dudao)
    async with dudao.http() as http:
        for service in SERVICES:
            text = (await http.get(f"/{service}/metrics")).text
            series = [line for line in text.splitlines() if line and not line.startswith("#")]
            assert 0 < len(series) < 200
            assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-|319991", text)


async def everything(dudao: FourProcesses) -> dict[str, Any]:
    """The heads of the logs and every row of every read model, once all is quiet."""
    heads = await dudao.rest()
    return {service: (heads[service], await dudao.rows(service)) for service in SERVICES}


async def no_finding_without_feedback_no_feedback_without_a_case(dudao: FourProcesses) -> None:
    """督导问题必反馈、反馈问题必整改 (Q22): what was found, what was fed back and what became a case is the same."""
    raised = await dudao.log("inspection", "IssueRaised")
    assert raised
    by_source = Counter(issue["opinion"] or issue["visit"] for issue in raised)
    visits = [v for v in await dudao.log("inspection", "VisitRecorded") if not v["from_ledger"]]
    opinions = await dudao.log("inspection", "OpinionServed")
    assert {v["visit"]: v["findings"] for v in visits if v["findings"]}.items() <= by_source.items()
    assert {o["letter"]: len(o["draft"]["problems"]) for o in opinions}.items() <= by_source.items()
    unanswered = [i["issue"] for i in raised if local_day(i["fed_back_at"]) < i["found_on"]]
    assert not unanswered, unanswered[:5]
    cases = Counter(case["about"]["issue"] for case in await dudao.log("rectification", "CaseOpened"))
    assert cases == {issue["issue"]: 1 for issue in raised}


def local_day(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(SHANGHAI).date().isoformat()
