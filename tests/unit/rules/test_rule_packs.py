"""The packs as shipped: every number of the law with its article, and nothing unverified printed as law."""

import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from shared.rules.floor import undercuts
from shared.rules.pack import NoSuchPack, NoSuchRule, RulePacks
from shared.rules.reckoning import day_before, deadline_for
from shared.rules.rule import Bound, Kind, Mark, Rule, RuleMisused, Start
from shared.workdays.deadline import Unit
from shared.workdays.seed import seeded_calendar

PACKS = RulePacks.load()
TODAY = date(2026, 11, 21)
EVERY_RULE = [rule for file in PACKS.files for rule in file.rules]
NATIONAL, SHANGHAI, ZHEJIANG = "《教育督导条例》", "《上海市教育督导条例》", "《浙江省教育督导条例》"
CHONGQING, SHANDONG = "《重庆市教育督导条例》", "《山东省教育督导条例》"
ACCOUNTABILITY = "《教育督导问责办法》（国教督〔2021〕2号）"


def rule(jurisdiction: str, key: str) -> Rule:
    return PACKS.pack(jurisdiction, TODAY).rule(key)


def test_the_five_packs_are_there() -> None:
    assert PACKS.jurisdictions == ("chongqing", "national", "shandong", "shanghai", "zhejiang")
    assert PACKS.pack("shanghai", TODAY).label == "上海 2020-05-14 起施行版"


@pytest.mark.parametrize(
    ("jurisdiction", "key", "amount", "start", "citation"),
    [
        # 条例 (2A)
        ("national", "inspector_term", "3年", None, f"{NATIONAL}第六条"),
        ("national", "inspector_terms_max", "3届", None, f"{NATIONAL}第六条"),
        ("national", "inspector_degree", "本科", None, f"{NATIONAL}第七条"),
        ("national", "inspector_experience", "10年", None, f"{NATIONAL}第七条"),
        ("national", "visits_per_semester", "2次", None, f"{NATIONAL}第十四条"),
        ("national", "government_inspection_every", "5年", None, f"{NATIONAL}第十四条"),
        ("national", "school_comprehensive_every", "3至5年", None, f"{NATIONAL}第十四条"),
        ("national", "team_size", "3人", None, f"{NATIONAL}第十六条"),
        # 2B, row by row: 上海, 浙江, 重庆, 山东
        ("shanghai", "defence", "10个工作日", Start.INSPECTION_ENDED, f"{SHANGHAI}第二十一条"),
        ("zhejiang", "defence", "10日", Start.PRELIMINARY_RECEIVED, f"{ZHEJIANG}第十一条第五项"),
        ("chongqing", "defence", "5日", Start.PRELIMINARY_RECEIVED, f"{CHONGQING}第二十六条"),
        (
            "chongqing",
            "preliminary_opinion_special",
            "5日",
            Start.DELIBERATION_ENDED,
            f"{CHONGQING}第二十六条",
        ),
        (
            "chongqing",
            "preliminary_opinion_comprehensive",
            "10日",
            Start.DELIBERATION_ENDED,
            f"{CHONGQING}第二十六条",
        ),
        ("shanghai", "opinion", "30日", Start.INSPECTION_ENDED, f"{SHANGHAI}第二十一条"),
        ("shanghai", "opinion_vote", "三分之二", None, f"{SHANGHAI}第二十一条"),
        ("zhejiang", "opinion", "30日", Start.INSPECTION_ENDED, f"{ZHEJIANG}第十一条第六项"),
        ("chongqing", "opinion", "30日", Start.PRELIMINARY_FED_BACK, f"{CHONGQING}第二十七条"),
        ("zhejiang", "opinion_review", "10日", Start.OPINION_RECEIVED, f"{ZHEJIANG}第十一条第七项"),
        ("zhejiang", "opinion_review_answer", "30日", Start.REVIEW_ASKED, f"{ZHEJIANG}第十一条第七项"),
        ("shandong", "opinion_recheck", "15日", Start.OPINION_RECEIVED, f"{SHANDONG}第十八条"),
        ("shandong", "opinion_recheck_answer", "1个月", Start.RECHECK_ASKED, f"{SHANDONG}第十八条"),
        ("chongqing", "completion_report", "10日", Start.RECTIFICATION_ENDED, f"{CHONGQING}第二十八条"),
        ("zhejiang", "report_limit", "30日", Start.INSPECTION_ENDED, f"{ZHEJIANG}第二十三条"),
        ("shanghai", "government_inspection_every", "5年", None, f"{SHANGHAI}第十五条"),
        ("shanghai", "school_comprehensive_every", "3至5年", None, f"{SHANGHAI}第十五条"),
        ("shanghai", "visits_per_semester", "2次", None, f"{SHANGHAI}第十五条"),
        ("zhejiang", "government_inspection_every", "3年", None, f"{ZHEJIANG}第九条"),
        ("zhejiang", "school_comprehensive_every", "5年", None, f"{ZHEJIANG}第九条"),
        ("chongqing", "government_inspection_every", "5年", None, f"{CHONGQING}第二十条"),
        ("chongqing", "school_comprehensive_every", "3至5年", None, f"{CHONGQING}第二十条"),
        ("shanghai", "responsible_inspectors_per_school", "2人", None, f"{SHANGHAI}第十四条"),
        ("zhejiang", "schools_per_inspector", "5所", None, f"{ZHEJIANG}第十二条"),
        ("chongqing", "schools_per_responsible_inspector", "3至5所", None, f"{CHONGQING}第十八条第二项"),
        ("chongqing", "full_time_inspectors", "3人", None, f"{CHONGQING}第九条"),
        ("shanghai", "visit_notice", "2个工作日", Start.VISIT, f"{SHANGHAI}第十八条"),
        ("zhejiang", "recusal_years", "3年", None, f"{ZHEJIANG}第二十条"),
        ("chongqing", "recusal_years", "3年", None, f"{CHONGQING}第十二条"),
        ("shanghai", "inspector_term", "3年", None, f"{SHANGHAI}第八条"),
        ("shandong", "inspector_experience", "10年", None, f"{SHANDONG}第九条第三项"),
    ],
)
def test_the_numbers_read_in_full_text_stand_with_their_articles(
    jurisdiction: str, key: str, amount: str, start: Start | None, citation: str
) -> None:
    found = rule(jurisdiction, key)
    assert (found.amount, found.start, found.citation) == (amount, start, citation)
    assert (found.mark, found.verified, found.kind, found.printable) == (Mark.V1, True, Kind.LAW, True)


@pytest.mark.parametrize(
    ("jurisdiction", "key", "citation"),
    [
        ("shanghai", "random_hearing", f"{SHANGHAI}第十七条"),
        ("shanghai", "opinion_publish", f"{SHANGHAI}第二十二条"),
        ("shanghai", "recusal", f"{SHANGHAI}第十条"),
        ("shanghai", "report_objection", f"{SHANGHAI}第二十四条"),
        ("shanghai", "more_visits_after_complaints", f"{SHANGHAI}第十五条"),
        ("shanghai", "institution_liability", f"{SHANGHAI}第二十九条"),
        ("zhejiang", "recusal_request", f"{ZHEJIANG}第二十条"),
        ("zhejiang", "interview", f"{ZHEJIANG}第二十五条"),
        ("zhejiang", "circular_refusal", f"{ZHEJIANG}第二十八条"),
        ("chongqing", "hearing_withdrawal", f"{CHONGQING}第二十五条"),
        ("chongqing", "recusal_decision", f"{CHONGQING}第十二条"),
        ("chongqing", "rotation", f"{CHONGQING}第十八条第四项"),
        ("chongqing", "interview", f"{CHONGQING}第三十一条"),
        ("shandong", "recusal", f"{SHANDONG}第十九条"),
        ("shandong", "opinion_appeal", f"{SHANDONG}第十八条"),
        ("national", "private_school_posts", "《民办教育促进法实施条例》第五十一条"),
        ("national", "period_last_day", "《民法典》第二百零三条"),
    ],
)
def test_the_duties_without_a_number_stand_with_their_articles(
    jurisdiction: str, key: str, citation: str
) -> None:
    found = rule(jurisdiction, key)
    assert (found.citation, found.mark, found.printable, found.amount) == (citation, Mark.V1, True, "")
    assert found.text


@pytest.mark.parametrize(
    ("key", "amount", "start"),
    [
        ("work_group", "60日", Start.INSPECTION_WORK_COMPLETED),
        ("review", "30日", Start.DECISION_RECEIVED),
        ("review_decision", "30日", Start.REVIEW_ASKED),
        ("appeal", "15日", Start.REVIEW_DECISION_RECEIVED),
        ("appeal_direct", "15日", Start.DECISION_RECEIVED),
        ("appeal_decision", "60日", Start.APPEAL_ASKED),
        ("appeal_correction", "15日", Start.APPEAL_DECISION_RECEIVED),
        ("aggravation_count", "2次", None),
        ("aggravation_window", "1年", None),
    ],
)
def test_accountability_is_cited_by_document_number_without_article(
    key: str, amount: str, start: Start | None
) -> None:
    found = rule("shanghai", key)
    assert (found.amount, found.start, found.citation) == (amount, start, ACCOUNTABILITY)
    assert (found.mark, found.printable) == (Mark.V2, True)


@pytest.mark.parametrize(
    ("key", "amount"),
    [
        ("training_hours", "40学时"),
        ("visits_per_month", "1次"),
        ("kindergarten_visits_per_month", "1次"),
        ("schools_per_responsible_inspector", "5所"),
        ("kindergartens_per_responsible_inspector", "5所"),
        ("zone_schools_max", "20所"),
    ],
)
def test_the_staffing_numbers_read_in_excerpts_are_v2(key: str, amount: str) -> None:
    found = rule("national", key)
    assert (found.amount, found.mark, found.kind) == (amount, Mark.V2, Kind.LAW)


@pytest.mark.parametrize(
    ("key", "amount", "mark"),
    [
        ("schools_per_inspector", "5所", Mark.S),
        ("large_schools_per_inspector", "1所", Mark.S),
        ("full_time_share", "30%", Mark.S),
        ("retired_share", "40%", Mark.S),
        ("retired_years", "5年", Mark.S),
        ("large_school_students", "2000人", Mark.M),
        ("holiday_months", "2月、7月、8月", Mark.M),
        ("appraisal_grades", "优秀、称职、基本称职、不称职", Mark.M),
        ("prompt_first", "5个工作日", Mark.M),
        ("prompt_second", "1个工作日", Mark.M),
        ("serve_notice", "5个工作日", Mark.M),
        ("submit_plan", "5个工作日", Mark.M),
        ("review_plan", "3个工作日", Mark.M),
        ("recheck", "5个工作日", Mark.M),
        ("close_case", "3个工作日", Mark.M),
        ("revisit", "30个工作日", Mark.M),
        ("decide_supervision_order", "3个工作日", Mark.M),
        ("supervision_order_limit", "10个工作日", Mark.M),
        ("decide_interview", "10个工作日", Mark.M),
        ("hold_interview", "10个工作日", Mark.M),
        ("interview_commitment", "10个工作日", Mark.M),
        ("decide_circular", "10个工作日", Mark.M),
        ("circular_limit", "10个工作日", Mark.M),
        ("decide_accountability", "10个工作日", Mark.M),
        ("visit_reply", "3日", Mark.M),
        ("visit_reply_filing", "3日", Mark.M),
    ],
)
def test_the_product_defaults_are_marked_as_such_and_never_printed(key: str, amount: str, mark: Mark) -> None:
    found = rule("shanghai", key)
    assert (found.amount, found.mark) == (amount, mark)
    assert (found.kind, found.verified, found.printable) == (Kind.OFFICE_DEFAULT, False, False)


@pytest.mark.parametrize("one", EVERY_RULE, ids=lambda one: f"{one.jurisdiction}.{one.key}")
def test_only_verified_law_is_printable_and_everything_names_its_basis(one: Rule) -> None:
    assert one.printable == one.verified == (one.mark in (Mark.V1, Mark.V2))
    assert one.source
    assert one.printable <= bool(one.citation)


def test_a_draft_of_the_district_is_not_printed_until_the_adopted_document_is_its_law() -> None:
    assert not rule("shanghai", "interview").printable
    assert not rule("shanghai", "superior_duty").printable


def test_what_a_province_does_not_rule_comes_from_the_national_pack() -> None:
    assert rule("shandong", "visits_per_semester").jurisdiction == "national"
    assert rule("chongqing", "visits_per_semester").jurisdiction == "chongqing"
    assert PACKS.pack("national", TODAY).get("random_hearing") is None


def test_a_rule_is_in_force_only_from_its_day() -> None:
    assert PACKS.pack("national", date(2021, 9, 1)).rule("work_group").number == 60
    with pytest.raises(NoSuchRule, match=r"national.*2021-08-31没有规则work_group.*请核对规则名"):
        PACKS.pack("national", date(2021, 8, 31)).rule("work_group")


def test_a_pack_is_in_force_only_from_its_day_and_must_exist() -> None:
    with pytest.raises(NoSuchPack, match="shanghai"):
        PACKS.pack("shanghai", date(2020, 5, 13))
    with pytest.raises(NoSuchPack, match="已有：chongqing、national"):
        PACKS.pack("atlantis", TODAY)


def test_a_pack_that_asks_less_than_the_national_regulation_is_flagged() -> None:
    national = PACKS.pack("national", TODAY)
    (flag,) = undercuts(PACKS.pack("shandong", TODAY), national)
    assert "本科、高级专业技术职务" in flag
    assert "《教育督导条例》第七条" in flag
    for jurisdiction in ("national", "shanghai", "zhejiang", "chongqing"):
        assert undercuts(PACKS.pack(jurisdiction, TODAY), national) == ()


def test_a_rule_gives_the_deadline_from_the_day_its_clock_starts() -> None:
    calendar = seeded_calendar()
    defence = deadline_for(rule("shanghai", "defence"), date(2026, 9, 28), calendar)
    assert (defence.on, defence.count, defence.unit) == (date(2026, 10, 16), 10, Unit.WORKDAY)
    assert deadline_for(rule("zhejiang", "defence"), date(2026, 9, 25), calendar).on == date(2026, 10, 8)
    answer = deadline_for(rule("shandong", "opinion_recheck_answer"), date(2026, 3, 10), calendar)
    assert answer.on == date(2026, 4, 10)


def test_a_prompt_counts_back_from_the_due_day() -> None:
    calendar = seeded_calendar()
    assert day_before(rule("shanghai", "prompt_first"), date(2026, 10, 12), calendar) == date(2026, 9, 29)
    assert day_before(rule("shanghai", "prompt_second"), date(2026, 10, 12), calendar) == date(2026, 10, 10)


def test_the_two_directions_cannot_be_mixed_up() -> None:
    calendar = seeded_calendar()
    with pytest.raises(RuleMisused, match="day_before"):
        deadline_for(rule("shanghai", "prompt_first"), TODAY, calendar)
    with pytest.raises(RuleMisused, match="deadline_for"):
        day_before(rule("shanghai", "recheck"), TODAY, calendar)


def test_a_rule_refuses_to_be_read_as_what_it_is_not() -> None:
    assert rule("national", "recheck").days() == (5, Unit.WORKDAY)
    with pytest.raises(RuleMisused, match="不是期限，而是40学时"):
        rule("national", "training_hours").days()
    with pytest.raises(RuleMisused, match="3至5年"):
        _ = rule("national", "school_comprehensive_every").number
    with pytest.raises(RuleMisused, match="不是比例，而是一项义务"):
        _ = rule("national", "recusal").share


def test_shares_are_exact_fractions() -> None:
    assert rule("national", "full_time_share").share == Fraction(3, 10)
    assert rule("shanghai", "opinion_vote").share == Fraction(2, 3)
    assert rule("shanghai", "opinion_vote").bound is Bound.AT_LEAST


def test_a_clock_on_receipt_is_known_as_such() -> None:
    assert Start.OPINION_RECEIVED.on_receipt
    assert Start.NOTICE_RECEIVED.on_receipt
    assert not Start.INSPECTION_ENDED.on_receipt


def test_the_letters_get_the_wording_they_print() -> None:
    assert rule("shanghai", "defence").text == "自教育督导结束之日起10个工作日内"
    assert rule("zhejiang", "defence").text == "自收到初步督导意见之日起10日内"
    assert rule("zhejiang", "opinion_review").text == "10日"
    assert (rule("shanghai", "circular").law, rule("shanghai", "circular").article) == (ACCOUNTABILITY, "")


def test_the_rules_need_only_the_standard_library() -> None:
    program = (
        "import sys; import shared.rules.pack, shared.rules.reckoning, shared.rules.floor; "
        "print(sorted(name for name in sys.modules if name in ('chinese_calendar', 'pydantic', 'sqlalchemy')))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"
