"""A case: what is shown of it, what may be done with it, and what its log proves."""

import re
from datetime import timedelta

from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from tests.system.pages.site import DEPUTY, HEAD, NOW, OFFICE, Site
from tests.system.pages.visitor import HOSTILE, Visit, form_of


def test_the_office_signs_in_finds_a_case_serves_its_notice_and_sees_it_in_the_log(
    site: Site, visit: Visit
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


def test_a_record_is_verified_once_a_checkpoint_covers_it(site: Site, visit: Visit) -> None:
    case = site.case("noticed")
    office = visit(OFFICE)
    first = office.case(case).locator(".log > li").first
    assert "待锚定" in first.inner_text()
    site.sign()
    office.page.reload()
    assert "已核验" in first.inner_text()
    assert "待锚定" not in office.page.locator("[aria-labelledby=h-log]").inner_text()


def test_why_this_date_shows_every_day_counted_and_the_rule_behind_it(site: Site, visit: Visit) -> None:
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


def test_a_plan_with_a_fault_comes_back_as_it_was_filled_in_with_the_fault_beside_it(
    site: Site, visit: Visit
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


def test_whoever_decides_on_an_older_state_is_shown_the_newer_one_with_his_words_kept(
    site: Site, visit: Visit
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


def test_a_form_sent_twice_is_obeyed_once(site: Site, visit: Visit) -> None:
    case = site.case()
    office = visit(OFFICE)
    form = form_of(office.case(case), "#serve-notice form")
    action = form.pop("action")
    sent = [office.post(action, form), office.post(action, form)]
    assert [answer.status for answer in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    site.rest()
    log = site.get(f"/rectification/api/cases/{case['case_id']}/log")["records"]
    assert sum('"type":"NoticeServed"' in record["record"] for record in log) == 1


def test_a_form_without_the_sessions_mark_changes_nothing(site: Site, visit: Visit) -> None:
    case = site.case()
    office = visit(OFFICE)
    form = form_of(office.case(case), "#serve-notice form")
    action = form.pop("action")
    for mark in ("", "0" * 64):
        answer = office.post(action, {**form, "csrf": mark})
        assert answer.status == 403
        assert "页面已失效" in answer.text()
    assert site.get(f"/rectification/api/cases/{case['case_id']}")["state"] == "opened"


def test_late_cases_are_red_and_the_deputy_decides_with_reasons(site: Site, visit: Visit) -> None:
    site.case("noticed")
    with site.at(NOW + timedelta(days=30)):
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
    site: Site, visit: Visit
) -> None:
    case = site.case("planned")
    site.sign()
    office = visit(OFFICE)
    office.page.goto("/rectification/audit")
    whole, of = re.findall(r"(\d+) / (\d+)条", office.page.locator(".tally").inner_text())[0]
    assert whole == of
    office.sees("已核验")

    with site.tampered(case["case_id"], "周文清", "周文青"):
        page = office.case(case)
        broken = page.locator(".log > li.broken")
        assert broken.count() == 1
        assert "整改通知书已送达" in broken.inner_text()
        assert "与案件链不符：应为" in broken.inner_text()
        before = page.locator(".log > li").count() - 3  # The plan after it is not verified either.
        assert page.locator(".log .badge.ver:has-text('已核验')").count() == before + 1
        page.goto("/rectification/audit")
        assert case["number"] in page.locator(".note.bad").first.inner_text()
        assert "处不符" in page.locator("[aria-labelledby=h-result]").inner_text()
