"""The clocks of each unit: months, semesters, cycles of years, the end of a head's term."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.inspection.domain.frequency import HeadTerm, Held, Watched, obligations, of_all
from services.inspection.domain.obligations import Obligation, midnight_after
from services.inspection.domain.procedure import Kind
from services.inspection.domain.school_year import Span, months, semesters, years_after
from tests.unit.inspection import procedures as p

SAMPLE = Path(__file__).parents[3] / "deploy" / "demo" / "yunting"
SINCE, TODAY = date(2026, 9, 1), date(2026, 10, 13)
HOLIDAYS = (2, 7, 8)
SCHOOL = Watched("319991-0010", "永兴小学", "小学", "第五责任区", ("DX010",), SINCE)
TOWN = replace(SCHOOL, code="319991-0120", name="云汀镇", kind="镇街")


def clocks(
    unit: Watched, today: date = TODAY, jurisdiction: str = "shanghai"
) -> dict[tuple[str, date], Obligation]:
    found = list(obligations(unit, p.pack_of(jurisdiction), today))
    by_due = {(one.rule, one.due_on): one for one in found}
    assert len(by_due) == len(found)
    return by_due


def overdue(unit: Watched, today: date, jurisdiction: str = "shanghai") -> set[tuple[str, date]]:
    now = midnight_after(today - timedelta(1))
    return {key for key, one in clocks(unit, today, jurisdiction).items() if one.owed(now)}


# ── months ──


def test_a_month_without_a_visit_is_overdue_from_the_next_day_on() -> None:
    """挂牌督导办法: once a month at least."""
    september = ("visits_per_month", date(2026, 9, 30))
    assert september not in overdue(SCHOOL, date(2026, 9, 30))
    assert september in overdue(SCHOOL, date(2026, 10, 1))
    one = clocks(SCHOOL)[september]
    assert one.falls_at == midnight_after(date(2026, 9, 30))
    assert one.days_late(TODAY) == 13
    assert one.basis == "《中小学校责任督学挂牌督导办法》"
    assert one.explanation == (
        "每月到学校督导至少1次。2026年9月（2026年9月1日至2026年9月30日）已到校0次（没有督导记录），应到1次。"
    )
    visited = replace(SCHOOL, visits=(date(2026, 9, 30),))
    assert september not in overdue(visited, TODAY)


def test_a_visit_in_october_does_not_make_up_for_september() -> None:
    visited = replace(SCHOOL, visits=(date(2026, 10, 1), date(2026, 10, 2)))
    assert ("visits_per_month", date(2026, 9, 30)) in overdue(visited, TODAY)


def test_months_inside_the_holidays_and_before_the_counting_do_not_count() -> None:
    """本区设定: July, August and February."""
    dues = {due for rule, due in clocks(SCHOOL, date(2027, 9, 30)) if rule == "visits_per_month"}
    assert [due.month for due in sorted(dues)] == [9, 10, 11, 12, 1, 3, 4, 5, 6, 9]
    late = replace(SCHOOL, since=date(2026, 9, 2))
    assert {due for rule, due in clocks(late) if rule == "visits_per_month"} == {date(2026, 10, 31)}


def test_a_kindergarten_has_its_own_rule() -> None:
    """幼儿园责任督学挂牌督导办法."""
    nursery = clocks(replace(SCHOOL, kind="幼儿园"))["kindergarten_visits_per_month", date(2026, 9, 30)]
    assert nursery.basis == "《幼儿园责任督学挂牌督导办法》（教督〔2019〕3号）"


@pytest.mark.parametrize("kind", ["校外培训机构", "镇街", "委员会成员单位"])
def test_no_month_and_no_semester_where_no_source_states_one(kind: str) -> None:
    rules = {rule for rule, _ in clocks(replace(SCHOOL, kind=kind))}
    assert rules == ({"government_inspection_every"} if kind != "校外培训机构" else set())


def test_who_ended_within_the_month_is_not_waited_for() -> None:
    gone = replace(SCHOOL, ended_on=date(2026, 9, 30))
    assert not clocks(gone)
    still = replace(SCHOOL, ended_on=date(2026, 10, 1))
    assert set(clocks(still)) == {("visits_per_month", date(2026, 9, 30))}


# ── semesters ──


def test_two_visits_a_semester_are_owed_at_its_end() -> None:
    """条例 14 (上海 15): the autumn semester ends with January."""
    autumn = ("visits_per_semester", date(2027, 1, 31))
    once = replace(SCHOOL, visits=(date(2026, 9, 7),))
    assert autumn not in overdue(once, date(2027, 1, 31))
    assert autumn in overdue(once, date(2027, 2, 1))
    assert clocks(once)[autumn].basis == "《上海市教育督导条例》第十五条"
    assert "已到校1次（9月7日），应到2次" in clocks(once)[autumn].explanation
    assert autumn not in overdue(replace(once, visits=(*once.visits, date(2027, 1, 31))), date(2027, 2, 1))


def test_semesters_are_the_runs_of_months_between_the_holidays() -> None:
    found = list(semesters(SINCE, date(2027, 12, 31), HOLIDAYS))
    assert found == [
        Span(date(2026, 9, 1), date(2027, 1, 31)),
        Span(date(2027, 3, 1), date(2027, 6, 30)),
        Span(date(2027, 9, 1), date(2028, 1, 31)),
    ]
    assert [one.semester_name for one in found] == ["2026年秋季学期", "2027年春季学期", "2027年秋季学期"]
    assert list(semesters(SINCE, TODAY, ())) == []


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 900),
    st.sets(st.integers(1, 12), min_size=1, max_size=11),
)
def test_every_counted_day_is_in_exactly_one_month_and_whole_semesters_are_made_of_them(
    since: date, days: int, holidays: set[int]
) -> None:
    until = since + timedelta(days)
    counted = list(months(since, until, holidays))
    for span in semesters(since, until, holidays):
        inside = [one for one in counted if span.first <= one.first <= span.last]
        assert inside[0].first == span.first
        assert (span.first - timedelta(1)).month in holidays
        assert (span.last + timedelta(1)).month in holidays
        day = span.first
        while day <= min(span.last, until):
            assert sum(one.first <= day <= one.last for one in inside) == 1
            day += timedelta(1)


# ── cycles of years ──


@pytest.mark.parametrize(
    ("jurisdiction", "unit", "rule", "due", "article"),
    [
        ("shanghai", SCHOOL, "school_comprehensive_every", 2031, "《上海市教育督导条例》第十五条"),
        ("zhejiang", SCHOOL, "school_comprehensive_every", 2031, "《浙江省教育督导条例》第九条"),
        ("national", SCHOOL, "school_comprehensive_every", 2031, "《教育督导条例》第十四条"),
        ("shanghai", TOWN, "government_inspection_every", 2031, "《上海市教育督导条例》第十五条"),
        ("zhejiang", TOWN, "government_inspection_every", 2029, "《浙江省教育督导条例》第九条"),
    ],
)
def test_years_are_those_of_the_pack(
    jurisdiction: str, unit: Watched, rule: str, due: int, article: str
) -> None:
    """条例 14; 浙江 9: every 3 and 5 years; 上海 15."""
    one = clocks(unit, TODAY, jurisdiction)[rule, date(due, 9, 1)]
    assert one.basis == article
    assert "系统里没有更早的督导，自起算日2026年9月1日起算" in one.explanation


def test_a_cycle_counts_from_the_inspection_before_it() -> None:
    held = replace(
        SCHOOL,
        inspections=(Held(Kind.COMPREHENSIVE, date(2021, 10, 12)), Held(Kind.SPECIAL, date(2026, 9, 9))),
    )
    key = ("school_comprehensive_every", date(2026, 10, 12))
    assert key not in overdue(held, date(2026, 10, 12))
    assert key in overdue(held, date(2026, 10, 13))
    assert "2024年10月12日起可以安排，最迟2026年10月12日" in clocks(held)[key].explanation
    late = replace(held, inspections=(*held.inspections, Held(Kind.COMPREHENSIVE, date(2026, 11, 2))))
    after = date(2026, 11, 3)
    assert clocks(late, after)[key].missed(midnight_after(after))
    assert not overdue(late, after) & {key}
    assert ("school_comprehensive_every", date(2031, 11, 2)) in clocks(late, after)


def test_a_special_inspection_counts_for_a_government_only_where_the_rule_says_so() -> None:
    """条例 14: 专项或者综合; 浙江 9: 综合."""
    held = replace(TOWN, inspections=(Held(Kind.SPECIAL, date(2026, 10, 1)),))
    assert ("government_inspection_every", date(2031, 10, 1)) in clocks(held, TODAY, "shanghai")
    assert ("government_inspection_every", date(2029, 9, 1)) in clocks(held, TODAY, "zhejiang")


def test_a_head_s_term_ends_with_a_comprehensive_inspection() -> None:
    """Q7: within the 90 days before the term ends, 本区设定."""
    term = HeadTerm("高卫东", date(2021, 10, 11), date(2026, 10, 10))
    ending = replace(SCHOOL, head_terms=(term,))
    key = ("head_term", date(2026, 10, 10))
    assert key in overdue(ending, date(2026, 10, 11))
    assert clocks(ending)[key].basis == "本区设定"
    early, timely = (Held(Kind.COMPREHENSIVE, term.term_to - timedelta(days)) for days in (91, 90))
    assert key in overdue(replace(ending, inspections=(early,)), TODAY)
    assert key not in overdue(replace(ending, inspections=(timely,)), TODAY)


def test_the_day_so_many_years_later() -> None:
    """民法典 202."""
    assert years_after(date(2024, 2, 29), 5) == date(2029, 2, 28)


# ── the sample ──


def rows(name: str) -> Iterator[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def test_on_13_october_the_sample_s_visits_say_this_of_each_unit() -> None:
    """云汀区: whom nobody visited in September, counted from visits.csv alone."""
    visits: dict[str, list[date]] = defaultdict(list)
    for row in rows("visits.csv"):
        if (day := date.fromisoformat(row["date"])) <= TODAY:
            visits[row["unit"]].append(day)
    watched = [
        Watched(
            row["code"],
            row["name"],
            row["kind"],
            row["zone"] or None,
            (),
            SINCE,
            visits=tuple(visits[row["code"]]),
        )
        for row in rows("units.csv")
    ]
    now = midnight_after(TODAY - timedelta(1))
    found = [one for one in of_all(watched, p.pack_of("shanghai"), TODAY) if one.owed(now)]

    in_september = {row["unit"] for row in rows("visits.csv") if row["date"].startswith("2026-09")}
    no_school = {"校外培训机构", "镇街", "委员会成员单位"}
    schools = {row["code"] for row in rows("units.csv") if row["kind"] not in no_school}
    assert len(schools) == 100
    assert {one.subject for one in found} == schools - in_september
    assert {one.due_on for one in found} == {date(2026, 9, 30)}
    assert {one.days_late(TODAY) for one in found} == {13}

    once = {code for code in schools if len([d for d in visits[code] if d >= SINCE]) == 1}
    semester = [
        one for one in of_all(watched, p.pack_of("shanghai"), TODAY) if one.rule == "visits_per_semester"
    ]
    assert {one.subject for one in semester if "已到校1次" in one.explanation} == once
