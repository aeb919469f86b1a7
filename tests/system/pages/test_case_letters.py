"""The letters of a case on its page: what was printed, where to fetch it, and who signed for it."""

from shared.letters.printer import Printer
from tests.system.pages.site import HEAD, OFFICE, Site
from tests.system.pages.visitor import Visit


def test_a_served_notice_is_printed_and_can_be_fetched_from_the_page(site: Site, visit: Visit) -> None:
    case = site.case("noticed")
    address = f"/rectification/api/cases/{case['case_id']}/letters"
    office = visit(OFFICE)
    panel = office.case(case).locator("section[aria-labelledby=h-letters]")
    assert "还没有印制" in panel.inner_text()
    service = site.service("rectification")
    site.call(Printer(service.engine, site.letters("rectification"), 3600).look())
    (notice,) = site.get(address)
    office.page.reload()
    said = panel.inner_text()
    assert notice["number"] in said
    assert f"Word {notice['sha256']['docx'][:4]}…" in said
    with office.page.expect_download() as download:
        panel.get_by_role("link", name="整改通知书，Word").click()
    assert download.value.suggested_filename == f"整改通知书-{notice['number']}.docx"
    site.post(f"{address}/notice/1/receipt", {"signed_by": "高卫东"}, HEAD)
    office.page.reload()
    assert "高卫东 2026年10月13日" in panel.inner_text()
    assert "签收（电子送达）" in panel.inner_text()
