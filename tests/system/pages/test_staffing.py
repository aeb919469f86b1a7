"""The staffing board: what a browser shows of it is what the API and the export say."""

from io import BytesIO

from openpyxl import load_workbook

from tests.system.pages.site import DEPUTY, HEAD, SCHOOL, Site
from tests.system.pages.visitor import Visit


def test_page_api_and_export_tell_the_same_figures(site: Site, visit: Visit) -> None:
    deputy = visit(DEPUTY)
    deputy.page.goto("/rectification/ledger")
    deputy.follow(".nav >> text=督学配备")
    assert deputy.path() == "/roster/staffing"
    said = site.get("/roster/api/staffing", on="2026-10-13")
    required, coverage = said["required"], said["coverage"]
    assert (required["in_term"], required["required"], required["kindergartens"]["counted"]) == (22, 1, 2)
    assert (coverage["units"], coverage["none"]) == (2, 2)
    figures = deputy.page.locator(".kpis .v").all_inner_texts()
    assert [figure.split("/")[0].strip() for figure in figures] == ["22", "22.7%", "41.2%", "2"]
    with deputy.page.expect_download() as download:
        deputy.page.click("text=导出")
    assert download.value.suggested_filename == "staffing-2026-10-13.xlsx"
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    found = {row[0]: row[1:3] for row in book["配备"].iter_rows(min_row=2, values_only=True)}
    assert (found["督学（人）"], found["专职（人）"], found["无人督导的单位（所）"][0]) == (
        (22, 1),
        (5, 7),
        2,
    )


def test_every_figure_opens_to_its_arithmetic(visit: Visit) -> None:
    page = visit(DEPUTY).page
    page.goto("/roster/staffing")
    for figure, sum_ in (
        ("专职占比", "5÷22＝22.7%"),
        ("退休占兼职", "7÷17＝41.2%"),
        ("在聘", "(0＋2)÷5＝0.4→1"),
    ):
        opened = page.locator(".kpis details", has_text=figure)
        opened.locator("summary").click()
        assert sum_ in opened.locator("div").inner_text()
    page.click("text=逐校看怎么算的")
    page.click("#calc >> text=幼儿园2所")
    assert page.locator("#calc .by-unit li:visible").count() == 2


def test_another_day_has_its_own_figures_and_a_day_without_rules_says_so(visit: Visit) -> None:
    deputy = visit(DEPUTY)
    deputy.page.goto("/roster/staffing")
    deputy.page.fill("[name=on]", "2026-08-31")
    deputy.follow("text=查看")
    assert deputy.page.locator(".kpis .v").first.inner_text().startswith("30")
    assert deputy.open("/roster/staffing?on=2013-01-01") == 422
    deputy.sees("没有这一天的规则")


def test_the_board_fits_a_phone(visit: Visit) -> None:
    page = visit(DEPUTY).page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/roster/staffing")
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_unit_does_not_see_the_board_nor_its_door(visit: Visit) -> None:
    head = visit(HEAD)
    assert head.open("/roster/staffing") == 403
    assert "督学配备" not in head.page.locator(".nav").inner_text()


def test_the_board_is_made_anew_when_the_register_changes(site: Site, visit: Visit) -> None:
    def covering() -> int:
        zones = site.get("/roster/api/staffing")["coverage"]["zones"]
        return sum(len(one["inspectors"]) for zone in zones for one in zone["units"] if one["code"] == SCHOOL)

    before = covering()
    site.post("/roster/api/posts", {"unit": SCHOOL, "inspector": "DX016", "since": "2026-09-01"})
    assert covering() == before + 1
    site.post("/roster/api/posts/end", {"unit": SCHOOL, "inspector": "DX016", "ended_on": "2026-10-12"})
    assert covering() == before
