"""Short tokens behind long sessions: renewed unseen, ended by whoever closes the account or changes the password."""

import time
from collections.abc import Iterator

import httpx
import pytest

from deploy.client import token_for
from services.roster.entrypoints.pages import RENEWAL
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.runtime.caller import SESSION
from tests.system.pages.site import OFFICE, PASSWORD, Site
from tests.system.pages.visitor import Visit, Visitor

ACCOUNTS = "/roster/api/accounts"
COMMAND_LINE = Principal("dudao", "命令行", (Role.OPERATOR, Role.OFFICE))
QUARTER = 15 * 60  # seconds


@pytest.fixture
def http(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.origin, trust_env=False, timeout=30) as http:
        yield http


def open_account(site: Site, account: str, must_change: bool = False, role: Role = Role.OFFICE) -> None:
    body = {"account": account, "name": "新同事", "roles": [role.value], "password": PASSWORD}
    site.post(ACCOUNTS, body | {"must_change": must_change}, COMMAND_LINE)


def close_account(http: httpx.Client, site: Site, account: str) -> httpx.Response:
    return http.delete(f"{ACCOUNTS}/{account}", headers={"Authorization": f"Bearer {site.token(OFFICE)}"})


def sign_in(http: httpx.Client, account: str, password: str = PASSWORD) -> httpx.Response:
    return http.post("/roster/api/sign-in", json={"account": account, "password": password})


def renew(http: httpx.Client, renewal: str) -> httpx.Response:
    return http.post("/roster/api/renew", json={"renewal": renewal})


def ledger(http: httpx.Client, token: str) -> int:
    return http.get("/rectification/api/cases", headers={"Authorization": f"Bearer {token}"}).status_code


def at_work(visit: Visit, account: str = "zhouwq") -> Visitor:
    visitor = visit()
    visitor.page.goto("/roster/sign-in")
    visitor.sign_in(account)
    return visitor


def cookie(visitor: Visitor, name: str) -> str:
    (value,) = (c["value"] for c in visitor.context.cookies() if c["name"] == name)
    return str(value)


def test_a_page_asked_for_with_a_run_out_token_comes_at_once_while_the_session_lives(
    site: Site, visit: Visit
) -> None:
    office = at_work(visit)
    case = site.case()
    office.take(site.token(OFFICE, lifetime=-60))
    office.case(case)
    assert office.path() == f"/rectification/cases/{case['case_id']}"
    assert office.page.locator(".me > summary").count() == 1


def test_a_form_sent_with_a_run_out_token_is_obeyed_with_all_that_was_filled_in(
    site: Site, visit: Visit
) -> None:
    office = at_work(visit)
    case = site.case()
    office.case(case)
    office.take(site.token(OFFICE, lifetime=-60))
    office.page.click(".action > summary >> nth=0")
    with office.page.expect_navigation():
        office.page.evaluate("document.querySelector('.action form').requestSubmit()")
    assert office.path().startswith(f"/rectification/cases/{case['case_id']}")
    site.rest()
    assert site.get(f"/rectification/api/cases/{case['case_id']}")["state"] == "noticed"


def test_a_form_of_another_site_is_not_obeyed_by_way_of_a_renewal(site: Site, visit: Visit) -> None:
    office = at_work(visit)
    case = site.case()
    office.take(site.token(OFFICE, lifetime=-60))
    action = f"/rectification/cases/{case['case_id']}/serve-notice"
    answer = office.context.request.post(action, form={"working_days": "10", "csrf": "guess"})
    assert answer.status == 403
    assert site.get(f"/rectification/api/cases/{case['case_id']}")["state"] == "opened"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_a_renewal_leads_nobody_elsewhere(visit: Visit, elsewhere: str) -> None:
    office = at_work(visit)
    for method in ("get", "post"):
        ask = getattr(office.context.request, method)
        answer = ask("/roster/session", params={"next": elsewhere}, max_redirects=0)
        assert answer.headers["location"] == "/rectification/ledger"


def test_an_open_page_renews_its_token_by_itself(site: Site, visit: Visit) -> None:
    office = at_work(visit)
    soon_over = token_for(site.installation, OFFICE, lifetime=200)  # So little left that it asks at once.
    office.take(soon_over)
    office.page.goto("/rectification/ledger")
    deadline = time.monotonic() + 10
    while cookie(office, SESSION) == soon_over and time.monotonic() < deadline:
        office.page.wait_for_timeout(50)
    assert cookie(office, SESSION) != soon_over


def test_signing_out_ends_the_session_also_for_who_kept_its_cookies(
    site: Site, visit: Visit, http: httpx.Client
) -> None:
    office = at_work(visit)
    kept = cookie(office, RENEWAL)
    office.page.click(".me > summary")
    office.follow("text=退出")
    assert renew(http, kept).status_code == 401


def test_what_renews_a_session_is_shown_to_the_roster_only(visit: Visit) -> None:
    office = at_work(visit)
    with office.page.expect_request("**/rectification/ledger") as asked:
        office.page.goto("/rectification/ledger")
    sent = asked.value.all_headers()["cookie"]
    assert SESSION in sent
    assert RENEWAL not in sent


def test_a_closed_account_is_out_at_the_next_renewal(site: Site, visit: Visit, http: httpx.Client) -> None:
    open_account(site, "leaving")
    signed_in = sign_in(http, "leaving").json()
    assert signed_in["expires_in"] <= QUARTER
    visitor = at_work(visit, "leaving")
    assert renew(http, signed_in["renewal"]).status_code == 200
    assert close_account(http, site, "leaving").status_code == 200
    refused = renew(http, signed_in["renewal"])
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/session-ended")
    visitor.take(site.token(OFFICE, lifetime=-60))
    visitor.page.goto("/rectification/ledger")
    assert visitor.path().startswith("/roster/sign-in?next=")
    visitor.sees("登录已失效")
    open_account(site, "leaving")
    assert renew(http, signed_in["renewal"]).status_code == 401, "the account opened anew is another"


def test_an_account_opened_anew_in_other_roles_gives_no_token_in_the_old_ones(
    site: Site, http: httpx.Client
) -> None:
    open_account(site, "moving")
    old = sign_in(http, "moving").json()
    close_account(http, site, "moving")
    open_account(site, "moving", role=Role.AUDITOR)
    assert renew(http, old["renewal"]).status_code == 401
    assert sign_in(http, "moving").json()["roles"] == ["auditor"]


def test_a_new_password_ends_the_sessions_of_the_old_one(site: Site, http: httpx.Client) -> None:
    open_account(site, "careful")
    signed_in = sign_in(http, "careful").json()
    change = {"account": "careful", "password": PASSWORD, "new_password": "only-mine-1"}
    assert http.post("/roster/api/password", json=change | {"new_password": PASSWORD}).status_code == 422
    assert http.post("/roster/api/password", json=change).status_code == 204
    assert renew(http, signed_in["renewal"]).status_code == 401
    again = sign_in(http, "careful", "only-mine-1").json()
    renewed = renew(http, again["renewal"]).json()
    assert ledger(http, renewed["token"]) == 200
    assert http.post("/roster/api/sign-out", json={"renewal": again["renewal"]}).status_code == 204
    assert renew(http, again["renewal"]).status_code == 401


def test_a_program_gets_no_token_either_before_the_first_password_is_replaced(
    site: Site, http: httpx.Client
) -> None:
    open_account(site, "newcomer", must_change=True)
    refused = sign_in(http, "newcomer")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/password-must-change")
    assert "token" not in refused.json()
    change = {"account": "newcomer", "password": PASSWORD, "new_password": "only-mine-1"}
    assert http.post("/roster/api/password", json=change).status_code == 204
    assert ledger(http, sign_in(http, "newcomer", "only-mine-1").json()["token"]) == 200


def test_a_name_nobody_has_is_locked_like_one_somebody_has(site: Site, http: httpx.Client) -> None:
    open_account(site, "guessed")
    answers = {}
    for name in ("guessed", "nobody-has-it"):
        for path in ("/roster/api/sign-in", "/roster/api/password"):
            body = {"account": name, "password": "wrong"}
            body |= {"new_password": "only-mine-1"} if path.endswith("password") else {}
            given = [http.post(path, json=body) for _ in range(4)]
            answers[name, path] = [
                (a.status_code, a.json()["title"], a.json()["detail"], sorted(a.json()), sorted(a.headers))
                for a in given
            ]
    assert answers["guessed", "/roster/api/sign-in"] == answers["nobody-has-it", "/roster/api/sign-in"]
    assert answers["guessed", "/roster/api/password"] == answers["nobody-has-it", "/roster/api/password"]
    locked = sign_in(http, "nobody-has-it")
    assert locked.status_code == 429
    assert 1 <= int(locked.headers["retry-after"]) <= QUARTER


@pytest.mark.parametrize(
    "name", ["x" * 65, "x" * 100_000, "退\u202e休", "a\x07b", "' OR 1=1 --", "../../x", ""]
)
def test_a_name_that_no_account_can_have_is_refused_at_once(
    site: Site, http: httpx.Client, name: str
) -> None:
    assert sign_in(http, name).status_code == 422
    form = {"account": name, "password": "wrong"}
    page = http.post("/roster/sign-in", data=form, headers={"Origin": site.origin})
    assert page.status_code == 401
    assert "账号或密码不对" in page.text


def test_the_last_office_account_is_closed_by_nobody(site: Site, http: httpx.Client) -> None:
    open_ = [row["account"] for row in site.get(ACCOUNTS) if row["open"] and "office" in row["roles"]]
    others = [account for account in open_ if account != OFFICE.id]
    for account in others:
        assert close_account(http, site, account).status_code == 200
    refused = close_account(http, site, OFFICE.id)
    for account in others:
        open_account(site, account, must_change=account == "first")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/last-keeper")
    assert "请先给另一人开一个督导室账号" in refused.json()["detail"]
    assert sign_in(http, OFFICE.id).status_code == 200


def test_operators_sign_for_themselves(site: Site, http: httpx.Client) -> None:
    """The command line and the demo hold the key: they ask nobody for a session."""
    person = Principal("dudao", "命令行", (Role.OPERATOR, Role.OFFICE))
    assert ledger(http, token_for(site.installation, person)) == 200
