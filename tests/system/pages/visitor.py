"""A person at a browser."""

from collections.abc import Mapping
from typing import Any, Protocol

from playwright.sync_api import APIResponse, Browser, BrowserContext, Page

from shared.identity.principal import Principal
from shared.runtime.caller import SESSION
from tests.system.pages.site import PASSWORD, Site

SHORT = 5000  # milliseconds
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }}"


class Visit(Protocol):
    """Opens a browser for a person, or for somebody who is not signed in."""

    def __call__(self, person: Principal | None = None) -> "Visitor": ...


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
            "sameSite": "Lax",
        }
        self.context.add_cookies([cookie])

    def sign_in(self, account: str, password: str = PASSWORD) -> None:
        self.page.fill("[name=account]", account)
        self.page.fill("[name=password]", password)
        self.follow("button.primary")

    def case(self, row: dict[str, Any]) -> Page:
        self.page.goto(f"/rectification/cases/{row['case_id']}")
        return self.page

    def open(self, path: str) -> int:
        """Go to a page of the site; its status."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> APIResponse:
        """Send a form without its page; where it would lead is not followed."""
        return self.context.request.post(path, form=dict(form), headers=headers, max_redirects=0)

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


def form_of(page: Page, selector: str) -> dict[str, str]:
    """What the form would post, and where to."""
    form: dict[str, str] = page.eval_on_selector(
        selector,
        "form => ({action: form.querySelector('[formaction]').formAction, ...Object.fromEntries(new FormData(form))})",
    )
    return form
