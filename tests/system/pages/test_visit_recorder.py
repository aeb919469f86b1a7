"""Visits recorded on a phone: without a network, over a line that fails, by whoever is signed in, and nothing lost."""

import time
from collections.abc import Iterator, Set
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload

from deploy.client import Refusal
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from tests.system.pages.accessibility import faults
from tests.system.pages.line import Line
from tests.system.pages.phone import MADE_AT, Phone, phone_of, pictures
from tests.system.pages.site import HEAD, INSPECTOR, OFFICE, SCHOOL, Site
from tests.system.pages.visitor import HOSTILE, Visit

COLLEAGUE = Principal("DX029", "蒋文清", (Role.INSPECTOR,), inspector="DX029")
FINDING = {
    "severity": "严重", "problem": "西侧楼梯扶手松动", "theme": "校园安全", "demand": "一周内修好", "days": "5",
}  # fmt: skip


@pytest.fixture(scope="module")
def line(site: Site) -> Iterator[Line]:
    line = Line(site.origin)
    line.start()
    yield line
    line.stop()


@pytest.fixture(scope="module")
def inspector_s(site: Site, line: Line, browser: Browser) -> Iterator[Phone]:
    """A phone that has been online once."""
    with phone_of(site, line, browser) as phone:
        phone.install(INSPECTOR)
        yield phone


@pytest.fixture
def phone(inspector_s: Phone) -> Iterator[Phone]:
    """The inspector's phone with nothing on it but the page."""
    inspector_s.line.mend()
    inspector_s.empty()
    inspector_s.sign_in(INSPECTOR)
    inspector_s.visit()
    yield inspector_s
    assert inspector_s.faults == []


@pytest.fixture(scope="module")
def photos(browser: Browser) -> list[FilePayload]:
    page = browser.new_page()
    made = pictures(page, 500, 480)
    page.close()
    return made


def written(phone: Phone, photos: list[FilePayload], summary: str = "查看食堂") -> str:
    """Write a visit with photos and hand it in; its id."""
    phone.begin(SCHOOL)
    phone.check_in()
    phone.page.fill("#summary", summary)
    phone.photograph(*photos)
    return phone.hand_in()


def stored(site: Site, visit: str) -> dict[str, Any]:
    """What the server has of a visit, as soon as it can be read."""
    until = time.monotonic() + 15
    while True:
        try:
            found: dict[str, Any] = site.get(f"/inspection/api/visits/{visit}")
            return found
        except Refusal:
            assert time.monotonic() < until, "the visit never came"
            time.sleep(0.02)


def without(told: dict[str, Any], more: Set[str] = frozenset()) -> dict[str, Any]:
    """What was told, without what names it or tells when it came, and without the order of the inspectors."""
    own = {"visit", "issue", "number", "version", "fed_back_at", "submitted_at", "inspectors"}
    return {name: value for name, value in told.items() if name not in own | more}


def test_a_phone_switched_off_without_a_network_keeps_every_keystroke_and_sends_it_days_later(
    site: Site, line: Line, browser: Browser, tmp_path: Path, photos: list[FilePayload]
) -> None:
    with phone_of(site, line, browser, tmp_path) as phone:
        phone.install(INSPECTOR)
        with line.down():
            phone.page.close()
            phone.page = phone.opened()
            phone.visit()  # A cold start.
            phone.sees("连不上服务器")
            phone.begin(SCHOOL)
            phone.check_in()
            phone.add(**FINDING)
            phone.photograph(photos[0], among="#findings")
            phone.page.type("#summary", "查看宿舍")
            phone.page.wait_for_selector("#dock:not([aria-busy])", state="attached")
    with phone_of(site, line, browser, tmp_path) as phone:
        with line.down():
            phone.visit()
            phone.page.click("#drafts a")
            assert phone.page.input_value("#summary") == "查看宿舍"
            assert phone.page.locator("#findings figure").count() == 1
            phone.feed_back()
            phone.page.click("#check-out")
            visit = phone.hand_in()
            phone.sees("等待上传")
        phone.sign_in(INSPECTOR)
        phone.visit()
        phone.page.wait_for_selector("#received")
        phone.page.click("#received a")
        phone.sees("服务器已全部收到")
        assert phone.page.locator("#queue .ok").count() == 2
        (kept,) = phone.kept()
    told = stored(site, visit)
    (picture,) = told["pictures"]
    assert (told["summary"], told["inspectors"], told["came"]["fix"]["accuracy"]) == (
        "查看宿舍",
        ["DX030"],
        15,
    )
    assert kept["receipt"]["number"] == told["number"]
    assert picture["source"] == "gallery"  # The file says it was made long after this visit.
    assert [issue["problem"] for issue in told["issues"]] == [FINDING["problem"]]
    headers = {"Authorization": f"Bearer {site.token(OFFICE)}"}
    file = httpx.get(
        f"{site.origin}/inspection/api/files/{picture['sha256']}", headers=headers, trust_env=False
    )
    assert sha256(file.content).hexdigest() == picture["sha256"] == kept["photos"][0]["receipt"]["sha256"]
    assert MADE_AT in photos[0]["buffer"]
    assert MADE_AT not in file.content
    assert b"Exif" not in file.content


def test_a_line_cut_in_the_middle_of_a_photo_loses_nothing_and_sends_nothing_twice(
    site: Site, line: Line, phone: Phone, photos: list[FilePayload]
) -> None:
    with line.down():
        visit = written(phone, photos)
        phone.sees("连不上服务器")
    kept = sorted(phone.kept()[0]["photos"], key=lambda photo: photo["order"])
    first, second = (photo["sha256"] for photo in kept)
    line.cut_in = kept[0]["bytes"] // 2
    phone.back_online()
    line.wait_until_cut()
    assert not any(photo["receipt"] for photo in phone.kept()[0]["photos"])
    line.cut = False
    phone.back_online()
    phone.sees("服务器已全部收到")
    expected = [f"PUT /inspection/api/files/{first}", f"PUT /inspection/api/files/{second}"]
    assert line.asked == [*expected, "POST /inspection/api/visits"]
    assert [picture["sha256"] for picture in stored(site, visit)["pictures"]] == [first, second]
    phone.page.click("#clear")
    phone.page.wait_for_selector("#begin")
    assert phone.kept() == []


def test_a_lost_answer_is_asked_for_again_and_the_visit_is_one(site: Site, line: Line, phone: Phone) -> None:
    line.lose = True
    visit = written(phone, [])
    phone.sees("连不上服务器")
    number = stored(site, visit)["number"]
    line.cut = False
    phone.back_online()
    phone.sees(number)
    assert phone.kept()[0]["receipt"]["changed"] is False
    assert line.asked == ["POST /inspection/api/visits"] * 2


def test_a_visit_the_server_has_in_other_words_is_shown_beside_it_and_never_written_over(
    site: Site, line: Line, phone: Phone, photos: list[FilePayload]
) -> None:
    with line.down():
        visit = written(phone, photos[:1], HOSTILE)
    there = {
        "visit": visit, "unit": SCHOOL, "inspectors": ["DX030"], "visited_on": "2026-10-13", "themes": ["校园安全"],
        "summary": "服务器上的话",
    }  # fmt: skip
    site.post("/inspection/api/visits", there, INSPECTOR)
    phone.back_online()
    phone.page.wait_for_selector("#conflict")
    differing = phone.page.locator("#conflict .differs", has_text="情况").locator("td").all_inner_texts()
    assert differing == [HOSTILE, "服务器上的话"]
    for what in ("签到", "照片"):
        assert phone.page.locator("#conflict .differs", has_text=what).count() == 1
    assert phone.page.locator("#clear").count() == 0
    assert faults(phone.page) == []
    phone.page.click("#separate")
    phone.page.wait_for_selector("#hand-in")
    assert phone.page.input_value("#summary") == HOSTILE
    other = phone.hand_in()
    phone.sees("服务器已全部收到")
    assert (stored(site, visit)["summary"], stored(site, other)["summary"]) == ("服务器上的话", HOSTILE)
    assert len(stored(site, other)["pictures"]) == 1


def test_an_expired_sign_in_keeps_everything_and_sends_it_after_the_next(
    site: Site, phone: Phone, photos: list[FilePayload]
) -> None:
    phone.sign_in(INSPECTOR, lifetime=-60)
    visit = written(phone, photos[:1])
    phone.sees("登录已失效，请重新登录")
    assert phone.kept()[0]["state"] == "waiting"
    phone.page.click("#sign-in >> nth=0")
    phone.page.wait_for_selector("[name=password]")
    phone.sign_in(INSPECTOR)
    phone.visit()
    phone.page.wait_for_selector("#received")
    assert len(stored(site, visit)["pictures"]) == 1


def test_what_one_person_recorded_is_shown_to_nobody_else_on_the_same_phone(line: Line, phone: Phone) -> None:
    with line.down():
        written(phone, [], "只有本人能看")
    page = phone.page
    page.goto(f"{line.origin}/notification/inbox")
    page.click(".me > summary")
    page.click("text=退出")
    page.wait_for_selector("[name=password]")
    phone.context.clear_cookies()
    with line.down():
        phone.visit()
        phone.sees("请先登录")
        assert page.locator("#waiting, #drafts").count() == 0
    phone.sign_in(COLLEAGUE)
    phone.visit()
    phone.sees("蒋文清")
    assert page.locator("#waiting, #drafts, #received").count() == 0
    assert phone.kept()[0]["state"] == "waiting"  # And nobody sends it in another's name.
    page.goto(f"{line.origin}{page.url.partition(line.origin)[2]}#/visit/{phone.kept()[0]['id']}")
    assert "只有本人能看" not in page.content()
    phone.sign_in(INSPECTOR)
    phone.visit()
    page.wait_for_selector("#received")


def test_axe_finds_no_fault_in_list_form_or_record(
    line: Line, phone: Phone, photos: list[FilePayload]
) -> None:
    """WCAG 2.2 AA."""
    with line.down():
        assert faults(phone.page) == []
        phone.begin(SCHOOL)
        assert faults(phone.page) == []
        phone.check_in()
        phone.add(**FINDING | {"severity": "重大隐患"})
        phone.photograph(photos[0], among="#findings")
        phone.feed_back()
        assert faults(phone.page) == []
        phone.hand_in()
        phone.sees("连不上服务器")
        assert faults(phone.page) == []


def test_two_pages_send_once_and_write_one_draft_at_a_time(line: Line, phone: Phone) -> None:
    phone.begin(SCHOOL)
    phone.check_in()
    beside = phone.opened()
    beside.goto(phone.page.url)
    beside.get_by_text("正在另一个页面填写").wait_for()
    with line.down():
        phone.hand_in()
        phone.sees("连不上服务器")
    beside.reload()
    phone.back_online()
    phone.sees("服务器已全部收到")
    beside.get_by_text("服务器已全部收到").wait_for()
    beside.close()  # A page behind another is drawn once a second: whatever comes after would take its time.
    assert line.asked == ["POST /inspection/api/visits"]


def test_what_the_server_refuses_is_mended_at_its_field(site: Site, line: Line, phone: Phone) -> None:
    with line.down():
        phone.begin(SCHOOL)
        phone.check_in()
        phone.add(**FINDING | {"days": "9999"})
        phone.feed_back()
        visit = phone.hand_in()
    phone.back_online()
    phone.page.click("#mend")
    field = phone.page.locator(".field.bad", has_text="期限")
    assert "1000" in field.inner_text()
    field.locator("input").fill("9")
    assert phone.hand_in() == visit
    phone.sees("服务器已全部收到")
    assert stored(site, visit)["issues"][0]["working_days"] == 9


def test_a_full_phone_says_so_and_keeps_what_it_had(phone: Phone) -> None:
    phone.begin(SCHOOL)
    phone.check_in()
    phone.page.fill("#summary", "存下了")
    phone.page.evaluate(
        "() => { window.put = IDBObjectStore.prototype.put;"
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    phone.page.fill("#summary", "存不下")
    phone.sees("手机存储空间不够")
    assert phone.page.is_disabled("#hand-in")
    phone.page.evaluate("() => { IDBObjectStore.prototype.put = window.put }")
    phone.page.fill("#summary", "又存下了")
    phone.page.wait_for_selector("#hand-in:not([disabled])")
    assert phone.kept()[0]["summary"] == "又存下了"


def test_a_full_phone_sends_what_waits_and_notes_the_receipt_when_there_is_room(
    line: Line, phone: Phone
) -> None:
    with line.down():
        written(phone, [])
        phone.sees("连不上服务器")
    phone.page.evaluate(
        "() => { window.put = IDBObjectStore.prototype.put;"
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    phone.back_online()
    phone.sees("手机存储空间不够")
    phone.page.evaluate("() => { IDBObjectStore.prototype.put = window.put }")
    phone.back_online()
    phone.sees("服务器已全部收到")
    assert phone.kept()[0]["receipt"]["changed"] is False  # It was there since the first time.
    assert phone.page.get_by_text("手机存储空间不够").count() == 0


def test_a_button_pressed_twice_hands_in_once_and_says_nothing_went_wrong(line: Line, phone: Phone) -> None:
    phone.begin(SCHOOL)
    phone.check_in()
    phone.page.dblclick("#hand-in")
    phone.sees("服务器已全部收到")
    assert phone.page.get_by_text("没有存下").count() == 0
    assert line.asked == ["POST /inspection/api/visits"]


def test_a_danger_goes_out_before_its_photos_and_stays_as_it_was_told(
    site: Site, line: Line, phone: Phone, photos: list[FilePayload]
) -> None:
    """条例 15: at once, whatever becomes of the photos; the record then says the same."""
    problem = "食堂燃气管道泄漏"
    with line.down():
        phone.begin(SCHOOL)
        phone.check_in()
        phone.add(**FINDING | {"severity": "重大隐患", "problem": problem})
        phone.photograph(photos[0], among="#findings")
        phone.feed_back()
        visit = phone.hand_in()
        phone.sees("连不上服务器")
    line.cut_in = 1000
    phone.back_online()
    line.wait_until_cut()
    site.rest()
    told = [one for one in site.get("/inspection/api/hazards") if one["problem"] == problem]
    assert [one["visit"] for one in told] == [visit]
    phone.sees("连不上服务器")
    phone.page.click("#take-back")
    phone.sees("重大隐患已经上报")
    assert phone.page.locator("#findings fieldset :enabled").count() == 0
    assert phone.page.locator("#drop-draft").count() == 0
    phone.hand_in()
    line.cut = False
    phone.back_online()
    phone.sees("服务器已全部收到")
    record = stored(site, visit)
    assert [issue["problem"] for issue in record["issues"]] == [problem]
    assert record["issues"][0]["evidence"] == [record["pictures"][0]["sha256"]]
    alarm, photo, sent = line.asked
    assert alarm == f"POST /inspection/api/visits/{visit}/hazards"
    assert photo.startswith("PUT /inspection/api/files/")
    assert sent == "POST /inspection/api/visits"


def test_whatever_is_written_stays_text(site: Site, phone: Phone) -> None:
    phone.page.fill("#other-unit", HOSTILE)
    phone.page.click("#begin-other")
    phone.begin(SCHOOL)
    phone.page.click("#open-by-hand")
    phone.page.fill("#by-hand-place", HOSTILE[:90])
    phone.page.click("#by-hand")
    phone.sees("没有定位")
    phone.page.fill("#themes", HOSTILE[:80])
    phone.add(
        severity="重大隐患",
        problem=HOSTILE,
        theme=HOSTILE[:80],
        demand=HOSTILE,
        days="2",
        department=HOSTILE[:80],
    )
    phone.feed_back(HOSTILE[:80])
    phone.page.fill("#answer", HOSTILE)
    phone.page.set_input_files(
        "#gallery input[data-source=camera]",
        {"name": HOSTILE, "mimeType": "image/png", "buffer": b"no picture"},
    )
    phone.sees("打不开")
    visit = phone.hand_in()
    phone.sees("服务器已全部收到")
    assert HOSTILE in phone.page.inner_text("#findings")
    assert stored(site, visit)["issues"][0]["problem"] == HOSTILE


def test_the_sample_s_visit_comes_out_the_same_as_by_the_api(
    site: Site, line: Line, browser: Browser
) -> None:
    listed = site.get("/inspection/api/visits", unit=SCHOOL)
    by_api = stored(site, *(one["visit"] for one in listed if one["number"] == "JC-202609-029"))
    problems = by_api["issues"]
    with phone_of(site, line, browser) as phone:
        phone.install(COLLEAGUE)
        phone.begin(SCHOOL)
        page = phone.page
        page.click("#open-by-hand")
        page.fill("#by-hand-day", by_api["visited_on"])
        page.fill("#by-hand-clock", by_api["started"][:5])
        page.fill("#by-hand-place", "校门口")
        page.click("#by-hand")
        page.fill("#minutes", str(by_api["minutes"]))
        page.fill("#other-inspector", "DX014")
        page.click("text=加上")
        page.fill("#themes", "、".join(by_api["themes"]))
        for counter in ("lessons_heard", "plans_read", "interviews"):
            page.fill(f"#counter-{counter}", str(by_api[counter]))
        for issue in problems:
            phone.add(
                severity=issue["severity"], problem=issue["problem"], theme=issue["theme"],
                demand=issue["demand"], days=str(issue["working_days"]), department=issue["department"] or "",
            )  # fmt: skip
        phone.feed_back()
        page.fill("#summary", by_api["summary"])
        visit = phone.hand_in()
        phone.sees("服务器已全部收到")
    by_page = stored(site, visit)
    assert set(by_page["inspectors"]) == set(by_api["inspectors"])
    more = {"photos", "came", "feedback", "doubts", "issues"}  # No picture here, and what only a phone says.
    assert without(by_page, more) == without(by_api, more)
    assert [without(issue) for issue in by_page["issues"]] == [without(issue) for issue in problems]


def test_the_month_s_checklist_is_taken_along_and_every_problem_in_it_is_a_finding(
    site: Site, line: Line, phone: Phone
) -> None:
    """一月一主题; Q22: 督导问题必反馈."""
    publish_october(site)
    post = {"unit": SCHOOL, "inspector": "DX030"}
    site.post("/roster/api/posts", {**post, "since": "2026-09-01"})
    try:
        phone.visit()
        phone.page.wait_for_selector("[data-unit]")
    finally:
        site.post("/roster/api/posts/end", {**post, "ended_on": "2026-10-12"})
    with line.down():
        phone.visit()
        page = phone.page
        page.click("[data-unit]")
        page.click("#locate")
        phone.sees("已签到")
        fire, stairs, gate = (
            page.locator(".check-item", has_text=text) for text in ("消防", "扶手牢固", "门卫")
        )
        fire.locator("[value=met]").check()
        stairs.locator("[value=problem]").check()
        finding = stairs.locator(".sub-form").last
        for name in ("problem", "demand", "days", "department"):
            finding.locator(f"[id$='-{name}']").fill({**FINDING, "department": "区住建局"}[name])
        finding.locator("[value=严重]").check()
        gate.locator("[value=problem]").check()
        gate.locator("[type=checkbox]").check()
        gate.locator("[id$='-demand']").wait_for(
            state="detached"
        )  # Put right on the spot: nothing is demanded.
        gate.locator("textarea").fill("当场补了登记")
        phone.sees("3 / 4")
        phone.feed_back()
        visit = phone.hand_in()
    phone.back_online()
    phone.sees("服务器已全部收到")
    told = stored(site, visit)
    assert [check["outcome"] for check in told["checklist"]["checks"]] == ["无问题", "部门协调", "当场整改"]
    assert (told["checklist"]["theme"], told["checklist"]["version"]) == ("2026-10", 1)
    assert told["themes"] == ["校园安全"]


def test_a_visit_written_down_later_has_the_checklist_of_its_own_day(site: Site, phone: Phone) -> None:
    """一月一主题: October's list is not September's, and an answer can be taken back."""
    publish_october(site)
    phone.visit()
    phone.begin(SCHOOL)
    page = phone.page
    assert page.locator("#checklist").count() == 1
    problem, fixed = page.locator(".check-item").nth(0), page.locator(".check-item").nth(1)
    problem.locator("[value=problem]").check()
    for name in ("problem", "demand", "days"):
        problem.locator(f"[id$='-{name}']").fill(FINDING[name])
    problem.locator("[value=严重]").check()
    fixed.locator("[value=problem]").check()
    fixed.locator("[type=checkbox]").check()
    fixed.locator("[id$='-note']").fill("当场换好")
    page.locator(".check-item").nth(2).locator("[value=met]").check()
    phone.sees("3 / 4")
    page.locator(".check-item").nth(2).locator("[data-leave]").click()
    phone.sees("2 / 4")
    page.click("#open-by-hand")
    page.fill("#by-hand-day", "2026-09-30")
    page.fill("#by-hand-place", "校门口")
    page.click("#by-hand")
    page.wait_for_selector("#checklist", state="detached")
    assert "当场换好" in page.input_value("#summary")
    page.fill("#themes", "校园安全")
    phone.feed_back()
    visit = phone.hand_in()
    phone.sees("服务器已全部收到")
    record = stored(site, visit)
    assert (record["checklist"], record["visited_on"]) == (None, "2026-09-30")
    assert [issue["problem"] for issue in record["issues"]] == [FINDING["problem"]]


def test_a_list_answered_beyond_what_a_visit_looks_at_cannot_be_handed_in(phone: Phone) -> None:
    """息烽 1+N: the server refuses more, so the form says it first."""
    lacks = phone.page.evaluate(
        """async () => {
          const from = document.querySelector('script[src*="recorder/start.js"]').src.replace('start.js', '');
          const {begin, missing} = await import(from + 'visit.js');
          const items = [...'abcdef'].map((id) => ({id, text: id, answer: 'met', fixed: false, note: ''}));
          const list = {theme: '2026-10', version: 1, name: '安全', least: 3, most: 5, items};
          const visit = begin({account: 'a', inspector: 'DX030'}, {code: 'x', name: 'x'}, list);
          return missing({...visit, checkIn: {at: new Date().toISOString(), place: 'x', fix: null}});
        }"""
    )
    assert lacks == [["checklist", "清单最多看5项"]]


def publish_october(site: Site) -> None:
    """The theme of October with three items, and one more of the school's zone; published once."""
    month = "/inspection/api/themes/2026-10"
    headers = {"Authorization": f"Bearer {site.token(OFFICE)}"}
    body = {"name": "校园安全", "items": ["消防通道畅通", "楼梯扶手牢固", "门卫到位"]}
    with httpx.Client(base_url=site.origin, headers=headers, trust_env=False) as office:
        if office.get(month).is_success:
            return
        office.put(month, json=body).raise_for_status()
    site.post(f"{month}/publication")
    site.post(f"{month}/local-items", {"zone": zone_of(site, SCHOOL), "items": ["食堂留样"]})


def zone_of(site: Site, unit: str) -> str:
    (found,) = (one for one in site.get("/inspection/api/units") if one["code"] == unit)
    return str(found["zone"])


def test_who_may_not_record_sees_nothing_of_it(site: Site, visit: Visit) -> None:
    head = visit(HEAD)
    assert head.open("/inspection/recorder") == 403
    answer = head.context.request.get("/inspection/api/recorder")
    assert answer.status == 403
    assert head.page.locator(".nav >> text=督导记录").count() == 0
    stranger = visit()
    stranger.page.goto("/inspection/recorder")
    assert stranger.path() == "/roster/sign-in?next=%2Finspection%2Frecorder"


def test_an_inspector_takes_along_nobody_s_recusal_but_his_own(site: Site, visit: Visit) -> None:
    inspector = visit(INSPECTOR)
    pack = inspector.context.request.get("/inspection/api/recorder").json()
    assert {unit["code"] for unit in pack["units"]} >= {SCHOOL}
    assert all(
        set(unit) == {"code", "name", "zone", "mine", "recused", "inspectors"} for unit in pack["units"]
    )
    assert all(set(one) == {"number", "name"} for one in pack["inspectors"])
    assert pack["person"] == {
        "account": INSPECTOR.id, "name": INSPECTOR.name, "role": "督学", "inspector": INSPECTOR.inspector,
    }  # fmt: skip
