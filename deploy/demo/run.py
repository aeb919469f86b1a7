"""`dudao demo`: an installation of its own, the sample district, one autumn, a summary."""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.client import Client, operator_token, token_for
from deploy.demo.autumn import FIRST, LAST, NIGHT, Autumn
from deploy.demo.people import AUDITOR, CHIEF, DEPUTY, OFFICE, People
from deploy.demo.summary import Summary, summarise
from deploy.district import District, import_register
from deploy.ground import ground
from deploy.host import build, free_port, loaded, serving
from deploy.installation import SERVICES, Installation
from deploy.settling import in_this_process, settle
from services.rectification.entrypoints.marks import STATE
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.runtime.clock import FileClock
from shared.workdays.deadline import SHANGHAI

SAMPLE = Path(__file__).with_name("yunting")
PASSWORD = "dudao-demo"  # Of the demo's own accounts, which are gone with its folder.
# Simulated days pass in a quarter of a second; a letter, which takes a tenth, is printed when somebody opens it.
LIVELY = {"DUDAO_WATCH_INTERVAL": "0.01", "DUDAO_PRINT_LETTERS": "false"}


async def run_demo(
    data: Path, *, once: bool, as_json: bool, port: int, seed: int, until: Callable[[], Awaitable[None]]
) -> None:
    """Play the scenario on the district in `data`, print the summary, then serve the pages until told."""
    began = time.monotonic()
    console = Console(stderr=as_json)
    district = District.read(data)
    port = free_port() if once else port or free_port()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dudao-demo-")))
        clock_file = folder / "clock"
        FileClock.set(clock_file, datetime.combine(FIRST, NIGHT, SHANGHAI))
        console.print("正在启动 PostgreSQL、NATS 和四个服务……")
        loading = asyncio.create_task(loaded(SERVICES))
        base = await stack.enter_async_context(ground(Installation(folder)))
        await loading
        origin = f"http://127.0.0.1:{port}"
        apps = {
            name: build(
                name, base.environment(name, origin, clock_file, "云汀区" if data == SAMPLE else "") | LIVELY
            )
            for name in SERVICES
        }
        origin = await stack.enter_async_context(serving(apps, "127.0.0.1", port))
        operator = await stack.enter_async_context(Client(origin, operator_token(base.installation)))
        register = await import_register(operator, district)
        if register["refused"]:
            console.print(f"名册中有 {len(register['refused'])} 行未导入：{register['refused'][:3]}")
        await _open_accounts(operator, district)
        look = in_this_process([app.state.service for app in apps.values()])
        await settle(look)
        clients: dict[str, Client] = {}

        def client_of(person: Principal) -> Client:
            if person.id not in clients:
                token = token_for(base.installation, person, lifetime=86400)
                clients[person.id] = operator.signed_in_as(token)
            return clients[person.id]

        people = People(
            seed,
            {row["code"]: row for row in district.units},
            {row["no"]: row for row in district.inspectors},
        )
        autumn = Autumn(district, people, clock_file, look, client_of)
        with _progress(console) as progress:
            weeks = progress.add_task("", total=(LAST - FIRST).days // 7 + 1)

            def told(day: date) -> None:
                progress.update(
                    weeks,
                    completed=((day - FIRST).days + 7) // 7,
                    description=f"{day.year}年{day.month}月{day.day}日",
                )

            await autumn.run(told)
        counts = await client_of(AUDITOR).get("/rectification/api/statistics", tab="all")
        states = {STATE[state].word: n for state, n in counts["counts"]["state"].items()}
        summary = await summarise(base, apps, states, autumn.refusals, time.monotonic() - began)
        if as_json:
            print(json.dumps(summary.as_json(), ensure_ascii=False, indent=2))
        else:
            _show(console, summary)
        if summary.faults or summary.cases_verified != summary.cases_total:
            raise SystemExit(1)
        if not once:
            console.print(f"\n现在可以在浏览器打开 [bold]{origin}[/]（Ctrl-C 停止，数据随之删除）")
            console.print(f"账号 office、deputy、chief、inspector、head、auditor，密码都是 {PASSWORD}")
            await until()


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description:>12}"), BarColumn(), MofNCompleteColumn(), TextColumn("周"))
    return Progress(*columns, TimeElapsedColumn(), console=console, refresh_per_second=4)


async def _open_accounts(operator: Client, district: District) -> None:
    """A few people one can sign in as after the scenario."""
    first_unit = next((row for row in district.visits), None)
    people: list[dict[str, Any]] = [
        {"account": "office", "name": OFFICE.name, "roles": [Role.OFFICE]},
        {"account": "deputy", "name": DEPUTY.name, "roles": [Role.DEPUTY_CHIEF_INSPECTOR]},
        {"account": "chief", "name": CHIEF.name, "roles": [Role.CHIEF_INSPECTOR]},
        {"account": "auditor", "name": AUDITOR.name, "roles": [Role.AUDITOR]},
    ]
    if first_unit:
        unit = next(row for row in district.units if row["code"] == first_unit["unit"])
        number = first_unit["inspectors"].split("、")[0]
        inspector = next(row for row in district.inspectors if row["no"] == number)
        people += [
            {"account": "head", "name": unit["head"], "roles": [Role.UNIT], "unit": unit["code"]},
            {
                "account": "inspector",
                "name": inspector["name"],
                "roles": [Role.INSPECTOR],
                "inspector": number,
            },
        ]
    accounts = [{**body, "password": PASSWORD, "must_change": False} for body in people]
    opening = (
        operator.post("/roster/api/accounts", each, key=f"demo account {each['account']}")
        for each in accounts
    )
    await asyncio.gather(*opening)


def _show(console: Console, summary: Summary) -> None:
    table = Table(title="2026年8月31日至2027年1月31日", show_header=False, title_justify="left")
    rows = [
        ("督导", f"{summary.visits}次，问题{summary.issues}个，立案{summary.cases}件"),
        ("现在", "，".join(f"{state}{n}件" for state, n in summary.by_state.items())),
        ("阶梯", "，".join(f"{rung}{n}件" for rung, n in summary.rungs.items())),
        ("时限", f"提示{summary.prompts}次，逾期{summary.deadlines_missed}次"),
        ("升级", f"系统提议{summary.escalations_proposed}次，决定不升级{summary.escalations_declined}次"),
        ("复查", f"不通过{summary.rechecks_failed}次，销号{summary.closed}次，反弹重办{summary.reopened}次"),
        ("消息", f"送达{summary.messages}条，死信{summary.dead_letters}条"),
        (
            "延迟",
            f"提交到另一服务可查：p50 {summary.p50_ms}毫秒，p99 {summary.p99_ms}毫秒（{summary.hops}次）",
        ),
        ("核验", f"{summary.cases_verified} of {summary.cases_total} case logs verified"),
        ("用时", f"{summary.seconds}秒"),
    ]
    if summary.refusals:
        rows.append(("被拒", f"{len(summary.refusals)}次，例如：{summary.refusals[0]}"))
    rows += [("问题", fault) for fault in summary.faults]
    for row in rows:
        table.add_row(*row)
    console.print(table)
