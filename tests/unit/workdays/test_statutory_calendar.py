"""The calendar: what is known, what is computed for years without a notice, and how a notice is loaded."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from shared.workdays.calendar import Calendar, NoticeRefused, RestKind, day_name, is_workday
from shared.workdays.deadline import Unit, deadline
from shared.workdays.lunar import LUNAR_FESTIVALS
from shared.workdays.seed import seeded_calendar
from shared.workdays.statutory import YearNotCovered, statutory_holidays

NOTHING_KNOWN = Calendar(version="无", holidays={}, makeup=frozenset(), known_years=frozenset())


def test_the_seed_knows_2004_to_2026_and_agrees_with_its_source_on_every_day(calendar: Calendar) -> None:
    assert seeded_calendar().known_years >= calendar.known_years
    day = date(2004, 1, 1)
    while day.year < 2027:
        assert is_workday(day, calendar) == chinese_calendar.is_workday(day)
        day += timedelta(1)


def test_the_make_up_days_of_2026_are_those_of_the_notice(calendar: Calendar) -> None:
    assert sorted(day for day in calendar.makeup if day.year == 2026) == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 9, 25), "中秋节"),
        (date(2026, 4, 6), "清明节"),
        (date(2026, 10, 11), "周日"),
        (date(2026, 10, 10), "周六（调休上班）"),
        (date(2026, 10, 13), "周二"),
    ],
)
def test_days_have_names(calendar: Calendar, day: date, name: str) -> None:
    assert day_name(day, calendar) == name


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_rule_for_unknown_years_foretells_only_days_that_the_notices_then_gave(
    calendar: Calendar, year: int
) -> None:
    official = {day for day in calendar.holidays if day.year == year}
    assert statutory_holidays(year).keys() <= official


@pytest.mark.parametrize("year", LUNAR_FESTIVALS)
def test_every_year_without_notice_has_thirteen_days_off_on_workdays(year: int) -> None:
    on_workdays = [day for day in statutory_holidays(year) if day.weekday() < 5]
    assert len(on_workdays) == 13


@pytest.mark.parametrize("year", LUNAR_FESTIVALS)
def test_lunar_festivals_lie_where_the_moon_and_the_sun_allow(year: int) -> None:
    spring, qingming, dragon_boat, mid_autumn = LUNAR_FESTIVALS[year]
    assert date(year, 1, 21) <= spring <= date(year, 2, 20)
    assert qingming in (date(year, 4, 4), date(year, 4, 5))
    # From the 1st of month 1 to the 5th of month 5 and the 15th of month 8: with or without a leap month.
    assert (dragon_boat - spring).days in (*range(121, 124), *range(151, 154))
    assert (mid_autumn - dragon_boat).days in (*range(98, 100), *range(127, 130))


def test_qingming_agrees_with_the_solar_terms_of_the_seed_package() -> None:
    for year, festivals in LUNAR_FESTIVALS.items():
        terms = chinese_calendar.get_solar_terms(date(year, 4, 1), date(year, 4, 10))
        assert [day for day, name in terms if name == "清明"] == [festivals.qingming]


def test_2027_is_provisional_and_without_swapped_days(calendar: Calendar) -> None:
    year = calendar.year(2027)
    assert year.provisional
    assert [day.date for day in year.rest if day.name == "春节"] == [
        date(2027, 2, day) for day in (5, 6, 7, 8)
    ]
    assert all(day.weekday() < 5 for day in year.workdays)
    assert not calendar.year(2026).provisional


def test_a_holiday_on_a_weekend_is_made_up_on_the_next_workday(calendar: Calendar) -> None:
    # 2027-05-01 and 05-02 are Saturday and Sunday.
    assert day_name(date(2027, 5, 3), calendar) == "劳动节补假"
    assert day_name(date(2027, 5, 4), calendar) == "劳动节补假"
    assert is_workday(date(2027, 5, 5), calendar)


def test_two_festivals_on_one_day_are_given_apart() -> None:
    # 中秋 2028 is 10-03, inside 国庆; 10-01 is a Sunday.
    off = statutory_holidays(2028)
    assert {off[date(2028, 10, 4)], off[date(2028, 10, 5)]} == {"国庆节补假", "中秋节补假"}


def test_neither_known_nor_computable_is_refused_with_the_mend(calendar: Calendar) -> None:
    with pytest.raises(YearNotCovered, match=r"2003年.*请先导入"):
        is_workday(date(2003, 6, 2), calendar)


def test_an_official_notice_makes_the_year_known_and_changes_its_days(calendar: Calendar) -> None:
    before = deadline(date(2026, 12, 25), 10, Unit.WORKDAY, calendar)
    noticed = calendar.with_year(
        2027,
        holidays={date(2027, 1, 1): "元旦", date(2027, 1, 2): "元旦", date(2027, 1, 3): "元旦"},
        makeup=[date(2026, 12, 27), date(2027, 1, 9)],
        version="国办发明电〔2026〕9号",
    )
    after = deadline(date(2026, 12, 25), 10, Unit.WORKDAY, noticed)
    assert (before.on, before.provisional) == (date(2027, 1, 11), True)
    assert (after.on, after.provisional) == (date(2027, 1, 8), False)
    assert after.makeup == (date(2026, 12, 27),)
    assert after.calendar_version.endswith("＋国办发明电〔2026〕9号")
    assert calendar.year(2027).provisional, "the first calendar is unchanged"


def test_a_corrected_notice_replaces_the_year(calendar: Calendar) -> None:
    first = calendar.with_year(
        2027, holidays={date(2027, 1, 4): "元旦"}, makeup=[date(2027, 1, 9)], version="甲"
    )
    second = first.with_year(2027, holidays={date(2027, 1, 5): "元旦"}, makeup=[], version="乙")
    assert is_workday(date(2027, 1, 4), second)
    assert not is_workday(date(2027, 1, 5), second)
    assert not is_workday(date(2027, 1, 9), second)


@pytest.mark.parametrize(
    ("holidays", "makeup", "fault"),
    [
        ({date(2028, 1, 1): "元旦"}, [], "不属于2027年"),
        ({date(2026, 11, 30): "元旦"}, [], "不属于2027年"),
        ({date(2027, 1, 2): "元旦"}, [date(2027, 1, 2)], "既写成放假，又写成上班"),
        ({}, [date(2027, 1, 4)], "周一"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(
    calendar: Calendar, holidays: dict[date, str], makeup: list[date], fault: str
) -> None:
    with pytest.raises(NoticeRefused, match=fault):
        calendar.with_year(2027, holidays=holidays, makeup=makeup, version="甲")


def test_a_calendar_cannot_be_changed_through_the_data_it_was_made_from() -> None:
    holidays = {date(2027, 1, 4): "元旦"}
    calendar = Calendar("甲", holidays, frozenset(), frozenset({2027}))
    holidays[date(2027, 1, 5)] = "元旦"
    assert is_workday(date(2027, 1, 5), calendar)
    with pytest.raises(TypeError):
        calendar.holidays[date(2027, 1, 5)] = "元旦"  # type: ignore[index]


def test_two_calendars_of_the_same_days_are_equal_even_after_use() -> None:
    one = Calendar("甲", {date(2027, 1, 4): "元旦"}, frozenset(), frozenset({2027}))
    other = Calendar("甲", {date(2027, 1, 4): "元旦"}, frozenset(), frozenset({2027}))
    one.year(2027)
    assert one == other
    assert hash(one) == hash(other)


def test_a_calendar_that_knows_nothing_still_works_provisionally() -> None:
    found = deadline(date(2026, 9, 28), 10, Unit.WORKDAY, NOTHING_KNOWN)
    assert found.provisional
    assert [day.kind for day in found.skipped if day.date.day < 4] == [RestKind.HOLIDAY] * 3


def test_the_pure_modules_need_neither_chinesecalendar_nor_pydantic() -> None:
    program = (
        "import sys; import shared.workdays.calendar, shared.workdays.deadline; "
        "print(sorted(name for name in sys.modules if name in ('chinese_calendar', 'pydantic', 'sqlalchemy')))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"
