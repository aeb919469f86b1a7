"""A visit as a phone hands it in: files first, then the record, each as often as it likes."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.rectification.application.reactions import case_of
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from tests.system.installation import NOW, FourProcesses, eventually
from tests.system.load import INSPECTORS, UNIT
from tests.system.test_loop import OFFICE

INSPECTOR = Principal("zhang", "张浩然", (Role.INSPECTOR,), inspector=INSPECTORS[0])
SCHOOL = Principal("school", "临水学校", (Role.UNIT,), unit=UNIT)
ANOTHER = Principal("another", "白鹭学校", (Role.UNIT,), unit="319991-0002")
FILES = "/inspection/api/files"


def a_photo(kilobytes: int = 1500) -> bytes:
    return b"\xff\xd8\xff" + uuid4().bytes * (64 * kilobytes)


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def a_visit(**more: Any) -> dict[str, Any]:
    id = uuid4()
    return {
        "visit": str(id),
        "number": f"JC-{id.int % 10**12}",
        "unit": UNIT,
        "inspectors": list(INSPECTORS),
        "visited_on": "2026-10-30",
        **more,
    }


def with_picture(photo: bytes) -> dict[str, Any]:
    fix = {"latitude": 31.2332541234, "longitude": 121.2305472, "accuracy": 15, "source": "gps", "mock": True}
    return a_visit(
        came={"at": "2026-10-30T09:32:00+08:00", "place": "校门", "fix": fix},
        checklist={
            "theme": "2026-10",
            "version": 2,
            "checks": [{"item": "2", "text": "扶手牢固", "outcome": "限期整改"}],
        },
        pictures=[{"sha256": hash_of(photo), "source": "camera", "caption": "西侧楼梯"}],
        findings=[
            {
                "theme": "校园安全",
                "problem": f"扶手松动{uuid4()}",
                "demand": "修好",
                "severity": "一般",
                "working_days": 5,
                "item": "2",
                "evidence": [hash_of(photo)],
                "cause": "日常检查没有落实",
                "responsible": "袁伟",
                "helping": ["区建设和管理委员会"],
            }
        ],
    )


async def put(http: httpx.AsyncClient, content: bytes, name: str | None = None) -> httpx.Response:
    headers = {"Content-Type": "image/jpeg"}
    return await http.put(f"{FILES}/{name or hash_of(content)}", content=content, headers=headers)


async def test_a_file_is_kept_once_and_its_receipt_stays_the_same(dudao: FourProcesses) -> None:
    photo = a_photo()
    async with dudao.http(INSPECTOR) as http:
        before = await http.head(f"{FILES}/{hash_of(photo)}")
        first, again = await put(http, photo), await put(http, photo)
        kept = await http.get(f"{FILES}/{hash_of(photo)}")
        known = await http.get(f"{FILES}/{hash_of(photo)}", headers={"If-None-Match": kept.headers["ETag"]})
        head = await http.head(f"{FILES}/{hash_of(photo)}")
    assert before.status_code == 404
    assert first.json().keys() == {"sha256", "bytes", "media_type", "received_at"}
    assert (first.status_code, first.json()) == (200, again.json())
    assert (kept.content, kept.headers["content-type"]) == (photo, "image/jpeg")
    assert kept.headers["content-disposition"].startswith("inline")
    assert (kept.headers["x-content-type-options"], head.headers["content-length"]) == (
        "nosniff",
        str(len(photo)),
    )
    assert "sandbox" in kept.headers["content-security-policy"]
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize(
    ("content", "name", "status", "kind"),
    [
        (a_photo(1), "0" * 64, 422, "hash-differs"),
        (b"<script>alert(1)</script>", None, 415, "file-type-not-taken"),
        (a_photo(20 * 1024 + 1), None, 413, "file-too-large"),
        (b"", None, 415, "file-type-not-taken"),
        (a_photo(1), "no-hash", 422, "validation"),
    ],
)
async def test_what_cannot_be_kept_is_said_to_be_so(
    dudao: FourProcesses, content: bytes, name: str | None, status: int, kind: str
) -> None:
    async with dudao.http(INSPECTOR) as http:
        answer = await put(http, content, name)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")
        assert answer.json()["detail"]
        assert (await http.head(f"{FILES}/{hash_of(content)}")).status_code == 404


async def test_a_record_comes_after_its_files_and_is_answered_the_same_again(dudao: FourProcesses) -> None:
    photo = a_photo()
    body = with_picture(photo)
    async with dudao.http(INSPECTOR) as http:
        early = await http.post("/inspection/api/visits", json=body)
        await put(http, photo)
        first = await http.post("/inspection/api/visits", json=body)
        again = await http.post("/inspection/api/visits", json=body)
        seen = await http.get(f"/inspection/api/visits/{body['visit']}?after={first.json()['position']}")
    assert (early.status_code, early.json()["missing"]) == (409, [hash_of(photo)])
    assert (first.status_code, again.status_code) == (200, 200)
    assert {**first.json(), "changed": False} == again.json()
    assert (seen.json()["doubts"], seen.json()["photos"]) == (["签到使用了模拟位置"], 1)
    assert seen.json()["came"]["fix"]["latitude"] == "31.23325"  # A metre is enough (PIPL 6).


async def test_another_record_under_the_same_id_overwrites_nothing(dudao: FourProcesses) -> None:
    """Q17: immutable once submitted; the conflict is shown."""
    photo = a_photo(1)
    body = with_picture(photo)
    async with dudao.http(INSPECTOR) as http:
        await put(http, photo)
        assert (await http.post("/inspection/api/visits", json=body)).is_success
        other = await http.post("/inspection/api/visits", json={**body, "lessons_heard": 3})
    stored = other.json()["stored"]
    assert (other.status_code, other.json()["type"]) == (409, "/problems/visit-already-recorded")
    assert (stored["lessons_heard"], stored["visit"]) == (0, body["visit"])
    assert stored["findings"][0]["problem"] == body["findings"][0]["problem"]
    assert stored.keys() >= body.keys()


async def test_who_may_read_the_visit_may_read_its_pictures(dudao: FourProcesses) -> None:
    """Personal data only to who needs it (PIPL 6)."""
    photo = a_photo(1)
    body = with_picture(photo)

    async def seen_by(who: Principal) -> int:
        async with dudao.http(who) as http:
            return (await http.get(f"{FILES}/{hash_of(photo)}")).status_code

    async with dudao.http(INSPECTOR) as http:
        await put(http, photo)
        assert (await seen_by(SCHOOL), await seen_by(INSPECTOR)) == (404, 200)
        done = await http.post("/inspection/api/visits", json=body)
        await http.get(f"/inspection/api/visits?after={done.json()['position']}")
    assert (await seen_by(SCHOOL), await seen_by(ANOTHER)) == (200, 404)
    async with dudao.http(SCHOOL) as http:
        assert (
            await put(http, a_photo(1))
        ).is_success  # What it encloses with a self-evaluation or a defence.
        visit = (await http.get(f"/inspection/api/visits/{body['visit']}")).json()
    assert (visit["came"]["place"], visit["came"]["fix"], visit["doubts"]) == ("校门", None, [])


async def test_a_danger_goes_out_before_the_record_and_everybody_is_told(dudao: FourProcesses) -> None:
    """条例 15: unit, departments and office at once; Q22: and its case is there."""
    body = a_visit(started="09:30", minutes=60)
    danger = {
        "theme": "校园安全",
        "problem": f"围墙倒塌{uuid4()}",
        "demand": "立即封闭",
        "severity": "重大隐患",
        "working_days": 2,
        "helping": ["区应急管理局"],
    }
    found_at = (NOW - timedelta(minutes=45)).isoformat()
    alarm = {name: body[name] for name in ("unit", "inspectors", "number")} | {
        "finding": danger,
        "found_at": found_at,
        "told": "袁伟（校长）",
    }
    record = {**body, "visited_on": NOW.date().isoformat(), "findings": [danger]}
    async with dudao.http(INSPECTOR) as http:
        address = f"/inspection/api/visits/{body['visit']}"
        told = await http.post(f"{address}/hazards", json=alarm)
        again = await http.post(f"{address}/hazards", json=alarm)
        done = await http.post("/inspection/api/visits", json=record)
        assert (told.status_code, again.json()["changed"], done.status_code) == (200, False, 200), done.text
        visit = (await http.get(f"{address}?after={done.json()['position']}")).json()
    assert [issue["number"].endswith("-1") for issue in visit["issues"]] == [True]
    (issue,) = done.json()["issues"]

    async def heard() -> bool:
        async with dudao.http(SCHOOL) as http:
            inbox = (await http.get("/notification/api/inbox")).json()
            case = await http.get(f"/rectification/api/cases/{case_of(UUID(issue))}")
        return str(danger["problem"]) in str(inbox) and case.is_success

    await eventually(heard, 20)


async def test_a_planned_visit_is_the_units_business_once_it_is_announced(dudao: FourProcesses) -> None:
    """§3B, 上海 18: not earlier than two workdays ahead."""
    visit, on = uuid4(), NOW.date() + timedelta(days=3)  # A Thursday; today is Monday.
    plan = {"unit": UNIT, "inspectors": list(INSPECTORS), "on": on.isoformat()}
    address = f"/inspection/api/visits/{visit}"

    async def seen_by(who: Principal, after: int) -> bool:
        async with dudao.http(who) as http:
            rows = (await http.get(f"/inspection/api/planned-visits?after={after}")).json()
        return str(visit) in {row["visit"] for row in rows}

    async with dudao.http(INSPECTOR) as http:
        planned = await http.post(f"{address}/schedule", json=plan)
        early = await http.post(f"{address}/announce")
        position = planned.json()["position"]
        assert (await seen_by(INSPECTOR, position), await seen_by(SCHOOL, position)) == (True, False)
        assert (early.status_code, early.json()["article"]) == (409, "《上海市教育督导条例》第十八条")
        sooner = NOW.date() + timedelta(days=2)
        await http.post(f"{address}/schedule", json={**plan, "on": sooner.isoformat()})
        announced = await http.post(f"{address}/announce")
        assert await seen_by(SCHOOL, announced.json()["position"])
        assert not await seen_by(ANOTHER, announced.json()["position"])
        cancelled = await http.post(f"{address}/cancel", json={"reason": "当天全区停课"})
        assert not await seen_by(SCHOOL, cancelled.json()["position"])


async def test_office_and_unit_answer_a_record_and_corrections_are_added(dudao: FourProcesses) -> None:
    """§3B, Q17."""
    body = a_visit()
    address = f"/inspection/api/visits/{body['visit']}"
    async with dudao.http(INSPECTOR) as http:
        assert (await http.post("/inspection/api/visits", json=body)).is_success
        added = {"supplement": str(uuid4()), "text": "听课应为3节"}
        assert (await http.post(f"{address}/supplements", json=added)).is_success
        assert (await http.post(f"{address}/receive")).status_code == 403
    async with dudao.http(OFFICE) as http:
        assert (await http.post(f"{address}/receive")).is_success
    async with dudao.http(ANOTHER) as http:
        assert (await http.post(f"{address}/confirm", json={"agrees": True})).status_code == 409
    async with dudao.http(SCHOOL) as http:
        done = await http.post(f"{address}/confirm", json={"agrees": True})
        visit = (await http.get(f"{address}?after={done.json()['position']}")).json()
    assert (visit["taken_in"]["by"], visit["confirmed"]["agrees"]) == (OFFICE.name, True)
    assert [one["text"] for one in visit["supplements"]] == ["听课应为3节"]


async def test_a_finding_from_above_has_a_case_with_its_number(dudao: FourProcesses) -> None:
    """Q28: by API and as a list, once; the case shows the original number and the reply date."""
    number = f"区委巡察〔2026〕3号-{uuid4().hex[:6]}"
    finding = {
        "kind": "巡察", "body": "区委第三巡察组", "number": number, "received_on": "2026-10-30",
        "reply_by": "2026-12-01", "unit": UNIT, "theme": "教育经费", "problem": "列支不规范", "demand": "规范列支",
    }  # fmt: skip
    listed = (
        "来源,来文单位,原编号,收文日期,回复期限,被督导单位,主题,问题,整改要求\n"
        f"巡察,区委第三巡察组,{number},2026-10-30,2026/12/1,{UNIT},教育经费,列支不规范,规范列支\n"
        f"巡查,区委第三巡察组,{number}-2,2026-10-30,,{UNIT},教育经费,列支不规范,规范列支\n"
    )
    async with dudao.http(OFFICE) as http:
        taken = await http.post("/inspection/api/findings", json=finding)
        file = {"file": ("问题清单.csv", listed.encode("gb18030"))}
        again = await http.post("/inspection/api/imports/findings-file", files=file)
        assert taken.is_success, taken.text
        assert [(row["row"], row["result"]) for row in again.json()["rows"]] == [(2, "known"), (3, "refused")]

        async def opened() -> bool:
            case = await http.get(f"/rectification/api/cases/{case_of(UUID(taken.json()['issue']))}")
            return case.is_success and case.json()["original_number"] == number

        await eventually(opened, 20)
        page = await http.get(f"/rectification/cases/{case_of(UUID(taken.json()['issue']))}")
    assert f"巡察（区委第三巡察组）原编号{number}，2026年12月1日（周二）前回复" in page.text
    await replied_above(dudao, taken.json()["finding"], number)


async def replied_above(dudao: FourProcesses, finding: str, number: str) -> None:
    """Q28: the body above hears what became of it, once."""
    letter = {"replied_on": str(NOW.date()), "letter": "云教督〔2026〕31号", "summary": "已整改到位"}
    list_of, path = "/inspection/api/findings", f"/inspection/api/findings/{finding}/replies"

    async def waiting(http: httpx.AsyncClient, position: int) -> bool:
        found = await http.get(list_of, params={"unanswered": True, "limit": 1000, "after": position})
        return number in {row["number"] for row in found.json()}

    async with dudao.http(OFFICE) as http:
        assert await waiting(http, 0)
        done = await http.post(path, json=letter)
        assert done.is_success, done.text
        assert (await http.post(path, json=letter)).json()["changed"] is False
        assert not await waiting(http, done.json()["position"])
        unknown = await http.post(f"/inspection/api/findings/{uuid4()}/replies", json=letter)
        assert unknown.status_code == 404
    async with dudao.http(SCHOOL) as http:
        [own] = [row for row in (await http.get(list_of)).json() if row["number"] == number]
        assert (own["unit"], own["replies"][0]["letter"]) == (UNIT, letter["letter"])


async def test_a_finding_follows_an_issue_of_the_same_unit(dudao: FourProcesses) -> None:
    """§5: one chain, which points at nothing made up."""

    def visit(earlier: str | None) -> dict[str, Any]:
        problem = {"theme": "校园安全", "problem": f"扶手松动{uuid4()}", "demand": "修好", "severity": "一般"}
        return a_visit(findings=[{**problem, "working_days": 5, "earlier": earlier}])

    async with dudao.http(INSPECTOR) as http:
        first = (await http.post("/inspection/api/visits", json=visit(None))).json()
        made_up = await http.post("/inspection/api/visits", json=visit(str(uuid4())))
        assert (made_up.status_code, made_up.json()["type"]) == (409, "/problems/earlier-unknown")
        await http.get("/inspection/api/issues", params={"after": first["position"]})
        assert (await http.post("/inspection/api/visits", json=visit(first["issues"][0]))).is_success
