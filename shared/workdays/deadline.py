"""Deadlines in calendar days, months and statutory workdays, each able to explain itself."""

import datetime as dt
from bisect import bisect_left, bisect_right
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from shared.workdays.calendar import WEEKDAYS, Calendar, RestKind, SkippedDay

# No daylight saving since 1991, so that no time zone database is needed.
SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
_ONE_DAY = dt.timedelta(days=1)


class Unit(StrEnum):
    """What a period counts. A law that says 日 means calendar days; only 工作日 means workdays."""

    DAY = "日"
    WORKDAY = "工作日"
    MONTH = "月"

    def amount(self, count: int) -> str:
        """The period in words: 30日, 10个工作日, 1个月."""
        return f"{count}日" if self is Unit.DAY else f"{count}个{self}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period and everything needed to see why it is that day.

    `counted` holds the workdays counted and `makeup` those of them that are swapped weekends (both
    empty for 日 and 月); `skipped` the rest days passed over, for 日 and 月 only those at the end.
    """

    start: dt.date
    count: int
    unit: Unit
    on: dt.date
    counted: tuple[dt.date, ...]
    skipped: tuple[SkippedDay, ...]
    makeup: tuple[dt.date, ...]
    calendar_version: str
    provisional: bool

    @property
    def closes_at(self) -> dt.datetime:
        """24:00 of the last day in Shanghai (民法典 203), in UTC."""
        return dt.datetime.combine(self.on + _ONE_DAY, dt.time(), SHANGHAI).astimezone(dt.UTC)


def deadline(
    start: dt.date, count: int, unit: Unit, calendar: Calendar, *, roll_on_holiday: bool = True
) -> Deadline:
    """The last day of `count` units after `start`, which is itself not counted (民法典 201).

    日 and 月 run through rest days; a month ends on the same day number, or on the month's last (202).
    If the last day is a 法定休假日 the period ends on the next day after it (203), unless the rule says
    `roll_on_holiday=False`. 法定休假日 is read as every rest day: the holidays of the 放假办法, the days
    off that the yearly notice arranges around them, and Saturdays and Sundays; a make-up workday is none.
    工作日 count statutory workdays only, so they never end on a rest day.
    Raises `ValueError` for a count below 1 and `YearNotCovered` beyond the calendar.
    """
    if count < 1:
        raise ValueError(f"期限不能是{count}：至少为1。请改正规则的数值。")
    if unit is Unit.WORKDAY:
        counted = _workdays_after(start, count, calendar)
        on = counted[-1]
        skipped = calendar.rest_between(start, on)
        consulted = range((start + _ONE_DAY).year, on.year + 1)
    else:
        counted = ()
        last = start + count * _ONE_DAY if unit is Unit.DAY else _months_after(start, count)
        skipped = _rest_from(last, calendar) if roll_on_holiday else ()
        on = last + len(skipped) * _ONE_DAY
        consulted = range(last.year, on.year + 1) if roll_on_holiday else range(0)
    return Deadline(
        start,
        count,
        unit,
        on,
        counted,
        skipped,
        makeup=tuple(day for day in counted if day in calendar.makeup),
        calendar_version=calendar.version,
        provisional=any(calendar.year(number).provisional for number in consulted),
    )


def workdays_between(a: dt.date, b: dt.date, calendar: Calendar) -> int:
    """Workdays after `a` up to and including `b`; negative if `b` is earlier.

    `workdays_between(today, due)` is 3 for 剩3个工作日 and -4 for 超期4个工作日.
    """
    if b < a:
        return -workdays_between(b, a, calendar)
    years = (calendar.year(number).workdays for number in range(a.year, b.year + 1))
    return sum(bisect_right(days, b) - bisect_right(days, a) for days in years)


def workdays_before(day: dt.date, n: int, calendar: Calendar) -> dt.date:
    """The `n`-th workday before `day` (T−n 工作日); raises `ValueError` for n below 1."""
    if n < 1:
        raise ValueError(f"不能提前{n}个工作日：至少为1。请改正规则的数值。")
    year = day.year
    while True:
        workdays = calendar.year(year).workdays
        earlier = bisect_left(workdays, day)
        if earlier >= n:
            return workdays[earlier - n]
        n -= earlier
        year -= 1


def explain(deadline: Deadline) -> str:
    """Why it is that day, in a sentence or two of Chinese, for people and for letters' files."""
    period = deadline.unit.amount(deadline.count)
    text = f"自{_spoken(deadline.start)}的次日起算{period}，至{_spoken(deadline.on)}24时止"
    reasons = passed_over(deadline)
    text += f"：{reasons}。" if reasons else "。"
    text += f"工作日历：{deadline.calendar_version}。"
    if deadline.provisional:
        text += "日期暂定：有关年份的放假通知未公布，先按《全国年节及纪念日放假办法》推算，公布后可能变动。"
    return text


def passed_over(deadline: Deadline) -> str:
    """The rest days skipped and the swapped workdays counted, in words; empty when there were none."""
    reasons = []
    if deadline.skipped and deadline.unit is Unit.WORKDAY:
        reasons.append(f"跳过{_grouped(deadline.skipped)}")
    elif deadline.skipped:
        reasons.append(f"期满之日遇{_grouped(deadline.skipped)}，顺延至结束的次日")
    if deadline.makeup:
        days = "、".join(f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）" for day in deadline.makeup)
        reasons.append(f"{days}调休上班，计入")
    return "；".join(reasons)


def _workdays_after(start: dt.date, count: int, calendar: Calendar) -> tuple[dt.date, ...]:
    found: list[dt.date] = []
    year = start.year
    while len(found) < count:
        workdays = calendar.year(year).workdays
        first = bisect_right(workdays, start)
        found += workdays[first : first + count - len(found)]
        year += 1
    return tuple(found)


def _months_after(start: dt.date, count: int) -> dt.date:
    years, month = divmod(start.month - 1 + count, 12)
    year, month = start.year + years, month + 1
    return dt.date(year, month, min(start.day, monthrange(year, month)[1]))


def _rest_from(day: dt.date, calendar: Calendar) -> tuple[SkippedDay, ...]:
    found = []
    while rest := calendar.rest_on(day):
        found.append(rest)
        day += _ONE_DAY
    return tuple(found)


def _grouped(days: tuple[SkippedDay, ...]) -> str:
    """Holidays by name with their dates, weekends only counted: 国庆节7天（10月1日至7日）、周末1天."""
    parts = []
    holidays = (day for day in days if day.kind is RestKind.HOLIDAY)
    for name, group in groupby(holidays, key=lambda day: day.name):
        dates = [day.date for day in group]
        parts.append(f"{name}{len(dates)}天（{_span(dates[0], dates[-1])}）")
    if weekends := sum(day.kind is RestKind.WEEKEND for day in days):
        parts.append(f"周末{weekends}天")
    return "、".join(parts)


def _span(first: dt.date, last: dt.date) -> str:
    text = f"{first.month}月{first.day}日"
    if first == last:
        return text
    return f"{text}至{last.day}日" if first.month == last.month else f"{text}至{last.month}月{last.day}日"


def _spoken(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
