"""Messages speak the office's language: what, by when, whose."""

import re
from typing import get_args

import pytest

from dudao_contracts.envelope import Fact
from dudao_contracts.examples import EXAMPLES
from dudao_contracts.inspection import ProcedureFact
from dudao_contracts.rectification import DutyKind, Rung
from services.notification.application.directory import Directory
from services.notification.application.recipients import RECIPIENTS
from services.notification.application.wording import text_of
from services.notification.domain.open_work import OpenWork
from shared.event_sourcing.decider import Actor, Role
from tests.unit.notification.people import INSPECTOR, directory_of, example

SCHOOL = EXAMPLES["roster.unit-registered.v1"]
BY = Actor("DX018", "程秀英", Role.INSPECTOR)

told = [EXAMPLES[fact.type()] for fact, targets in RECIPIENTS.items() if targets]
of_cases = [fact for fact in told if "problem" in type(fact).model_fields]
of_inspections = [fact for fact in told if isinstance(fact, ProcedureFact)]
of_the_roster = [fact for fact in told if fact.service == "roster"]
duties = [example("rectification.prompt-issued.v1", duty=duty) for duty in get_args(DutyKind)]
missed = [example("rectification.deadline-missed.v1", owner_role=role) for role in Role]
rungs = [example("rectification.escalation-proposed.v1", rung=rung) for rung in get_args(Rung)]


def whole(fact: Fact) -> str:
    text = text_of(fact, BY, directory_of())
    return f"{text.subject}\n{text.body}"


@pytest.mark.parametrize("fact", [*told, *duties, *missed, *rungs], ids=lambda f: f.name)
def test_people_never_see_codes_nulls_or_raw_dates(fact: Fact) -> None:
    text = whole(fact)
    assert "None" not in text
    assert not re.search(r"\d{4}-\d\d-\d\d", text)
    assert not re.search(r"[A-Za-z_]{3,}", text)
    assert "319991" not in text
    assert "。。" not in text
    assert text.endswith("。")


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("known", [directory_of(), directory_of(SCHOOL, INSPECTOR)], ids=["cold", "warm"])
@pytest.mark.parametrize("fact", of_the_roster, ids=lambda f: f.name)
def test_of_the_roster_people_are_told_in_their_own_words(fact: Fact, known: Directory, own: bool) -> None:
    text = text_of(fact, BY, known, OpenWork(3, 1, 2), own)
    said = f"{text.subject}\n{text.body}"
    assert not re.search(r"\d{4}-\d\d-\d\d|[A-Za-z_]{3,}|319991|DX\d|None|。。", said)
    assert said.endswith("。")


def test_who_takes_a_unit_over_reads_what_is_open_there() -> None:
    post = EXAMPLES["roster.post-assigned.v1"]
    text = text_of(post, BY, directory_of(SCHOOL), OpenWork(cases=3, rechecks=1, revisits=2))
    assert text.subject == "您已接手梧桐小学，任责任督学"
    assert "未办结的案件3件，其中待复查1件；另有已销号待回访2件" in text.body
    assert "目前没有未办结的案件" in text_of(post, BY, directory_of(SCHOOL)).body


def test_whose_post_ended_reads_who_follows() -> None:
    ended = example("roster.post-ended.v1", inspector="DX008", successor="DX018")
    text = text_of(ended, BY, directory_of(SCHOOL, INSPECTOR))
    assert text.subject == "您不再担任梧桐小学责任督学"
    assert "由程秀英接任" in text.body
    assert "目前没有指定接任的督学" in whole(EXAMPLES["roster.post-ended.v1"])


def test_a_term_that_ends_is_told_to_the_office_and_to_the_inspector_in_different_words() -> None:
    ending = EXAMPLES["roster.term-ending.v1"]
    assert text_of(ending, BY, directory_of()).subject == "程秀英的督学聘期到2028年8月31日（周四）"
    assert text_of(ending, BY, directory_of(), own=True).subject.startswith("您的督学聘期")
    assert "不能续聘" in whole(example("roster.term-ending.v1", renewable=False))


@pytest.mark.parametrize("fact", of_cases, ids=lambda f: f.name)
def test_every_message_names_the_unit_and_the_problem(fact: Fact) -> None:
    text = whole(fact)
    assert "梧桐小学" in text
    assert fact.model_dump()["problem"] in text


def test_a_served_notice_says_who_does_what_by_when() -> None:
    text = text_of(EXAMPLES["rectification.notice-served.v1"], BY, directory_of())
    assert text.subject == "整改通知书已送达梧桐小学"
    assert text.body == (
        "问题：食品留样时间不足48小时，留样记录缺7天。云督整〔2026〕44号。"
        "请梧桐小学最迟2026年9月17日（周四）提交整改方案，最迟2026年9月20日（周日）完成整改并报告。"
    )


def test_a_prompt_counts_in_workdays_and_changes_no_date() -> None:
    prompt = "rectification.prompt-issued.v1"
    assert (
        text_of(EXAMPLES[prompt], BY, directory_of()).subject == "工作提示：梧桐小学报告整改完成剩1个工作日"
    )
    today = text_of(example(prompt, workdays_left=0), BY, directory_of())
    assert today.subject == "工作提示：梧桐小学报告整改完成今天到期"
    assert "不改变原定期限" in today.body


def test_a_missed_duty_names_its_owner_with_name_and_role() -> None:
    recheck = example(
        "rectification.deadline-missed.v1", duty="recheck", owner_role="inspector", owner="DX018"
    )
    assert "程秀英（督学）应最迟" in text_of(recheck, BY, directory_of(INSPECTOR)).body
    assert "。督学应最迟" in text_of(recheck, BY, directory_of()).body


def test_a_proposal_asks_for_reasons_whichever_way_it_is_decided() -> None:
    text = text_of(EXAMPLES["rectification.escalation-proposed.v1"], BY, directory_of())
    assert text.subject == "建议对梧桐小学督办"
    assert "请副总督学最迟2026年9月24日（周四）决定，升或不升都写理由。" in text.body


def test_a_case_closed_in_the_old_ledger_says_so() -> None:
    assert "原台账" in whole(example("rectification.case-closed.v1", basis="ledger"))


def test_what_a_person_wrote_keeps_its_words_and_ends_in_one_full_stop() -> None:
    text = whole(example("rectification.plan-returned.v1", reason="第2项措施没有写明责任人。 "))
    assert "退回理由：第2项措施没有写明责任人。程秀英（督学）退回。" in text


def test_a_hazard_calls_the_department_that_must_come() -> None:
    hazard = "inspection.urgent-hazard-reported.v1"
    assert "请公安分局、区应急管理局到场会办。" in whole(EXAMPLES[hazard])
    assert "到场会办" not in whole(example(hazard, department=None, helping=()))


def test_a_hazard_says_when_it_was_found_and_who_knows() -> None:
    hazard = "inspection.urgent-hazard-reported.v1"
    assert "09:51发现。已当面告知袁伟（校长）。" in whole(EXAMPLES[hazard])
    assert "发现。" not in whole(example(hazard, found_at=None, told=None))


def test_an_announced_visit_asks_for_nothing_to_be_prepared() -> None:
    """上海 18: a notice is allowed, a show is not wanted."""
    announced = "inspection.visit-announced.v1"
    assert "督导主题：校园安全。请按日常工作安排，不作专门准备。" in whole(EXAMPLES[announced])
    assert "主题" not in whole(example(announced, themes=()))
    assert "原因：当天全区停课。" in whole(EXAMPLES["inspection.visit-cancelled.v1"])


def test_a_fact_nobody_is_told_of_has_no_words() -> None:
    with pytest.raises(LookupError):
        text_of(EXAMPLES["inspection.visit-recorded.v1"], BY, directory_of())


@pytest.mark.parametrize("fact", of_inspections, ids=lambda f: f.name)
def test_every_message_about_an_inspection_names_the_unit(fact: Fact) -> None:
    assert "梧桐小学" in whole(fact)


def test_a_notice_says_from_when_about_what_and_asks_for_a_self_evaluation_if_it_does() -> None:
    announced = "inspection.inspection-announced.v1"
    assert text_of(EXAMPLES[announced], BY, directory_of()).body == (
        "云教督〔2026〕9号。2026年9月15日（周二）起对梧桐小学进行综合督导，"
        "督导事项：依法办学、校园安全、食堂食品安全。请梧桐小学最迟2026年9月11日（周五）报送自评报告。"
    )
    assert "自评" not in whole(example(announced, self_evaluation_by=None))


def test_a_unit_reads_until_when_it_may_defend_itself() -> None:
    """条例 20."""
    assert "最迟2026年10月8日（周四）提出" in whole(EXAMPLES["inspection.preliminary-opinion-served.v1"])


def test_a_late_opinion_says_that_it_is_late_and_an_empty_one_that_nothing_is_to_be_rectified() -> None:
    """上海 21."""
    served = "inspection.opinion-served.v1"
    assert "逾期送达" in whole(example(served, late=True))
    assert "逾期" not in whole(EXAMPLES[served])
    assert "没有需要整改的问题" in whole(example(served, problems=0))


def test_a_cancelled_inspection_says_why() -> None:
    cancelled = example("inspection.inspection-closed.v1", outcome="cancelled", reason="学校停办")
    assert "已取消" in whole(cancelled)
    assert "原因：学校停办。" in whole(cancelled)
