"""How dates, clocks and counts are written for people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.web.components import Due, SumLine, SumPart
from shared.web.wording import (
    clock,
    full_date,
    list_date,
    local,
    recorded_late,
    short_date,
    short_hash,
    thousands,
    time_left,
    unbroken,
)

TODAY = date(2026, 10, 13)


def test_a_full_date_names_the_year_and_the_weekday() -> None:
    assert full_date(date(2026, 10, 16)) == "2026年10月16日（周五）"
    assert full_date(date(2026, 3, 1)) == "2026年3月1日（周日）"


def test_a_list_leaves_out_the_current_year_and_no_other() -> None:
    assert list_date(date(2026, 10, 16), TODAY) == "10月16日（周五）"
    assert list_date(date(2027, 1, 8), TODAY) == "2027年1月8日（周五）"
    assert short_date(date(2026, 9, 24), TODAY) == "9月24日"
    assert short_date(date(2025, 9, 24), TODAY) == "2025年9月24日"


def test_clocks_show_the_time_of_shanghai() -> None:
    assert clock(datetime(2026, 10, 12, 16, 5, tzinfo=UTC), TODAY) == "10月13日 00:05"
    assert clock(datetime(2025, 12, 31, 16, 0, tzinfo=UTC), TODAY) == "1月1日 00:00"


def test_a_clock_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        clock(datetime(2026, 10, 13, 8, 0), TODAY)


@pytest.mark.parametrize(
    ("day", "count", "standing", "text"),
    [
        (date(2026, 10, 7), 4, "over", "超期4个工作日"),
        (date(2026, 10, 13), 0, "today", "今天到期"),
        (date(2026, 10, 16), 3, "soon", "剩3个工作日"),
        (date(2026, 10, 20), 5, "soon", "剩5个工作日"),
        (date(2026, 10, 21), 6, "later", "剩6个工作日"),
    ],
)
def test_time_left_is_counted_in_workdays(day: date, count: int, standing: str, text: str) -> None:
    due = Due.on(day, today=TODAY, count=count)
    assert (due.standing, time_left(due)) == (standing, text)


def test_a_date_that_passed_without_a_workday_since_is_late_all_the_same() -> None:
    saturday = date(2026, 10, 17)
    assert time_left(Due.on(date(2026, 10, 16), today=saturday, count=0)) == "已超期"


def test_a_rule_in_calendar_days_says_days() -> None:
    assert time_left(Due.on(date(2026, 11, 12), today=TODAY, count=30, unit="天")) == "剩30天"


def test_a_provisional_date_and_a_stopped_clock_say_so() -> None:
    assert (
        time_left(Due.on(date(2027, 1, 8), today=TODAY, count=62, provisional=True)) == "暂定　剩62个工作日"
    )
    assert time_left(Due(date(2026, 10, 16), "stop", 3, paused="等回避决定")) == "计时暂停（等回避决定）"


def test_a_record_made_an_hour_after_the_fact_says_how_late() -> None:
    fact = datetime(2026, 9, 21, 10, 15, tzinfo=UTC)
    assert recorded_late(fact, fact + timedelta(minutes=59)) == ""
    assert recorded_late(fact, fact + timedelta(hours=7, minutes=15)) == "迟录7小时15分"
    assert recorded_late(fact, fact + timedelta(hours=2)) == "迟录2小时"
    assert recorded_late(fact, fact + timedelta(days=1, hours=2)) == "迟录1天2小时"
    assert recorded_late(fact, fact + timedelta(days=3)) == "迟录3天"


def test_numbers_and_hashes_are_short_enough_to_read() -> None:
    assert thousands(1204) == "1,204"
    assert short_hash("7c1e" + "0" * 56 + "b940") == "7c1e…b940"


def test_numbers_stay_on_one_line_with_their_unit_and_the_rest_is_escaped() -> None:
    assert unbroken("不足48小时<b>") == '不足<span class="nowrap">48小时</span>&lt;b&gt;'


@pytest.mark.parametrize("url", ["/rectification/ledger?q=1", "?page=2", "#main"])
def test_an_address_of_this_site_is_kept(url: str) -> None:
    assert local(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://example.com/",
        "//example.com/",
        "/\\example.com",
        "/\t/example.com",
        "",
    ],
)
def test_an_address_that_leads_elsewhere_goes_nowhere(url: str) -> None:
    assert local(url) == "#"


def test_a_sum_that_does_not_reconcile_is_refused() -> None:
    with pytest.raises(ValueError, match="add up to 94"):
        SumLine("本视图", 95, (SumPart("超期", 6), SumPart("以后", 88)))
