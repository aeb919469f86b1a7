"""From the issue to 销号 and the revisit."""

from dataclasses import replace
from datetime import date

import pytest

from services.rectification.domain.case import NoSuchCase
from services.rectification.domain.completing import (
    ApprovedByTheAuthor,
    ApprovedByTheRechecker,
    EvidenceMissing,
    EvidenceUnreadable,
    InspectorRecused,
    NoPassedRecheck,
    NothingToRecheck,
    NothingToRevisit,
    PlanNotAccepted,
    RecheckedByTheAuthor,
)
from services.rectification.domain.events import CompletionReported, NoticeServed
from services.rectification.domain.issue import Evidence, Measure
from services.rectification.domain.opening import NoticeNeedsLimit, NoticeNotDue, NoticeServedOtherwise
from services.rectification.domain.planning import (
    MeasureAfterLimit,
    MeasureBeforeTheProblem,
    MeasureIncomplete,
    NoPlanToReview,
    NotTheUnitsOwnCase,
    PlanNotAwaited,
)
from services.rectification.domain.standing import OnlyPeopleDecide, ReasonMissing
from shared.event_sourcing.decider import Actor, Role
from tests.unit.rectification.samples import (
    ACCEPTED,
    CASE,
    CLOSED,
    HEAD,
    INSPECTOR,
    MEASURES,
    NOTICED,
    OPENED,
    OTHER_HEAD,
    PASSED,
    PLANNED,
    REPORTED,
    CaseTest,
    accept_plan,
    after,
    at,
    case_of_test,
    close_case,
    happened,
    open_case,
    owes,
    recheck,
    report_completion,
    return_plan,
    revisit,
    serve_notice,
    submit_plan,
)


def test_an_issue_opens_its_case_and_the_office_owes_the_notice() -> None:
    outcome = CASE.when(open_case())
    assert happened(outcome) == ["CaseOpened"]
    assert owes(outcome) == ("serve_notice", "office", date(2026, 9, 16))


def test_opening_a_case_again_changes_nothing() -> None:
    CASE.again(open_case())


def test_a_command_for_a_case_that_is_not_there_is_refused() -> None:
    CASE.when(serve_notice()).then_refused(NoSuchCase)


def test_a_notice_sets_a_limit_in_workdays_from_service_article_21() -> None:
    """条例 21: rectification within a limit; Sunday 20 September 2026 is a workday."""
    outcome = OPENED.when(serve_notice())
    assert happened(outcome) == ["NoticeServed"]
    (served,) = outcome.events or ()
    assert isinstance(served, NoticeServed)
    assert served.due.on == date(2026, 9, 24)
    assert served.due.basis == "本区设定"
    assert "10个工作日" in served.due.explanation
    assert "调休" in served.due.explanation
    assert served.plan_due.rule == "submit_plan"
    assert owes(outcome) == ("submit_plan", "319991-0044", date(2026, 9, 18))


def test_the_plan_is_due_no_later_than_the_rectification() -> None:
    outcome = OPENED.when(serve_notice(working_days=2))
    assert owes(outcome) == ("submit_plan", "319991-0044", date(2026, 9, 15))


def test_a_notice_without_any_limit_is_refused_article_21() -> None:
    refusal = after(open_case(working_days=None)).when(serve_notice()).then_refused(NoticeNeedsLimit)
    assert refusal.article == "《教育督导条例》第二十一条"


@pytest.mark.parametrize("working_days", [-1, 501, 10**9])
def test_a_limit_that_cannot_be_meant_is_refused_article_21(working_days: int) -> None:
    after(open_case(working_days=working_days)).when(serve_notice()).then_refused(NoticeNeedsLimit)


def test_serving_the_same_notice_again_changes_nothing() -> None:
    OPENED.again(serve_notice())


def test_the_same_notice_with_another_limit_is_refused_for_a_served_date_never_changes() -> None:
    assert NOTICED.when(serve_notice(working_days=10)).events == NOTICED.when(serve_notice()).events == []
    refusal = NOTICED.when(serve_notice(working_days=3)).then_refused(NoticeServedOtherwise)
    assert "已经送达" in str(refusal)


def test_a_second_notice_is_refused() -> None:
    refusal = NOTICED.when(serve_notice(letter="云教督改〔2026〕45号")).then_refused(NoticeNotDue)
    assert "请先办下一步：报送整改方案，2026年9月18日前" in str(refusal)


def test_the_unit_submits_its_plan_and_the_office_owes_the_review() -> None:
    outcome = NOTICED.when(submit_plan())
    assert happened(outcome) == ["PlanSubmitted"]
    assert owes(outcome) == ("review_plan", "office", date(2026, 9, 17))


def test_submitting_the_same_plan_again_changes_nothing() -> None:
    NOTICED.again(submit_plan())
    ACCEPTED.when(submit_plan()).then_nothing()


@pytest.mark.parametrize(
    "measures",
    [(), (Measure(" ", "吴海燕", date(2026, 9, 18)),), (Measure("添置留样柜", "", date(2026, 9, 18)),)],
)
def test_a_plan_names_measure_person_and_date_q24(measures: tuple[Measure, ...]) -> None:
    NOTICED.when(submit_plan(measures=measures)).then_refused(MeasureIncomplete)


def test_no_measure_is_due_after_the_limit_of_the_case() -> None:
    late = (*MEASURES, Measure("校长每周查记录", "高卫东", date(2026, 9, 25)))
    NOTICED.when(submit_plan(measures=late)).then_refused(MeasureAfterLimit)


def test_no_measure_is_older_than_the_problem() -> None:
    early = (Measure("添置48小时留样柜", "吴海燕", date(2020, 1, 1)),)
    NOTICED.when(submit_plan(measures=early)).then_refused(MeasureBeforeTheProblem)


def test_a_unit_acts_in_its_own_cases_only() -> None:
    NOTICED.when(submit_plan(by=OTHER_HEAD)).then_refused(NotTheUnitsOwnCase)
    ACCEPTED.when(report_completion(by=OTHER_HEAD)).then_refused(NotTheUnitsOwnCase)


def test_a_plan_before_the_notice_is_refused() -> None:
    """A clock that starts on receipt cannot run before service."""
    OPENED.when(submit_plan()).then_refused(PlanNotAwaited)


def test_an_accepted_plan_is_carried_out_by_the_date_of_the_notice() -> None:
    outcome = PLANNED.when(accept_plan())
    assert happened(outcome) == ["PlanAccepted"]
    assert owes(outcome) == ("report_completion", "319991-0044", date(2026, 9, 24))


def test_accepting_the_plan_again_changes_nothing() -> None:
    PLANNED.again(accept_plan())


def test_a_returned_plan_is_owed_again() -> None:
    outcome = PLANNED.when(return_plan())
    assert happened(outcome) == ["PlanReturned"]
    assert owes(outcome) == ("submit_plan", "319991-0044", date(2026, 9, 21))
    assert happened(after(return_plan(), given=PLANNED).when(submit_plan(at(9, 16)))) == ["PlanSubmitted"]


def test_returning_the_plan_again_changes_nothing() -> None:
    PLANNED.again(return_plan())


def test_a_plan_is_returned_with_a_reason() -> None:
    PLANNED.when(return_plan(reason="  ")).then_refused(ReasonMissing)


def test_without_a_plan_there_is_nothing_to_review() -> None:
    NOTICED.when(accept_plan()).then_refused(NoPlanToReview)
    NOTICED.when(return_plan()).then_refused(NoPlanToReview)


def test_a_report_of_completion_is_followed_by_the_recheck() -> None:
    outcome = ACCEPTED.when(report_completion())
    assert happened(outcome) == ["CompletionReported"]
    assert owes(outcome) == ("recheck", "DX018", date(2026, 9, 23))


@pytest.mark.parametrize(("day", "on_time"), [(24, True), (25, False)])
def test_completion_is_on_time_until_the_end_of_the_last_day(day: int, on_time: bool) -> None:
    """民法典 203: the day ends at 24:00."""
    (reported,) = ACCEPTED.when(report_completion(at(9, day, 23))).events or ()
    assert isinstance(reported, CompletionReported)
    assert reported.on_time is on_time


def test_reporting_completion_again_changes_nothing() -> None:
    ACCEPTED.again(report_completion())


@pytest.mark.parametrize("evidence", [(), (Evidence("　"),)])
def test_completion_needs_evidence(evidence: tuple[Evidence, ...]) -> None:
    ACCEPTED.when(report_completion(evidence=evidence)).then_refused(EvidenceMissing)


def test_a_file_of_evidence_is_named_by_its_sha256() -> None:
    ACCEPTED.when(report_completion(evidence=(Evidence("照片", ("abc",)),))).then_refused(EvidenceUnreadable)


def test_completion_before_an_accepted_plan_is_refused() -> None:
    PLANNED.when(report_completion()).then_refused(PlanNotAccepted)


def test_a_passed_recheck_waits_for_approval() -> None:
    outcome = REPORTED.when(recheck(True))
    assert happened(outcome) == ["RecheckPassed"]
    assert owes(outcome) == ("close_case", "deputy_chief_inspector", date(2026, 9, 24))


@pytest.mark.parametrize("passed", [True, False])
def test_recording_the_recheck_again_changes_nothing(passed: bool) -> None:
    REPORTED.again(recheck(passed))


def test_the_author_of_the_evidence_does_not_recheck_it() -> None:
    """Lifecycle C, four eyes: rechecker ≠ author of the evidence, in whatever role he acts."""
    REPORTED.when(recheck(True, by=HEAD)).then_refused(RecheckedByTheAuthor)
    REPORTED.when(recheck(True, by=Actor(HEAD.id, HEAD.name, Role.INSPECTOR))).then_refused(
        RecheckedByTheAuthor
    )


def test_only_a_reported_completion_is_rechecked_article_22() -> None:
    refusal = ACCEPTED.when(recheck(True)).then_refused(NothingToRecheck)
    assert refusal.article == "《教育督导条例》第二十二条"


def test_a_recheck_says_what_it_found() -> None:
    REPORTED.when(recheck(True, note=" ")).then_refused(ReasonMissing)


@pytest.mark.parametrize("case", [OPENED, NOTICED, PLANNED, ACCEPTED, REPORTED])
def test_no_case_is_closed_without_a_passed_recheck_article_22(case: CaseTest) -> None:
    """条例 22, Q22."""
    refusal = case.when(close_case()).then_refused(NoPassedRecheck)
    assert refusal.article == "《教育督导条例》第二十二条"


def test_the_rechecker_does_not_approve_the_closing() -> None:
    """Lifecycle C, four eyes: approver ≠ rechecker, in whatever role he acts."""
    same = Actor(INSPECTOR.id, INSPECTOR.name, Role.CHIEF_INSPECTOR)
    PASSED.when(close_case(by=same)).then_refused(ApprovedByTheRechecker)


def test_the_author_of_the_evidence_does_not_approve_the_closing() -> None:
    """Lifecycle C, four eyes: whoever reported that it is done, in whatever role he acts now."""
    same = Actor(HEAD.id, HEAD.name, Role.CHIEF_INSPECTOR)
    PASSED.when(close_case(by=same)).then_refused(ApprovedByTheAuthor)


def test_an_approved_case_is_closed_and_a_revisit_is_due() -> None:
    """整改成效必回访."""
    outcome = PASSED.when(close_case())
    assert happened(outcome) == ["CaseClosed"]
    assert owes(outcome) == ("revisit", "DX018", date(2026, 11, 10))


def test_closing_again_changes_nothing() -> None:
    PASSED.again(close_case())


def test_after_a_good_revisit_nothing_is_left_to_do() -> None:
    outcome = CLOSED.when(revisit(True))
    assert happened(outcome) == ["RevisitPassed"]
    assert owes(outcome) is None


def test_who_must_keep_away_from_the_unit_neither_rechecks_nor_revisits_article_10() -> None:
    REPORTED.when(replace(recheck(True), recused=True)).then_refused(InspectorRecused)
    CLOSED.when(replace(revisit(True), recused=True)).then_refused(InspectorRecused)


def test_a_rebound_reopens_the_case_and_a_new_notice_begins_a_new_round() -> None:
    outcome = CLOSED.when(revisit(False, note="留样又不足48小时"))
    assert happened(outcome) == ["CaseReopened"]
    assert owes(outcome) == ("serve_notice", "office", date(2026, 10, 27))
    second = serve_notice(at(10, 22), letter="云教督改〔2026〕60号")
    case = case_of_test(after(revisit(False, note="留样又不足48小时"), second, given=CLOSED))
    assert [r.number for r in case.rounds] == [1, 2]
    assert case.rounds[0].recheck is not None


@pytest.mark.parametrize("ok", [True, False])
def test_recording_the_revisit_again_changes_nothing(ok: bool) -> None:
    CLOSED.again(revisit(ok))


def test_only_a_closed_case_is_revisited() -> None:
    PASSED.when(revisit(True)).then_refused(NothingToRevisit)


def test_a_revisit_says_what_it_found() -> None:
    CLOSED.when(revisit(True, note="")).then_refused(ReasonMissing)


def test_the_system_never_decides() -> None:
    system = Actor("system:rectification", "系统", Role.SYSTEM)
    PASSED.when(close_case(by=system)).then_refused(OnlyPeopleDecide)
    OPENED.when(serve_notice(by=system)).then_refused(OnlyPeopleDecide)


def test_an_issue_without_inspectors_is_rechecked_by_the_office() -> None:
    case = after(open_case(inspectors=()), serve_notice(), submit_plan(), accept_plan())
    assert owes(case.when(report_completion())) == ("recheck", "office", date(2026, 9, 23))
