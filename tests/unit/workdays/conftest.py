"""The calendar of these tests: the seed as it stood when 2026 was the last year with a notice."""

import pytest

from shared.workdays.calendar import Calendar
from shared.workdays.seed import seeded_calendar


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    seed = seeded_calendar()
    return Calendar(
        version=seed.version,
        holidays={day: name for day, name in seed.holidays.items() if day.year < 2027},
        makeup=frozenset(day for day in seed.makeup if day.year < 2027),
        known_years=frozenset(range(2004, 2027)),
    )
