"""The pages in a real browser: what people see, what they may do, and what nobody can make them do."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.runtime.caller import SESSION
from tests.system.site import (
    DEPUTY,
    HEAD,
    NOW,
    OFFICE,
    PASSWORD,
    SCHOOL,
    Site,
)

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }}"
SHORT = 5000  # milliseconds


def _missing() -> str:
    """Why there can be no browser here; empty when there can."""
    if _chromium() is None:
        return "chromium is not installed"
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout
    return "" if fonts else "no Chinese fonts are installed"


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if missing := _missing():
        (pytest.fail if os.environ.get("DUDAO_CI") == "1" else pytest.skip)(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("pages"))
    site.start()
    yield site
    site.stop()


class Visitor:
    """A person at a browser; whatever goes wrong in his pages is remembered."""

    def __init__(self, site: Site, browser: Browser, person: Principal | None = None) -> None:
        self._site = site
        self.context: BrowserContext = browser.new_context(base_url=site.origin, locale="zh-CN")
        self.context.set_default_timeout(SHORT)
        self.faults: list[str] = []
        if person:
            self.take(site.token(person))
        self.page: Page = self.context.new_page()
        self.page.on("dialog", self._asked)
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        self.page.on("console", self._heard)

    def take(self, token: str) -> None:
        cookie: Any = {
            "name": SESSION,
            "value": token,
            "url": self._site.origin,
            "httpOnly": True,
            "sameSite": "Strict",
        }
        self.context.add_cookies([cookie])

    def sign_in(self, account: str, password: str = PASSWORD) -> None:
        self.page.fill("[name=account]", account)
        self.page.fill("[name=password]", password)
        self.follow("button.primary")

    def case(self, row: dict[str, Any]) -> Page:
        self.page.goto(f"/rectification/cases/{row['case_id']}")
        return self.page

    def path(self) -> str:
        return self.page.url.removeprefix(self._site.origin)

    def follow(self, selector: str) -> None:
        """Click what leads to another page, and wait for that."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def sees(self, text: str) -> None:
        """The text is on the page, or soon will be."""
        self.page.get_by_text(text).first.wait_for()

    def _asked(self, dialog: Any) -> None:
        self.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _heard(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            self.faults.append(message.text)


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Any]:
    """Opens a browser for a person; in the end nothing may have gone wrong in it."""
    came: list[Visitor] = []

    def visitor(person: Principal | None = None) -> Visitor:
        came.append(Visitor(site, browser, person))
        return came[-1]

    yield visitor
    for one in came:
        one.context.close()
        assert one.faults == []


def test_the_office_signs_in_finds_a_case_serves_its_notice_and_sees_it_in_the_log(
    site: Site, visit: Any
) -> None:
    office = visit()
    office.page.goto("/")
    assert office.path() == "/roster/sign-in?next=%2Frectification%2Fledger"
    office.sign_in("zhouwq")
    assert office.path() == "/rectification/ledger"
    case = site.case()
    office.follow(f"text={case['number']} >> xpath=.. >> .q a")
    office.sees("送达整改通知书")
    office.page.click("#serve-notice > summary")
    office.follow("#serve-notice button:has-text('送达')")

    office.sees("整改通知书已送达。下一步：")
    assert office.page.locator(".case-head .badge >> text=待方案").count() == 1
    newest = office.page.locator(".log > li").first
    assert "整改通知书已送达（第1轮）" in newest.inner_text()
    assert "周文清" in newest.inner_text()
    assert "已入链，待锚定" in newest.inner_text()
    assert re.search(r"云教督改〔2026〕\d+号", office.page.locator("#h-letters >> xpath=../..").inner_text())
    office.page.wait_for_url("**/cases/*")  # What was done is said once.
    assert "done=" not in office.page.url


def test_a_record_is_verified_once_a_checkpoint_covers_it(site: Site, visit: Any) -> None:
    case = site.case("noticed")
    office = visit(OFFICE)
    first = office.case(case).locator(".log > li").first
    assert "待锚定" in first.inner_text()
    site.sign()
    office.page.reload()
    assert "已核验" in first.inner_text()
    assert "待锚定" not in office.page.locator("[aria-labelledby=h-log]").inner_text()


def test_why_this_date_shows_every_day_counted_and_the_rule_behind_it(site: Site, visit: Any) -> None:
    office = visit(OFFICE)
    page = office.case(site.case())
    assert not page.locator(".pop").is_visible()
    page.click(".why > summary")
    pop = page.locator(".pop")
    assert "5个工作日，自问题确认的次日起算" in pop.inner_text()
    assert "法规没有规定天数" in pop.inner_text()
    assert pop.locator(".cal .counted").count() == 4
    assert pop.locator(".cal .end").inner_text().split() == ["19", "第5"]
    page.keyboard.press("Escape")
    assert not pop.is_visible()


def test_a_unit_head_sees_his_own_cases_only_and_nothing_of_anybody_elses(site: Site, visit: Any) -> None:
    head = visit(HEAD)
    head.page.goto("/rectification/ledger?tab=all")
    assert head.page.locator(".grid tbody tr").count() == len(site.cases())
    assert "日志核验" not in head.page.locator(".nav").inner_text()
    foreign = site.cases(SCHOOL)[0]
    answer = head.page.goto(f"/rectification/cases/{foreign['case_id']}")
    assert answer.status == 404
    unknown = head.page.locator("main").inner_text()
    head.page.goto("/rectification/cases/00000000-0000-4000-8000-000000000044")
    assert head.page.locator("main").inner_text() == unknown, "whether there is such a case must not show"
    assert head.page.goto("/rectification/audit").status == 403
    head.sees("没有权限")


def test_a_plan_with_a_fault_comes_back_as_it_was_filled_in_with_the_fault_beside_it(
    site: Site, visit: Any
) -> None:
    case = site.case("noticed")
    head = visit(HEAD)
    page = head.case(case)
    page.click("#submit-plan > summary")
    page.fill("#submit-plan-measures-0", HOSTILE)
    page.fill("[name=measures_who] >> nth=0", "吴海燕")
    page.fill("[name=measures_by] >> nth=0", "2026-10-14")
    page.fill("#submit-plan-measures-1", "每餐双人签字")
    page.fill("[name=measures_by] >> nth=1", "2026-10-14")
    head.follow("#submit-plan button:has-text('报送')")
    assert "还差1处，没有报送方案" in page.locator("#submit-plan [role=alert]").inner_text()
    assert page.input_value("#submit-plan-measures-0") == HOSTILE
    assert "谁负责" in page.locator("#submit-plan-measures-1-error").inner_text()
    assert site.get(f"/rectification/api/cases/{case['case_id']}")["state"] == "noticed"

    page.fill("[name=measures_who] >> nth=1", "钱国芳")
    head.follow("#submit-plan button:has-text('报送')")
    head.sees("整改方案已报送")
    assert page.locator(".tri").get_by_text("{{ 7*7 }}").count() == 1, (
        "what was written is shown as it was written"
    )
    site.rest()
    office = visit(OFFICE)
    assert HOSTILE in office.case(case).locator(".log > li").first.inner_text()


def test_hostile_problems_and_searches_stay_text(site: Site, visit: Any) -> None:
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


def test_whoever_decides_on_an_older_state_is_shown_the_newer_one_with_his_words_kept(
    site: Site, visit: Any
) -> None:
    case = site.case("planned")
    slow, fast = visit(OFFICE), visit(OFFICE)
    slow.case(case).click("#return-plan > summary")
    slow.page.fill("#return-plan-reason", "措施太空")
    fast.case(case).click("#return-plan > summary")
    fast.page.fill("#return-plan-reason", "第1项没有期限")
    fast.follow("#return-plan button:has-text('退回')")
    fast.sees("整改方案已退回")
    slow.follow("#return-plan button:has-text('退回')")
    slow.sees("在您查看之后，别人已经更新")
    assert "措施太空" in slow.page.locator(".act .note.bad").inner_text()
    assert slow.page.locator(".case-head .badge >> text=退回重改").count() == 1


def test_a_form_sent_twice_is_obeyed_once(site: Site, visit: Any) -> None:
    case = site.case()
    office = visit(OFFICE)
    form = _form_of(office.case(case), "#serve-notice form")
    sent = [
        office.context.request.post(form.pop("action"), form=form, max_redirects=0)
        for form in (dict(form), dict(form))
    ]
    assert [answer.status for answer in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    site.rest()
    log = site.get(f"/rectification/api/cases/{case['case_id']}/log")["records"]
    assert sum('"type":"NoticeServed"' in record["record"] for record in log) == 1


def test_a_form_without_the_sessions_mark_changes_nothing(site: Site, visit: Any) -> None:
    case = site.case()
    office = visit(OFFICE)
    form = _form_of(office.case(case), "#serve-notice form")
    action = form.pop("action")
    for mark in ("", "0" * 64):
        answer = office.context.request.post(action, form={**form, "csrf": mark}, max_redirects=0)
        assert answer.status == 403
        assert "页面已失效" in answer.text()
    assert site.get(f"/rectification/api/cases/{case['case_id']}")["state"] == "opened"


def test_an_expired_session_leads_to_signing_in_and_back_to_the_page(site: Site, visit: Any) -> None:
    case = site.case()
    late = visit()
    late.take(site.token(OFFICE, lifetime=-60))
    late.case(case)
    assert late.path().startswith("/roster/sign-in?next=")
    late.sees("登录已失效")
    late.sign_in("zhouwq")
    assert late.path() == f"/rectification/cases/{case['case_id']}"
    late.take(site.token(OFFICE, lifetime=-60))
    late.page.click(".action > summary >> nth=0")
    with late.page.expect_navigation():
        late.page.evaluate("document.querySelector('.action form').requestSubmit()")
    late.sees("登录已失效")
    late.sign_in("zhouwq")
    assert late.path() == f"/rectification/cases/{case['case_id']}", (
        "a form that was not obeyed leads to its page"
    )


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nobody_elsewhere(site: Site, visit: Any, elsewhere: str) -> None:
    victim = visit()
    victim.page.goto(f"/roster/sign-in?next={elsewhere}")
    victim.sign_in("zhouwq")
    assert victim.path() == "/rectification/ledger"


def test_no_other_site_can_sign_anybody_in_or_out(site: Site, visit: Any) -> None:
    office = visit(OFFICE)
    for origin in ("https://evil.example", "null"):
        headers = {"Origin": origin}
        form = {"account": "shenjy", "password": PASSWORD, "next": "/"}
        answer = office.context.request.post("/roster/sign-in", form=form, headers=headers, max_redirects=0)
        assert answer.status == 403
        assert "set-cookie" not in answer.headers
        assert office.context.request.post("/roster/sign-out", headers=headers, max_redirects=0).status == 403


def test_the_session_is_out_of_reach_of_scripts_and_of_other_sites_and_ends_on_signing_out(
    site: Site, visit: Any
) -> None:
    deputy = visit()
    deputy.page.goto("/roster/sign-in")
    deputy.sign_in("shenjy", "wrong")
    deputy.sees("账号或密码不对")
    deputy.sign_in("shenjy")
    (cookie,) = deputy.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (
        SESSION,
        True,
        "Strict",
        "/",
    )
    deputy.page.click(".me > summary")
    deputy.sees("副总督学")
    deputy.follow("text=退出")
    assert deputy.path() == "/roster/sign-in"
    assert deputy.context.cookies() == []


def test_a_first_password_must_be_replaced_before_anything_else(site: Site, visit: Any) -> None:
    new = visit()
    new.page.goto("/rectification/ledger")
    new.sign_in("first")
    assert new.path().startswith("/roster/password?account=first")
    assert new.context.cookies() == []
    for replacement, repeated, said in (
        ("only-mine-1", "only-mine-2", "不一样"),
        (PASSWORD, PASSWORD, "不能和现在的一样"),
    ):
        _replace_password(new.page, replacement, repeated)
        new.sees(said)
    _replace_password(new.page, "only-mine-1", "only-mine-1")
    assert new.path() == "/rectification/ledger"


def test_news_reach_the_bell_by_themselves_and_are_marked_read_in_the_inbox(site: Site, visit: Any) -> None:
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


def test_the_ledgers_sums_agree_with_what_its_figures_open(site: Site, visit: Any) -> None:
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


def test_pages_that_do_not_exist_are_told_of_in_pages_and_to_programs_as_problems(
    site: Site, visit: Any
) -> None:
    office = visit(OFFICE)
    for path in (
        "/rectification/nowhere",
        "/roster/nowhere",
        "/rectification/cases/7",
        "/rectification/ledger?tab=x",
    ):
        assert office.page.goto(path).status == 404, path
        office.sees("没有这个地址")
    answer = office.context.request.get("/rectification/api/nowhere")
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    assert office.context.request.get("/rectification/ledger?q=%00").status == 422
    nul = office.context.request.post(
        "/roster/sign-in", form={"account": "\0"}, headers={"Origin": site.origin}
    )
    assert nul.status == 422


def test_every_page_forbids_what_it_does_not_need(site: Site, visit: Any) -> None:
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


def test_late_cases_are_red_and_the_deputy_decides_with_reasons(site: Site, visit: Any) -> None:
    site.case("noticed")
    site.at(NOW + timedelta(days=30))
    site.look_at_what_is_due()
    row = site.get("/rectification/api/escalations")[0]
    deputy = visit(DEPUTY)
    page = deputy.case(row)
    assert page.locator(".act .note.warn").first.inner_text().startswith("系统提议督办")
    page.click("#decide-escalation > summary")
    assert page.locator("#decide-escalation button.grow").all_inner_texts() == ["升级", "不升级"]
    page.fill("#decide-escalation-reason", "逾期未报方案")
    deputy.follow("#decide-escalation button:has-text('不升级')")
    deputy.sees("已决定不升级。下一步：")
    page.goto("/rectification/ledger?tab=late")
    assert page.locator(".grid tr.late .due.over").count() == page.locator(".grid tbody tr").count() > 0
    auditor = Principal("heming", "何明", (Role.AUDITOR,))
    assert "现在没有您可以办的事" in visit(auditor).case(row).locator(".act").inner_text()


def test_the_whole_log_is_verified_on_request_and_a_changed_record_is_shown_at_its_place(
    site: Site, visit: Any
) -> None:
    """Runs last: it changes a record behind the service's back."""
    case = site.case("planned")
    site.sign()
    office = visit(OFFICE)
    office.page.goto("/rectification/audit")
    whole, of = re.findall(r"(\d+) / (\d+)条", office.page.locator(".tally").inner_text())[0]
    assert whole == of
    office.sees("已核验")

    forged = "convert_to(replace(convert_from(record, 'UTF8'), '周文清', '周文青'), 'UTF8')"
    where = f"\"case\" = '{case['case_id']}' AND type = 'NoticeServed'"
    site.tamper(f"UPDATE log.event SET record = {forged} WHERE {where}")
    page = office.case(case)
    broken = page.locator(".log > li.broken")
    assert broken.count() == 1
    assert "整改通知书已送达" in broken.inner_text()
    assert "与案件链不符：应为" in broken.inner_text()
    assert page.locator(".log .badge.ver:has-text('已核验')").count() < page.locator(".log > li").count() - 1
    page.goto("/rectification/audit")
    assert case["number"] in page.locator(".note.bad").first.inner_text()
    assert "处不符" in page.locator("[aria-labelledby=h-result]").inner_text()


def _form_of(page: Page, selector: str) -> dict[str, str]:
    """What the form would post, and where to."""
    form: dict[str, str] = page.eval_on_selector(
        selector,
        "form => ({action: form.querySelector('[formaction]').formAction, ...Object.fromEntries(new FormData(form))})",
    )
    return form


def _replace_password(page: Page, replacement: str, repeated: str) -> None:
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=new_password]", replacement)
    page.fill("[name=repeated]", repeated)
    with page.expect_navigation():
        page.click("button.primary")
