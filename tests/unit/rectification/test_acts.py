"""The acts of the ladder: order, interview, circular, accountability."""

from datetime import date

import pytest

from services.rectification.domain.acting import (
    AccountabilityNotStarted,
    CircularNotDecided,
    CoHostMissing,
    InterviewDayUnfit,
    InterviewNotDecided,
    InterviewNotSet,
    InterviewNotYetHeld,
    OrderNotDecided,
)
from services.rectification.domain.escalating import (
    OnlyTheChairDecidesAccountability,
)
from services.rectification.domain.events import (
    AccountabilityStarted,
    SupervisionOrderServed,
)
from services.rectification.domain.issue import Line
from services.rectification.domain.ladder import Rung, SkipGround
from services.rectification.domain.planning import MeasureIncomplete
from services.rectification.domain.stages import Accepted
from tests.unit.rectification.climbs import (
    ACCOUNTABLE,
    BROKEN,
    COMMITMENTS,
    DECIDED,
    HELD,
    IGNORED,
    INVESTIGATED,
    LATE,
    LATE_AGAIN,
    ORDERED,
    SET,
    TO_CIRCULAR,
    TO_INTERVIEW,
)
from tests.unit.rectification.samples import (
    CHAIR,
    accept_plan,
    after,
    at,
    case_of_test,
    close_case,
    decide,
    form_work_group,
    happened,
    issue_circular,
    miss,
    open_case,
    owes,
    recheck,
    record_interview,
    report_completion,
    schedule_interview,
    serve_notice,
    serve_order,
    submit_plan,
)


def test_a_supervision_order_sets_ten_workdays_and_is_copied_to_the_superior_q23() -> None:
    outcome = DECIDED.when(serve_order(at(9, 28)))
    (served,) = outcome.events or ()
    assert isinstance(served, SupervisionOrderServed)
    assert served.copied_to == "区教育局"
    assert served.round == 2
    assert owes(outcome) == ("report_completion", "319991-0044", date(2026, 10, 16))
    assert isinstance(case_of_test(ORDERED).stage, Accepted)


def test_serving_the_order_again_changes_nothing() -> None:
    DECIDED.again(serve_order(at(9, 28)))


def test_no_order_without_a_decision() -> None:
    LATE.when(serve_order(at(9, 28))).then_refused(OrderNotDecided)


def test_an_interview_is_set_within_its_limit_and_then_due_on_that_day() -> None:
    outcome = TO_INTERVIEW.when(schedule_interview(at(10, 20), date(2026, 10, 23)))
    assert happened(outcome) == ["InterviewScheduled"]
    assert owes(outcome) == ("hold_interview", "deputy_chief_inspector", date(2026, 10, 23))


def test_setting_the_interview_again_changes_nothing() -> None:
    TO_INTERVIEW.again(schedule_interview(at(10, 20), date(2026, 10, 23)))


@pytest.mark.parametrize("on", [date(2026, 10, 19), date(2026, 11, 3)])
def test_an_interview_lies_ahead_and_within_ten_workdays_of_the_decision(on: date) -> None:
    TO_INTERVIEW.when(schedule_interview(at(10, 20), on)).then_refused(InterviewDayUnfit)


def test_no_interview_without_a_decision() -> None:
    LATE_AGAIN.when(schedule_interview(at(10, 20), date(2026, 10, 23))).then_refused(InterviewNotDecided)


@pytest.mark.parametrize(
    "hosts", [("区教育督导委员会",), ("区教育局", "区教育局"), ("区教育督导委员会", "区委组织部")]
)
def test_schools_are_interviewed_together_with_the_education_department_q30(hosts: tuple[str, ...]) -> None:
    command = schedule_interview(at(10, 20), date(2026, 10, 23), hosts)
    assert "区教育局" in str(TO_INTERVIEW.when(command).then_refused(CoHostMissing))


def test_government_is_interviewed_together_with_the_organisation_department_q30() -> None:
    of_government = after(
        open_case(line=Line.GOVERNMENT),
        serve_notice(),
        submit_plan(),
        accept_plan(),
        report_completion(),
        recheck(False),
        decide(True, at(9, 21), rung=Rung.INTERVIEW, skip_ground=SkipGround.REFUSAL),
    )
    with_bureau = schedule_interview(at(9, 22), date(2026, 9, 23))
    of_government.when(with_bureau).then_refused(CoHostMissing)
    with_cohost = schedule_interview(at(9, 22), date(2026, 9, 23), ("区教育督导委员会", "区委组织部"))
    assert happened(of_government.when(with_cohost)) == ["InterviewScheduled"]


def test_commitments_of_an_interview_become_the_plan_of_a_new_round() -> None:
    outcome = SET.when(record_interview(at(10, 23), commitments=COMMITMENTS))
    assert happened(outcome) == ["InterviewHeld"]
    assert owes(outcome) == ("report_completion", "319991-0044", date(2026, 11, 6))
    case = case_of_test(HELD)
    assert isinstance(case.stage, Accepted)
    assert case.stage.plan.measures == COMMITMENTS


def test_an_interview_without_commitments_is_refused() -> None:
    SET.when(record_interview(at(10, 23))).then_refused(MeasureIncomplete)


def test_staying_away_from_the_interview_is_a_ground_for_the_next_rung() -> None:
    outcome = SET.when(record_interview(at(10, 23), attended=False))
    assert happened(outcome) == ["InterviewMissed", "EscalationProposed"]
    assert owes(outcome) == ("decide_escalation", "chief_inspector", date(2026, 11, 6))


def test_recording_the_interview_again_changes_nothing() -> None:
    SET.again(record_interview(at(10, 23), commitments=COMMITMENTS))
    SET.again(record_interview(at(10, 23), attended=False))


def test_an_interview_is_recorded_after_it_was_held() -> None:
    SET.when(record_interview(at(10, 22), commitments=COMMITMENTS)).then_refused(InterviewNotYetHeld)
    TO_INTERVIEW.when(record_interview(at(10, 23), commitments=COMMITMENTS)).then_refused(InterviewNotSet)


def test_a_circular_sets_a_new_limit() -> None:
    outcome = TO_CIRCULAR.when(issue_circular(at(11, 10)))
    assert happened(outcome) == ["CircularIssued"]
    assert owes(outcome) == ("report_completion", "319991-0044", date(2026, 11, 24))


def test_issuing_the_circular_again_changes_nothing() -> None:
    TO_CIRCULAR.again(issue_circular(at(11, 10)))


def test_no_circular_without_a_decision() -> None:
    BROKEN.when(issue_circular(at(11, 10))).then_refused(CircularNotDecided)


def test_only_the_chair_decides_on_accountability() -> None:
    """教育督导问责办法: approved by the chair or vice-chair (V2)."""
    for escalate in (True, False):
        IGNORED.when(decide(escalate, at(11, 26))).then_refused(OnlyTheChairDecidesAccountability)


def test_accountability_starts_with_a_work_group_due_sixty_days_after_the_ground() -> None:
    """教育督导问责办法 (V2): 60 calendar days; 24 January 2027 is a Sunday, so the 25th (民法典 203)."""
    outcome = IGNORED.when(decide(True, at(11, 26), by=CHAIR))
    assert happened(outcome) == ["EscalationDecided", "AccountabilityStarted"]
    started = (outcome.events or ())[1]
    assert isinstance(started, AccountabilityStarted)
    assert started.work_group.basis == "《教育督导问责办法》（国教督〔2021〕2号）"
    assert owes(outcome) == ("form_work_group", "chair", date(2027, 1, 25))


def test_the_rectification_goes_on_beside_accountability() -> None:
    outcome = ACCOUNTABLE.when(form_work_group(at(12, 1)))
    assert happened(outcome) == ["WorkGroupFormed"]
    assert owes(outcome) == ("report_completion", "319991-0044", date(2026, 12, 15))


def test_forming_the_work_group_again_changes_nothing() -> None:
    ACCOUNTABLE.again(form_work_group(at(12, 1)))


def test_no_work_group_without_accountability() -> None:
    IGNORED.when(form_work_group(at(11, 26))).then_refused(AccountabilityNotStarted)


def test_at_the_top_a_missed_date_is_only_recorded() -> None:
    outcome = INVESTIGATED.when(miss(case_of_test(INVESTIGATED), at(12, 16)))
    assert happened(outcome) == ["DeadlineMissed"]
    assert owes(outcome) == ("report_completion", "319991-0044", date(2026, 12, 15))


def test_at_the_top_a_failed_recheck_returns_the_case_with_a_new_limit() -> None:
    reported = after(report_completion(at(12, 2)), given=INVESTIGATED)
    outcome = reported.when(recheck(False, at(12, 3)))
    assert happened(outcome) == ["RecheckFailed", "CaseReturned"]
    assert owes(outcome) == ("report_completion", "319991-0044", date(2026, 12, 17))
    reported.again(recheck(False, at(12, 3)))


def test_the_whole_ladder_can_end_in_a_closed_case_with_every_round_kept() -> None:
    done = after(
        report_completion(at(12, 2)), recheck(True, at(12, 3)), close_case(at(12, 4)), given=INVESTIGATED
    )
    case = case_of_test(done)
    assert [r.began_with for r in case.rounds] == [
        "NoticeServed",
        "SupervisionOrderServed",
        "InterviewHeld",
        "CircularIssued",
        "WorkGroupFormed",
    ]
    assert [r.letter for r in case.rounds][:2] == ["云教督改〔2026〕44号", "云教督办〔2026〕7号"]
    assert case.rung is Rung.ACCOUNTABILITY
    assert case.duty is not None
    assert case.duty.kind == "revisit"
