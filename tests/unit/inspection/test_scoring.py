"""Scores: of the unit, of each expert, the decided one; every guard, and the arithmetic behind each number."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.inspection.domain import scoring_events as happened
from services.inspection.domain.decimals import rounded
from services.inspection.domain.framework import Band, Framework, Indicator, MarkingMethod
from services.inspection.domain.marking import (
    MarkedTwice,
    MarksMissing,
    NoSuchIndicator,
    NotMarkedThisWay,
    Seen,
    average,
    mark,
    sheet,
    subtotals,
)
from services.inspection.domain.scoring_commands import Phase, ScoringCommand, SubjectSays
from services.inspection.domain.scoring_events import Adjustment, Vetoed
from services.inspection.domain.scoring_refusals import (
    AdjustmentUnexplained,
    ChangeUnexplained,
    ExpertsClosed,
    FinalOfAnotherTeam,
    FinalScoreMissing,
    FrameworkFixed,
    NobodyScored,
    NoSuchVeto,
    NotBound,
    NotDeliberated,
    NotExamined,
    NotForThisType,
    NotYetAnnounced,
    OwnSheetOnly,
    RecusedMayNotScore,
    ScoresAreFrozen,
    SelfScoreClosed,
)
from services.inspection.domain.scoring_states import Frozen
from services.inspection.domain.standing import (
    NotOfTheTeam,
    NotTheUnitsOwn,
    OnlyPeopleAct,
    RecusalUndecided,
    StatementMissing,
    TextMissing,
)
from tests.unit.inspection import indicators as i
from tests.unit.inspection.indicators import FRAMEWORK, INQUIRING, JUDGING, LI, SEEN, ZHANG, D, after
from tests.unit.inspection.procedures import OFFICE, OTHER_HEAD, SYSTEM

BOUND = (i.bind(),)
SCORED = (*BOUND, i.score(ZHANG), i.score(LI, seen=i.seen(A1="11.5", B1="否")))
DECIDED = (*SCORED, i.decide())


def final_of(*commands: ScoringCommand) -> happened.Final:
    *before, last = commands
    (event,) = after(*before).when(last).events or ()
    assert isinstance(event, happened.FinalScoreDecided)
    return event.final


# What was seen becomes marks.


@pytest.mark.parametrize(
    ("code", "value", "marks", "arithmetic"),
    [
        ("A1", "10", "10.00", "得10分"),
        ("A1", "12.5", "12.50", "得12.5分"),
        ("A2", "60.98", "19.73", "60.98÷85×27.5＝19.73"),  # 19.7288…
        ("A2", "91", "27.50", "91%，达到85%，得满分27.5"),
        ("B1", "是", "20.00", "是，得20分"),
        ("B1", "否", "0.00", "否，得0分"),
        ("B2", "B", "34.00", "B级，40×85%＝34"),
    ],
)
def test_every_mark_tells_its_arithmetic(code: str, value: str, marks: str, arithmetic: str) -> None:
    found = mark(next(one for one in FRAMEWORK.lowest if one.code == code), value)
    assert (found.marks, str(found.marks), found.arithmetic) == (D(marks), marks, arithmetic)


@pytest.mark.parametrize(
    ("code", "value"),
    [("A1", "12.51"), ("A1", "-1"), ("A1", "1.005"), ("A1", ""), ("A1", "是"), ("A2", "100.01"), ("A2", "九成"),
     ("B1", "yes"), ("B2", "E"), ("B2", "a")],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused_and_told_what_is_expected(code: str, value: str) -> None:
    with pytest.raises(NotMarkedThisWay, match="请写"):
        mark(next(one for one in FRAMEWORK.lowest if one.code == code), value)


def test_a_sheet_is_whole() -> None:
    for seen, why in [
        (SEEN[:-1], MarksMissing),
        ((*SEEN, Seen("A", "40")), NoSuchIndicator),  # Only the lowest are scored.
        ((*SEEN, SEEN[0]), MarkedTwice),
    ]:
        after(*BOUND).when(i.score_itself(seen=seen)).then_refused(why)


def test_the_sums_of_the_levels_above_are_those_of_the_levels_below() -> None:
    made = sheet(FRAMEWORK, SEEN)
    assert subtotals(FRAMEWORK, made) == {"A": D("29.73"), "B": D("54.00")}
    assert made.total == D("83.73")


# Binding.


def test_a_framework_is_bound_before_the_notice_and_may_be_changed_until_then() -> None:
    """条例 17: the unit is told beforehand what it is inspected by."""
    after().again(i.bind())
    after(*BOUND).again(i.bind(version=2))
    refusal = after().when(i.bind(says=INQUIRING)).then_refused(FrameworkFixed)
    assert "通知" in str(refusal)
    after(*BOUND).when(i.bind(version=2, says=INQUIRING)).then_refused(FrameworkFixed)
    after(*BOUND, i.score_itself()).when(i.bind(version=2)).then_refused(FrameworkFixed)


def test_a_framework_is_for_the_types_of_units_it_names() -> None:
    school = replace(i.SUBJECT, unit_type="小学")
    after().when(i.bind(subject=school)).then_refused(NotForThisType)


def test_nothing_is_scored_without_a_framework() -> None:
    for command in (i.score_itself(), i.score(), i.decide(), i.leave()):
        after().when(command).then_refused(NotBound)
    after().when(i.freeze()).then_nothing()  # An inspection need not be scored.


def test_the_version_bound_stays_whatever_is_published_later() -> None:
    (event,) = after().when(i.bind()).events or ()
    assert isinstance(event, happened.FrameworkBound)
    assert event.framework == FRAMEWORK  # The whole of it: every sum can be done again from this log alone.


def test_the_system_scores_nobody() -> None:
    after().when(replace(i.bind(), by=SYSTEM)).then_refused(OnlyPeopleAct)


# 自评.


def test_the_unit_scores_itself_once_it_was_told_and_until_the_team_has_deliberated() -> None:
    """条例 18: 自评; 20: it is one of the three things that are weighed."""
    after(*BOUND).again(i.score_itself())
    after(*BOUND).when(i.score_itself(says=i.PREPARING)).then_refused(NotYetAnnounced)
    after(*BOUND).when(i.score_itself(says=JUDGING)).then_refused(SelfScoreClosed)
    for by in (OTHER_HEAD, OFFICE, ZHANG):
        after(*BOUND).when(i.score_itself(by=by)).then_refused(NotTheUnitsOwn)


def test_a_self_score_is_corrected_with_a_reason_and_the_old_one_stays_in_the_log() -> None:
    """§3: corrections are new events."""
    better = i.seen(A1="12")
    given_first = after(*BOUND, i.score_itself())
    given_first.when(i.score_itself(seen=better)).then_refused(ChangeUnexplained)
    given_first.again(i.score_itself(seen=better, reason="漏计新购置的玩教具"))


# 专家评分.


def test_each_expert_hands_in_his_own_sheet() -> None:
    after(*BOUND).again(i.score())
    after(*BOUND).when(i.score(scorer="DX020")).then_refused(OwnSheetOnly)
    after(*BOUND).when(i.score(by=OFFICE, scorer="DX020")).then_refused(TextMissing)
    after(*BOUND).again(i.score(by=OFFICE, scorer="DX020", paper="李评分表.pdf"))
    after(*BOUND).again(i.score(by=OFFICE, scorer="刘专家", paper="刘评分表.pdf"))  # 条例 16: experts
    after(*BOUND, i.score()).when(i.score(seen=i.seen(A1="9"))).then_refused(ChangeUnexplained)
    after(*BOUND, i.score()).again(i.score(seen=i.seen(A1="9"), reason="录入笔误"))


@pytest.mark.parametrize(
    ("says", "why", "article"),
    [
        (replace(INQUIRING, recused=frozenset({"DX010"})), RecusedMayNotScore, "《教育督导条例》第十条"),
        (replace(INQUIRING, undecided=frozenset({"DX010"})), RecusalUndecided, "《教育督导条例》第十条"),
        (replace(INQUIRING, stated=frozenset()), StatementMissing, "《教育督导条例》第十条"),
        (replace(INQUIRING, members=frozenset({"DX020"})), NotOfTheTeam, "《教育督导条例》第十六条"),
        (replace(INQUIRING, examined=False), NotExamined, "《教育督导条例》第十八条"),
    ],
)
def test_only_who_may_judge_the_unit_and_after_somebody_has_been_there(
    says: SubjectSays, why: type, article: str
) -> None:
    """条例 10: recusal; 16: the team; 18: on-site examination."""
    assert after(*BOUND).when(i.score(says=says)).then_refused(why).article == article


def test_a_third_party_scores_on_behalf_of_its_contract() -> None:
    """Q4: third parties."""
    scored = i.score(by=OFFICE, scorer="TP01", paper="评分表.pdf", on_behalf=i.BODY)
    (event,) = after(*BOUND).when(scored).events or ()
    assert isinstance(event, happened.ExpertScored)
    assert event.on_behalf == i.BODY
    assert final_of(*BOUND, scored, i.decide()).counted == ("TP01",)


# 最终得分.


def test_the_final_score_is_the_average_of_the_experts_indicator_by_indicator() -> None:
    final = final_of(*DECIDED)
    assert [(one.code, one.arithmetic) for one in final.average.marks] == [
        ("A1", "（10＋11.5）÷2＝10.75"),
        ("A2", "（19.73＋19.73）÷2＝19.73"),
        ("B1", "（20＋0）÷2＝10"),
        ("B2", "（34＋34）÷2＝34"),
    ]
    assert (final.sheet.total, final.grade, final.counted) == (D("74.48"), "合格", ("DX010", "DX020"))
    assert final.sheet == final.average
    after(*SCORED).again(i.decide())


def test_it_is_decided_after_the_team_has_deliberated_by_one_of_the_team_or_the_office() -> None:
    """条例 20: 评议."""
    refusal = after(*SCORED).when(i.decide(says=INQUIRING)).then_refused(NotDeliberated)
    assert refusal.article == "《教育督导条例》第二十条"
    away = replace(JUDGING, members=frozenset({"DX020"}))
    after(*SCORED).when(i.decide(says=away)).then_refused(NotOfTheTeam)
    asked = replace(JUDGING, undecided=frozenset({"DX030"}))
    after(*SCORED).when(i.decide(says=asked)).then_refused(RecusalUndecided)
    after(*SCORED).again(i.decide(by=OFFICE))
    after(*BOUND).when(i.decide()).then_refused(NobodyScored)


def test_what_differs_from_the_average_needs_its_reason() -> None:
    seen = (Seen("B1", "是"),)
    refusal = after(*SCORED).when(i.decide(seen=seen)).then_refused(AdjustmentUnexplained)
    assert str(refusal) == "指标B1“食品留样”专家平均10分，最终得分20分。请写明调整的理由。"
    blank = (Adjustment("B1", " "),)
    after(*SCORED).when(i.decide(seen=seen, adjustments=blank)).then_refused(AdjustmentUnexplained)
    why = (Adjustment("B1", "复核留样记录齐全"),)
    final = final_of(*SCORED, i.decide(seen=seen, adjustments=why))
    assert (final.sheet.total, final.adjustments) == (D("84.48"), why)
    nowhere = (Adjustment("Z", "有理由"),)
    after(*SCORED).when(i.decide(adjustments=nowhere)).then_refused(NoSuchIndicator)


def test_who_had_to_recuse_himself_since_does_not_count() -> None:
    """条例 10: not even what he scored before."""
    without = replace(JUDGING, members=JUDGING.members - {"DX020"}, recused=frozenset({"DX020"}))
    final = final_of(*SCORED, i.decide(says=without))
    assert (final.counted, final.sheet.total) == (("DX010",), D("83.73"))
    after(*DECIDED).when(i.freeze(says=without)).then_refused(FinalOfAnotherTeam)
    again = i.decide(says=without, reason="DX020回避，重新议定")
    after(*DECIDED, again).again(i.freeze(says=without))


def test_a_final_score_is_corrected_with_a_reason_and_the_experts_no_more() -> None:
    seen, why = (Seen("B1", "是"),), (Adjustment("B1", "复核属实"),)
    after(*DECIDED).when(i.decide(seen=seen, adjustments=why)).then_refused(ChangeUnexplained)
    after(*DECIDED).again(i.decide(seen=seen, adjustments=why, reason="采纳申辩"))
    after(*DECIDED).when(i.score(seen=i.seen(A1="1"), reason="改")).then_refused(ExpertsClosed)


def test_a_veto_item_that_was_found_caps_the_grade_and_leaves_the_score() -> None:
    """一票否决."""
    found = (Vetoed("V1", "2026年9月3日发生幼儿走失"),)
    final = final_of(*SCORED, i.decide(vetoed=found))
    assert (final.sheet.total, final.grade) == (D("74.48"), "不合格")
    after(*SCORED).when(i.decide(vetoed=(Vetoed("V9", "x"),))).then_refused(NoSuchVeto)
    after(*SCORED).when(i.decide(vetoed=(Vetoed("V1", " "),))).then_refused(TextMissing)


def test_every_veto_item_counts_not_only_the_first_of_the_framework() -> None:
    scored = (i.bind(), i.score())
    assert final_of(*scored, i.decide()).grade == "良好"
    last = final_of(*scored, i.decide(vetoed=(Vetoed("V2", "大班集中教授拼音"),)))
    assert (last.sheet.total, last.grade) == (D("83.73"), "合格")


def test_a_grade_says_nothing_of_problems() -> None:
    """Q26: an A still has problems; nothing here asks for them."""
    best = i.seen(A1="12.5", A2="90", B2="A")
    assert final_of(*BOUND, i.score(seen=best), i.decide()).grade == "优秀"


# Serving.


def test_an_opinion_goes_out_with_a_decided_score_or_with_the_reason_why_there_is_none() -> None:
    after(*SCORED).when(i.freeze()).then_refused(FinalScoreMissing)
    after(*SCORED).again(i.leave())
    after(*SCORED, i.leave()).again(i.freeze())
    after(*SCORED).when(i.leave(reason=" ")).then_refused(TextMissing)
    (event,) = after(*DECIDED).when(i.freeze()).events or ()
    assert isinstance(event, happened.ScoresFrozen)
    assert (event.total, event.grade, event.version) == (D("74.48"), "合格", 1)


def test_what_was_served_is_frozen() -> None:
    frozen = after(*DECIDED, i.freeze())
    assert isinstance(frozen.when(i.freeze()).state, Frozen)
    changes: list[ScoringCommand] = [
        i.bind(version=2), i.score_itself(), i.score(i.WANG), i.decide(reason="改"), i.leave(),
    ]  # fmt: skip
    for command in changes:
        frozen.when(command).then_refused(ScoresAreFrozen)
        # The inspection's own log says it too, and that of one that was cancelled.
        after(*SCORED).when(replace(command, says=i.OVER)).then_refused(ScoresAreFrozen)
        ended = replace(i.OVER, phase=Phase.ENDED)
        after(*SCORED).when(replace(command, says=ended)).then_refused(ScoresAreFrozen)


# The arithmetic, whatever the numbers.

POINTS = st.integers(0, 1000).map(lambda n: Decimal(n).scaleb(-2))
TEN = Framework(
    "T",
    "十项",
    D(40),
    ("小学",),
    tuple(Indicator(f"I{n}", "指标", D(10), None, MarkingMethod.POINTS) for n in range(4)),
    (Band("合格", D(24)), Band("不合格", D(0))),
)
SHEETS = st.lists(st.lists(POINTS, min_size=4, max_size=4), min_size=1, max_size=7)


def ten(points: list[Decimal]) -> tuple[Seen, ...]:
    return tuple(Seen(f"I{n}", str(one)) for n, one in enumerate(points))


@settings(max_examples=30)
@given(SHEETS)
def test_an_average_is_within_its_sheets_and_within_half_a_hundredth_of_the_exact_mean(
    given_points: list[list[Decimal]],
) -> None:
    sheets = {str(n): sheet(TEN, ten(points)) for n, points in enumerate(given_points)}
    mean = average(TEN, sheets)
    for n, one in enumerate(mean.marks):
        column = [points[n] for points in given_points]
        assert min(column) <= one.marks <= max(column)
        exact = sum(map(Fraction, column), Fraction()) / len(column)
        assert abs(Fraction(one.marks) - exact) <= Fraction(1, 200)
    assert mean.total == sum(one.marks for one in mean.marks)
    # Who is asked first makes no difference.
    assert average(TEN, dict(reversed(sheets.items()))).total == mean.total


@settings(max_examples=30)
@given(st.decimals(0, 100, places=4), st.decimals("0.01", 100, places=2))
def test_a_ratio_never_brings_more_than_the_full_marks_and_more_is_never_worse(
    value: Decimal, target: Decimal
) -> None:
    indicator = Indicator("R", "比率", D("27.5"), None, MarkingMethod.RATIO, target=target)
    marks = mark(indicator, str(value)).marks
    assert 0 <= marks <= D("27.5")
    reached: Fraction = min(Fraction(value) / Fraction(target), Fraction(1))
    exact = Fraction("27.5") * reached
    assert marks == rounded(exact)
    assert mark(indicator, str(min(value + 1, D(100)))).marks >= marks
