"""What the office owes: each duty with its date, its rule, and whether it was done."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.inspection.domain.counting import (
    BeginCounting,
    CountingBegun,
    NoteEarlierInspection,
    NotYet,
    counting_decider,
)
from services.inspection.domain.obligations import Obligation, midnight_after
from services.inspection.domain.office_duties import (
    Hazard,
    Proceeding,
    Submitted,
    of_hazard,
    of_proceeding,
    of_visit,
    of_years,
)
from services.inspection.domain.procedure import Kind
from services.inspection.domain.standing import DoneOtherwise, OnlyPeopleAct, TextMissing
from services.inspection.domain.standing_reports import (
    STANDING_REPORTS,
    FileStandingReport,
    PeriodMistaken,
    Series,
)
from services.inspection.domain.terms import NoRulesThen, Terms
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection import plans as a
from tests.unit.inspection import procedures as p

SHANGHAI, ZHEJIANG = (Terms(p.pack_of(one), p.CALENDAR) for one in ("shanghai", "zhejiang"))
ENDED, FED_BACK, SERVED, FILED = date(2026, 9, 18), date(2026, 9, 21), date(2026, 10, 12), date(2026, 10, 20)
ONE = Proceeding(
    "ZH-202609-01",
    "319991-0010",
    "永兴小学",
    "第五责任区",
    ("DX010", "DX020", "DX030"),
    deliberated_on=ENDED,
    fed_back_on=FED_BACK,
    opinion_due=SHANGHAI.due("opinion", ENDED),
)


def by_title(one: Proceeding, terms: Terms = SHANGHAI) -> dict[str, Obligation]:
    return {duty.title: duty for duty in of_proceeding(one, terms)}


# ── an inspection ──


def test_an_opinion_that_is_not_served_in_its_limit_is_overdue() -> None:
    """上海 21: 30 days from the end of the inspection, also rolled over 国庆节."""
    duty = by_title(ONE)["作出督导意见书"]
    assert (duty.due_on, duty.basis) == (date(2026, 10, 19), "《上海市教育督导条例》第二十一条")
    assert not duty.owed(midnight_after(duty.due_on) - timedelta(seconds=1))
    assert duty.owed(midnight_after(duty.due_on))
    late = by_title(replace(ONE, served_on=date(2026, 10, 20)))["作出督导意见书"]
    assert late.missed(p.at(10, 21))
    assert not late.owed(p.at(10, 21))
    assert not by_title(replace(ONE, served_on=date(2026, 10, 19)))["作出督导意见书"].missed(p.at(10, 21))


def test_a_defence_that_is_not_answered_is_overdue() -> None:
    """条例 21: weighed before the opinion; the days are 本区设定."""
    duties = by_title(
        replace(ONE, defences=((date(2026, 9, 22), date(2026, 9, 24)), (date(2026, 9, 23), None)))
    )
    assert not duties["答复第1次申辩"].missed(p.at(11, 1))
    second = duties["答复第2次申辩"]
    assert (second.due_on, second.basis, second.owed(p.at(11, 1))) == (date(2026, 10, 14), "本区设定", True)
    assert second.id != duties["答复第1次申辩"].id


def test_report_and_publication_follow_the_pack() -> None:
    """条例 23; 浙江 23: 30 days from the end; 上海 22: the opinion itself is published."""
    served = replace(ONE, served_on=SERVED)
    assert by_title(served)["提交督导报告并报上一级备案"].basis == "本区设定"
    dated = replace(served, report_due=ZHEJIANG.due("report_limit", ENDED))
    report = by_title(dated, ZHEJIANG)["提交督导报告并报上一级备案"]
    assert (report.due_on, report.basis) == (date(2026, 10, 19), "《浙江省教育督导条例》第二十三条")
    assert "公布督导意见书" in by_title(served)
    assert "公布督导意见书" not in by_title(served, ZHEJIANG)
    assert "公布督导报告" not in by_title(served)
    filed = by_title(replace(served, filed_on=FILED))["公布督导报告"]
    assert filed.owed(midnight_after(filed.due_on))
    assert by_title(replace(served, filed_on=FILED, report_out=FILED))["公布督导报告"].done_at


def test_a_preliminary_opinion_has_a_date_where_the_pack_sets_one() -> None:
    """重庆 26: 10 days after the deliberation."""
    chongqing = Terms(p.pack_of("chongqing"), p.CALENDAR)
    due = chongqing.due("preliminary_opinion_comprehensive", ENDED)
    waiting = replace(ONE, preliminary_due=due, fed_back_on=None)
    assert by_title(waiting)["反馈初步督导意见"].owed(midnight_after(due.on))
    assert "反馈初步督导意见" not in by_title(ONE)


# ── hazards and visits ──


def test_a_hazard_that_was_told_late_is_on_record_and_not_owed_any_more() -> None:
    """条例 15: in time; the minutes are 本区设定, counted from the finding."""
    due_at = p.at(10, 16)
    told = Hazard(
        str(p.ID),
        "319991-0010",
        "永兴小学",
        "危化品未双人双锁",
        due_at - timedelta(minutes=1),
        due_at,
        "本区设定",
    )
    assert not of_hazard(told, SHANGHAI).missed(p.at(10, 17))
    late = of_hazard(replace(told, reported_at=due_at + timedelta(minutes=1)), SHANGHAI)
    assert (late.missed(p.at(10, 17)), late.owed(p.at(10, 17))) == (True, False)
    assert late.explanation == "重大隐患上报：发现后30分钟内。"


def test_a_visit_s_record_is_received_within_three_workdays() -> None:
    """条例 15, §3B: 2026-09-28 and three workdays, over 国庆节 if need be."""
    visit = Submitted("JC-202609-044", "319991-0010", "永兴小学", None, ("DX010",), p.at(9, 29), None)
    duty = of_visit(visit, SHANGHAI)
    assert duty.due_on == date(2026, 10, 9)
    assert duty.owed(midnight_after(duty.due_on))
    assert not of_visit(replace(visit, received_at=p.at(10, 9)), SHANGHAI).missed(p.at(10, 12))


# ── year after year ──


def yearly(today: date, since: date = date(2026, 9, 1), **about: Any) -> dict[str, Obligation]:
    said = {"plans": {}, "filed": {}, "terms": SHANGHAI, **about}
    return {one.about: one for one in of_years(since=since, today=today, **said)}


def test_a_year_without_an_approved_plan_is_overdue_after_march() -> None:
    """本区设定; nothing that fell due before the counting began."""
    assert "2026年度督导计划的批准" not in yearly(date(2027, 4, 1))
    plan = yearly(date(2027, 4, 1))["2027年度督导计划的批准"]
    assert plan.due_on == date(2027, 3, 31)
    assert not plan.owed(p.at(9, 1).replace(year=2027, month=3, day=31))
    assert plan.owed(midnight_after(plan.due_on))
    approved = a.until("approved").when(a.publish()).state
    published = yearly(date(2027, 4, 1), plans={2027: approved})
    assert not published["2027年度督导计划的批准"].missed(midnight_after(plan.due_on))
    out = published["2027年度督导计划的公布"]
    assert (out.due_on, out.missed(midnight_after(out.due_on))) == (date(2027, 1, 18), False)


def test_the_party_committee_is_reported_to_twice_a_year() -> None:
    """Q3: results reported regularly to the party committee."""
    today = date(2027, 1, 4)
    report = yearly(today)["向党委报告2026年下半年督导结果"]
    assert report.owed(midnight_after(date(2026, 12, 31)))
    assert "向党委报告2026年上半年督导结果" not in yearly(today)
    filing = FileStandingReport(
        by=p.OFFICE,
        now=p.at(12, 30),
        series=Series.PARTY,
        period="2026-12",
        title="督导情况",
        addressee="区委教育工委",
        months=(6, 12),
    )
    test = DeciderTest(STANDING_REPORTS)
    test.again(filing)
    outcome = test.when(filing)
    assert not yearly(today, filed=outcome.state)["向党委报告2026年下半年督导结果"].missed(p.at(12, 31))
    test.given(*(outcome.events or ())).when(replace(filing, title="别的")).then_refused(DoneOtherwise)
    test.when(replace(filing, addressee=" ")).then_refused(TextMissing)
    test.when(replace(filing, by=p.SYSTEM)).then_refused(OnlyPeopleAct)
    for period in ("2026-11", "2026", "2027-06"):
        test.when(replace(filing, period=period)).then_refused(PeriodMistaken)
    early = replace(filing, now=p.at(6, 30))
    test.when(early).then_refused(PeriodMistaken)
    assert test.when(replace(early, period="2026-06")).events
    yearly_one = replace(filing, series=Series.ANNUAL, period="2026")
    assert test.when(yearly_one).events
    for period in ("2026-12", "2027"):
        test.when(replace(yearly_one, period=period)).then_refused(PeriodMistaken)


def test_the_yearly_report_is_owed_where_the_pack_asks_for_one() -> None:
    """上海 24: 年度教育督导工作报告."""
    today = date(2027, 4, 1)
    assert yearly(today)["2026年度教育督导工作报告"].due_on == date(2027, 3, 31)
    assert "2026年度教育督导工作报告" not in yearly(today, terms=ZHEJIANG)


# ── counting ──


def test_a_leader_says_from_when_the_records_are_complete() -> None:
    test = DeciderTest(counting_decider(p.pack_of("shanghai")))
    begin = BeginCounting(by=p.DEPUTY, now=p.at(10, 13), since=date(2026, 9, 1), reason="台账齐全")
    test.again(begin)
    (event,) = test.when(begin).events or ()
    assert isinstance(event, CountingBegun)
    test.given(event).again(replace(begin, since=date(2026, 10, 1), reason="九月不全"))
    test.when(replace(begin, since=date(2026, 10, 14))).then_refused(NotYet)
    test.when(replace(begin, since=date(2010, 1, 1))).then_refused(NoRulesThen)
    test.when(replace(begin, reason="")).then_refused(TextMissing)
    test.when(replace(begin, by=p.SYSTEM)).then_refused(OnlyPeopleAct)


def test_an_inspection_from_before_is_noted_with_its_source() -> None:
    test = DeciderTest(counting_decider(p.pack_of("shanghai")))
    note = NoteEarlierInspection(
        by=p.OFFICE,
        now=p.at(10, 13),
        unit="319991-0010",
        kind=Kind.COMPREHENSIVE,
        ended_on=date(2022, 5, 20),
        source="督导报告〔2022〕3号",
    )
    test.again(note)
    test.when(replace(note, source=" ")).then_refused(TextMissing)
    test.when(replace(note, ended_on=date(2026, 10, 14))).then_refused(NotYet)
