"""The register's files against the roster as it runs: template, import, export and again."""

import csv
import io
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from openpyxl import load_workbook

from deploy.client import token_for
from deploy.district import REGISTER
from deploy.ground import ground
from deploy.host import build, free_port, serving
from deploy.installation import Installation
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal

SAMPLE = Path(__file__).parents[2] / "deploy" / "demo" / "yunting"
OFFICE = Principal("zhouwq", "周文清", (Role.OFFICE,))
OPERATOR = Principal("ops", "运维", (Role.OPERATOR,))
CHAIR = Principal("chair", "主任", (Role.CHAIR,))
NOT_KEPT = ("lat", "lon")
UNSAID = {
    "campuses": "1",
    "students": "0",
    "classes": "0",
}  # What a blank cell counts as, and is exported as.
Json = dict[str, Any]

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Roster:
    """The roster of an installation of its own, asked over HTTP."""

    def __init__(self, installation: Installation, http: httpx.AsyncClient) -> None:
        self._installation, self._http = installation, http

    async def get(self, path: str, person: Principal = OFFICE) -> httpx.Response:
        return await self._http.get(f"/roster{path}", headers=self._as(person))

    async def send(
        self, name: str, content: bytes, person: Principal = OFFICE, key: str = ""
    ) -> httpx.Response:
        files = {"file": (name, content)}
        headers = {**self._as(person), **({"Idempotency-Key": key} if key else {})}
        return await self._http.post("/roster/api/imports/file", files=files, headers=headers)

    async def post(self, path: str, body: Json) -> httpx.Response:
        return await self._http.post(f"/roster{path}", json=body, headers=self._as(OFFICE))

    async def taken(self, name: str, content: bytes) -> Json:
        """The answer to a file; reads after it see what it changed."""
        answer: Json = (await self.send(name, content)).json()
        await self.get(f"/api/units?after={answer['position']}")
        return answer

    async def head(self) -> int:
        status = await self.get("/api/status", OPERATOR)
        return int(status.json()["head"])

    def _as(self, person: Principal) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {token_for(self._installation, person)}"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def roster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Roster]:
    """The roster with the sample district in it."""
    installation = Installation(tmp_path_factory.mktemp("roster"))
    port = free_port()
    async with ground(installation) as base:
        environment = base.environment("roster", f"http://127.0.0.1:{port}")
        # The watcher raises the alarms of the sample when the log rests, which may be in the middle of a test.
        app = build("roster", environment | {"DUDAO_WATCH_INTERVAL": "3600"})
        async with (
            serving({"roster": app}, "127.0.0.1", port) as origin,
            httpx.AsyncClient(base_url=origin, trust_env=False, timeout=60) as http,
        ):
            served = Roster(installation, http)
            for name in REGISTER:
                answer = await served.taken(name, (SAMPLE / name).read_bytes())
                assert (answer["status"], answer["faults"]) == ("complete", []), answer
            yield served


async def test_importing_the_sample_again_changes_nothing(roster: Roster) -> None:
    head = await roster.head()
    for name in REGISTER:
        answer = await roster.taken(name, (SAMPLE / name).read_bytes())
        assert answer["unchanged"] == len(rows((SAMPLE / name).read_bytes()))
        assert (answer["new"], answer["changed"], answer["refused"]) == (0, 0, 0)
    assert await roster.head() == head


async def test_importing_the_exported_workbook_changes_nothing(roster: Roster) -> None:
    head = await roster.head()
    content = (await roster.get("/api/export.xlsx")).content
    answer = await roster.taken("register.xlsx", content)
    counts = {sheet["sheet"]: (sheet["unchanged"], sheet["refused"]) for sheet in answer["sheets"]}
    assert counts == {"单位": (132, 0), "督学": (30, 0), "挂牌": (197, 0), "回避": (5, 0)}
    assert (answer["status"], await roster.head()) == ("complete", head)


@pytest.mark.parametrize("name", REGISTER)
async def test_a_csv_exported_has_the_rows_and_values_that_were_imported(roster: Roster, name: str) -> None:
    exported = await roster.get(f"/api/export/{name}")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    was = [
        {column: value or UNSAID.get(column, "") for column, value in row.items() if column not in NOT_KEPT}
        for row in rows((SAMPLE / name).read_bytes())
    ]
    assert sorted(rows(exported.content), key=str) == sorted(was, key=str)


async def test_a_partial_success_says_so_in_every_way(roster: Roster) -> None:
    """The references inside one workbook hold, the rows that are fine are taken over, the others are told."""
    book = load_workbook(BytesIO((await roster.get("/api/template.xlsx")).content))
    fill(
        book["单位"],
        {
            "单位代码": "N-1",
            "单位名称": "新苑小学",
            "单位类型": "小学",
            "办学性质": "公办",
            "责任区": "第六责任区",
        },
    )
    fill(book["单位"], {"单位代码": "N-2", "单位名称": "错类型", "单位类型": "大学", "办学性质": "公办"})
    fill(book["督学"], person("DX901", 学历="本科", 责任区="第六责任区"))
    fill(book["督学"], person("DX902", 学历="专科"))
    fill(book["挂牌"], {"单位": "N-1 新苑小学", "督学": "DX901 王敏", "挂牌日期": "2026-09-01"})
    fill(book["挂牌"], {"单位": "N-2", "督学": "DX901", "挂牌日期": "2026-09-01"})
    fill(book["回避"], {"督学": "DX901", "单位": "319991-0001", "关系": "其他", "起始日期": "2026-09-01"})
    content = saved(book)
    response = await roster.send("新.xlsx", content)
    answer = response.json()
    assert (response.status_code, answer["status"]) == (207, "partial")
    assert (answer["new"], answer["changed"], answer["unchanged"], answer["refused"]) == (4, 0, 0, 3)
    assert answer["message"].startswith("只导入了一部分")
    assert answer["zones"] == ["第六责任区"]
    told = [(fault["sheet"], fault["row"], fault["column"]) for fault in answer["faults"]]
    assert told == [("单位", 3, "单位类型"), ("挂牌", 3, "单位"), ("督学", 3, "学历")]
    assert all(fault["message"] and fault["mend"] for fault in answer["faults"])

    again = await roster.taken("新.xlsx", content)
    assert (again["new"], again["changed"], again["unchanged"], again["refused"]) == (0, 0, 4, 3)


async def test_a_file_with_nothing_right_is_refused_and_says_so(roster: Roster) -> None:
    response = await roster.send("posts.csv", b"unit,inspector,since\nX-9,DX001,2026-09-01\n")
    assert (response.status_code, response.json()["status"]) == (207, "refused")
    assert response.json()["faults"][0]["message"].startswith("没有代码为X-9的单位")


async def test_a_column_that_is_left_out_leaves_what_the_register_says(roster: Roster) -> None:
    """An empty cell empties; no column at all does not."""
    before = (await roster.get("/api/units/319991-0002")).json()
    only = "code,name,kind,ownership,phone\n319991-0002,白鹭学校,九年一贯制学校,公办,021-1\n"
    answer = await roster.taken("units.csv", only.encode())
    after = (await roster.get(f"/api/units/319991-0002?after={answer['position']}")).json()
    assert answer["changed"] == 1
    assert after | {"phone": before["phone"], "version": before["version"]} == before
    assert after["phone"] == "021-1"
    mine = (
        "no,name,kind,source,birth_year,degree,education_years,healthy,term_from,term_to,training_hours_2026"
    )
    answer = await roster.taken(
        "inspectors.csv",
        f"{mine}\nDX003,赵佳怡,专职,正高级教师,1982,本科,29,是,2025-09-01,2028-08-31,30\n".encode(),
    )
    people = (await roster.get(f"/api/inspectors?after={answer['position']}")).json()
    training = next(one["training"] for one in people if one["inspector"] == "DX003")
    assert [(one["year"], one["hours"]) for one in training] == [(2025, 40), (2026, 30)]
    for name in ("units.csv", "inspectors.csv"):
        assert (await roster.taken(name, (SAMPLE / name).read_bytes()))["changed"] == 1


async def test_what_was_recorded_since_is_exported_and_not_counted_twice(roster: Roster) -> None:
    """Also the file of before changes nothing then."""
    body = {"on": "2026-10-08", "hours": 8, "mode": "集中培训", "title": "秋季集中培训"}
    recorded = await roster.post("/api/inspectors/DX004/training", body)
    assert recorded.status_code == 200, recorded.text
    after = recorded.json()["position"]
    exported = (await roster.get(f"/api/export/inspectors.csv?after={after}")).content
    hours = {row["no"]: row["training_hours_2026"] for row in rows(exported)}
    assert hours["DX004"] == "56"
    for content in (exported, (SAMPLE / "inspectors.csv").read_bytes()):
        answer = await roster.taken("inspectors.csv", content)
        assert (answer["changed"], answer["refused"]) == (0, 0), answer["faults"]


async def test_one_idempotency_key_for_two_files_is_two_requests(roster: Roster) -> None:
    head = "code,name,kind,ownership\n"
    for code in ("K-1", "K-2"):
        sent = await roster.send("units.csv", f"{head}{code},甲,小学,公办\n".encode(), key="one")
        assert sent.json()["new"] == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "旧版的 xls"),
        (b"PK\x03\x04", "已损坏"),
        ("姓名,备注\n甲,乙\n".encode(), "认不出是哪一种名册"),
        (b"", "文件是空的"),
    ],
)
async def test_a_file_that_cannot_be_read_is_a_problem_and_the_roster_lives(
    roster: Roster, content: bytes, why: str
) -> None:
    head = await roster.head()
    answer = await roster.send("名册.xlsx", content)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert why in answer.json()["detail"]
    assert await roster.head() == head


async def test_a_file_that_is_too_large_is_a_problem(roster: Roster) -> None:
    answer = await roster.send("名册.csv", b"x" * (5 * 1024 * 1024))
    assert (answer.status_code, answer.json()["title"]) == (413, "内容太大")


async def test_a_post_that_ended_is_not_taken_for_one_that_stands(roster: Roster) -> None:
    """The row of an older file brings nothing back, and the answer says so."""
    ended = {"unit": "319991-0001", "inspector": "DX006", "ended_on": "2026-06-30"}
    assert (await roster.post("/api/posts/end", ended)).status_code == 200
    answer = await roster.taken("posts.csv", b"unit,inspector,since\n319991-0001,DX006,2025-09-01\n")
    assert (answer["new"], answer["unchanged"]) == (0, 1)
    [warning] = answer["warnings"]
    assert warning["row"] == 2
    assert "已于2026-06-30结束，没有重新挂牌" in warning["message"]


async def test_a_recusal_that_has_lapsed_or_was_lifted_is_not_brought_back_by_a_file(roster: Roster) -> None:
    """浙江 20. The post at the school stays, and the answer says why nothing was entered."""
    post, school = "319991-0020,DX011", "319991-0020"
    assigned = {"unit": school, "inspector": "DX011", "since": "2026-09-01"}
    assert (await roster.post("/api/posts", assigned)).status_code == 200
    lapsed = f"inspector,unit,relation,since\nDX011,{school},三年内曾在该校任职,2019-01-01\n"
    answer = await roster.taken("relations.csv", lapsed.encode())
    assert (answer["new"], answer["unchanged"]) == (0, 1)
    assert "到2021-12-31已满规定年限，没有登记" in answer["warnings"][0]["message"]
    assert post in (await roster.get("/api/export/posts.csv")).text
    relation = {"inspector": "DX020", "unit": "319991-0090", "relation": "子女在该校就读"}
    lifted = {**relation, "on": "2026-08-31", "reason": "子女已毕业"}
    assert (await roster.post("/api/recusals/lift", lifted)).status_code == 200
    head = await roster.head()
    answer = await roster.taken("relations.csv", (SAMPLE / "relations.csv").read_bytes())
    assert (answer["new"], answer["unchanged"], await roster.head()) == (0, 5, head)
    assert ["已经解除" in one["message"] for one in answer["warnings"]] == [True]


async def test_why_somebody_is_recused_is_exported_only_for_those_who_appoint(roster: Roster) -> None:
    mine, theirs = [(await roster.get("/api/export/relations.csv", p)).content for p in (OFFICE, CHAIR)]
    assert "relation" in rows(mine)[0]
    assert set(rows(theirs)[0]) == {"inspector", "unit"}
    book = load_workbook(BytesIO((await roster.get("/api/export.xlsx", CHAIR)).content))
    assert [cell.value for cell in book["回避"][1]] == ["督学", "单位"]
    assert (await roster.send("units.csv", b"x", CHAIR)).status_code == 403


async def test_the_files_are_in_the_description_of_the_api(roster: Roster) -> None:
    paths = (await roster.get("/openapi.json")).json()["paths"]
    for path in ("/api/template.xlsx", "/api/export.xlsx", "/api/export/{kind}.csv"):
        assert paths[path]["get"]["description"]
    described = paths["/api/imports/file"]["post"]
    assert {"200", "207", "422"} <= set(described["responses"])
    assert "multipart/form-data" in described["requestBody"]["content"]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def person(number: str, **about: str) -> Mapping[str, str]:
    return {
        "编号": number,
        "姓名": "王敏",
        "类别": "兼职",
        "来源": "高级教师",
        "出生年份": "1980",
        "教育工作年限": "20",
        "身体健康": "是",
        "任期开始": "2026-09-01",
        "任期结束": "2029-08-31",
        **about,
    }


def fill(sheet: Any, cells: Mapping[str, str]) -> None:
    heads = [cell.value for cell in sheet[1]]
    sheet.append([cells.get(head) for head in heads])


def saved(book: Any) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()
