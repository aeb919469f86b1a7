"""Builds the calendar from the maintained package chinesecalendar; the domain never imports this."""

from functools import lru_cache
from importlib.metadata import version

import chinese_calendar

from shared.workdays.calendar import Calendar

_FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


@lru_cache(maxsize=1)
def seeded_calendar() -> Calendar:
    """Every year the installed chinesecalendar has a notice for (2004 to 2026 in 1.11.0).

    A year counts as known when its National Day is in the data, so that a single day of a year not yet
    announced does not pass for its notice; the others are provisional.
    """
    names = {
        holiday.value: _FULL_NAMES.get(holiday.chinese, holiday.chinese)
        for holiday in chinese_calendar.Holiday
    }
    known = frozenset(day.year for day in chinese_calendar.holidays if (day.month, day.day) == (10, 1))
    return Calendar(
        version=f"chinesecalendar {version('chinesecalendar')}（{min(known)}—{max(known)}年）",
        holidays={day: names[holiday] for day, holiday in chinese_calendar.holidays.items()},
        makeup=frozenset(chinese_calendar.workdays),
        known_years=known,
    )
