"""One browser and one site for all tests of pages; without a browser they are skipped, in CI they fail."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from shared.identity.principal import Principal
from tests.system.pages.chromium import ARGUMENTS, chromium, require_browser
from tests.system.pages.site import Site
from tests.system.pages.visitor import Visit, Visitor


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    require_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("pages"))
    site.start()
    yield site
    site.stop()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visit]:
    """Opens a browser for a person; in the end nothing may have gone wrong in it."""
    came: list[Visitor] = []

    def visitor(person: Principal | None = None) -> Visitor:
        came.append(Visitor(site, browser, person))
        return came[-1]

    yield visitor
    for one in came:
        one.context.close()
        assert one.faults == []
