"""Dates, numbers, widths and titles as letters have them."""

from datetime import UTC, date, datetime

import pytest

from shared.letters.measure import cells, title_lines
from shared.letters.wording import cn_date, cn_datetime, cn_number, cn_range, joined


def test_days_have_no_leading_zero() -> None:
    assert cn_date(date(2026, 9, 1)) == "2026年9月1日"


def test_a_moment_is_told_in_shanghai_and_minutes_only_where_there_are_any() -> None:
    assert cn_datetime(datetime(2026, 12, 15, 14)) == "2026年12月15日14时"
    assert cn_datetime(datetime(2026, 12, 15, 16, 5, tzinfo=UTC)) == "2026年12月16日0时5分"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 9, 14), date(2026, 9, 14), "2026年9月14日"),
        (date(2026, 9, 14), date(2026, 9, 17), "2026年9月14日至17日"),
        (date(2026, 9, 28), date(2026, 10, 9), "2026年9月28日至10月9日"),
        (date(2026, 12, 30), date(2027, 1, 2), "2026年12月30日至2027年1月2日"),
    ],
)
def test_a_range_says_nothing_twice(first: date, last: date, told: str) -> None:
    assert cn_range(first, last) == told


def test_numbers_in_chinese_go_further_than_any_list_of_problems_that_is_taken() -> None:
    below = {0: "零", 1: "一", 10: "十", 12: "十二", 20: "二十", 99: "九十九"}
    above = {100: "一百", 105: "一百零五", 110: "一百一十", 119: "一百一十九", 999: "九百九十九"}
    assert {n: cn_number(n) for n in (*below, *above)} == below | above
    with pytest.raises(ValueError, match="九百九十九"):
        cn_number(1000)


def test_parts_are_joined_as_a_list() -> None:
    assert joined(["甲", "乙"]) == "甲、乙"
    assert joined(["甲", "乙"], "，") == "甲，乙"


def test_a_latin_letter_is_half_a_cell() -> None:
    assert cells("甲a，1") == 3


def test_a_title_that_fits_is_one_line() -> None:
    assert title_lines(["关于示例区第三中学", "督导问题整改的", "督办单"]) == (
        "关于示例区第三中学督导问题整改的督办单",
    )


def test_a_longer_title_breaks_between_its_units_and_is_balanced() -> None:
    units = ["关于对示例区第三中学", "有关负责人进行", "教育督导约谈的通知"]
    assert title_lines(units) == ("关于对示例区第三中学", "有关负责人进行教育督导约谈的通知")


def test_a_unit_longer_than_a_line_is_cut_into_even_parts() -> None:
    lines = title_lines(["示" * 33, "的函"])
    assert "".join(lines) == "示" * 33 + "的函"
    assert all(cells(line) <= 20 for line in lines)
    assert [len(line) for line in lines] == [17, 18]
