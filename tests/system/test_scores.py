"""Scores through the running services: the framework's file, the sheets, the served result, and its place."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from services.inspection.adapters.framework_file import export_csv, export_xlsx
from services.inspection.domain.framework import Framework
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.runtime.clock import FileClock
from tests.system.installation import NOW, FourProcesses, eventually
from tests.system.load import UNIT
from tests.system.test_inspection import BUREAU, Proceeding, inquired, opined, prepared, team_of
from tests.system.test_loop import DEPUTY, HEAD, OFFICE
from tests.unit.inspection.indicators import FRAMEWORK, SEEN

FOR_SCHOOLS = replace(FRAMEWORK, unit_types=("九年一贯制学校",))
VALUES = [{"code": one.code, "value": one.value} for one in SEEN]
WITHOUT_SAMPLES = [one | {"value": "否"} if one["code"] == "B1" else one for one in VALUES]
BODY = {"code": "TP01", "name": "市教育评估院", "credit_code": "12310000425000000A"}
CONTRACT = {
    "number": "HT-2026-01",
    "first": "2026-01-01",
    "last": "2026-12-31",
    "works": ["评估监测", "专家评分"],
    "matters": "监测和评分",
}
MONITORED = "发布单位,发布日期,指标,年度,单位代码,值,计量单位,更正理由\n市院,2026-09-01,近视率,2025,{unit},{value},%,{why}\n"


async def send(dudao: FourProcesses, who: Principal, path: str, status: int = 200, **sent: Any) -> Any:
    async with dudao.http(who) as http:
        answer = await http.post(f"/inspection/api/{path}", **sent)
    assert answer.status_code == status, answer.text
    return answer.json()


async def see(dudao: FourProcesses, who: Principal, path: str, **params: Any) -> Any:
    async with dudao.http(who) as http:
        answer = await http.get(f"/inspection/api/{path}", params=params)
    assert answer.is_success, answer.text
    return answer.json() if "json" in answer.headers["content-type"] else answer.content


async def test_a_score_comes_from_those_who_may_judge_and_is_served_with_the_opinion(
    dudao: FourProcesses,
) -> None:
    """Q26, Q34; 条例 10, 17, 18, 20."""
    try:
        await the_whole_way(dudao)
    finally:
        FileClock.set(dudao.clock, NOW)
        await dudao.rest()


async def the_whole_way(dudao: FourProcesses) -> None:
    going, team = Proceeding(dudao), await team_of(dudao)
    leader = Principal("leader", "组长", (Role.INSPECTOR,), inspector=team[0])
    await published(dudao, FOR_SCHOOLS)
    plan = {"inspection": str(going.id), "kind": "综合督导", "unit": UNIT, "matters": ["办学行为"]}
    number = (await send(dudao, OFFICE, "inspections", json=plan))["number"]
    await going.refused(OFFICE, "framework", {"framework": "NONE"}, "没有已发布的版本")
    await going.done(OFFICE, "framework", {"framework": "YEY"})
    await prepared(going, team, leader)
    await going.done(HEAD, "scores/self", {"seen": VALUES})
    await going.refused(leader, "scores/expert", {"seen": VALUES}, "现场考察")
    await inquired(going, team, leader)
    await going.done(leader, "scores/expert", {"seen": VALUES})
    await going.refused(leader, "scores/expert", {"seen": VALUES, "scorer": team[1]}, "自己的评分表")
    entered = {"seen": WITHOUT_SAMPLES, "paper": "评分表.pdf"}
    await going.done(OFFICE, "scores/expert", entered | {"scorer": team[1]})
    await by_third_party(going, number, entered)
    adjusted = {"code": "B1", "value": "是", "reason": "复核留样记录齐全"}
    await going.done(leader, "scores/final", {"adjustments": [adjusted]})
    hidden = await see(dudao, HEAD, f"inspections/{going.id}/scores", after=going.position)
    assert (hidden["self_total"], hidden["total"], hidden["steps"]) == ("83.73", None, [])
    await opined(going, team, leader)
    await going.refused(leader, "scores/final", {"reason": "改"}, "不能再改")
    await told(going)


async def published(dudao: FourProcesses, framework: Framework) -> None:
    """Q34: imported from a file with faults, mended, and published by somebody else."""
    wrong = replace(framework, full=framework.full + 1)
    files = {"file": ("指标体系.xlsx", export_xlsx(wrong))}
    refused = await send(dudao, OFFICE, "frameworks/YEY/file", 422, files=files)
    assert [(one["sheet"], one["row"], one["column"]) for one in refused["faults"]] == [
        ("指标体系", 2, "总分")
    ]
    files = {"file": ("指标体系.xlsx", export_xlsx(framework))}
    assert (await send(dudao, OFFICE, "frameworks/YEY/file", files=files))["indicators"] == 6
    await send(dudao, OFFICE, "frameworks/YEY/publication", 403, json={"version": 1})
    await send(dudao, DEPUTY, "frameworks/YEY/publication", json={"version": 1})
    again = {"file": ("指标.csv", export_csv(framework))}
    assert (await send(dudao, OFFICE, "frameworks/YEY/file", files=again))["changed"] is False
    content = await see(dudao, HEAD, "frameworks/YEY/versions/1")
    assert (content["published"], content["indicators"][1]["marks"]) == (True, "12.5")
    assert await see(dudao, HEAD, "frameworks/YEY/versions/1/framework.xlsx")


async def by_third_party(going: Proceeding, number: str, entered: dict[str, Any]) -> None:
    """Q4: within the contract, and after the statement for this engagement."""
    scored = entered | {"body": "TP01"}
    await going.refused(OFFICE, "scores/expert", scored, "没有登记")
    await send(going.dudao, OFFICE, "third-parties", json=BODY)
    await going.refused(OFFICE, "scores/expert", scored, "没有委托专家评分的有效合同")
    await send(going.dudao, OFFICE, "third-parties/TP01/contracts", json=CONTRACT)
    await going.refused(OFFICE, "scores/expert", scored, "无利益冲突声明")
    stated = {"engagement": number, "paper": "声明.pdf"}
    await send(going.dudao, OFFICE, "third-parties/TP01/statements", json=stated)
    await going.done(OFFICE, "scores/expert", scored)


async def told(going: Proceeding) -> None:
    """What the office, the unit and its superior learn of the served result."""
    dudao = going.dudao
    scores = await see(dudao, OFFICE, f"inspections/{going.id}/scores", after=going.position)
    assert (scores["total"], scores["grade"], len(scores["experts"])) == ("83.73", "良好", 3)
    sheet = load_workbook(BytesIO(await see(dudao, OFFICE, f"inspections/{going.id}/scores.xlsx")))
    assert sheet.worksheets[0]["G8"].value == 83.73
    (group,) = await see(dudao, OFFICE, "results", framework="YEY", after=going.position)
    (first,) = group["results"]
    assert (first["unit"], first["rank"], first["of"], first["average_total"]) == (UNIT, 1, 1, "70.40")
    assert {one["why"] for one in group["not_scored"]} <= {"没有按这个指标体系督导"}
    own = await see(dudao, HEAD, "results")
    assert [(one["results"][0]["rank"], one["not_scored"]) for one in own] == [(1, [])]
    history = await see(dudao, OFFICE, f"units/{UNIT}/results")
    assert [(one["total"], one["rank"]) for one in history] == [("83.73", 1)]
    assert load_workbook(BytesIO(await see(dudao, OFFICE, "results.xlsx"))).sheetnames == ["督导结果"]

    async def heard() -> bool:
        async with dudao.http(HEAD) as http:
            inbox = (await http.get("/notification/api/inbox")).json()["messages"]
        return any(one["kind"] == "result-scored" and "83.73分" in one["body"] for one in inbox)

    await eventually(heard, 30)


async def test_monitoring_results_come_from_files_with_their_source(dudao: FourProcesses) -> None:
    """Q4: 评估监测, from outside, once, and corrected with the old one kept."""

    async def take(value: str, why: str = "", unit: str = UNIT, status: int = 200, query: str = "") -> Any:
        content = MONITORED.format(unit=unit, value=value, why=why).encode()
        files = {"file": ("监测.csv", content)}
        return await send(dudao, OFFICE, f"imports/monitoring{query}", status, files=files)

    assert (await take("41.2"))["new"] == 1
    assert (await take("41.2"))["known"] == 1
    refused = await take("39.8", status=207)
    assert (refused["status"], refused["faults"][0]["column"]) == ("refused", "更正理由")
    assert (await take("39.8", "发布单位更正"))["corrected"] == 1
    assert (await take("41.2"))["known"] == 1  # The old file again takes nothing back.
    missing = await take("1", unit="319991-9999", status=207)
    assert missing["faults"][0]["column"] == "单位代码"
    engaged = await take("5", status=409, query="?body=TP99&engagement=近视监测")
    assert "没有登记编号为TP99的第三方机构" in engaged["detail"]
    await dudao.rest()
    (row,) = await see(dudao, HEAD, "monitoring")
    assert (row["value"], row["version"], row["earlier"][0]["value"]) == ("39.8", 2, "41.2")
    assert load_workbook(BytesIO(await see(dudao, OFFICE, "monitoring.xlsx"))).sheetnames[1] == "更正记录"
    assert await see(dudao, BUREAU, "monitoring", unit="319991-0003") == [
        row
    ]  # Its own unit's, whatever it asks.
