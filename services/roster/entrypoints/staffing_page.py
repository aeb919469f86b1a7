"""The page of the staffing board: what is missing, by which sum, under which rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request, Response
from markupsafe import Markup

from services.roster.adapters.staffing_sheet import KINDS, NO_ZONE, basis
from services.roster.domain.staffing import Board, Coverage, ZoneCoverage
from services.roster.entrypoints.staffing import FIRST, LAST, On, kept_board
from shared.rules.rule import Rule
from shared.runtime.caller import Called
from shared.runtime.http import AfterWrites
from shared.runtime.pages import STAFFING, page_of, page_response, page_router
from shared.web.page import Page
from shared.web.shell import Shell
from shared.web.wording import local, short_date
from shared.workdays.calendar import Calendar
from shared.workdays.deadline import workdays_between

router = page_router()


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

    def basis(self, rule: Rule) -> Basis:
        return Basis(basis(rule), rule.printable)

    def kind(self, kind: str) -> str:
        return {str(one): word for one, word in KINDS.items()}[kind]

    def on_track(self, hours: int) -> float:
        """How far along its track a bar of hours ends, in percent; the track is half as long again as the rule."""
        return min(100.0, hours * 100 / (self.board.training.rule.number * 1.5))


@router.get("/staffing", dependencies=[AfterWrites])
async def show_staffing(request: Request, called: Called, on: On = None) -> Response:
    """督学配备。"""
    called.acting("roster.read")
    kept = await kept_board(request, on)
    board, calendar = kept.board, request.app.state.calendar
    page = page_of(
        request,
        "督学配备",
        door=STAFFING,
        footer=(f"规则包：{board.pack}", f"工作日历：{calendar.version}", "单位按现在的登记计算"),
    )
    if page.today not in kept.bodies:
        shell: Shell = request.app.state.shell
        kept.bodies[page.today] = board_body(shell, page, staffing_view(board, page.today, calendar))
    return page_response(request, "staffing.html", page, kept.bodies[page.today])


def board_body(shell: Shell, page: Page, view: StaffingView) -> Markup:
    """What stands inside the shell: of `page` it shows nothing but today, so it is the same for everybody."""
    return Markup(shell.render("staffing_board.html", page, view))


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
