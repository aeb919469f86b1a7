"""The staffing board: every rule with its article, the fixtures of the sources, whole districts."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.roster.domain.answering import UnitCoverage
from services.roster.domain.details import InspectorKind, UnitKind
from services.roster.domain.inspectorate import Inspector, Post
from services.roster.domain.register import Register
from services.roster.domain.requirement import Requirement, Unit, requirement
from services.roster.domain.staffing import staffing
from services.roster.entrypoints.staffing_json import board_json
from shared.rules.pack import RulePack
from shared.rules.rule import Rule, RuleMisused
from tests.unit.roster.district import (
    DAY,
    PACKS,
    board,
    day,
    district,
    inspector,
    inspectors,
    sample,
    term,
    units,
)

SHANGHAI = PACKS.pack("shanghai", DAY)
FULL = InspectorKind.FULL_TIME


def required(*schools: Unit) -> Requirement:
    return requirement(schools, SHANGHAI)


# How many there should be (青浦区实施方案（征求意见稿）, Q9)


@pytest.mark.parametrize(
    ("count", "kind", "need"), [(75, UnitKind.KINDERGARTEN, 15), (25, UnitKind.PRIMARY, 5)]
)
def test_the_fixtures_of_source_002_hold(count: int, kind: UnitKind, need: int) -> None:
    """Q9: 75 kindergartens → 15 inspectors, 25 schools → 5."""
    assert required(*units(count, kind)).total == need


def test_one_inspector_for_five_schools_and_for_the_rest_of_them_another() -> None:
    """Q9, 1:5; rounding up is the district's setting `ratio_counting`."""
    assert [required(*units(count)).total for count in (0, 1, 5, 6)] == [0, 1, 1, 2]
    assert required(*units(6)).units_arithmetic == "(6＋0)÷5＝1.2→2"
    assert required(*units(10)).units_arithmetic == "(10＋0)÷5＝2"


def test_schools_and_kindergartens_are_rounded_together() -> None:
    """`ratio_counting`: 全区合计."""
    assert required(*units(3), *units(2, UnitKind.KINDERGARTEN)).total == 1


def test_every_campus_counts() -> None:
    """Q9: 多校区按校区计."""
    (school,) = units(1, campuses=3)
    assert (school.counts, school.arithmetic) == (3, "1＋2（多2个校区）＝3")


def test_every_stage_counts() -> None:
    """Q9: 一贯制按学段计."""
    (school,) = units(1, UnitKind.NINE_YEAR, stages=2)
    assert (school.counts, school.arithmetic) == (2, "1＋1（多1个学段）＝2")


def test_a_school_with_campuses_and_stages_counts_each_once() -> None:
    (school,) = units(1, UnitKind.NINE_YEAR, campuses=2, stages=2)
    assert (school.counts, school.arithmetic) == (3, "1＋1（多1个校区）＋1（多1个学段）＝3")


def test_a_school_without_a_stage_in_the_register_is_still_one() -> None:
    assert units(1, stages=0)[0].counts == 1


def test_a_large_school_has_an_inspector_of_its_own_and_is_not_counted_again() -> None:
    """Q9: 部分规模大的学校按1:1; 2000 students is the district's setting `large_school_students`."""
    found = required(*units(5), *units(1, UnitKind.NINE_YEAR, students=2000, stages=2))
    assert (found.of_schools, len(found.large), found.total_arithmetic) == (5, 1, "1＋1＝2人")
    assert required(*units(1, students=1999)).large == ()


def test_only_schools_and_kindergartens_are_counted() -> None:
    others = (UnitKind.TRAINING, UnitKind.TOWN, UnitKind.MEMBER)
    assert required(*(unit for kind in others for unit in units(5, kind))).total == 0


def test_zhejiang_makes_the_ratio_law_and_elsewhere_it_is_the_districts_setting() -> None:
    """浙江 12; 青浦区实施方案（征求意见稿）."""
    (zhejiang, shanghai) = (
        board(district(units(5)), jurisdiction=name).required.ratio for name in ("zhejiang", "shanghai")
    )
    assert zhejiang.printable
    assert zhejiang.citation.endswith("第十二条")
    assert not shanghai.printable


def test_a_pack_that_counts_in_another_way_is_refused() -> None:
    other = replace(SHANGHAI.rule("ratio_counting"), words=("分区合计", "四舍五入"))
    pack = RulePack("x", "某地", DAY, DAY, {**SHANGHAI.rules, "ratio_counting": other})
    with pytest.raises(RuleMisused, match="分区合计"):
        requirement([], pack)


# Shares among the inspectors: Q9 and Q10 of 青浦区实施方案（征求意见稿）


def test_at_least_thirty_percent_are_full_time() -> None:
    """Q9."""
    enough = board(district(inspectors=[*inspectors(3, FULL), *inspectors(7)])).full_time
    assert (enough.missing, enough.percent) == (0, "30.0")
    short = board(district(inspectors=[*inspectors(2, FULL), *inspectors(5)])).full_time
    assert (short.missing, short.arithmetic) == (1, "2÷7＝28.6%")
    assert short.needed_arithmetic == "7×30%＝2.1→3；应有3人，现有2人，缺1人"


def test_chongqing_asks_for_three_full_time_inspectors_besides() -> None:
    """重庆 9."""
    few = district(inspectors=inspectors(2, FULL))
    assert board(few, jurisdiction="chongqing").full_time.missing == 1
    assert board(few).full_time.missing == 0


def test_of_the_part_time_at_most_forty_percent_are_retired_and_that_is_a_soft_limit() -> None:
    """Q10: 原则上."""
    left = date(2025, 1, 1)
    within = board(district(inspectors=[*inspectors(2, retired_on=left), *inspectors(3)])).retired
    assert (within.over, within.percent) == (0, "40.0")
    over = board(district(inspectors=[*inspectors(3, retired_on=left), *inspectors(4)])).retired
    assert (over.over, over.arithmetic) == (1, "3÷7＝42.9%")


def test_who_retires_later_is_in_service_until_then() -> None:
    """Q10."""
    soon = district(inspectors=inspectors(1, retired_on=date(2026, 12, 1)))
    assert board(soon).retired.part == 0
    assert board(soon, date(2026, 12, 1)).retired.part == 1


def test_a_share_of_nobody_has_no_percentage() -> None:
    empty = board(district())
    assert (empty.full_time.percent, empty.retired.percent) == ("", "")
    assert (empty.full_time.missing, empty.retired.over, empty.missing) == (0, 0, 0)


# Coverage (上海 14)


def covered(*posts: Post, on: date = DAY, jurisdiction: str = "shanghai") -> UnitCoverage:
    """The coverage of one school by inspectors A (in term), B (run out on 31 August) and C."""
    people = [inspector("A"), inspector("B", term(last=date(2026, 8, 31))), inspector("C")]
    (unit,) = board(district([SCHOOL], people, posts), on, jurisdiction).coverage.units
    return unit


(SCHOOL,) = units(1)
SINCE = date(2025, 9, 1)


def test_each_school_needs_two_in_shanghai_and_one_where_the_law_says_nothing() -> None:
    """上海 14; 挂牌督导办法 elsewhere."""
    shanghai, elsewhere = (
        board(district(), jurisdiction=name).coverage for name in ("shanghai", "chongqing")
    )
    assert (shanghai.needed, shanghai.rule.citation) == (2, "《上海市教育督导条例》第十四条")
    assert elsewhere.needed == 1


def test_only_who_is_in_term_covers_a_school() -> None:
    """上海 14, 条例 6."""
    posts = [Post(SCHOOL.code, who, SINCE, None) for who in ("A", "B", "nobody")]
    assert covered(*posts).inspectors == ("督学A",)
    assert covered(*posts, on=date(2026, 8, 31)).inspectors == ("督学A", "督学B")


def test_a_post_counts_from_its_first_day_to_its_last() -> None:
    post = Post(SCHOOL.code, "A", DAY, DAY)
    assert covered(post).inspectors == ("督学A",)
    assert covered(post, on=date(2026, 10, 12)).inspectors == ()
    assert covered(post, on=date(2026, 10, 14)).inspectors == ()


def test_a_school_is_uncovered_since_the_day_after_the_last_term_or_post_ended() -> None:
    until = Post(SCHOOL.code, "A", SINCE, date(2026, 6, 30))
    assert covered(until).uncovered_since == date(2026, 7, 1)
    assert covered(until, Post(SCHOOL.code, "B", SINCE, None)).uncovered_since == date(2026, 9, 1)
    assert covered().uncovered_since is None


def test_towns_and_member_units_need_no_responsible_inspector_and_training_institutions_do() -> None:
    """Q4: those are inspected as government; Q5."""
    kinds = (UnitKind.TOWN, UnitKind.MEMBER, UnitKind.TRAINING)
    found = board(district(unit for kind in kinds for unit in units(1, kind))).coverage.units
    assert [one.unit.kind for one in found] == [UnitKind.TRAINING]


def test_zones_stand_in_the_order_of_their_numbers_and_what_has_none_at_the_end() -> None:
    names = ("第十一责任区", "第三责任区", "城南", None, "第十责任区", "第二责任区", "2号")
    register = district(replace(units(1)[0], code=str(n), zone=zone) for n, zone in enumerate(names))
    ordered = [zone.zone for zone in board(register).coverage.zones]
    assert ordered == ["2号", "第二责任区", "第三责任区", "第十责任区", "第十一责任区", "城南", None]


# Who has left or is suspended, units that are no more


def answered(who: Inspector, on: date) -> UnitCoverage:
    """The coverage of one school by one inspector."""
    (unit,) = board(
        district([SCHOOL], [who], [Post(SCHOOL.code, who.number, SINCE, None)]), on
    ).coverage.units
    return unit


def test_a_closed_unit_is_counted_until_the_day_before_its_closing() -> None:
    """Given a school closed on 13 October, when the board is asked for, then it is there on the 12th only."""
    closed = replace(SCHOOL, closed_on=DAY)
    register = district([closed], [inspector("A")], [Post(SCHOOL.code, "A", SINCE, None)])
    before, after = board(register, date(2026, 10, 12)), board(register, DAY)
    assert (before.required.total, before.coverage.count) == (1, 1)
    assert (after.required.total, after.coverage.count) == (0, 0)


def test_a_post_at_a_closed_unit_is_over() -> None:
    """Given somebody whose term has run out, when his school is closed, then he has no post there any more."""
    past = inspector("A", term(last=date(2026, 8, 31)))
    post = Post(SCHOOL.code, "A", SINCE, None)
    for school, posts in ((SCHOOL, (SCHOOL.name,)), (replace(SCHOOL, closed_on=DAY), ())):
        assert board(district([school], [past], [post])).terms.run_out[0].posts == posts


def test_who_has_left_is_not_in_term_from_that_day_on() -> None:
    """Given an exit on 13 October, when the board is asked for, then he counts on the 12th and not on the 13th."""
    register = district(inspectors=[inspector("A", term(left_on=DAY))])
    assert [board(register, on).in_term for on in (date(2026, 10, 12), DAY)] == [1, 0]
    assert board(register).training.people == ()


def test_who_has_left_is_not_among_the_terms_that_run_out() -> None:
    """Given an exit before the end of the term, when the term would have ended, then nothing has run out."""
    left = inspector("A", term(last=date(2026, 8, 31), left_on=date(2026, 6, 1)))
    assert board(district(inspectors=[left])).terms.run_out == ()


def test_who_has_left_and_is_appointed_again_is_in_term() -> None:
    """Given an exit and a later term, when that has begun, then he is in term again."""
    left = term(last=date(2028, 8, 31), left_on=date(2026, 2, 1))
    back = district(inspectors=[inspector("A", left, term(first=DAY))])
    days = (date(2026, 1, 31), date(2026, 2, 1), date(2026, 10, 12), DAY)
    assert [board(back, on).in_term for on in days] == [1, 0, 0, 1]


def test_who_leaves_before_a_term_renewed_ahead_begins_does_not_hold_that_term_either() -> None:
    """Given a renewal ahead and an exit before it begins, when it would have begun, then he is not in term."""
    left = date(2026, 8, 1)
    terms = term(last=date(2026, 8, 31), left_on=left), term(first=date(2026, 9, 1), left_on=left)
    found = board(district(inspectors=[inspector("A", *terms)]))
    assert (found.in_term, found.terms.run_out) == (0, ())


def test_who_leaves_on_the_first_day_of_his_term_is_not_in_term() -> None:
    assert board(district(inspectors=[inspector("A", term(first=DAY, left_on=DAY))])).in_term == 0


def test_a_school_is_uncovered_since_its_inspector_left() -> None:
    """Given an exit on 1 October, when nobody followed, then the school is uncovered since that day."""
    left = inspector("A", term(left_on=date(2026, 10, 1)))
    assert answered(left, DAY) == (SCHOOL, (), date(2026, 10, 1))
    assert answered(left, date(2026, 9, 30)).inspectors == ("督学A",)


def test_who_is_suspended_is_in_term_and_answers_for_no_school() -> None:
    """Given a suspension from 1 October, when the board is asked for, then he counts and covers nothing."""
    away = replace(inspector("A", term(kind=FULL)), suspended=((date(2026, 10, 1), None),))
    found = board(district([SCHOOL], [away], [Post(SCHOOL.code, "A", SINCE, None)]))
    assert (found.in_term, found.full_time.part, found.coverage.with_inspectors(0, 0)) == (1, 1, 1)
    assert answered(away, DAY).uncovered_since == date(2026, 10, 1)


def test_who_returns_answers_again_from_that_day_on() -> None:
    """Given a suspension from 1 to 10 October, when he returns on the 10th, then he answers on the 10th."""
    back = replace(inspector("A"), suspended=((date(2026, 10, 1), date(2026, 10, 10)),))
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 9), date(2026, 10, 10))
    assert [len(answered(back, on).inspectors) for on in days] == [1, 0, 0, 1]


# Terms (条例 6, Q10)


def test_who_failed_his_last_appraisal_is_not_appointed_again() -> None:
    """条例 8; the board says what the renewal itself would say."""
    failed = replace(inspector("1", term(last=date(2026, 8, 31))), grades={2024: "称职", 2025: "不称职"})
    assert board(district(inspectors=[failed])).terms.run_out[0].objection == "2025年度考核不称职，不得续聘"
    mended = replace(failed, grades={2024: "不称职", 2025: "称职"})
    assert board(district(inspectors=[mended])).terms.run_out[0].objection == ""


def test_who_is_suspended_is_not_appointed_again_before_he_returns() -> None:
    ended, away = term(last=date(2026, 8, 31)), date(2026, 7, 1)
    one = replace(inspector("1", ended), suspended=((away, None),))
    objection = "自2026-07-01起暂停履职，恢复前不得续聘"
    assert board(district(inspectors=[one])).terms.run_out[0].objection == objection
    back = replace(one, suspended=((away, DAY),))
    assert board(district(inspectors=[back])).terms.run_out[0].objection == ""


def test_after_three_terms_in_a_row_there_is_no_fourth() -> None:
    """条例 6, 上海 8."""
    last = date(2026, 8, 31)
    people = [inspector(str(n), term(last=last, served=n)) for n in (1, 2, 3)]
    terms = board(district(inspectors=people)).terms
    assert [one.objection for one in terms.run_out] == ["已满三届，不得续聘", "", ""]
    assert terms.not_renewable == 1


def test_who_has_been_retired_for_more_than_five_years_is_not_appointed_again() -> None:
    """Q10: ≤ 5 years on the day of appointment."""
    last = date(2026, 8, 31)
    for retired_on, objection in (
        (date(2021, 10, 13), ""),
        (date(2021, 10, 12), "退休已超过5年，不得续聘"),
    ):
        people = [inspector("1", term(last=last, retired_on=retired_on))]
        assert board(district(inspectors=people)).terms.run_out[0].objection == objection


def test_a_term_includes_its_last_day() -> None:
    """条例 6."""
    register = district(inspectors=[inspector("1", term(last=DAY))])
    assert (board(register).in_term, len(board(register).terms.run_out)) == (1, 0)
    after = board(register, date(2026, 10, 14))
    assert (after.in_term, len(after.terms.run_out)) == (0, 1)


def test_a_past_day_is_seen_with_the_terms_of_that_day() -> None:
    first = term(kind=FULL, first=date(2022, 9, 1), last=date(2025, 8, 31))
    register = district(inspectors=[inspector("1", first, term(served=2))])
    assert board(register, date(2025, 8, 31)).full_time.part == 1
    assert board(register).full_time.part == 0
    assert board(register, date(2022, 8, 31)).in_term == 0


def test_the_next_terms_to_end_are_told() -> None:
    people = [inspector(str(n), term(last=date(2027 + n % 2, 8, 31))) for n in range(5)]
    terms = board(district(inspectors=people)).terms
    assert (terms.next_end, terms.next_ending) == (date(2027, 8, 31), 3)


# Training (督学管理暂行办法 21)


def test_forty_hours_a_year_are_enough_and_who_has_no_entry_has_none() -> None:
    """督学管理暂行办法 21."""
    people = [inspector("1", hours=40), inspector("2", hours=39), replace(inspector("3"), hours={2025: 60})]
    training = board(district(inspectors=people)).training
    assert [(one.inspector.number, one.missing) for one in training.short] == [("3", 40), ("2", 1)]
    assert training.rule.citation.endswith("第二十一条")


def test_hours_of_a_training_count_from_its_day_on() -> None:
    """Given 24 hours entered for the year and 16 trained on the 13th, when the 12th is asked for, then 24."""
    one = replace(inspector("1", hours=24), trainings=((date(2025, 10, 1), 60), (DAY, 16)))
    found = [board(district(inspectors=[one]), on).training.people[0] for on in (date(2026, 10, 12), DAY)]
    assert [(hours.hours, hours.missing) for hours in found] == [(24, 16), (40, 0)]


def test_of_training_online_as_much_counts_as_the_pack_lets_and_nothing_where_it_says_nothing() -> None:
    """`online_training_share`: the board counts as the appraisal does."""
    one = replace(inspector("1", hours=24), others=((date(2026, 3, 1), 9), (date(2026, 12, 1), 40)))
    rules = PACKS.pack("national", DAY)
    half = replace(rules.rule("online_training_share"), values=(50,))
    packs = [rules, with_rule(rules, half), with_rule(rules, None)]
    found = [staffing(district(inspectors=[one]), DAY, pack).training.people[0].hours for pack in packs]
    assert found == [24, 28, 24]


def with_rule(rules: RulePack, rule: Rule | None) -> RulePack:
    others = {key: one for key, one in rules.rules.items() if key != "online_training_share"}
    return replace(rules, rules=others | ({rule.key: rule} if rule else {}))


def test_who_is_out_of_term_is_not_asked_for_hours() -> None:
    gone = inspector("1", term(last=date(2026, 8, 31)), hours=0)
    assert board(district(inspectors=[gone])).training.people == ()


# Whole districts


def test_the_sample_district_on_13_october_2026() -> None:
    """The figures the office has agreed to, each with its sum."""
    found = board(sample())
    required, coverage, terms = found.required, found.coverage, found.terms
    assert (found.in_term, required.total, found.missing) == (22, 23, 1)
    assert required.schools_arithmetic == (
        "23所 ＋ 白鹭学校多1个学段 ＋ 思源小学多1个校区 ＋ 立新小学多1个校区"
    )
    assert required.units_arithmetic == "(26＋75)÷5＝20.2→21"
    assert [unit.name for unit in required.large] == ["临水学校", "柳浪小学"]
    assert required.total_arithmetic == "21＋2＝23人"
    assert (found.full_time.arithmetic, found.full_time.missing) == ("5÷22＝22.7%", 2)
    assert (found.retired.arithmetic, found.retired.over) == ("7÷17＝41.2%", 1)
    assert [coverage.with_inspectors(*n) for n in ((2,), (2, 2), (1, 1), (0, 0))] == [37, 37, 65, 4]
    assert {one.uncovered_since for one in coverage.uncovered} == {date(2026, 9, 1)}
    assert len(found.training.short) == 13
    assert (len(terms.run_out), terms.not_renewable) == (8, 3)
    assert [len(one.posts) for one in terms.run_out] == [4, 4, 10, 4, 12, 11, 10, 3]
    assert (terms.next_end, terms.next_ending) == (date(2027, 8, 31), 11)


def test_the_zones_of_the_sample_add_up() -> None:
    zones = board(sample()).coverage.zones
    assert [(len(z.units), z.in_term, z.run_out, z.with_inspectors(2)) for z in zones] == [
        (22, 4, 2, 7),
        (21, 5, 1, 14),
        (21, 4, 2, 4),
        (21, 4, 2, 4),
        (21, 5, 1, 8),
    ]
    assert sum(zone.in_term for zone in zones) == 22


def test_another_district_has_its_own_figures() -> None:
    schools = [
        *units(7),
        *units(2, UnitKind.NINE_YEAR, stages=2),
        *units(1, UnitKind.SENIOR, campuses=4),
        *units(13, UnitKind.KINDERGARTEN, zone="第二责任区"),
        *units(3, UnitKind.JUNIOR, students=2500),
    ]
    people = [
        *inspectors(4, FULL),
        *inspectors(3),
        *inspectors(1, retired_on=day("2024-01-01")),
        *inspectors(2, retired_on=day("2023-01-01"), last=day("2026-01-31"), served=3),
    ]
    posts = [Post(school.code, people[n % 8].number, SINCE, None) for n, school in enumerate(schools[:20])]
    found = board(district(schools, people, posts))
    assert found.required.units_arithmetic == "(15＋13)÷5＝5.6→6"
    assert (found.in_term, found.required.total, found.missing) == (8, 9, 1)
    assert (found.full_time.arithmetic, found.full_time.missing) == ("4÷8＝50.0%", 0)
    assert (found.retired.arithmetic, found.retired.over) == ("1÷4＝25.0%", 0)
    assert [found.coverage.with_inspectors(n, n) for n in (2, 1, 0)] == [0, 20, 6]
    assert (len(found.terms.run_out), found.terms.not_renewable) == (2, 2)


def test_a_board_of_3000_units_and_800_inspectors_is_made_at_once() -> None:
    """50 ms are promised over HTTP; the best of five days, so that a busy machine does not matter."""
    schools = [replace(one, code=str(n)) for n, one in enumerate(units(3000))]
    people = [inspector(str(n)) for n in range(800)]
    posts = [Post(str(n % 3000), str(n % 799), SINCE, None) for n in range(6000)]
    register = Register.of(schools, people, posts, [])
    took = []
    for n in range(5):
        began = time.process_time()
        board_json(board(register, DAY + timedelta(n)))
        took.append(time.process_time() - began)
    assert min(took) < 0.05, took
