"""A comprehensive inspection through the running services: from the plan to its closing, with its case."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.rectification.application.reactions import case_of
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.runtime.clock import FileClock
from tests.system.installation import NOW, FourProcesses, eventually
from tests.system.load import UNIT
from tests.system.test_letters import as_recorded
from tests.system.test_loop import DEPUTY, EVIDENCE, HEAD, OFFICE

CLERK = Principal("clerk", "王芳", (Role.OFFICE,))
BUREAU = Principal("bureau", "区教育局", (Role.SUPERIOR,), unit=UNIT)
TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
GROUPS = ("学生", "家长", "教师")
PROBLEM = {
    "theme": "食堂食品安全",
    "problem": "食品留样不足48小时",
    "demand": "按要求留样并登记",
    "severity": "一般",
    "working_days": 10,
}


async def team_of(dudao: FourProcesses) -> list[str]:
    """Three inspectors who are in term and have nothing to do with the unit."""
    async with dudao.http(OFFICE) as http:
        everybody = (await http.get("/roster/api/inspectors")).json()
    able = [
        one["inspector"]
        for one in everybody
        if one["inspector"].startswith("DX") and one["term_to"] > "2026-12-31"
    ]
    return sorted(able)[:3]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


class Proceeding:
    """One inspection, asked by whoever has to."""

    def __init__(self, dudao: FourProcesses) -> None:
        self.dudao, self.id, self.position = dudao, uuid4(), 0

    async def ask(self, who: Principal, step: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        async with self.dudao.http(who) as http:
            return await http.post(f"/inspection/api/inspections/{self.id}/{step}".rstrip("/"), json=body)

    async def done(self, who: Principal, step: str, body: Mapping[str, Any] | None = None) -> None:
        answer = await self.ask(who, step, body)
        assert answer.is_success, f"{step}: {answer.text}"
        self.position = answer.json()["position"]

    async def refused(
        self, who: Principal, step: str, body: Mapping[str, Any] | None, why: str, status: int = 409
    ) -> None:
        answer = await self.ask(who, step, body)
        assert answer.status_code == status, answer.text
        assert why in answer.text, answer.text

    async def seen(self, who: Principal) -> Any:
        async with self.dudao.http(who) as http:
            found = await http.get(f"/inspection/api/inspections/{self.id}", params={"after": self.position})
        assert found.is_success, found.text
        return found.json()

    def today(self, day: date) -> None:
        FileClock.set(self.dudao.clock, at(day))


async def test_an_inspection_goes_from_its_plan_to_its_closing_and_its_case_through_rectification(
    dudao: FourProcesses,
) -> None:
    """§3A: every step, in order, and what comes too soon is refused."""
    try:
        await the_whole_way(dudao)
    finally:
        FileClock.set(dudao.clock, NOW)
        await dudao.rest()


async def the_whole_way(dudao: FourProcesses) -> None:
    going = Proceeding(dudao)
    team = await team_of(dudao)
    leader = Principal("leader", "组长", (Role.INSPECTOR,), inspector=team[0])
    async with dudao.http(OFFICE) as http:
        plan = {
            "inspection": str(going.id),
            "kind": "综合督导",
            "unit": UNIT,
            "matters": ["校园安全", "食堂食品安全"],
        }
        planned = await http.post("/inspection/api/inspections", json=plan)
        assert planned.is_success, planned.text
        assert (await http.post("/inspection/api/inspections", json=plan)).json()["changed"] is False
    asked = {"inspector": team[0], "ground": "同学"}
    assert (await going.ask(HEAD, "recusals", asked)).status_code == 404  # It has not been told yet.

    await prepared(going, team, leader)
    await inquired(going, team, leader)
    await opined(going, team, leader)
    seen = await going.seen(HEAD)
    told = [step["step"] for step in seen["steps"]]
    assert told == [
        "InspectionAnnounced",
        "SelfEvaluationHandedIn",
        "PreliminaryOpinionServed",
        "DefenceFiled",
        "DefenceWaived",
        "DefenceAnswered",
        "OpinionServed",
    ]
    assert seen["steps"][-1]["content"]["vote"] == {"ayes": 2, "noes": 1, "needed": 2}

    (issue,) = await issues_of(dudao, going.id)
    await made_known(going)
    await on_paper(going)
    await going.refused(DEPUTY, "closing", None, "还有1个问题")
    await rectified(dudao, case_of(UUID(issue["issue"])), leader)

    async def closed() -> bool:
        return (await going.ask(DEPUTY, "closing")).is_success

    await eventually(closed, 30)
    await dudao.rest()
    assert (await going.seen(OFFICE))["state"] == "closed"
    async with dudao.http(HEAD) as http:
        inbox = (await http.get("/notification/api/inbox")).json()["messages"]
    number = seen["number"]
    assert [message["kind"] for message in reversed(inbox) if message["number"] == number] == [
        "inspection-announced",
        "preliminary-opinion-served",
        "opinion-served",
        "result-published",
        "result-published",
        "inspection-closed",
    ]


async def prepared(going: Proceeding, team: list[str], leader: Principal) -> None:
    """条例 10, 16, 17: team, statements, notice."""
    two = {"inspectors": team[:2], "leader": team[0]}
    await going.refused(OFFICE, "team", two, "至少要有3名")
    await going.refused(BUREAU, "team", two, "督导室", status=403)
    await going.done(OFFICE, "team", {"inspectors": team, "leader": team[0], "experts": ["陆明远"]})
    notice = {"starts_on": TOMORROW.isoformat(), "self_evaluation_by": TODAY.isoformat()}
    await going.refused(OFFICE, "notice", notice, "回避声明")
    await going.done(leader, "statements", {"inspector": team[0]})
    for number in team[1:]:
        await going.done(OFFICE, "statements", {"inspector": number, "paper": f"{number}回避声明.pdf"})
    await going.refused(OFFICE, "notice", notice | {"starts_on": TODAY.isoformat()}, "事先发出")
    await going.done(OFFICE, "notice", notice)
    announced = await going.seen(HEAD)
    assert announced["state"] == "announced"
    assert announced["due"]["basis"] == "本区设定"


async def inquired(going: Proceeding, team: list[str], leader: Principal) -> None:
    """条例 18 and 19, 上海 17: self-evaluation, examination, hearings of people who were drawn."""
    await going.done(HEAD, "self-evaluation", {"text": "自评良好"})
    await going.done(leader, "self-evaluation/review", {"note": "与台账一致"})
    await going.refused(
        leader, "site-visits", {"on": TODAY.isoformat(), "inspectors": team, "record": "查看食堂"}, "不能早于"
    )
    going.today(TOMORROW)
    on = TOMORROW.isoformat()
    await going.done(leader, "site-visits", {"on": on, "inspectors": team, "record": "查看食堂"})
    heard = {"on": on, "method": "座谈会", "heard": 8, "record": "意见三条"}
    await going.refused(leader, "hearings", heard | {"group": "学生"}, "随机抽取")
    for group in GROUPS:
        drawing = {"group": group, "population": 300, "count": 10, "list_sha256": "ab" * 32, "method": "名册"}
        await going.done(leader, "draws", drawing)
        await going.done(leader, "hearings", heard | {"group": group})
    deliberated = {"present": team, "evaluation": "总体规范", "findings": [PROBLEM]}
    await going.refused(leader, "deliberation", deliberated, "公众")
    await going.done(leader, "hearings", heard | {"group": "公众", "method": "网上征求意见"})
    await going.done(leader, "deliberation", deliberated)


async def opined(going: Proceeding, team: list[str], leader: Principal) -> None:
    """条例 20 and 21, 上海 21: preliminary opinion, defence, vote, opinion."""
    await going.done(OFFICE, "preliminary-opinion")
    fed_back = await going.seen(OFFICE)
    assert fed_back["due"]["basis"] == "《上海市教育督导条例》第二十一条"
    draft = {"evaluation": "总体规范", "basis": "《教育督导条例》第二十一条", "problems": [PROBLEM]}
    await going.refused(leader, "opinion/draft", draft | {"ayes": team}, "申辩期限")
    await going.done(HEAD, "defences", {"text": "当天已补正"})
    await going.done(HEAD, "defences/waiver")
    await going.refused(leader, "opinion/draft", draft | {"ayes": team}, "还没有答复")
    await going.done(leader, "defences/answer", {"defence": 1, "answer": "补正在督导之后"})
    await going.done(leader, "opinion/draft", draft | {"ayes": team[:1], "noes": team[1:]})
    await going.refused(OFFICE, "opinion", {}, "需要2名")
    await going.done(leader, "opinion/draft", draft | {"ayes": team[:2], "noes": team[2:]})
    await going.done(OFFICE, "opinion")


async def made_known(going: Proceeding) -> None:
    """条例 23, 上海 22: report upward, publication with approval."""
    report = {"government": "云汀区人民政府", "filed_with": "市教育督导办", "signed_by": "沈静宜"}
    await going.done(OFFICE, "report", report | {"summary": "督导情况"})
    for document in ("督导报告", "督导意见书"):
        place = {"document": document, "place": "区政府网站"}
        await going.refused(CLERK, "publications", place, "批准")
        redactions = [{"what": "学生姓名", "why": "个人信息"}]
        await going.done(DEPUTY, "publications/approval", {"document": document, "redactions": redactions})
        await going.done(CLERK, "publications", place)


async def on_paper(going: Proceeding) -> None:
    """Four letters; the unit has those that were served on it, and signs for them."""
    letters = f"/inspection/api/inspections/{going.id}/letters"
    async with going.dudao.http(OFFICE) as http:
        assert (await http.get(f"{letters}/report.docx")).is_success
        (report,) = [one for one in (await http.get(letters)).json() if one["kind"] == "report"]
        await as_recorded(http, f"{letters}/report/1", report["sha256"])
    async with going.dudao.http(HEAD) as http:
        kinds = [one["kind"] for one in (await http.get(letters)).json()]
        assert kinds == ["notice", "preliminary-opinion", "opinion"]
        assert (await http.get(f"{letters}/report.docx")).status_code == 404
        signed = await http.post(f"{letters}/preliminary-opinion/1/receipt", json={"signed_by": "校长"})
        assert signed.is_success, signed.text


async def issues_of(dudao: FourProcesses, inspection: UUID) -> list[dict[str, Any]]:
    async with dudao.http(OFFICE) as http:
        issues: list[dict[str, Any]] = (
            await http.get("/inspection/api/issues", params={"visit": str(inspection)})
        ).json()
    return issues


async def rectified(dudao: FourProcesses, case: UUID, inspector: Principal) -> None:
    """The case that the opinion's issue became, from the notice to 销号."""
    measures = [{"measure": "配备留样柜", "person": "后勤主任", "due_on": "2026-11-06"}]
    steps: list[tuple[Principal, str, Mapping[str, Any] | None]] = [
        (OFFICE, "notice", None),
        (HEAD, "plan", {"measures": measures}),
        (OFFICE, "plan/acceptance", None),
        (HEAD, "completion", {"evidence": EVIDENCE}),
        (inspector, "recheck", {"passed": True, "method": "on_site", "note": "已整改"}),
        (DEPUTY, "closing", None),
    ]

    async def opened() -> bool:
        async with dudao.http(OFFICE) as http:
            return (await http.get(f"/rectification/api/cases/{case}")).is_success

    await eventually(opened, 30)
    for person, step, body in steps:
        async with dudao.http(person) as http:
            done = await http.post(f"/rectification/api/cases/{case}/{step}", json=body)
            assert done.is_success, done.text
