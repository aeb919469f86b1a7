"""Days and time limits of a ledger, in all the ways offices write them."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.inspection.adapters.ledger_file import read_ledger
from services.inspection.adapters.ledger_sheet import Value
from tests.unit.inspection.ledgers import HEADINGS, TITLE, UNITS, book, issue, read, saved, the_fault, the_row

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
FORMATS = (
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}年{0.month:02}月{0.day:02}日（周五）",
    "{0.year} 年 {0.month} 月 {0.day} 日上午",
    "{0.year}-{0.month:02}-{0.day:02}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}{0.month:02}{0.day:02}",
    "{0.year}-{0.month}-{0.day} 9:30",
)
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")


@settings(max_examples=25, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=4, unique=True))
def test_a_full_date_is_the_same_day_however_it_is_written(days: list[date]) -> None:
    ways: list[list[Value]] = [
        [day, datetime(day.year, day.month, day.day), *texts, *(text.translate(FULL_WIDTH) for text in texts)]
        for day in days
        for texts in [[way.format(day) for way in FORMATS]]
    ]
    rows = [
        issue(督导时间=way, 存在问题=f"{day}{n}")
        for day, of_day in zip(days, ways, strict=True)
        for n, way in enumerate(of_day)
    ]
    ledger = read(*rows, title=None)
    assert ledger.faults == ()
    assert [row.visited_on for row in ledger.rows] == [
        day for day, of_day in zip(days, ways, strict=True) for _ in of_day
    ]


@settings(max_examples=25, deadline=None)
@given(st.dates(date(2026, 8, 1), date(2027, 2, 28)))
def test_a_day_without_a_year_lies_in_the_semester_of_the_title(day: date) -> None:
    written = [
        f"{day.month}月{day.day}日",
        f"{day.month}.{day.day}",
        f"{day.month}/{day.day}",
        f"{day.month}月{day.day}号",
    ]
    for title in (TITLE, "2026学年第一学期问题台账", "2026—2027学年度第一学期"):
        ledger = read(*(issue(督导时间=way, 存在问题=way) for way in written), title=title)
        assert {row.visited_on for row in ledger.rows} == {day}
        assert len(ledger.rows) == 4


@pytest.mark.parametrize(
    ("title", "written", "day"),
    [
        ("2026年春季学期", "3.5", date(2026, 3, 5)),
        ("2026学年第二学期", "3.5", date(2027, 3, 5)),
        ("2026-2027学年", "9.5", date(2026, 9, 5)),
        ("2026-2027学年", "6.5", date(2027, 6, 5)),
        ("２０２６年度问题台账", "1.5", date(2026, 1, 5)),
    ],
)
def test_the_title_tells_the_year(title: str, written: str, day: date) -> None:
    assert the_row(read(issue(督导时间=written), title=title)).visited_on == day


def test_without_a_title_the_nearest_row_with_a_year_tells_it() -> None:
    ledger = read(
        issue(督导时间="2026-12-30"), issue(督导时间="1.4"), issue(督导时间="12.31"), title="问题台账"
    )
    assert [row.visited_on for row in ledger.rows] == [
        date(2026, 12, 30),
        date(2027, 1, 4),
        date(2026, 12, 31),
    ]


def test_without_such_a_row_the_calendar_year_given_tells_it_and_without_that_nothing_does() -> None:
    assert the_row(read(issue(督导时间="9.4"), title=None, calendar_year=2025)).visited_on == date(2025, 9, 4)
    fault = the_fault(read(issue(督导时间="9.4"), title=None))
    assert (fault.column, fault.code) == ("督导时间", "no-year")
    assert "2026-10-16" in fault.message


def test_a_month_outside_the_semester_of_the_title_is_not_guessed() -> None:
    assert the_fault(read(issue(督导时间="5.4"))).code == "no-year"


@pytest.mark.parametrize(
    "written", ["9月31日", "2026-02-30", "13.1", "2026年2月29日", "待定", "10.16-10.17", 46311, "1926-10-16"]
)
def test_a_day_that_no_calendar_has_is_refused(written: Value) -> None:
    fault = the_fault(read(issue(督导时间=written)))
    assert (fault.row, fault.column, fault.english, fault.value) == (
        4,
        "督导时间",
        "no such date",
        str(written),
    )
    assert str(written) in fault.message


def test_a_number_that_lost_its_last_zero_is_not_guessed() -> None:
    assert the_row(read(issue(督导时间=10.16))).visited_on == date(2026, 10, 16)
    fault = the_fault(read(issue(督导时间=10.1)))
    assert fault.code == "ambiguous-date"
    assert "10月1日" in fault.message
    assert "10月10日" in fault.message


# Limits


@pytest.mark.parametrize(
    "written", ["7个工作日内", "7个工作日", "７ 个工作日以内", "七个工作日内完成", "7工作日"]
)
def test_workdays_stay_workdays(written: str) -> None:
    row = the_row(read(issue(整改时限=written)))
    assert (row.working_days, row.due_on) == (7, None)


@pytest.mark.parametrize(
    ("written", "due_on"),
    [
        ("10日内", date(2026, 10, 26)),
        ("十五天内", date(2026, 10, 31)),
        ("两周内", date(2026, 10, 30)),
        ("4个月", date(2027, 2, 16)),
        ("立即", date(2026, 10, 16)),
        ("立即整改到位", date(2026, 10, 16)),
        (datetime(2026, 10, 31), date(2026, 10, 31)),
        ("2026年10月31日前", date(2026, 10, 31)),
        ("10.31", date(2026, 10, 31)),
        ("1月10日前完成", date(2027, 1, 10)),
    ],
)
def test_other_limits_are_a_day(written: Value, due_on: date) -> None:
    row = the_row(read(issue(整改时限=written)))
    assert (row.working_days, row.due_on) == (None, due_on)


def test_no_limit_is_no_fault() -> None:
    row = the_row(read(issue(整改时限=None)))
    assert (row.working_days, row.due_on) == (None, None)


@pytest.mark.parametrize("written", ["尽快", "长期坚持", "11月31日", "0个工作日", "9.10", "十十日内"])
def test_a_limit_that_cannot_be_read_is_refused(written: str) -> None:
    fault = the_fault(read(issue(整改时限=written)))
    assert (fault.column, fault.english) == ("整改时限", "no such limit")


def test_a_limit_before_the_visit_is_refused() -> None:
    assert the_fault(read(issue(整改时限="2026-10-15"))).code == "limit-before-visit"


def test_a_bare_number_counts_what_the_heading_says() -> None:
    headings = (*HEADINGS[:7], "整改时限\n（工作日）")
    cells = issue(**{headings[7]: 7})
    assert the_row(read_ledger(saved(book([cells], headings)), units=UNITS)).working_days == 7
    assert the_fault(read(issue(整改时限=7))).code == "no-such-limit"
