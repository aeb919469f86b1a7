"""What axe finds wrong with a page as it is shown now (WCAG 2.2 AA)."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ASKED = {"resultTypes": ["violations"]}


def faults(page: Page) -> list[str]:
    """Every fault with the element that has it; none, when all is well."""
    found = Axe().run(page, options=ASKED).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
