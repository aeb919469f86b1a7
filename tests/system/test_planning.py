"""A year's plan, a campaign, a theme, and what was missed, through the running services."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.district import District
from deploy.ground import Ground
from services.inspection.adapters.owed import Owed
from services.inspection.adapters.storage import TYPES
from services.inspection.application.planning import PlanningHandlers
from services.inspection.domain.frequency import SCHOOLS as SCHOOL_KINDS
from services.inspection.domain.missing import OfficeDutyMissed
from services.inspection.domain.terms import Terms
from services.inspection.entrypoints.main import MODELS
from services.inspection.entrypoints.watcher import DutyWatcher
from shared.event_sourcing.decider import Role
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.identity.principal import Principal
from shared.rules.pack import RulePack, RulePacks
from shared.runtime.clock import FileClock
from shared.workdays.seed import seeded_calendar
from tests.system.conftest import SAMPLE, UNITS
from tests.system.installation import NOW, FourProcesses
from tests.system.test_loop import DEPUTY, OFFICE

CHIEF = Principal("chief", "总督学", (Role.CHIEF_INSPECTOR,))
INSPECTOR = Principal("DX006", "督学", (Role.INSPECTOR,), inspector="DX006")
TODAY = NOW.date()
OCTOBER = date(2026, 10, 1)
SCHOOLS = [unit["code"] for unit in District.read(SAMPLE).units[:UNITS]]
YEAR = "/inspection/api/plans/2027"


class Asking:
    """Asks inspection, and reads after what was written."""

    def __init__(self, dudao: FourProcesses) -> None:
        self.dudao, self.position = dudao, 0

    async def put(self, who: Principal, path: str, body: Mapping[str, Any]) -> Any:
        return await self._write(who, "PUT", path, body)

    async def post(self, who: Principal, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return await self._write(who, "POST", path, body)

    async def refused(
        self, who: Principal, path: str, body: Mapping[str, Any] | None, why: str, status: int = 409
    ) -> None:
        async with self.dudao.http(who) as http:
            answer = await http.post(path, json=body)
        assert (answer.status_code, why in answer.text) == (status, True), answer.text

    async def get(self, who: Principal, path: str, **query: Any) -> Any:
        async with self.dudao.http(who) as http:
            found = await http.get(path, params={"after": self.position, **query})
        return _good(found)

    async def _write(self, who: Principal, method: str, path: str, body: Any) -> Any:
        async with self.dudao.http(who) as http:
            said = _good(await http.request(method, path, json=body))
        self.position = max(self.position, said["position"])
        return said


def _good(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.text}"
    return answer.json()


async def test_a_plan_goes_from_its_draft_to_an_amendment(dudao: FourProcesses) -> None:
    asking = Asking(dudao)
    items = [
        {"activity": "专项督导", "theme": "校园安全", "month": 3, "units": SCHOOLS[:2]},
        {"activity": "经常性督导", "theme": "开学检查", "month": 3, "units": SCHOOLS[1:3]},
    ]
    over = [
        *items,
        *({"activity": "专项督导", "theme": f"专题{n}", "month": n, "units": SCHOOLS[:1]} for n in (5, 9)),
    ]
    async with dudao.http(OFFICE) as http:
        refused = await http.put(YEAR, json={"title": "2027年督导计划", "items": over})
    assert refused.status_code == 409
    assert "全年计划综合、专项督导3次，最多2次，超1次" in refused.text
    await asking.put(OFFICE, YEAR, {"title": "2027年督导计划", "items": items})
    sent = {"department": "区教育局", "sent_on": str(TODAY), "reply_by": str(TODAY + timedelta(7))}
    await asking.post(OFFICE, f"{YEAR}/consultations", sent)
    await asking.refused(DEPUTY, f"{YEAR}/approval", None, "还没有答复")
    told = {"department": "区教育局", "replied_on": str(TODAY), "suggestions": ["三月改到四月"]}
    await asking.post(OFFICE, f"{YEAR}/replies", told)
    settled = {"department": "区教育局", "suggestion": 1, "adopted": False, "reason": "三月开学检查合并进行"}
    await asking.post(OFFICE, f"{YEAR}/suggestions", settled)
    await asking.refused(OFFICE, f"{YEAR}/approval", None, "可以办理的是", 403)
    await asking.post(DEPUTY, f"{YEAR}/approval")
    await asking.post(OFFICE, f"{YEAR}/publication", {"place": "区政府网站"})

    (clash,) = (await asking.get(CHIEF, f"{YEAR}/clashes"))["clashes"]
    assert [unit["code"] for unit in clash["units"]] == SCHOOLS[1:2]
    assert "在3月安排两次：校园安全、开学检查" in clash["arithmetic"]
    merging = {"items": clash["items"], "units": SCHOOLS[1:2], "reason": "减少入校"}
    await asking.post(OFFICE, f"{YEAR}/merges", merging)
    (amendment,) = (await asking.get(OFFICE, YEAR))["amendments"]
    decision = {"granted": True, "reason": "同意合并"}
    await asking.post(CHIEF, f"{YEAR}/amendments/{amendment['amendment']}/decision", decision)
    plan = await asking.get(OFFICE, YEAR)
    assert [(item["theme"], len(item["units"])) for item in plan["items"]] == [
        ("校园安全", 1),
        ("开学检查", 1),
        ("校园安全、开学检查", 1),
    ]
    assert (await asking.get(CHIEF, f"{YEAR}/clashes"))["clashes"] == []


async def test_a_campaign_opens_inspections_and_its_totals_reconcile(dudao: FourProcesses) -> None:
    asking, campaign = Asking(dudao), str(uuid4())
    path = f"/inspection/api/campaigns/{campaign}"
    body = {
        "campaign": campaign,
        "name": "食堂食品安全",
        "year": 2026,
        "matters": ["食材采购"],
        "units": [{"unit": SCHOOLS[0], "stage": "小学"}, {"unit": SCHOOLS[1]}],
        "pass_mark": "80",
    }
    await asking.post(OFFICE, "/inspection/api/campaigns", body)
    await asking.post(OFFICE, f"{path}/publication")
    opened = await asking.post(OFFICE, f"{path}/inspections")
    assert (await asking.post(OFFICE, f"{path}/inspections"))["inspections"] == opened["inspections"]
    result = {"unit": SCHOOLS[0], "score": "79.5", "assessed_on": str(TODAY)}
    await asking.post(INSPECTOR, f"{path}/results", result)
    await asking.refused(INSPECTOR, f"{path}/results", {**result, "score": "80"}, "已经登记")
    correction = {"unit": SCHOOLS[0], "score": "80", "reason": "漏计一项"}
    await asking.post(OFFICE, f"{path}/corrections", correction)
    await asking.post(OFFICE, f"{path}/excuses", {"unit": SCHOOLS[1], "reason": "停办"})
    await asking.post(OFFICE, f"{path}/conclusion")
    seen = await asking.get(CHIEF, path)
    assert seen["totals"]["arithmetic"].startswith("2=1+1（小学1、九年一贯制学校1）")
    assert seen["totals"]["arithmetic"].endswith("2=已评1+待评0+不评1；1=合格1+不合格0")
    assert [unit["inspection"] for unit in seen["units"]] == ["planned", "planned"]
    assert seen["units"][0]["score"] == "80"
    (listed,) = [
        one for one in await asking.get(CHIEF, "/inspection/api/campaigns") if one["campaign"] == campaign
    ]
    assert (listed["state"], listed["assessed"], listed["excused"]) == ("concluded", 1, 1)


async def test_a_visit_finds_the_month_s_checklist_and_is_bound_to_it(dudao: FourProcesses) -> None:
    asking = Asking(dudao)
    draft = {"name": "校园安全", "items": ["校门防撞", "宿舍消防", "校车年检"]}
    await asking.put(OFFICE, "/inspection/api/themes/2026-11", draft)
    await asking.post(OFFICE, "/inspection/api/themes/2026-11/publication")
    unit = {"unit": SCHOOLS[0]}
    offered = await asking.get(INSPECTOR, "/inspection/api/themes/current", **unit)
    local = {"zone": offered["zone"], "items": ["放学路队"]}
    await asking.post(INSPECTOR, "/inspection/api/themes/2026-11/local-items", local)
    offered = await asking.get(INSPECTOR, "/inspection/api/themes/current", **unit)
    assert (offered["theme"], offered["version"]) == ("2026-11", 1)
    ids = [item["id"] for item in (*offered["items"], *offered["local"])]
    bound: dict[str, Any] = {**unit, "version": 1, "visited_on": str(TODAY), "item": ids}
    told = await asking.get(INSPECTOR, "/inspection/api/themes/2026-11/bound", **bound)
    assert [item["text"] for item in told["items"]] == [*draft["items"], "放学路队"]
    async with dudao.http(INSPECTOR) as http:
        few = await http.get("/inspection/api/themes/2026-11/bound", params={**bound, "item": ids[:1]})
    assert few.status_code == 409
    assert "3至5项" in few.text


@asynccontextmanager
async def watcher(dudao: FourProcesses) -> AsyncIterator[DutyWatcher]:
    """A watcher of its own, on the log and the read models of the running service."""
    url = Ground(dudao.installation, dudao.backends).environment("inspection", "")["DUDAO_DATABASE_URL"]
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    store, calendar = PostgresEventStore(engine), seeded_calendar()
    packs = RulePacks.load()

    def pack_on(day: date) -> RulePack:
        return packs.pack("shanghai", day)

    planning = PlanningHandlers(store, TYPES, pack_on, calendar)
    owed = Owed(engine, planning, Terms(pack_on, calendar))
    projections, clock = Projections(engine, store, TYPES, MODELS), FileClock(dudao.clock)
    await store.start()
    try:
        yield DutyWatcher(engine, store, projections, planning, owed, clock, 3600)
    finally:
        await store.stop()
        await engine.dispose()


async def test_what_was_missed_is_put_on_record_once_at_its_true_time(dudao: FourProcesses) -> None:
    """挂牌督导办法: whoever nobody visited in October is overdue, and the office is told of it."""
    asking = Asking(dudao)
    try:
        await asking.post(
            DEPUTY, "/inspection/api/counting", {"since": str(OCTOBER), "reason": "十月起记录完整"}
        )
        visits = await asking.get(OFFICE, "/inspection/api/visits", limit=1000)
        visited = {one["unit"] for one in visits if one["visited_on"] >= str(OCTOBER)}
        monthly = {"visits_per_month", "kindergarten_visits_per_month"}
        async with dudao.http(OFFICE) as http:
            units = _good(await http.get("/roster/api/units", params={"limit": 1000}))
        expected = {one["code"] for one in units if one["kind"] in SCHOOL_KINDS} - visited
        assert expected & set(SCHOOLS)
        seen = await asking.get(OFFICE, "/inspection/api/overdue", limit=1000)
        late = [one for one in seen["overdue"] if one["rule"] in monthly]
        assert {one["unit"] for one in late} == expected
        assert {(one["due_on"], one["days_late"]) for one in late} == {("2026-10-31", 2)}
        assert all(one["basis"].endswith("办法》") for one in late)
        assert all(one["inspectors"] for one in late if one["unit"] in SCHOOLS)
        counted = await asking.get(OFFICE, "/inspection/api/overdue/by/unit")
        assert expected <= {one["unit"] for one in counted}

        async with watcher(dudao) as first, watcher(dudao) as second:
            assert await first.find(NOW) >= len(expected)
            await second.find(NOW)
        found = [
            (one.event.unit, one.record.occurred_at)
            for one in await dudao.stored("inspection", TYPES)
            if isinstance(one.event, OfficeDutyMissed) and one.event.rule in monthly
        ]
        true_time = datetime(2026, 10, 31, 16, tzinfo=UTC)
        assert sorted(found) == sorted((unit, true_time) for unit in expected)
        await dudao.rest()
        async with dudao.http(OFFICE) as http:
            inbox = _good(await http.get("/notification/api/inbox"))["messages"]
        assert any(message["subject"].startswith("督导机构逾期：2026年10月") for message in inbox)
    finally:
        await asking.post(
            DEPUTY, "/inspection/api/counting", {"since": str(TODAY), "reason": "按复核后的日期"}
        )
