"""What others may know of a case."""

from datetime import date

import pytest

from dudao_contracts import rectification as facts
from dudao_contracts.envelope import FACTS, Fact
from services.rectification.application.publications import publish
from services.rectification.domain.commands import CaseCommand
from tests.unit.rectification import climbs
from tests.unit.rectification.samples import (
    ACCEPTED,
    CASE,
    CASE_ID,
    CHAIR,
    CLOSED,
    ISSUE_ID,
    NOTICED,
    OPENED,
    PASSED,
    PLANNED,
    REPORTED,
    CaseTest,
    a_ledger,
    accept_plan,
    after,
    at,
    case_of_test,
    close_case,
    decide,
    form_work_group,
    issue_circular,
    miss,
    open_case,
    prompt,
    recheck,
    record_interview,
    report_completion,
    return_plan,
    revisit,
    schedule_interview,
    serve_notice,
    serve_order,
    submit_plan,
)
from tests.unit.rectification.stored import stored

LEDGER_DONE = a_ledger(rectification="已完成整改")
STEPS: list[tuple[CaseTest, CaseCommand, list[type[Fact] | None]]] = [
    (CASE, open_case(), [facts.CaseOpenedV1]),
    (CASE, open_case(ledger=a_ledger(closed=True)), [facts.CaseOpenedV1, facts.CaseClosedV1]),
    (CASE, open_case(ledger=LEDGER_DONE), [facts.CaseOpenedV1, None]),
    (OPENED, serve_notice(), [facts.NoticeServedV1]),
    (NOTICED, submit_plan(), [facts.PlanSubmittedV1]),
    (PLANNED, accept_plan(), [facts.PlanAcceptedV1]),
    (PLANNED, return_plan(), [facts.PlanReturnedV1]),
    (ACCEPTED, report_completion(), [facts.CompletionReportedV1]),
    (ACCEPTED, prompt(case_of_test(ACCEPTED), 1, at(9, 18)), [facts.PromptIssuedV1]),
    (
        ACCEPTED,
        miss(case_of_test(ACCEPTED), at(9, 25, 0)),
        [facts.DeadlineMissedV1, facts.EscalationProposedV1],
    ),
    (REPORTED, recheck(True), [facts.RecheckPassedV1]),
    (REPORTED, recheck(False), [facts.RecheckFailedV1, facts.EscalationProposedV1]),
    (PASSED, close_case(), [facts.CaseClosedV1]),
    (CLOSED, revisit(True), [facts.RevisitPassedV1]),
    (CLOSED, revisit(False), [facts.CaseReopenedV1]),
    (climbs.LATE, decide(False, at(9, 28)), [facts.EscalationDeclinedV1]),
    (climbs.LATE, decide(True, at(9, 28)), [facts.EscalationDecidedV1]),
    (climbs.DECIDED, serve_order(at(9, 28)), [facts.SupervisionOrderServedV1]),
    (climbs.TO_INTERVIEW, schedule_interview(at(10, 20), date(2026, 10, 23)), [facts.InterviewScheduledV1]),
    (climbs.SET, record_interview(at(10, 23), commitments=climbs.COMMITMENTS), [facts.InterviewHeldV1]),
    (
        climbs.SET,
        record_interview(at(10, 23), attended=False),
        [facts.InterviewMissedV1, facts.EscalationProposedV1],
    ),
    (climbs.TO_CIRCULAR, issue_circular(at(11, 10)), [facts.CircularIssuedV1]),
    (
        climbs.IGNORED,
        decide(True, at(11, 26), by=CHAIR),
        [facts.EscalationDecidedV1, facts.AccountabilityStartedV1],
    ),
    (climbs.ACCOUNTABLE, form_work_group(at(12, 1)), [None]),
    (
        after(report_completion(at(12, 2)), given=climbs.INVESTIGATED),
        recheck(False, at(12, 3)),
        [facts.RecheckFailedV1, None],
    ),
]


def published(given: CaseTest, command: CaseCommand) -> list[Fact | None]:
    return [publish(stored(event)) for event in given.when(command).events or ()]


@pytest.mark.parametrize(("given", "command", "expected"), STEPS)
def test_each_step_of_a_case_publishes_its_facts(
    given: CaseTest, command: CaseCommand, expected: list[type[Fact] | None]
) -> None:
    told = published(given, command)
    assert [type(fact) if fact else None for fact in told] == expected
    for fact in told:
        assert fact is None or (isinstance(fact, facts.CaseFact) and fact.case_id == CASE_ID)


def test_every_fact_of_rectification_is_published_by_some_step() -> None:
    told = {fact for _, _, expected in STEPS for fact in expected if fact}
    assert told == {fact for fact in FACTS.of("rectification") if issubclass(fact, facts.CaseFact)}


def test_a_served_notice_says_why_its_dates_are_what_they_are() -> None:
    (fact,) = published(OPENED, serve_notice())
    assert isinstance(fact, facts.NoticeServedV1)
    assert fact.number == "202609-044-4"
    assert fact.issue == ISSUE_ID
    assert fact.due.on == date(2026, 9, 24)
    assert fact.due.basis == "本区设定"
    assert "调休" in fact.due.explanation


def test_a_missed_deadline_says_whose_it_was() -> None:
    missed, proposed = published(ACCEPTED, miss(case_of_test(ACCEPTED), at(9, 25, 0)))
    assert isinstance(missed, facts.DeadlineMissedV1)
    assert (missed.duty, missed.owner_role, missed.owner) == ("report_completion", "unit", "319991-0044")
    assert isinstance(proposed, facts.EscalationProposedV1)
    assert proposed.decide_by == date(2026, 9, 30)
