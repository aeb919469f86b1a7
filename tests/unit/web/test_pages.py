"""The pages: they show what the view says, escape whatever it says, and hold nothing inline."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal, get_origin, get_type_hints

import pytest

from services.notification.entrypoints.views import InboxView
from services.rectification.entrypoints.views import AuditView, CaseLog
from shared.web.components import Pager, SumLine
from shared.web.page import Page
from shared.web.shell import Shell
from tests.unit.web import case_samples, page_samples

SERVICES = Path(__file__).parents[3] / "services"
HOSTILE = "<script>alert(1)</script>\"onload=x'onerror=y"
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "data-stream", "data-unread-url", "data-renew"}


@cache
def shell(service: str) -> Shell:
    return Shell(SERVICES / service / "entrypoints" / "templates", f"/{service}")


@dataclass(frozen=True)
class Sample:
    service: str
    template: str
    view: object

    def html(self, page: Page | None = None, view: object | None = None) -> str:
        shell = Shell(SERVICES / self.service / "entrypoints" / "templates", f"/{self.service}")
        return shell.render(
            self.template, page or page_samples.page("样页", "ledger", "已存好"), view or self.view
        )


PAGES = {
    "ledger": Sample("rectification", "ledger.html", page_samples.ledger()),
    "case": Sample(
        "rectification",
        "case.html",
        case_samples.case(case_samples.extension(), case_samples.plan(True), case_samples.urge()),
    ),
    "audit": Sample("rectification", "audit.html", page_samples.audit(page_samples.FAULT)),
    "inbox": Sample("notification", "inbox.html", page_samples.inbox()),
    "sign-in": Sample("roster", "signin.html", page_samples.sign_in("密码不对。")),
    "problem": Sample("rectification", "shell/problem.html", page_samples.problem()),
}
every_page = pytest.mark.parametrize("sample", PAGES.values(), ids=PAGES.keys())


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def poisoned(value: object) -> object:
    """The same data with every string hostile, except where the type allows only certain words."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(poisoned(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        hints = get_type_hints(type(value))
        free = [f.name for f in fields(value) if f.init and get_origin(hints[f.name]) is not Literal]
        return replace(value, **{name: poisoned(getattr(value, name)) for name in free})
    return value


def hostile(sample: Sample) -> str:
    page = poisoned(page_samples.page("样页", "ledger", "已存好"))
    assert isinstance(page, Page)
    return sample.html(page, poisoned(sample.view))


@every_page
def test_hostile_values_are_escaped_wherever_they_stand(sample: Sample) -> None:
    html = hostile(sample)
    clean = Tags(sample.html()).found
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert [tag for tag, _ in Tags(html).found if tag == "script"] == [
        tag for tag, _ in clean if tag == "script"
    ]
    assert not [a for _, attributes in Tags(html).found for a in attributes if a.startswith("on")]


@every_page
def test_hostile_addresses_lead_nowhere(sample: Sample) -> None:
    for tag, attributes in Tags(hostile(sample)).found:
        for name in URL_ATTRIBUTES & attributes.keys():
            assert re.match(r"#|$|/\w+/static/", attributes[name] or ""), f"{tag} {name}={attributes[name]}"


@every_page
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(sample: Sample) -> None:
    html = sample.html()
    assert "<style" not in html
    for tag, attributes in Tags(html).found:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert tag != "script" or (attributes.get("src") or "").startswith("/")
        for name in URL_ATTRIBUTES & attributes.keys():
            assert not re.match(r"\w+:|//", attributes[name] or ""), f"{tag} {name}"
    assert not re.search(r"<script[^>]*>[^<]", html)


@every_page
def test_labels_and_descriptions_point_at_what_exists_once(sample: Sample) -> None:
    tags = Tags(sample.html()).found
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            assert set((attributes.get(name) or "").split()) <= set(ids)


@every_page
def test_every_form_that_posts_carries_the_token(sample: Sample) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", sample.html(), re.DOTALL):
        assert '<input type="hidden" name="csrf" value="c5f2">' in form


def bare_case() -> object:
    rest = replace(
        case_samples.case(), duties=(), rest="案件已销号。", ladder=(), rounds=(), letters=(), evidence=()
    )
    return replace(rest, log=CaseLog((), 0, 0), notes=(), why_not=(), actions=(), rung=None, round=0)


EMPTY: dict[str, Callable[[], tuple[Sample, object]]] = {
    "ledger": lambda: (
        PAGES["ledger"],
        replace(
            page_samples.ledger(),
            rows=(),
            sum=SumLine("全部", 0, ()),
            view_sum=SumLine("本视图", 0, ()),
            pager=Pager(0, 0, 0),
        ),
    ),
    "case": lambda: (PAGES["case"], bare_case()),
    "audit": lambda: (PAGES["audit"], AuditView(0, 0, 0, 0, 0, page_samples.at(10, 13, 6, 1), None)),
    "inbox": lambda: (PAGES["inbox"], InboxView((), 0)),
}


@pytest.mark.parametrize("empty", EMPTY.values(), ids=EMPTY.keys())
def test_a_page_without_data_says_so(empty: Callable[[], tuple[Sample, object]]) -> None:
    sample, view = empty()
    nobody = replace(page_samples.page("空"), person=None, doors=(), footer=(), inbox_url="", search_url="")
    html = sample.html(nobody, view)
    assert re.search("没有|还没有", html)


def test_the_ledger_reconciles_at_the_bottom_and_every_figure_is_a_way_in() -> None:
    bar = PAGES["ledger"].html().split('<div class="bar">')[1]
    assert "本视图 <b>95</b> 件" in bar
    assert bar.count('<a class="plain nowrap"') == 4


def test_the_due_date_column_says_its_order_and_offers_the_other() -> None:
    html = PAGES["ledger"].html()
    assert 'aria-sort="ascending"><a href="/rectification/ledger?tab=open&amp;order=-due"' in html


def test_only_late_rows_are_red() -> None:
    html = PAGES["ledger"].html()
    assert html.count('<tr class="late">') == html.count("超期") - html.count("超期 ") == 5


def test_a_case_names_its_next_step_and_opens_up_its_date() -> None:
    html = PAGES["case"].html()
    assert "梧桐小学 高卫东　报告整改完成" in html
    assert html.count('<span class="counted') == 8
    assert '<span class="swap">10<sup>班</sup><small>第5</small></span>' in html
    assert '<span class="end">16<small>第10</small></span>' in html
    assert "本区设定" in html


def test_a_case_leads_to_what_was_not_rectified_before_and_says_what_it_comes_from() -> None:
    """§5: finding, recheck and finding again are one chain."""
    before = "/rectification/cases/0b6c1d1e-3a55-4d0e-9a43-2d9a4d0f7c11"
    again = replace(case_samples.case(), earlier_url=before, cause="没有<人>检查")
    html = PAGES["case"].html(view=again)
    assert f'<a href="{before}">以前没有改好的同一问题</a>' in html
    assert "没有&lt;人&gt;检查" in html
    assert "以前没有改好" not in PAGES["case"].html()


def test_a_record_is_verified_only_after_its_anchor() -> None:
    html = PAGES["case"].html()
    assert html.count("已入链，待锚定") == 2
    assert html.count("</i>已核验</span>") == 9


def test_an_action_posts_the_version_decided_on_and_its_choices_have_equal_rank() -> None:
    form = PAGES["case"].html().split('id="decide-extension"')[1].split("</form>")[0]
    assert '<input type="hidden" name="version" value="16">' in form
    assert '<input type="hidden" name="command_id" value="0b6c1d1e-3a55-4d0e-9a43-2d9a4d0f7c11">' in form
    assert re.findall(r'<button class="([^"]*)" formaction="([^"]*)">([^<]*)<', form) == [
        ("btn grow", f"{page_samples.CASE}/grant-extension", "同意延期"),
        ("btn grow", f"{page_samples.CASE}/refuse-extension", "不同意"),
    ]


def test_a_form_sent_back_is_open_and_says_what_to_mend() -> None:
    html = PAGES["case"].html()
    assert re.search(r'<details class="action" name="action" id="submit-plan" open>', html)
    assert "还差1处，没有报送方案" in html
    assert '<a href="#submit-plan-measure-1">措施2：填写负责人' in html


def test_an_action_that_asks_nothing_is_one_button() -> None:
    html = PAGES["case"].html()
    assert f'<form method="post" action="{page_samples.CASE}/urge" data-once>' in html


def test_only_the_doors_that_exist_are_shown() -> None:
    html = PAGES["ledger"].html()
    assert "问题台账" in html
    assert "日志核验" in html
    assert not re.search("工作台|督导记录|督学配备|领导看板", html)
