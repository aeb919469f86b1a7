"""Signing in with an identity provider: over HTTP, with a provider that tells the truth, lies, or is away."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from random import randrange
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from services.roster.adapters.journeys import Journey
from services.roster.adapters.provider import Provider, ProviderUnavailable, Registration
from shared.identity.tokens import TokenVerifier
from shared.runtime.caller import SESSION
from tests.system.installation import FourProcesses, ended, eventually, free_ports
from tests.system.provider import CLIENT, SECRET, LocalProvider

LABEL = "用统一身份认证登录"
RETURN = "/roster/sign-in/provider/return"
PASSWORD = "一个够长的初始密码"

Claims = Mapping[str, Any]


@dataclass
class Site:
    """A roster process that knows the provider, and who came there."""

    dudao: FourProcesses
    origin: str
    provider: LocalProvider

    def browser(self) -> httpx.AsyncClient:
        """A browser at an address of its own: there is a limit to what one address may begin."""
        address = f"10.{randrange(256)}.{randrange(256)}.{randrange(256)}"
        headers = {"X-Forwarded-For": address}
        return httpx.AsyncClient(base_url=self.origin, headers=headers, timeout=30)

    async def account(self, must_change: bool = False, **more: object) -> str:
        """A new account of the office; whom the provider signs in from now on is its holder."""
        account = f"he-{uuid4().hex[:12]}"
        body = {"account": account, "name": "何玉珍", "roles": ["office"], "password": PASSWORD}
        async with self.dudao.http() as http:
            opened = await http.post(
                "/roster/api/accounts", json={**body, "must_change": must_change, **more}
            )
        opened.raise_for_status()
        self.provider.person = {"sub": f"subject of {account}", "preferred_username": account}
        return account

    async def close(self, account: str) -> None:
        async with self.dudao.http() as http:
            (await http.delete(f"/roster/api/accounts/{account}")).raise_for_status()


@pytest.fixture(scope="module")
def site(started: FourProcesses) -> Iterator[Site]:
    """A second process of the roster beside the first; only this one has a provider."""
    port, provider_port = free_ports(2)
    provider = LocalProvider(provider_port)
    origin = f"http://127.0.0.1:{port}"
    provider.redirect_uri = f"{origin}{RETURN}"
    settings = {
        "DUDAO_PUBLIC_ORIGIN": origin,
        "DUDAO_ROSTER_OIDC_ISSUER": provider.issuer,
        "DUDAO_ROSTER_OIDC_CLIENT_ID": CLIENT,
        "DUDAO_ROSTER_OIDC_CLIENT_SECRET": SECRET,
    }
    with ExitStack() as stack:
        provider.start()
        stack.callback(provider.stop)
        process = started.process("roster", port, **settings)
        stack.callback(ended, process)
        stack.callback(process.terminate)
        yield Site(started, origin, provider)


@pytest.fixture
async def ready(dudao: FourProcesses, site: Site) -> AsyncIterator[Site]:
    """It answers, and goes on answering whatever a test did."""

    async def is_ready() -> bool:
        async with site.browser() as browser:
            return (await browser.get("/roster/health/ready")).is_success

    site.provider.behave()
    await eventually(is_ready, 60)
    yield site
    assert await is_ready()


async def to_provider(browser: httpx.AsyncClient, wanted: str = "/roster/staffing") -> str:
    """Press the button; where the provider then sends the browser."""
    sent = await browser.get("/roster/sign-in/provider", params={"next": wanted})
    assert sent.status_code == 303, sent.text
    back = await browser.get(sent.headers["location"])
    assert back.status_code == 302
    return str(back.headers["location"])


async def sign_in(browser: httpx.AsyncClient, wanted: str = "/roster/staffing") -> httpx.Response:
    return await browser.get(await to_provider(browser, wanted))


async def refused(browser: httpx.AsyncClient, answer: httpx.Response, status: int, text: str) -> None:
    """The sign-in page says why, and the browser is nobody."""
    assert answer.status_code == status, answer.text
    assert text in answer.text
    assert SESSION not in browser.cookies
    page = await browser.get("/roster/staffing")
    assert (page.status_code, urlsplit(page.headers["location"]).path) == (303, "/roster/sign-in")


async def test_who_has_an_account_gets_in_and_where_he_wanted(ready: Site) -> None:
    account = await ready.account()
    async with ready.browser() as browser:
        page = await browser.get("/roster/staffing", follow_redirects=True)
        assert LABEL in page.text
        assert "/roster/sign-in/provider?next=%2Froster%2Fstaffing" in page.text
        answer = await sign_in(browser)
        assert (answer.status_code, answer.headers["location"]) == (303, "/roster/staffing")
        assert (await browser.get("/roster/staffing")).is_success
        keys = (await browser.get("/roster/api/.well-known/jwks.json")).json()
        person = await TokenVerifier.local(keys).verify(browser.cookies[SESSION])
        assert (person.id, person.name, person.roles) == (account, "何玉珍", ("office",))


async def test_cookies_stay_out_of_scripts_and_the_journey_is_over(ready: Site) -> None:
    await ready.account()
    async with ready.browser() as browser:
        answer = await sign_in(browser)
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 3
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in cookies)
    assert "Max-Age=0" in next(cookie for cookie in cookies if cookie.startswith("dudao_journey="))


async def test_without_settings_there_is_no_button_and_no_way(dudao: FourProcesses) -> None:
    async with dudao.http() as http:
        assert LABEL not in (await http.get("/roster/sign-in")).text
        assert (await http.get("/roster/sign-in/provider")).status_code == 404
        assert (await http.get(RETURN, params={"code": "x", "state": "y"})).status_code == 404


async def test_sessions_are_renewed_and_end_with_the_account(ready: Site) -> None:
    account = await ready.account()
    async with ready.browser() as browser:
        await sign_in(browser)
        renewed = await browser.get("/roster/session", params={"next": "/roster/staffing"})
        assert renewed.headers["location"] == "/roster/staffing"
        await ready.close(account)
        renewed = await browser.get("/roster/session", params={"next": "/roster/staffing"})
        assert urlsplit(renewed.headers["location"]).path == "/roster/sign-in"
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 403, "没有给您开这个账号")


async def test_nobody_gets_an_account_by_signing_in(ready: Site) -> None:
    stranger = f"stranger-{uuid4().hex[:8]}"
    ready.provider.person = {"sub": stranger, "preferred_username": stranger}
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 403, f"“{stranger}”，但这里没有给您开这个账号")
    async with ready.dudao.http() as http:
        accounts = (await http.get("/roster/api/accounts")).json()
    assert stranger not in {one["account"] for one in accounts}


async def test_an_account_is_bound_to_the_first_who_comes_for_it(ready: Site) -> None:
    """At many providers a person can change the name he goes by; what the provider itself calls him stays."""
    account = await ready.account()
    async with ready.browser() as browser:
        assert (await sign_in(browser)).status_code == 303
    ready.provider.person["sub"] = "somebody else"
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 403, "已属于另一个人")
    ready.provider.person["sub"] = f"subject of {account}"
    async with ready.browser() as browser:
        assert (await sign_in(browser)).status_code == 303


async def test_nobody_gets_into_a_second_account_by_taking_its_name(ready: Site) -> None:
    first = await ready.account()
    async with ready.browser() as browser:
        await sign_in(browser)
    second = await ready.account()
    ready.provider.person = {"sub": f"subject of {first}", "preferred_username": second}
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 403, "已属于另一个人")


async def test_an_account_opened_anew_is_free_again(ready: Site) -> None:
    account = await ready.account()
    async with ready.browser() as browser:
        await sign_in(browser)
    await ready.close(account)
    await ready.account(account=account)
    ready.provider.person = {"sub": "the next in this office", "preferred_username": account}
    async with ready.browser() as browser:
        assert (await sign_in(browser)).status_code == 303


async def test_the_first_password_is_none_whom_the_provider_confirms_must_change(ready: Site) -> None:
    account = await ready.account(must_change=True)
    async with ready.browser() as browser:
        assert (await sign_in(browser)).headers["location"] == "/roster/staffing"
        body = {"account": account, "password": PASSWORD}
        answer = await browser.post("/roster/api/sign-in", json=body)
    assert answer.json()["type"] == "/problems/password-must-change"


async def test_an_answer_counts_once(ready: Site) -> None:
    await ready.account()
    async with ready.browser() as browser:
        back = await to_provider(browser)
        journey = browser.cookies["dudao_journey"]
        assert (await browser.get(back)).status_code == 303
    async with ready.browser() as thief:  # Even who has everything the browser had.
        thief.cookies.set("dudao_journey", journey)
        await refused(thief, await thief.get(back), 401, "这次登录已失效")


async def test_an_answer_counts_only_in_the_browser_that_asked(ready: Site) -> None:
    """Or somebody could be led, by a link, into another's account, and leave there what is his (login CSRF)."""
    await ready.account()
    async with ready.browser() as attacker, ready.browser() as victim:
        back = await to_provider(attacker)
        await refused(victim, await victim.get(back), 401, "不是从这个浏览器开始的")
        await victim.get("/roster/sign-in/provider")  # Nor with a journey of his own.
        await refused(victim, await victim.get(back), 401, "不是从这个浏览器开始的")
        assert (await attacker.get(back)).status_code == 303  # And nothing of it was used up.


@pytest.mark.parametrize("state", ["", "x" * 43, "%00", "退" * 500])
async def test_an_answer_without_the_right_state_counts_nothing(ready: Site, state: str) -> None:
    await ready.account()
    async with ready.browser() as browser:
        back = parse_qs(urlsplit(await to_provider(browser)).query)
        code, iss = back["code"][0], back["iss"][0]
        answer = await browser.get(RETURN, params={"code": code, "iss": iss, "state": state})
        await refused(browser, answer, 401, "这次登录已失效")


@pytest.mark.parametrize("said_by", ["https://evil.example", ""])
async def test_an_answer_of_another_provider_counts_nothing(ready: Site, said_by: str) -> None:
    """Mix-up (RFC 9207): an honest code must not be taken for another provider's."""
    await ready.account()
    ready.provider.said_by = said_by
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 401, "没有确认您的身份")


async def test_who_is_refused_there_is_refused_here(ready: Site) -> None:
    await ready.account()
    ready.provider.refuses = True
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 401, "没有确认您的身份")


LIES: Mapping[str, Claims] = {
    "run out": {"exp": int(time.time()) - 3600},
    "without an end": {"exp": None},
    "for another client": {"aud": "another"},
    "for us and another": {"aud": [CLIENT, "another"]},
    "by another": {"iss": "https://evil.example"},
    "of another journey": {"nonce": "another"},
    "of no journey": {"nonce": None},
    "of nobody": {"sub": None},
    "without the claim": {"preferred_username": None},
    "with a claim that is no text": {"preferred_username": ["he"]},
    "from the future": {"iat": int(time.time()) + 3600, "nbf": int(time.time()) + 3600},
}


@pytest.mark.parametrize("lie", LIES)
async def test_an_identity_token_that_is_not_for_this_proves_nothing(ready: Site, lie: str) -> None:
    await ready.account()
    ready.provider.changed = dict(LIES[lie])
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 401, "没有确认您的身份")


FORGERS: Mapping[str, Callable[[LocalProvider], Callable[[Claims], str]]] = {
    "a stranger's key": lambda provider: provider.signed_by_a_stranger,
    "no algorithm": lambda provider: provider.unsigned,
    "the client's secret": lambda provider: provider.signed_with_the_clients_secret,
    "the public key as a secret": lambda provider: provider.signed_with_the_public_key_as_secret,
    "nothing a token is made of": lambda provider: lambda claims: "garbage",
}


@pytest.mark.parametrize("forger", FORGERS)
async def test_an_identity_token_signed_otherwise_proves_nothing(ready: Site, forger: str) -> None:
    await ready.account()
    ready.provider.sign = FORGERS[forger](ready.provider)
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 401, "没有确认您的身份")


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
async def test_nobody_is_led_elsewhere(ready: Site, wanted: str) -> None:
    await ready.account()
    async with ready.browser() as browser:
        assert (await sign_in(browser, wanted)).headers["location"] == "/rectification/ledger"


async def test_while_the_provider_is_out_of_order_that_is_said_and_passwords_do(ready: Site) -> None:
    account = await ready.account()
    ready.provider.broken = True
    async with ready.browser() as browser:
        await refused(browser, await sign_in(browser), 503, "统一身份认证现在连不上")
        form = {"account": account, "password": PASSWORD, "next": "/roster/staffing"}
        answer = await browser.post("/roster/sign-in", data=form, headers={"Origin": ready.origin})
        assert answer.headers["location"] == "/roster/staffing"
    ready.provider.behave()
    async with ready.browser() as browser:
        assert (await sign_in(browser)).status_code == 303


async def test_while_the_provider_is_away_that_is_said(ready: Site) -> None:
    await ready.account()
    async with ready.browser() as browser:
        back = await to_provider(browser)
        ready.provider.stop()
        try:
            await refused(browser, await browser.get(back), 503, "统一身份认证现在连不上")
        finally:
            ready.provider.start()
        assert (await sign_in(browser)).status_code == 303


@pytest.mark.parametrize("path", ["/realms/none", "/realms/district/"])
async def test_a_provider_that_is_not_what_it_is_called_is_of_no_use(ready: Site, path: str) -> None:
    issuer = f"http://127.0.0.1:{ready.provider.port}{path}"
    registration = Registration(issuer, CLIENT, SECRET, "openid", "preferred_username", "http://127.0.0.1/")
    with pytest.raises(ProviderUnavailable, match="统一身份认证现在连不上"):
        await Provider(registration).address(Journey("state", "nonce", "verifier", "/"))


async def test_a_flood_of_journeys_from_one_address_is_stopped(ready: Site) -> None:
    async with ready.browser() as browser:
        answers = [await browser.get("/roster/sign-in/provider") for _ in range(70)]
    assert {answer.status_code for answer in answers} == {303, 429}
