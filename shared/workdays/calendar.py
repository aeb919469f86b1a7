"""The statutory calendar: which days are rest days, by the yearly notice where known, else by rule."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType

from shared.workdays.statutory import SATURDAY, statutory_holidays

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_ONE_DAY = dt.timedelta(days=1)
_date_of = attrgetter("date")


class RestKind(StrEnum):
    """Why a day is not a workday: off by law or by the notice (swapped days included), or a plain weekend."""

    HOLIDAY = "放假"
    WEEKEND = "周末"


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A rest day: its date, its name (国庆节, 周六 …) and its kind."""

    date: dt.date
    name: str
    kind: RestKind


@dataclass(frozen=True, slots=True)
class Year:
    """One year sorted into workdays and rest days; provisional while its notice is not known."""

    workdays: tuple[dt.date, ...]
    rest: tuple[SkippedDay, ...]
    provisional: bool


class NoticeRefused(ValueError):
    """A holiday notice contradicts itself. Its text says where, and what to correct, in Chinese."""


@dataclass(frozen=True)
class Calendar:
    """Holidays (day → name) and make-up workdays of the `known_years`; immutable.

    Any other year is provisional: `statutory_holidays`, no swapped days. `version` names where the
    known years come from and is repeated in every result.
    """

    version: str
    holidays: Mapping[dt.date, str] = field(hash=False)
    makeup: frozenset[dt.date]
    known_years: frozenset[int]
    _years: dict[int, Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))

    def year(self, number: int) -> Year:
        """The days of a year; raises `YearNotCovered` if it is neither known nor computable."""
        if number not in self._years:
            self._years[number] = self._sorted_out(number)
        return self._years[number]

    def rest_on(self, day: dt.date) -> SkippedDay | None:
        """The rest day that `day` is, or None if it is a workday."""
        rest = self.year(day.year).rest
        at = bisect_left(rest, day, key=_date_of)
        return rest[at] if at < len(rest) and rest[at].date == day else None

    def rest_between(self, after: dt.date, until: dt.date) -> tuple[SkippedDay, ...]:
        """The rest days after `after` up to and including `until`."""
        found: list[SkippedDay] = []
        for number in range(after.year, until.year + 1):
            rest = self.year(number).rest
            found += rest[bisect_right(rest, after, key=_date_of) : bisect_right(rest, until, key=_date_of)]
        return tuple(found)

    def with_year(
        self, year: int, *, holidays: Mapping[dt.date, str], makeup: Iterable[dt.date], version: str
    ) -> "Calendar":
        """This calendar with the official notice of `year`; `version` is the notice's number.

        A notice may also name days of the December before (a New Year swapped with it). What was
        known of `year` before is replaced. Raises `NoticeRefused`.
        """
        makeup = frozenset(makeup)
        _check(year, holidays, makeup)
        return Calendar(
            version=f"{self.version}＋{version}",
            holidays={day: name for day, name in self.holidays.items() if day.year != year} | dict(holidays),
            makeup=frozenset(day for day in self.makeup if day.year != year and day not in holidays) | makeup,
            known_years=self.known_years | {year},
        )

    def _sorted_out(self, number: int) -> Year:
        known = number in self.known_years
        off = dict(self.holidays) if known else statutory_holidays(number) | dict(self.holidays)
        workdays: list[dt.date] = []
        rest: list[SkippedDay] = []
        day = dt.date(number, 1, 1)
        while day.year == number:
            if day in self.makeup:
                workdays.append(day)
            elif day in off:
                rest.append(SkippedDay(day, off[day], RestKind.HOLIDAY))
            elif day.weekday() >= SATURDAY:
                rest.append(SkippedDay(day, WEEKDAYS[day.weekday()], RestKind.WEEKEND))
            else:
                workdays.append(day)
            day += _ONE_DAY
        return Year(tuple(workdays), tuple(rest), provisional=not known)


def _check(year: int, holidays: Mapping[dt.date, str], makeup: frozenset[dt.date]) -> None:
    for day in sorted(holidays.keys() | makeup):
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise NoticeRefused(f"{day}不属于{year}年的放假安排。请核对通知原文的日期。")
        if day in makeup and day in holidays:
            raise NoticeRefused(f"{day}既写成放假，又写成上班。请按通知原文只保留一项。")
        if day in makeup and day.weekday() < SATURDAY:
            raise NoticeRefused(f"{day}是{WEEKDAYS[day.weekday()]}，不会是调休上班日。请核对通知原文的日期。")


def is_workday(day: dt.date, calendar: Calendar) -> bool:
    """Whether `day` is a statutory workday: make-up days are, holidays and weekends are not."""
    return calendar.rest_on(day) is None


def day_name(day: dt.date, calendar: Calendar) -> str:
    """What people call the day: 国庆节, 周六, 周六（调休上班）, 周三."""
    rest = calendar.rest_on(day)
    if rest is not None:
        return rest.name
    weekday = WEEKDAYS[day.weekday()]
    return f"{weekday}（调休上班）" if day in calendar.makeup else weekday
