"""Signing in and out: who is let in, where he is led, and what nobody else can make of it."""

import pytest
from playwright.sync_api import Page

from services.roster.entrypoints.pages import RENEWAL
from shared.runtime.caller import SESSION
from tests.system.pages.site import OFFICE, PASSWORD, Site
from tests.system.pages.visitor import Visit


def test_an_expired_session_leads_to_signing_in_and_back_to_the_page(site: Site, visit: Visit) -> None:
    case = site.case()
    late = visit()
    late.take(site.token(OFFICE, lifetime=-60))
    late.case(case)
    assert late.path().startswith("/roster/sign-in?next=")
    late.sees("登录已失效")
    late.sign_in("zhouwq")
    assert late.path() == f"/rectification/cases/{case['case_id']}"
    late.context.clear_cookies(name=RENEWAL)
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
def test_signing_in_leads_nobody_elsewhere(site: Site, visit: Visit, elsewhere: str) -> None:
    victim = visit()
    victim.page.goto(f"/roster/sign-in?next={elsewhere}")
    victim.sign_in("zhouwq")
    assert victim.path() == "/rectification/ledger"


def test_no_other_site_can_sign_anybody_in_or_out(site: Site, visit: Visit) -> None:
    office = visit(OFFICE)
    for origin in ("https://evil.example", "null"):
        form = {"account": "shenjy", "password": PASSWORD, "next": "/"}
        answer = office.post("/roster/sign-in", form, Origin=origin)
        assert answer.status == 403
        assert "set-cookie" not in answer.headers
        assert office.post("/roster/sign-out", {}, Origin=origin).status == 403


def test_the_session_is_out_of_reach_of_scripts_and_of_other_sites_and_ends_on_signing_out(
    site: Site, visit: Visit
) -> None:
    deputy = visit()
    deputy.page.goto("/roster/sign-in")
    deputy.sign_in("shenjy", "wrong")
    deputy.sees("账号或密码不对")
    deputy.sign_in("shenjy")
    assert {(c["name"], c["httpOnly"], c["sameSite"], c["path"]) for c in deputy.context.cookies()} == {
        (SESSION, True, "Lax", "/"),
        (RENEWAL, True, "Lax", "/roster"),
    }
    deputy.page.click(".me > summary")
    deputy.sees("副总督学")
    deputy.follow("text=退出")
    assert deputy.path() == "/roster/sign-in"
    assert deputy.context.cookies() == []


def test_a_first_password_must_be_replaced_before_anything_else(site: Site, visit: Visit) -> None:
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


def _replace_password(page: Page, replacement: str, repeated: str) -> None:
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=new_password]", replacement)
    page.fill("[name=repeated]", repeated)
    with page.expect_navigation():
        page.click("button.primary")
