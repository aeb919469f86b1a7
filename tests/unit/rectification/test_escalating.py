"""Dates that pass, rungs proposed, and what a person decides."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.rectification.domain.commands import DecideEscalation, MissDeadline, Prompt
from services.rectification.domain.escalating import (
    NoGraveDanger,
    NothingProposed,
    NotYetDue,
    RungBelowProposal,
    SkippingNeedsGround,
)
from services.rectification.domain.events import (
    DeadlineMissed,
    EscalationProposed,
    PromptIssued,
)
from services.rectification.domain.ladder import Rung, SkipGround
from services.rectification.domain.stages import Noticed, Planned
from services.rectification.domain.standing import EscalationIsPending, ReasonMissing
from tests.unit.rectification.climbs import LATE, LATE_AGAIN, missed
from tests.unit.rectification.samples import (
    ABOUT,
    ACCEPTED,
    NOTICED,
    OPENED,
    REPORTED,
    CaseTest,
    accept_plan,
    after,
    at,
    case_of_test,
    decide,
    happened,
    miss,
    open_case,
    owes,
    prompt,
    recheck,
    report_completion,
    serve_notice,
    serve_order,
    submit_plan,
)


def test_a_missed_unit_duty_is_recorded_and_the_next_rung_proposed_at_once() -> None:
    outcome = ACCEPTED.when(miss(case_of_test(ACCEPTED), at(9, 25, 0)))
    assert happened(outcome) == ["DeadlineMissed", "EscalationProposed"]
    missed_, proposed = outcome.events or ()
    assert isinstance(missed_, DeadlineMissed)
    assert missed_.missed.due.on == date(2026, 9, 24)
    assert isinstance(proposed, EscalationProposed)
    assert proposed.rung is Rung.SUPERVISION_ORDER
    assert proposed.ground == "报告整改完成逾期，期限为2026年9月24日"
    assert owes(outcome) == ("decide_escalation", "deputy_chief_inspector", date(2026, 9, 30))


def test_a_plan_not_submitted_climbs_as_well() -> None:
    proposed = missed(NOTICED, at(9, 19))
    ordered = after(decide(True, at(9, 20)), serve_order(at(9, 21)), given=proposed)
    assert isinstance(case_of_test(ordered).stage, Noticed)
    outcome = ordered.when(open_case())
    assert owes(outcome) == ("submit_plan", "319991-0044", date(2026, 9, 29))


def test_a_missed_duty_of_the_office_is_recorded_without_the_ladder() -> None:
    """上海 29: the institution answers for its own periods; the unit does not."""
    outcome = OPENED.when(miss(case_of_test(OPENED), at(9, 17)))
    assert happened(outcome) == ["DeadlineMissed"]
    assert owes(outcome) == ("serve_notice", "office", date(2026, 9, 16))
    late = missed(OPENED, at(9, 17))
    assert happened(late.when(serve_notice(at(9, 18)))) == ["NoticeServed"]


@pytest.mark.parametrize("case", [OPENED, ACCEPTED])
def test_missing_a_date_again_changes_nothing(case: CaseTest) -> None:
    case.again(miss(case_of_test(case), at(10, 8)))


def test_a_date_is_not_missed_before_its_day_has_ended() -> None:
    """民法典 203: until 24:00."""
    refusal = ACCEPTED.when(miss(case_of_test(ACCEPTED), at(9, 24, 23))).then_refused(NotYetDue)
    assert refusal.article == "《民法典》第二百零三条"


def test_a_duty_that_was_done_in_time_is_not_missed() -> None:
    stale: MissDeadline = miss(case_of_test(ACCEPTED), at(9, 25, 0))
    REPORTED.when(stale).then_nothing()


def test_the_owner_is_prompted_five_workdays_and_one_before() -> None:
    """Rung 0: T−5, T−1 工作日, over the swapped Sunday."""
    case = case_of_test(ACCEPTED)
    assert case.duty is not None
    assert case.duty.prompts == (date(2026, 9, 18), date(2026, 9, 23))
    (issued,) = ACCEPTED.when(prompt(case, 1, at(9, 18))).events or ()
    assert isinstance(issued, PromptIssued)
    assert issued.workdays_left == 5


def test_prompting_again_changes_nothing() -> None:
    ACCEPTED.again(prompt(case_of_test(ACCEPTED), 1, at(9, 18)))


def test_a_later_prompt_still_follows_an_earlier_one() -> None:
    first = after(prompt(case_of_test(ACCEPTED), 1, at(9, 18)), given=ACCEPTED)
    assert happened(first.when(prompt(case_of_test(ACCEPTED), 2, at(9, 23)))) == ["PromptIssued"]


def test_nobody_is_prompted_of_a_date_that_has_passed_or_a_duty_that_is_done() -> None:
    late: Prompt = prompt(case_of_test(ACCEPTED), 2, at(9, 25, 0))
    ACCEPTED.when(late).then_nothing()
    REPORTED.when(prompt(case_of_test(ACCEPTED), 1, at(9, 18))).then_nothing()


def test_a_failed_recheck_proposes_the_next_rung() -> None:
    outcome = REPORTED.when(recheck(False))
    assert happened(outcome) == ["RecheckFailed", "EscalationProposed"]
    assert owes(outcome) == ("decide_escalation", "deputy_chief_inspector", date(2026, 9, 24))


def test_deciding_for_the_rung_leads_to_its_act() -> None:
    outcome = LATE.when(decide(True, at(9, 28)))
    assert happened(outcome) == ["EscalationDecided"]
    assert owes(outcome) == ("serve_supervision_order", "office", date(2026, 9, 30))


def test_deciding_late_gives_the_act_a_date_of_its_own() -> None:
    assert owes(LATE.when(decide(True, at(10, 8)))) == (
        "serve_supervision_order",
        "office",
        date(2026, 10, 12),
    )


def test_deciding_against_it_keeps_the_rung_and_sets_a_new_limit() -> None:
    outcome = LATE.when(decide(False, at(9, 28), reason="留样柜已到货，正在安装"))
    assert happened(outcome) == ["EscalationDeclined"]
    assert owes(outcome) == ("report_completion", "319991-0044", date(2026, 10, 16))
    state = case_of_test(after(decide(False, at(9, 28)), given=LATE))
    assert state.rung is Rung.NOTICE
    assert state.round == 2


@pytest.mark.parametrize("escalate", [True, False])
def test_deciding_again_changes_nothing(escalate: bool) -> None:
    LATE.again(decide(escalate, at(9, 28)))


@pytest.mark.parametrize("escalate", [True, False])
def test_both_answers_need_a_reason(escalate: bool) -> None:
    LATE.when(decide(escalate, at(9, 28), reason=" ")).then_refused(ReasonMissing)


def test_nothing_is_decided_that_was_not_proposed() -> None:
    ACCEPTED.when(decide(True, at(9, 16))).then_refused(NothingProposed)


def skipping(**changes: Any) -> DecideEscalation:
    return decide(True, at(9, 28), rung=Rung.CIRCULAR, **changes)


def test_a_rung_is_not_skipped_without_a_ground() -> None:
    LATE.when(skipping()).then_refused(SkippingNeedsGround)


def test_grave_danger_must_have_been_found_by_the_inspection() -> None:
    LATE.when(skipping(skip_ground=SkipGround.GRAVE_SAFETY)).then_refused(NoGraveDanger)


@pytest.mark.parametrize("ground", [SkipGround.REFUSAL, SkipGround.RETALIATION])
def test_a_rung_is_skipped_for_refusal_or_retaliation(ground: SkipGround) -> None:
    outcome = LATE.when(skipping(skip_ground=ground))
    assert owes(outcome) == ("issue_circular", "chief_inspector", date(2026, 10, 16))


def test_a_rung_is_skipped_for_grave_danger() -> None:
    grave = after(
        open_case(about=replace(ABOUT, severity="重大隐患")), serve_notice(), submit_plan(), accept_plan()
    )
    outcome = missed(grave, at(9, 25, 0)).when(skipping(skip_ground=SkipGround.GRAVE_SAFETY))
    assert happened(outcome) == ["EscalationDecided"]


def test_a_person_cannot_decide_for_less_than_was_proposed() -> None:
    lower = decide(True, at(10, 19), rung=Rung.SUPERVISION_ORDER)
    LATE_AGAIN.when(lower).then_refused(RungBelowProposal)


def test_a_late_report_is_taken_in_and_waits_with_the_proposal() -> None:
    outcome = LATE.when(report_completion(at(9, 25)))
    assert happened(outcome) == ["CompletionReported"]
    assert owes(outcome) == ("decide_escalation", "deputy_chief_inspector", date(2026, 9, 30))
    declined = after(report_completion(at(9, 25)), given=LATE).when(decide(False, at(9, 28)))
    assert owes(declined) == ("recheck", "DX018", date(2026, 10, 10))


def test_a_late_plan_is_reviewed_after_the_decision() -> None:
    proposed = missed(NOTICED, at(9, 19))
    late_plan = after(submit_plan(at(9, 20)), given=proposed)
    late_plan.when(accept_plan(at(9, 20))).then_refused(EscalationIsPending)
    ordered = after(decide(True, at(9, 21)), serve_order(at(9, 21)), given=late_plan)
    assert isinstance(case_of_test(ordered).stage, Planned)
    assert owes(ordered.when(open_case())) == ("review_plan", "office", date(2026, 9, 24))


def test_nothing_is_rechecked_while_the_ladder_waits() -> None:
    reported = after(report_completion(at(9, 25)), given=LATE)
    reported.when(recheck(True, at(9, 28))).then_refused(EscalationIsPending)
