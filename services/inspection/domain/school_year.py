"""Semesters and counted months, from the months that lie wholly inside school holidays."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

AUTUMN = 8  # A semester that begins in this month or later is the year's second half.


@dataclass(frozen=True, slots=True)
class Span:
    """A month or a semester: its days, both ends included."""

    first: date
    last: date

    @property
    def month_name(self) -> str:
        """2026年9月."""
        return f"{self.first.year}年{self.first.month}月"

    @property
    def semester_name(self) -> str:
        """2026年秋季学期."""
        return f"{self.first.year}年{'秋' if self.first.month >= AUTUMN else '春'}季学期"


def month(day: date) -> Span:
    """The calendar month of the day."""
    return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def months(since: date, until: date, holidays: Collection[int]) -> Iterator[Span]:
    """The counted months that lie wholly after `since` and have begun by `until`."""
    span = month(since)
    while span.first <= until:
        if since <= span.first and span.first.month not in holidays:
            yield span
        span = month(span.last + timedelta(days=1))


def semesters(since: date, until: date, holidays: Collection[int]) -> Iterator[Span]:
    """The semesters that lie wholly after `since` and have begun by `until`: runs of counted months.

    Nothing when there are no holidays to tell them apart.
    """
    day = since.replace(day=1)
    while holidays and day <= until:
        if day.month in holidays or month(day - timedelta(days=1)).first.month not in holidays:
            day = month(day).last + timedelta(days=1)
            continue
        last = month(day).last
        while (after := last + timedelta(days=1)).month not in holidays:
            last = month(after).last
        if since <= day:
            yield Span(day, last)
        day = last + timedelta(days=1)


def years_after(day: date, years: int) -> date:
    """The same day so many years later, or the month's last (民法典 202)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
