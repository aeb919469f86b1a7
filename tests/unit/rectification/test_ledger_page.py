"""The ledger page: its address says everything, and its sums are those of the rows."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from services.rectification.entrypoints.due_dates import DueDates
from services.rectification.entrypoints.ledger_page import TABS, Asked, Found, ledger_view, origin
from services.rectification.entrypoints.names import Names
from shared.web.components import PageLink
from tests.unit.rectification.samples import CALENDAR, at, pack_on

DATES = DueDates.on(at(10, 13), CALENDAR, pack_on)
COUNTS = {
    "zone": {"第三责任区": 90, "": 5},
    "theme": {"食堂食品安全": 95},
    "state": {},
    "rung": {},
    "severity": {},
}


def found(page: int = 1, **due: int) -> Found:
    within = {"over": 6, "today": 11, "soon": 41, "later": 37, "none": 0, **due}
    tabs = dict.fromkeys(map(str, TABS), 0) | {"open": 95, "revisiting": 3, "closed": 41, "all": 139}
    return Found((), page, tabs, tabs, within, COUNTS, Names({}, {}))


def test_what_was_left_alone_in_the_filters_asks_for_nothing() -> None:
    asked = Asked.model_validate({"tab": "late", "q": "", "zone": "", "theme": " 食堂 ", "due": ""})
    assert asked == Asked(tab="late", theme="食堂")
    assert asked.address() == "/rectification/ledger?tab=late&theme=%E9%A3%9F%E5%A0%82"


@pytest.mark.parametrize(
    "wrong", [{"tab": "x"}, {"due": "x"}, {"sort": "unit"}, {"page": 0}, {"q": "长" * 101}]
)
def test_an_address_nobody_made_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Asked.model_validate(wrong)


def test_another_view_keeps_the_filters_and_begins_at_its_first_page() -> None:
    asked = Asked(zone="第三责任区", page=2, sort="-due")
    view = ledger_view(asked, found(page=2), DATES)
    late = next(tab for tab in view.tabs if tab.late)
    kept = {"tab": ["late"], "zone": ["第三责任区"], "sort": ["-due"]}
    assert parse_qs(urlsplit(late.url).query) == kept
    assert parse_qs(urlsplit(view.order.other_url).query) == {"zone": ["第三责任区"]}
    assert [chip.label for chip in view.filters.chips] == ["责任区：第三责任区"]
    assert view.filters.chips[0].without_url == "/rectification/ledger?sort=-due"


def test_the_sums_reconcile_and_say_what_has_no_next_step() -> None:
    view = ledger_view(Asked(tab="all"), found(none=44), DATES)
    assert (view.sum.total, [part.count for part in view.sum.parts]) == (139, [95, 3, 41])
    assert (view.view_sum.total, view.view_sum.parts[-1].label) == (139, "没有待办")


def test_pages_are_numbered_from_where_one_is() -> None:
    pager = ledger_view(Asked(page=2), found(page=2), DATES).pager
    assert (pager.first, pager.last, pager.total, pager.next_url) == (51, 95, 95, "")
    assert pager.links == (PageLink(1, "/rectification/ledger"), PageLink(2))


def test_what_was_found_above_shows_its_number_and_reply_date() -> None:
    """Q28."""
    row = {"source": "巡察", "original_number": "区委巡察〔2026〕3号-2", "reply_by": date(2026, 12, 1)}
    assert origin(row, DATES.today) == "巡察 区委巡察〔2026〕3号-2，12月1日前回复"
    assert origin({**row, "reply_by": None}, DATES.today) == "巡察 区委巡察〔2026〕3号-2"
    assert origin({**row, "source": None}, DATES.today) == ""


def test_an_empty_ledger_says_what_will_come() -> None:
    none = dict.fromkeys(map(str, TABS), 0)
    nothing = Found((), 1, none, none, dict.fromkeys(found().due, 0), COUNTS, Names({}, {}))
    view = ledger_view(Asked(), nothing, DATES)
    assert view.empty is not None
    assert view.pager.first == view.pager.last == 0


def test_soon_ends_on_the_fifth_workday() -> None:
    assert DATES.soon_until.isoformat() == "2026-10-20"
    assert DATES.left(DATES.soon_until, "工作日", False).standing == "soon"
    assert DATES.left(at(10, 21).date(), None, False).standing == "later"
