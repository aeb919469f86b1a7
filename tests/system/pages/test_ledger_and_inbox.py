"""The ledger, the inbox and the bell, and what holds for every page."""

import re

from tests.system.pages.site import HEAD, OFFICE, SCHOOL, Site
from tests.system.pages.visitor import HOSTILE, Visit


def test_the_ledgers_sums_agree_with_what_its_figures_open(site: Site, visit: Visit) -> None:
    office = visit(OFFICE)
    page = office.page
    page.goto("/rectification/ledger?tab=all")
    total, *parts = map(int, re.findall(r"\d+", page.locator(".head .sum").inner_text()))
    assert total == sum(parts) == page.locator(".grid tbody tr").count()
    for part in range(len(parts)):
        page.goto("/rectification/ledger")
        office.follow(f".head .sum a >> nth={part}")
        assert page.locator(".grid tbody tr").count() == parts[part]
    page.goto("/rectification/ledger?tab=all")
    with page.expect_navigation():
        page.select_option("[name=severity]", "一般")
    assert set(page.locator(".grid .c-sev").all_inner_texts()) <= {"一般"}
    assert page.locator(".chip").inner_text().strip() == "严重程度：一般"
    office.follow(".chip a")
    assert page.locator(".chip").count() == 0
    office.follow("th a")
    days = page.locator(".grid .c-due time").evaluate_all("all => all.map(t => t.dateTime)")
    assert days == sorted(days, reverse=True)


def test_a_unit_head_sees_his_own_cases_only_and_nothing_of_anybody_elses(site: Site, visit: Visit) -> None:
    head = visit(HEAD)
    head.page.goto("/rectification/ledger?tab=all")
    assert head.page.locator(".grid tbody tr").count() == len(site.cases())
    assert "日志核验" not in head.page.locator(".nav").inner_text()
    foreign = site.cases(SCHOOL)[0]
    assert head.open(f"/rectification/cases/{foreign['case_id']}") == 404
    unknown = head.page.locator("main").inner_text()
    head.page.goto("/rectification/cases/00000000-0000-4000-8000-000000000044")
    assert head.page.locator("main").inner_text() == unknown, "whether there is such a case must not show"
    assert head.open("/rectification/audit") == 403
    head.sees("没有权限")


def test_hostile_problems_and_searches_stay_text(site: Site, visit: Visit) -> None:
    body = {
        "number": "JC-202610-777", "visited_on": "2026-10-12", "started": "09:00", "minutes": 60, "unit": SCHOOL,
        "inspectors": ["DX014"], "themes": ["校园安全"], "summary": "无",
        "findings": [{"theme": "校园安全", "problem": HOSTILE, "demand": HOSTILE, "severity": "一般", "working_days": 10}],
    }  # fmt: skip
    site.post("/inspection/api/visits", body)
    office = visit(OFFICE)
    page = office.page
    page.goto("/rectification/ledger")
    page.fill("#find", HOSTILE)
    with page.expect_navigation():
        page.press("#find", "Enter")
    assert page.locator(".grid tbody tr").count() == 1
    office.follow(".grid .q a")
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator("main script, main img").count() == 0


def test_news_reach_the_bell_by_themselves_and_are_marked_read_in_the_inbox(site: Site, visit: Visit) -> None:
    head = visit(HEAD)
    head.page.goto("/rectification/ledger")
    bell = head.page.locator(".bell b")
    bell.wait_for()
    before = int(head.page.locator("[data-unread]").inner_text())
    case = site.case("planned")
    site.post(f"/rectification/api/cases/{case['case_id']}/plan/acceptance")
    head.sees("条新消息")
    head.page.wait_for_function(f"Number(document.querySelector('[data-unread]').textContent) > {before}")
    head.follow("text=看最新")
    head.follow(".bell")
    assert head.path() == "/notification/inbox"
    unread = head.page.locator(".msg.new").count()
    head.follow(".msg.new button >> nth=0")
    assert head.page.locator(".msg.new").count() == unread - 1
    head.follow("text=全部标为已读")
    head.sees("没有未读消息")
    head.page.wait_for_function("document.querySelector('.bell b').hidden")


def test_pages_that_do_not_exist_are_told_of_in_pages_and_to_programs_as_problems(
    site: Site, visit: Visit
) -> None:
    office = visit(OFFICE)
    for path in (
        "/rectification/nowhere",
        "/roster/nowhere",
        "/rectification/cases/7",
        "/rectification/ledger?tab=x",
    ):
        assert office.open(path) == 404, path
        office.sees("没有这个地址")
    answer = office.context.request.get("/rectification/api/nowhere")
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    assert office.context.request.get("/rectification/ledger?q=%00").status == 422
    nul = office.post("/roster/sign-in", {"account": "\0"}, Origin=site.origin)
    assert nul.status == 422


def test_every_page_forbids_what_it_does_not_need(site: Site, visit: Visit) -> None:
    office = visit(OFFICE)
    for path in (
        "/rectification/ledger",
        "/rectification/audit",
        "/notification/inbox",
        "/roster/sign-in",
        "/roster/x",
    ):
        headers = office.context.request.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
