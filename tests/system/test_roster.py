"""The life of an inspector and of his posts through the running services, as the office works it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from tests.system.installation import FourProcesses, ended, eventually, free_ports
from tests.system.test_loop import OFFICE

DEPUTY = Principal("deputy", "副总督学", (Role.DEPUTY_CHIEF_INSPECTOR,))
PAPERS = {"authority": "区人民政府", "document": "云政发〔2026〕8号"}
CANDIDATE = {
    "inspector_name": "苏文清",
    "kind": "part_time",
    "source": "高级教师",
    "birth_year": 1980,
    "degree": "硕士",
    "education_years": 20,
    "healthy": True,
    "zone": "第一责任区",
    "recommended_by": "临水学校",
}


async def obeyed(http: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await http.post(f"/roster/api/{path}", json=body)
    assert answer.is_success, f"{path}: {answer.text}"
    done: dict[str, Any] = answer.json()
    return done


async def refused(http: httpx.AsyncClient, path: str, body: dict[str, Any], why: str) -> None:
    answer = await http.post(f"/roster/api/{path}", json=body)
    assert answer.status_code in (409, 422), answer.text
    assert why in answer.text, answer.text


async def seen(http: httpx.AsyncClient, path: str, done: dict[str, Any]) -> Any:
    answer = await http.get(f"/roster/api/{path}", params={"after": done["position"]})
    assert answer.is_success, answer.text
    return answer.json()


@pytest.fixture
async def office(dudao: FourProcesses) -> AsyncIterator[httpx.AsyncClient]:
    async with dudao.http(OFFICE) as http:
        yield http


def candidate() -> str:
    return f"T{uuid4().hex[:8]}"


async def engaged(http: httpx.AsyncClient, **changes: Any) -> str:
    """An inspector who went the whole way: 推荐→资格审核→公示→聘任→岗前培训."""
    number = candidate()
    await obeyed(http, "candidates", {"inspector": number} | CANDIDATE | changes)
    await obeyed(http, f"candidates/{number}/qualify", {"assessment": "2026年第3次考核", "on": "2026-08-19"})
    await obeyed(
        http,
        f"candidates/{number}/publicise",
        {"first": "2026-08-20", "last": "2026-08-26", "place": "区教育局网站"},
    )
    term = {"term_from": "2026-09-01", "term_to": "2029-08-31"}
    await obeyed(http, f"candidates/{number}/appoint", PAPERS | term)
    await obeyed(
        http,
        f"inspectors/{number}/training",
        {"on": "2026-09-02", "hours": 8, "mode": "岗前培训", "title": "新聘督学岗前培训"},
    )
    return number


async def unit(http: httpx.AsyncClient, name: str, **changes: Any) -> str:
    code = f"319991-{uuid4().hex[:8]}"
    body = {"unit_name": name, "kind": "小学", "ownership": "公办", "zone": f"测试区{code}"} | changes
    answer = await http.put(f"/roster/api/units/{code}", json=body)
    assert answer.is_success, answer.text
    return code


async def test_a_candidate_becomes_an_inspector_step_by_step_and_leaves(office: httpx.AsyncClient) -> None:
    """督学管理暂行办法: 推荐→审核→公示→公布; 条例 6 and 7."""
    number = candidate()
    await obeyed(office, "candidates", {"inspector": number} | CANDIDATE)
    term = PAPERS | {"term_from": "2026-09-01", "term_to": "2029-08-31"}
    await refused(office, f"candidates/{number}/appoint", term, "资格审核")
    done = await obeyed(
        office, f"candidates/{number}/qualify", {"assessment": "2026年第3次考核", "on": "2026-08-19"}
    )
    (row,) = [one for one in await seen(office, "candidates", done) if one["inspector"] == number]
    assert row["step"] == "审核通过"
    dates = {"first": "2026-08-20", "last": "2026-08-26", "place": "区教育局网站"}
    await obeyed(office, f"candidates/{number}/publicise", dates)
    await refused(office, f"candidates/{number}/appoint", term | {"term_to": "2029-09-01"}, "3年")
    done = await obeyed(office, f"candidates/{number}/appoint", term)
    again = await obeyed(office, f"candidates/{number}/appoint", term)
    assert again["changed"] is False
    letter = (await seen(office, f"inspectors/{number}", done))["papers"]["letter"]
    assert letter.startswith("督聘〔2026〕")
    code = await unit(office, "新聘督学的学校")
    post = {"unit": code, "inspector": number, "since": "2026-09-10"}
    await refused(office, "posts", post, "岗前培训")
    training = {"on": "2026-09-02", "hours": 8, "mode": "岗前培训", "title": "新聘督学岗前培训"}
    await obeyed(office, f"inspectors/{number}/training", training)
    await obeyed(office, "posts", post)
    await obeyed(office, f"inspectors/{number}/suspend", {"on": "2026-09-11", "ground": "因病"})
    await obeyed(office, f"inspectors/{number}/return", {"on": "2026-09-12"})
    leaving = {"on": "2026-09-14", "ground": "本人辞任", "reason": "调离本区"}
    done = await obeyed(office, f"inspectors/{number}/exit", leaving)
    whole = await seen(office, f"inspectors/{number}", done)
    assert (whole["exited_on"], whole["exit_ground"]) == ("2026-09-14", "本人辞任")
    assert whole["suspensions"] == [["2026-09-11", "2026-09-12"]]
    assert whole["papers"]["document"] == PAPERS["document"]
    ours = [one for one in await seen(office, "posts", done) if one["inspector"] == number]
    assert [one["ended_on"] for one in ours] == ["2026-09-14"]


async def test_a_post_goes_over_in_the_middle_of_a_month_and_the_other_services_follow(
    dudao: FourProcesses, office: httpx.AsyncClient
) -> None:
    code = await unit(office, "转派的学校")
    before, after = await engaged(office), await engaged(office, inspector_name="叶知秋")
    await obeyed(office, "posts", {"unit": code, "inspector": before, "since": "2026-09-05"})
    over = {"unit": code, "inspector": before, "successor": after, "on": "2026-09-15"}
    await obeyed(office, "posts/reassign", over)
    done = await obeyed(office, "posts/reassign", over)
    assert done["changed"] is False
    held = {
        one["inspector"]: (one["since"], one["ended_on"])
        for one in await seen(office, "posts", done)
        if one["unit"] == code
    }
    assert held == {before: ("2026-09-05", "2026-09-14"), after: ("2026-09-15", None)}
    await dudao.rest()
    ended_posts = [one for one in await dudao.log("roster", "PostEnded") if one["unit"] == code]
    assert [one["successor"] for one in ended_posts] == [after]


async def test_what_costs_is_claimed_only_for_a_recorded_visit_and_approved_by_another(
    dudao: FourProcesses, office: httpx.AsyncClient
) -> None:
    """Q14: no recorded visit event, no claim."""
    code, number = await unit(office, "报销的学校"), await engaged(office)
    visit = str(uuid4())
    claim = {
        "visit": visit,
        "inspector": number,
        "items": [{"kind": "交通", "amount": 3600, "note": "公交"}],
    }
    himself = Principal("suwenqing", "苏文清", (Role.INSPECTOR,), inspector=number)
    async with dudao.http(himself) as http, dudao.http(DEPUTY) as deputy:
        await refused(http, "claims", claim, "没有这次督导的记录")
        await dudao.rest()  # The inspections have heard of the unit and of him.
        recorded = await http.post(
            "/inspection/api/visits",
            json={
                "visit": visit,
                "number": f"JC-{UUID(visit).int % 10**12}",
                "unit": code,
                "inspectors": [number],
                "visited_on": "2026-09-10",
                "findings": [],
            },
        )
        assert recorded.is_success, recorded.text

        async def claimed() -> bool:
            return (await http.post("/roster/api/claims", json=claim)).is_success

        await eventually(claimed, 20)
        twice = claim | {"items": [{"kind": "交通", "amount": 9900}]}
        await refused(http, "claims", twice, "已申报")
        key = {"visit": visit, "inspector": number}
        assert (await http.post("/roster/api/claims/approve", json=key)).status_code == 403
        done = await obeyed(deputy, "claims/approve", key)
        (row,) = await seen(http, "claims", done)
        assert (row["step"], row["total"]) == ("已审批", 3600)
        load = (await office.get("/roster/api/workload", params={"month": "2026-09"})).json()
        (mine,) = [one for one in load if one["inspector"] == number]
        assert mine["visits"] == 1


@asynccontextmanager
async def watched(dudao: FourProcesses, service: str = "roster") -> AsyncIterator[None]:
    """A second process of a service that looks all the time."""
    (port,) = free_ports(1)
    process = dudao.process(service, port, DUDAO_WATCH_INTERVAL="0.1")
    try:
        yield
    finally:
        process.terminate()
        ended(process)


async def test_an_uncovered_unit_alarms_once_and_the_alarm_ends_when_somebody_answers_for_it(
    dudao: FourProcesses, office: httpx.AsyncClient
) -> None:
    code, number = await unit(office, "没人督导的学校"), await engaged(office)

    async def alarmed() -> list[dict[str, Any]]:
        alarms = (await office.get("/roster/api/alarms")).json()
        return [one for one in alarms if one["subject"] == code]

    async def quiet() -> bool:
        return not await alarmed()

    async with watched(dudao):
        (alarm,) = await eventually(alarmed, 30)
        assert alarm["facts"]["unit_name"] == "没人督导的学校"
        await obeyed(office, "posts", {"unit": code, "inspector": number, "since": "2026-09-05"})
        await eventually(quiet, 30)
        merge = {"into": await unit(office, "并入的学校"), "on": "2026-09-20", "document": "云教〔2026〕20号"}
        await obeyed(office, f"units/{code}/merge", merge)
    raised = [one for one in await dudao.log("roster", "AlarmRaised") if one["subject"] == code]
    assert len(raised) == 1


async def test_who_is_recused_from_a_unit_is_recused_from_what_it_became_part_of(
    dudao: FourProcesses, office: httpx.AsyncClient
) -> None:
    """条例 10: the child is at the same school under another code."""
    code, into, number = await unit(office, "并校"), await unit(office, "并入的学校"), await engaged(office)
    relation = {"inspector": number, "relation": "子女在该校就读"}
    await obeyed(office, "recusals", relation | {"unit": code, "since": "2025-09-01"})
    await obeyed(office, "posts", {"unit": into, "inspector": number, "since": "2026-09-05"})
    merge = {"into": into, "on": "2026-09-20", "document": "云教〔2026〕20号"}
    await obeyed(office, f"units/{code}/merge", merge)

    async def recused() -> bool:
        asked = {"inspector": number, "unit": into}
        answered: bool = (await office.get("/roster/api/conflicts", params=asked)).json()["recused"]
        return answered

    async def free() -> bool:
        return not await recused()

    async with watched(dudao):
        await eventually(recused, 30)
        (held,) = [
            one
            for one in (await office.get("/roster/api/posts")).json()
            if (one["unit"], one["inspector"]) == (into, number)
        ]
        assert held["ended_on"] is not None
        lift = relation | {"unit": into, "on": "2026-11-02", "reason": "子女已转学"}
        await obeyed(office, "recusals/lift", lift)
        await eventually(free, 30)
        await asyncio.sleep(2)  # The watcher looked more than once meanwhile.
        assert await free(), "what the office lifted was declared again"


async def test_a_unit_that_was_merged_is_changed_no_more_and_takes_no_inspector(
    office: httpx.AsyncClient,
) -> None:
    code, into, number = await unit(office, "撤并的学校"), await unit(office, "新学校"), await engaged(office)
    merge = {"into": into, "on": "2026-09-01", "document": "云教〔2026〕20号"}
    done = await obeyed(office, f"units/{code}/merge", merge)
    await obeyed(office, f"units/{code}/merge", merge)
    whole = await seen(office, f"units/{code}", done)
    assert (whole["closed_on"], whole["merged_into"]) == ("2026-09-01", into)
    await refused(office, "posts", {"unit": code, "inspector": number, "since": "2026-09-10"}, "撤销或者并入")
    await refused(office, f"units/{code}/close", {"on": "2026-10-01", "document": "云教〔2026〕21号"}, "撤销")


async def test_a_recusal_is_known_to_all_and_its_reason_to_the_office_only(
    dudao: FourProcesses, office: httpx.AsyncClient
) -> None:
    """条例 10; the relation is personal."""
    code, number = await unit(office, "回避的学校"), await engaged(office)
    declared = {
        "inspector": number,
        "unit": code,
        "relation": "子女在该校就读",
        "since": "2025-09-01",
    }
    done = await obeyed(office, "recusals", declared)
    asked = {"inspector": number, "unit": code, "after": done["position"]}
    async with dudao.http(DEPUTY) as http:
        said = (await http.get("/roster/api/conflicts", params=asked)).json()
        assert said == {"inspector": number, "unit": code, "recused": True}
    await dudao.rest()
    (fact,) = [
        one
        for one in await dudao.log("inspection", "FactNoted")
        if one["subject"] == f"recusal-{number}-{code}"
    ]
    assert "relation" not in fact["data"]
    lifted = {
        "inspector": number,
        "unit": code,
        "relation": "子女在该校就读",
        "on": "2026-09-10",
        "reason": "已毕业",
    }
    done = await obeyed(office, "recusals/lift", lifted)
    said = (await office.get("/roster/api/conflicts", params=asked | {"after": done["position"]})).json()
    assert said["recused"] is False
