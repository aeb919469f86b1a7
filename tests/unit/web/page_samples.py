"""The pages of the sample district 云汀区 on 2026年10月13日（周二）, as view models."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from services.notification.entrypoints.views import InboxView, MessageView
from services.rectification.entrypoints.marks import RUNG, SEVERITY, STATE
from services.rectification.entrypoints.views import (
    AuditView,
    CheckpointView,
    Chip,
    DueOrder,
    Filters,
    LedgerRow,
    LedgerView,
    LogFault,
    Select,
    Tab,
)
from services.roster.entrypoints.views import SignInView
from shared.web.components import (
    Due,
    Link,
    PageLink,
    Pager,
    SumLine,
    SumPart,
)
from shared.web.forms import Option
from shared.web.page import Door, Page, Person, ProblemView
from shared.web.wording import SHANGHAI

TODAY = date(2026, 10, 13)
LEDGER = "/rectification/ledger"
CASE = "/rectification/cases/202609-044-4"


def at(month: int, day: int, hour: int, minute: int) -> datetime:
    """A moment of 2026 on the clock of Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table beside this file."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def page(title: str, door: str = "", done: str = "") -> Page:
    return Page(
        title=title,
        place="云汀区教育督导",
        today=TODAY,
        home_url=LEDGER,
        doors=(
            Door("问题台账", LEDGER, "list", door == "ledger"),
            Door("日志核验", "/rectification/audit", "shield", door == "audit"),
        ),
        person=Person("沈静宜", "副总督学"),
        csrf="c5f2",
        sign_in_url="/roster/sign-in",
        sign_out_url="/roster/sign-out",
        inbox_url="/notification/inbox",
        unread=4,
        search_url=LEDGER,
        stream_url="/notification/api/stream",
        unread_url="/notification/api/inbox/unread-count",
        done=done,
        footer=(
            "规则包：上海 2020-05-14 起施行版",
            "工作日历：2026年第1版，已含调休",
            "日志末位锚定：2026年10月13日 06:00，已核验",
        ),
    )


def ledger_row(row: dict[str, str]) -> LedgerRow:
    due = date.fromisoformat(row["due"])
    return LedgerRow(
        number=row["number"],
        url=f"/rectification/cases/{row['number']}",
        unit=row["unit"],
        problem=row["problem"],
        origin=row.get("origin", ""),
        severity=SEVERITY[row["severity"]],
        state=STATE[row["state"]],
        rung=RUNG[row["rung"]],
        next_step=row["next_step"],
        owner=row["owner"],
        due=Due.on(due, today=TODAY, count=int(row["count"]), provisional=due.year > 2026),
        updated=date.fromisoformat(row["updated"]),
    )


def options(first: str, *labels: str, chosen: str = "") -> tuple[Option, ...]:
    return (Option("", first), *(Option(label, label, label == chosen) for label in labels))


def ledger() -> LedgerView:
    rows = tuple(ledger_row(row) for row in rows_of("ledger_rows.csv"))
    return LedgerView(
        sum=SumLine(
            "全部",
            136,
            (
                SumPart("在办", 95, f"{LEDGER}?tab=open"),
                SumPart("回访中", 3, f"{LEDGER}?state=closed"),
                SumPart("已销号", 38, f"{LEDGER}?tab=closed"),
            ),
        ),
        tabs=(
            Tab("在办", 95, f"{LEDGER}?tab=open", current=True),
            Tab("超期", 6, f"{LEDGER}?tab=overdue", late=True),
            Tab("今天和5个工作日内", 52, f"{LEDGER}?tab=soon"),
            Tab("待复查", 17, f"{LEDGER}?tab=recheck"),
            Tab("待销号", 6, f"{LEDGER}?tab=closing"),
            Tab("督办及以上", 14, f"{LEDGER}?tab=escalated"),
            Tab("已销号", 38, f"{LEDGER}?tab=closed"),
            Tab("全部", 136, f"{LEDGER}?tab=all"),
        ),
        filters=Filters(
            url=LEDGER,
            search="",
            selects=(
                Select("zone", "责任区", options("全部责任区", "第一责任区", "第二责任区", "第三责任区")),
                Select("theme", "主题", options("全部主题", "食品安全", "校园安全", chosen="食品安全")),
                Select("severity", "严重程度", options("全部程度", *SEVERITY)),
                Select("state", "状态", options("全部状态", *(mark.word for mark in STATE.values()))),
                Select("rung", "阶梯", options("全部阶梯", *(mark.word for mark in RUNG.values()))),
            ),
            kept=(("tab", "open"), ("order", "due")),
            chips=(Chip("主题：食品安全", f"{LEDGER}?tab=open"),),
            clear_url=f"{LEDGER}?tab=open",
        ),
        order=DueOrder(ascending=True, other_url=f"{LEDGER}?tab=open&order=-due"),
        rows=rows,
        view_sum=SumLine(
            "本视图",
            95,
            (
                SumPart("超期", 6, f"{LEDGER}?tab=overdue"),
                SumPart("今天", 11, f"{LEDGER}?tab=today"),
                SumPart("5个工作日内", 41, f"{LEDGER}?tab=soon"),
                SumPart("以后", 37, f"{LEDGER}?tab=later"),
            ),
        ),
        pager=Pager(
            1, 50, 95, links=(PageLink(1), PageLink(2, f"{LEDGER}?page=2")), next_url=f"{LEDGER}?page=2"
        ),
        caption="在办问题95件，按到期日从早到晚",
    )


def audit(*faults: LogFault) -> AuditView:
    return AuditView(
        chains=238,
        verified_chains=238 - len(faults),
        noted=102,
        records=4816,
        waiting=12,
        verified_at=at(10, 13, 6, 1),
        checkpoint=CheckpointView(
            "dudao/319991/rectification", 4804, "9f2c" * 16, "dudao/319991/rectification+3f2a91c7+AUxk"
        ),
        faults=faults,
        downloads=(Link("下载检查点", "/rectification/audit/checkpoint"),),
    )


FAULT = LogFault("第8条", "与案件链不符：本条被改动，或前一条被删去、调换", "202609-044-4", CASE)


def inbox() -> InboxView:
    return InboxView(
        messages=(
            MessageView(
                "梧桐小学申请延期3个工作日", "食品留样时间不足48小时，申请延至10月21日（周三）。请在10月16日（周五）前决定。",
                at(10, 13, 10, 38), "202609-044-4", CASE, "/notification/messages/4/read", True,
            ),
            MessageView(
                "江枫幼儿园报告整改完成", "消防通道已清理。下一步：沈春燕复查。",
                at(10, 13, 10, 21), "202609-020-1", CASE, "/notification/messages/3/read", True,
            ),
            MessageView("区市场监管局回函", "健康证过期", at(10, 12, 9, 47), "202609-044-2", CASE),
            MessageView("2027年放假通知已公布", "3件案件的暂定日期已重算，已送达文书上的日期不变。", at(10, 9, 8, 0)),
        ),
        unread=2,
        older_url="/notification/inbox?before=12",
        all_read_url="/notification/messages/read",
    )  # fmt: skip


def sign_in(error: str = "") -> SignInView:
    return SignInView(
        url="/roster/sign-in",
        office="云汀区人民政府教育督导委员会办公室",
        account="13800000000" if error else "",
        next_url=LEDGER,
        error=error,
        help="没有账号？找本单位管理员，或督导室 021-0000-0000。",
    )


def problem() -> ProblemView:
    return ProblemView(
        "没有提交成功",
        "您填的内容还在本机，没有丢。再试一次不会重复提交。",
        ways=(Link("回案件", CASE), Link("看台账", LEDGER)),
        reference="b7e2-41c9",
    )
