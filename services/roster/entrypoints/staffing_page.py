"""The page of the staffing board: what is missing, by which sum, under which rule."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from markupsafe import Markup

from services.roster.adapters.staffing_sheet import KINDS, NO_ZONE, basis
from services.roster.domain.coverage import Coverage, ZoneCoverage
from services.roster.domain.staffing import Board
from services.roster.entrypoints.boards import KeptBoard, kept_board
from services.roster.entrypoints.staffing import FIRST, LAST, After, On, Reader
from shared.rules.rule import Rule
from shared.runtime.pages import STAFFING, page_of, page_response, page_router
from shared.runtime.problems import not_found
from shared.web.page import Page
from shared.web.shell import Shell
from shared.web.wording import local, short_date
from shared.workdays.calendar import Calendar
from shared.workdays.deadline import workdays_between

router = page_router()

T = TypeVar("T")

WHOLE: Final = 600
"""Units and people in term whose lists are all written into the page; of more only the first `FEW` of each."""

FEW: Final = 10


class ListOf(StrEnum):
    """A list that has a page of its own."""

    UNCOVERED = "uncovered"
    ZONE = "zone"
    SCHOOLS = "schools"
    KINDERGARTENS = "kindergartens"
    LARGE = "large"
    TERMS = "terms"
    SHORT = "short"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class Basis:
    """A rule as the page cites it; what the district has set itself is never shown as law."""

    text: str
    by_law: bool


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone in the table; `bar` are the widths of two, one and no inspector in percent of its units."""

    zone: ZoneCoverage
    name: str
    two: int
    one: int
    none: int
    bar: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class StaffingView:
    """The board and how it is said. `days_left` are the workdays to the end of the year."""

    board: Board
    url: str
    export_url: str
    first: date
    last: date
    zones: Sequence[ZoneRow]
    uncovered: str
    days_left: int
    days_left_provisional: bool
    whole: bool

    def basis(self, rule: Rule) -> Basis:
        return Basis(basis(rule), rule.printable)

    def kind(self, kind: str) -> str:
        return {str(one): word for one, word in KINDS.items()}[kind]

    def on_track(self, hours: int) -> float:
        """How far along its track a bar of hours ends, in percent; the track is half as long again as the rule."""
        return min(100.0, hours * 100 / (self.board.training.rule.number * 1.5))

    def few(self, rows: Sequence[T]) -> Sequence[T]:
        """What of a list stands in the page itself."""
        return rows if self.whole else rows[:FEW]

    def cut(self, count: int) -> bool:
        """Whether so long a list stands in full on a page of its own only."""
        return not self.whole and count > FEW

    def list_url(self, of: str, zone: str | None = None) -> str:
        """Where all of a list stands."""
        asked = {"on": self.board.on.isoformat()} | ({"zone": zone} if zone else {})
        return local(f"{STAFFING}/{ListOf(of)}?{urlencode(asked)}")

    @property
    def schools_sum(self) -> str:
        """23所 ＋ 白鹭学校多1个学段 ＋ …; of a big district how many in all."""
        required = self.board.required
        more = required.of_schools - len(required.schools)
        if self.whole or not more:
            return required.schools_arithmetic
        return f"{len(required.schools):,}所 ＋ 多出的校区和学段{more:,}个"


@dataclass(frozen=True, slots=True)
class ListView:
    """One list of the board in full."""

    of: ListOf
    title: str
    rows: Sequence[Any]
    back: str
    staffing: StaffingView


_LISTS: Mapping[ListOf, tuple[str, Callable[[Board], Sequence[Any]]]] = {
    ListOf.UNCOVERED: ("无人督导的单位", lambda board: board.coverage.uncovered),
    ListOf.SCHOOLS: ("小学、中学等，逐校折算", lambda board: board.required.schools),
    ListOf.KINDERGARTENS: ("幼儿园，逐园折算", lambda board: board.required.kindergartens),
    ListOf.LARGE: ("大规模学校", lambda board: board.required.large),
    ListOf.TERMS: ("聘期届满", lambda board: board.terms.run_out),
    ListOf.SHORT: ("集中培训学时不足", lambda board: board.training.short),
    ListOf.ENOUGH: ("集中培训学时已够", lambda board: board.training.enough),
}


@router.get("/staffing")
async def show_staffing(request: Request, called: Reader, on: On = None, after: After = None) -> Response:
    """督学配备。"""
    kept = await kept_board(request, called, on, after)
    page, shell, calendar = _page(request, kept), request.app.state.shell, request.app.state.calendar
    body = await kept.body(
        page.today, lambda board: board_body(shell, page, staffing_view(board, page.today, calendar))
    )
    return page_response(request, "staffing.html", page, body)


@router.get("/staffing/{of}")
async def show_list(
    request: Request,
    called: Reader,
    of: ListOf,
    on: On = None,
    after: After = None,
    zone: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """督学配备的一张名单。"""
    kept = await kept_board(request, called, on, after)
    page, calendar = _page(request, kept), request.app.state.calendar
    view = list_view(staffing_view(kept.board, page.today, calendar), of, zone)
    return await asyncio.to_thread(page_response, request, "staffing_list.html", page, view)


def _page(request: Request, kept: KeptBoard) -> Page:
    calendar: Calendar = request.app.state.calendar
    return page_of(
        request,
        "督学配备",
        door=STAFFING,
        footer=(f"规则包：{kept.board.pack}", f"工作日历：{calendar.version}", "单位按现在的登记计算"),
    )


def board_body(shell: Shell, page: Page, view: StaffingView) -> Markup:
    """What stands inside the shell: of `page` it shows nothing but today, so it is the same for everybody."""
    return Markup(shell.render("staffing_board.html", page, view))


def list_view(view: StaffingView, of: ListOf, zone: str | None) -> ListView:
    """The data of a list's page; a 404 `Problem` for a zone that is not there on that day."""
    back = local(f"{STAFFING}?on={view.board.on}")
    if of is not ListOf.ZONE:
        title, rows = _LISTS[of]
        return ListView(of, title, rows(view.board), back, view)
    for row in view.zones:
        if row.zone.zone == (zone or None):
            return ListView(of, f"{row.name}的单位", row.zone.units, back, view)
    raise not_found("责任区", zone or NO_ZONE)


def staffing_view(board: Board, today: date, calendar: Calendar) -> StaffingView:
    """The page's data; `today` only decides how dates are written."""
    end = date(board.on.year, 12, 31)
    return StaffingView(
        board=board,
        url=STAFFING,
        export_url=local(f"/roster/api/staffing.xlsx?on={board.on}"),
        first=FIRST,
        last=LAST,
        zones=[_zone(zone) for zone in board.coverage.zones],
        uncovered=_uncovered(board.coverage, today),
        days_left=workdays_between(board.on, end, calendar),
        days_left_provisional=calendar.year(end.year).provisional,
        whole=board.coverage.count + board.in_term <= WHOLE,
    )


def _zone(zone: ZoneCoverage) -> ZoneRow:
    two, one, none = zone.with_inspectors(2), zone.with_inspectors(1, 1), zone.with_inspectors(0, 0)
    whole = max(1, len(zone.units))
    bar = (two * 100 / whole, one * 100 / whole, none * 100 / whole)
    return ZoneRow(zone, zone.zone or NO_ZONE, two, one, none, bar)


def _uncovered(coverage: Coverage, today: date) -> str:
    """第一责任区，9月1日起; of several zones or days only how many, or the earliest."""
    units = coverage.uncovered
    zones = {unit.unit.zone or NO_ZONE for unit in units}
    days = [unit.uncovered_since for unit in units if unit.uncovered_since]
    where = zones.pop() if len(zones) == 1 else f"{len(zones)}个责任区"
    since = f"，{'最早' if len(set(days)) > 1 else ''}{short_date(min(days), today)}起" if days else ""
    return f"{where}{since}" if units else "每个单位都有责任督学"
