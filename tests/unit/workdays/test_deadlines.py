"""Deadlines: the vectors of the requirements, the rules of 民法典 201 to 203, and what must always hold."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.workdays.calendar import Calendar, RestKind, is_workday
from shared.workdays.deadline import Unit, deadline, explain, workdays_before, workdays_between
from shared.workdays.statutory import YearNotCovered

days = st.dates(date(2005, 1, 1), date(2045, 12, 31))
counts = st.integers(1, 300)
unhurried = settings(deadline=None)  # a slow machine is no fault


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 9, 28), 10, date(2026, 10, 16)),
        (date(2026, 2, 9), 5, date(2026, 2, 14)),
        (date(2026, 4, 29), 3, date(2026, 5, 7)),
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
    ],
)
def test_the_vectors_of_the_requirements_hold(
    calendar: Calendar, start: date, count: int, last: date
) -> None:
    assert deadline(start, count, Unit.WORKDAY, calendar).on == last


def test_a_result_names_the_days_skipped_and_the_make_up_days_counted(calendar: Calendar) -> None:
    found = deadline(date(2026, 9, 28), 10, Unit.WORKDAY, calendar)
    assert [day.date for day in found.skipped if day.kind is RestKind.HOLIDAY] == [
        date(2026, 10, day) for day in range(1, 8)
    ]
    assert {day.name for day in found.skipped} == {"国庆节", "周日"}
    assert found.makeup == (date(2026, 10, 10),)
    assert found.counted[0] == date(2026, 9, 29)
    assert found.calendar_version == calendar.version
    assert not found.provisional


def test_the_last_day_ends_at_midnight_in_shanghai(calendar: Calendar) -> None:
    found = deadline(date(2026, 9, 28), 10, Unit.WORKDAY, calendar)
    assert found.closes_at == datetime(2026, 10, 16, 16, tzinfo=UTC)
    assert found.closes_at.tzinfo is UTC


def test_calendar_days_run_through_holidays(calendar: Calendar) -> None:
    found = deadline(date(2026, 9, 28), 10, Unit.DAY, calendar)
    assert (found.on, found.skipped, found.counted, found.makeup) == (date(2026, 10, 8), (), (), ())


def test_a_last_day_in_a_holiday_moves_to_the_day_after_it(calendar: Calendar) -> None:
    found = deadline(date(2026, 9, 25), 10, Unit.DAY, calendar)
    assert found.on == date(2026, 10, 8)
    assert [day.date.day for day in found.skipped] == [5, 6, 7]


def test_a_last_day_on_a_weekend_moves_too_but_not_from_a_make_up_saturday(calendar: Calendar) -> None:
    assert deadline(date(2026, 11, 11), 10, Unit.DAY, calendar).on == date(2026, 11, 23)
    assert deadline(date(2026, 9, 30), 10, Unit.DAY, calendar).on == date(2026, 10, 10)


def test_a_rule_may_forbid_moving_and_then_no_calendar_is_needed(calendar: Calendar) -> None:
    found = deadline(date(2026, 12, 22), 10, Unit.DAY, calendar, roll_on_holiday=False)
    assert (found.on, found.skipped, found.provisional) == (date(2027, 1, 1), (), False)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 3, 10), 1, date(2026, 4, 10)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),  # 02-28 is a make-up Saturday
        (date(2026, 6, 30), 12, date(2027, 6, 30)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_months_last(
    calendar: Calendar, start: date, count: int, last: date
) -> None:
    assert deadline(start, count, Unit.MONTH, calendar).on == last


def test_a_period_into_a_year_without_notice_is_provisional(calendar: Calendar) -> None:
    assert deadline(date(2026, 12, 25), 10, Unit.WORKDAY, calendar).provisional
    assert deadline(date(2026, 12, 10), 30, Unit.DAY, calendar).provisional
    assert not deadline(date(2026, 12, 25), 4, Unit.WORKDAY, calendar).provisional


def test_a_period_that_starts_on_new_years_eve_is_as_provisional_as_the_new_year(calendar: Calendar) -> None:
    assert not deadline(date(2025, 12, 31), 5, Unit.WORKDAY, calendar).provisional
    assert deadline(date(2026, 12, 31), 5, Unit.WORKDAY, calendar).provisional


@pytest.mark.parametrize("count", [0, -3])
def test_a_period_is_at_least_one(calendar: Calendar, count: int) -> None:
    with pytest.raises(ValueError, match="至少为1"):
        deadline(date(2026, 9, 1), count, Unit.DAY, calendar)
    with pytest.raises(ValueError, match="至少为1"):
        workdays_before(date(2026, 9, 1), count, calendar)


def test_beyond_the_lunar_table_it_refuses_rather_than_guesses(calendar: Calendar) -> None:
    with pytest.raises(YearNotCovered, match="2051年"):
        deadline(date(2050, 12, 30), 5, Unit.WORKDAY, calendar)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 10, 13), date(2026, 10, 16), 3),
        (date(2026, 10, 13), date(2026, 10, 13), 0),
        (date(2026, 10, 13), date(2026, 10, 8), -4),  # 10-10 is a make-up Saturday
        (date(2026, 10, 10), date(2026, 10, 9), -1),
    ],
)
def test_days_left_and_days_overdue_are_one_signed_count(
    calendar: Calendar, today: date, due: date, left: int
) -> None:
    assert workdays_between(today, due, calendar) == left


def test_a_prompt_five_workdays_before_reaches_back_over_the_holiday(calendar: Calendar) -> None:
    assert workdays_before(date(2026, 10, 12), 5, calendar) == date(2026, 9, 29)
    assert workdays_before(date(2026, 1, 5), 2, calendar) == date(2025, 12, 31)


@unhurried
@given(start=days, count=counts)
def test_exactly_n_workdays_are_counted_and_the_last_one_is_the_deadline(
    calendar: Calendar, start: date, count: int
) -> None:
    found = deadline(start, count, Unit.WORKDAY, calendar)
    assert len(found.counted) == count
    assert found.counted == tuple(sorted(set(found.counted)))
    assert found.counted[0] > start
    assert found.counted[-1] == found.on
    assert all(is_workday(day, calendar) for day in found.counted)
    assert not any(is_workday(day.date, calendar) for day in found.skipped)
    assert len(found.counted) + len(found.skipped) == (found.on - start).days


@unhurried
@given(start=days, count=counts, unit=st.sampled_from([Unit.DAY, Unit.WORKDAY]))
def test_a_longer_period_never_ends_earlier(calendar: Calendar, start: date, count: int, unit: Unit) -> None:
    assert deadline(start, count, unit, calendar).on <= deadline(start, count + 1, unit, calendar).on


@unhurried
@given(start=days, count=counts, unit=st.sampled_from(Unit))
def test_a_later_start_never_ends_earlier(calendar: Calendar, start: date, count: int, unit: Unit) -> None:
    count = min(count, 24) if unit is Unit.MONTH else count
    later = start + timedelta(1)
    assert deadline(start, count, unit, calendar).on <= deadline(later, count, unit, calendar).on


@unhurried
@given(start=days, count=counts)
def test_calendar_days_never_end_on_a_rest_day_nor_before_their_number(
    calendar: Calendar, start: date, count: int
) -> None:
    found = deadline(start, count, Unit.DAY, calendar)
    assert is_workday(found.on, calendar)
    assert (found.on - start).days == count + len(found.skipped)


@unhurried
@given(start=days, count=counts)
def test_counting_between_undoes_the_deadline(calendar: Calendar, start: date, count: int) -> None:
    on = deadline(start, count, Unit.WORKDAY, calendar).on
    assert workdays_between(start, on, calendar) == count
    assert workdays_between(on, start, calendar) == -count


@unhurried
@given(day=days, n=st.integers(1, 60))
def test_going_back_from_a_workday_and_forward_again_meets(calendar: Calendar, day: date, n: int) -> None:
    due = deadline(day, n, Unit.WORKDAY, calendar).on
    assert deadline(workdays_before(due, n, calendar), n, Unit.WORKDAY, calendar).on == due


def test_workdays_explain_themselves(calendar: Calendar) -> None:
    assert explain(deadline(date(2026, 9, 28), 10, Unit.WORKDAY, calendar)) == (
        "自2026年9月28日（周一）的次日起算10个工作日，至2026年10月16日（周五）24时止："
        "跳过国庆节7天（10月1日至7日）、周末1天；10月10日（周六）调休上班，计入。"
        f"工作日历：{calendar.version}。"
    )


def test_a_moved_last_day_explains_itself(calendar: Calendar) -> None:
    assert explain(deadline(date(2026, 9, 25), 10, Unit.DAY, calendar)).startswith(
        "自2026年9月25日（周五）的次日起算10日，至2026年10月8日（周四）24时止："
        "期满之日遇国庆节3天（10月5日至7日），顺延至结束的次日。"
    )


def test_a_plain_period_says_no_more_than_needed(calendar: Calendar) -> None:
    assert explain(deadline(date(2026, 3, 10), 1, Unit.MONTH, calendar)) == (
        "自2026年3月10日（周二）的次日起算1个月，至2026年4月10日（周五）24时止。"
        f"工作日历：{calendar.version}。"
    )


def test_a_provisional_date_says_so(calendar: Calendar) -> None:
    assert "日期暂定" in explain(deadline(date(2026, 12, 25), 10, Unit.WORKDAY, calendar))
