"""Days and time limits as offices write them."""

import re
from bisect import bisect
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from unicodedata import normalize

from services.inspection.adapters.ledger_sheet import Value, text

FIRST_YEAR, LAST_YEAR = 2000, 2099
_LEAP_YEAR = 2000
_NEXT_YEAR_WITHIN = timedelta(days=183)  # a limit without a year lies at most half a year ahead

_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_POINTS = str.maketrans("–—−‐‑。", "-----.")
_DAY = re.compile(
    r"(?:(?P<year>\d{4}|\d\d(?=年))[年\-/.])?(?P<month>\d{1,2})[月\-/.](?P<day>\d{1,2})[日号]?"
    r"(?:\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?(?:上午|下午|全天)?"
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)")

_NUMBER = r"(?P<number>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_TERM = re.compile(
    rf"(?:限期?|在|于)?{_NUMBER}(?P<of>个?工作日|个?自然日|日|天|个?(?:周|星期|礼拜)|个月)(?:以|之)?内?(?:完成|办结|整改|到位)*"
)
_AT_ONCE = re.compile(r"(?:立即|即时|当日|当天|马上|现场|立行立改|即知即改|立查立改)(?:完成|清理|整改|到位)*")
_BEFORE = re.compile(r"(?:之|以)?前?(?:完成|办结|整改|到位)*$")
_DIGITS = {name: digit for digit, name in enumerate("〇一二三四五六七八九十")} | {"两": 2}

_YEARS = r"(?P<year>20\d\d)(?P<to>[-~至](?:20)?\d\d)?"
_SEMESTER = re.compile(
    rf"{_YEARS}(?:年|(?P<school>学年))度?\(?(?:(?P<season>[春秋])|第(?P<ordinal>[一二12])学期)"
)
_SCHOOL_YEAR = re.compile(rf"{_YEARS}学年")
_CALENDAR_YEAR = re.compile(r"(20\d\d)年(?!\d{1,2}月\d{1,2}日)")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as written: perhaps without its year, perhaps one that no calendar has."""

    year: int | None
    month: int
    day: int

    def exists(self) -> bool:
        """Whether some year has this day (the year written, where one is)."""
        return self.in_year(_LEAP_YEAR if self.year is None else self.year) is not None

    def in_year(self, year: int) -> date | None:
        """This day of `year`; None if there is none, or if `year` is not of this century."""
        try:
            return date(year, self.month, self.day) if FIRST_YEAR <= year <= LAST_YEAR else None
        except ValueError:
            return None

    def year_nearest(self, known: date) -> int:
        """The year that brings this day nearest to `known`."""
        years = range(max(known.year - 1, FIRST_YEAR), known.year + 2)
        return min(years, key=lambda year: abs(date(year, self.month, min(self.day, 28)) - known))


@dataclass(frozen=True, slots=True)
class Limit:
    """Either statutory workdays (工作日) from the notice, or the last day; neither if none was set."""

    working_days: int | None = None
    due_on: date | None = None


def plain(written: str) -> str:
    """Full-width forms made half-width, white space taken out."""
    return "".join(normalize("NFKC", written).split())


def lost_its_last_zero(value: Value) -> bool:
    """10.1 kept as a number may have been typed 10.1 or 10.10: 10月1日 or 10月10日."""
    return isinstance(value, float) and re.fullmatch(r"\d{1,2}\.[123]", str(value)) is not None


def written_day(value: Value) -> WrittenDay | None:
    """The day written in a cell, None where it cannot be read as one."""
    if isinstance(value, datetime | date):
        return WrittenDay(value.year, value.month, value.day)
    written = plain(_TIME.sub("", normalize("NFKC", text(value)))).translate(_POINTS)
    match = _DAY.fullmatch(written) or _COMPACT.fullmatch(written)
    if match is None:
        return None
    year = match["year"] and f"20{match['year']}"[-4:]  # 26年 is 2026年
    return WrittenDay(int(year) if year else None, int(match["month"]), int(match["day"]))


def years_by_month(title: str) -> Mapping[int, int]:
    """The year of each month that a ledger so entitled covers; empty if the title tells no year.

    2026年秋季学期 (2026学年第一学期) runs from August to February, 2026年春季学期 from February to August.
    """
    title = plain(title).translate(_POINTS)
    if match := _SEMESTER.search(title):
        year = int(match["year"])
        if match["season"] == "秋" or match["ordinal"] in ("一", "1"):
            return dict.fromkeys(range(8, 13), year) | {1: year + 1, 2: year + 1}
        return dict.fromkeys(range(2, 9), year + 1 if match["school"] or match["to"] else year)
    if match := _SCHOOL_YEAR.search(title):
        year = int(match["year"])
        return dict.fromkeys(range(8, 13), year) | dict.fromkeys(range(1, 8), year + 1)
    years = set(_CALENDAR_YEAR.findall(title))
    return dict.fromkeys(range(1, 13), int(years.pop())) if len(years) == 1 else {}


class Years:
    """The year of a day written without one: from the title, the nearest row with a year, or `calendar_year`."""

    def __init__(self, title: str, days: Iterable[tuple[int, Value]], calendar_year: int | None) -> None:
        """`days` are the cells with the days of visits, by row from the top down."""
        self._by_month = years_by_month(title)
        self._calendar_year = calendar_year
        written = ((row, written_day(value)) for row, value in days)
        self._known = [
            (row, on) for row, day in written if day and day.year and (on := day.in_year(day.year))
        ]

    def find(self, row: int, day: WrittenDay) -> int | None:
        """The year of `day`, written or found; None if nothing tells it."""
        if day.year is not None:
            return day.year
        if self._by_month:
            return self._by_month.get(day.month)
        after = bisect(self._known, row, key=itemgetter(0))
        if not (around := self._known[max(after - 1, 0) : after + 1]) or not day.exists():
            return self._calendar_year
        return day.year_nearest(min(around, key=lambda known: abs(known[0] - row))[1])


def read_limit(value: Value, visited_on: date | None) -> Limit | None:
    """The limit in a cell, None where it cannot be read as one.

    工作日 stay days to be counted from the notice; 日, 天, 周 and 个月 are counted from the visit, and
    立即 is the day of the visit. A day without a year is the first one after the visit.
    """
    written = plain(text(value))
    if _AT_ONCE.fullmatch(written):
        return Limit(due_on=visited_on)
    if term := _TERM.fullmatch(written):
        return _term(_number(term["number"]), term["of"], visited_on)
    day = written_day(value) or written_day(_BEFORE.sub("", written))
    if day is None or not day.exists():
        return None
    if day.year is not None:
        return Limit(due_on=day.in_year(day.year))
    if visited_on is None:
        return Limit()
    ahead = [
        on
        for year in (visited_on.year, visited_on.year + 1)
        if (on := day.in_year(year)) and on >= visited_on
    ]
    if not ahead or (ahead[0].year > visited_on.year and ahead[0] - visited_on > _NEXT_YEAR_WITHIN):
        return None
    return Limit(due_on=ahead[0])


def _term(number: int, of: str, visited_on: date | None) -> Limit | None:
    if number == 0:
        return None
    if of.endswith("工作日"):
        return Limit(working_days=number)
    if visited_on is None:
        return Limit()
    if of == "个月":
        years, month = divmod(visited_on.month - 1 + number, 12)
        year = visited_on.year + years
        day = min(visited_on.day, monthrange(year, month + 1)[1])
        return Limit(due_on=date(year, month + 1, day))
    return Limit(due_on=visited_on + timedelta(days=number if of.endswith(("日", "天")) else 7 * number))


def _number(written: str) -> int:
    """3, 三, 十五 or 二十五; 0 for a number that nobody writes so."""
    if written.isdecimal():
        return int(written)
    tens, ten, units = written.partition("十")
    if not ten:
        return _DIGITS[written] if len(written) == 1 else 0
    if len(tens) > 1 or len(units) > 1 or units == "十":
        return 0
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(units, 0)
