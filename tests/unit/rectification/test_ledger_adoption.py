"""Taking over what an office's spreadsheet says, without pretending more."""

from datetime import date

from services.rectification.domain.opening import NoticeNeedsLimit
from services.rectification.domain.stages import Opened, StruckInLedger
from services.rectification.domain.standing import code
from tests.unit.rectification.samples import (
    CASE,
    a_ledger,
    after,
    at,
    case_of_test,
    close_case,
    happened,
    open_case,
    owes,
    recheck,
    revisit,
    serve_notice,
)

ADOPTED = at(11, 21)


def test_a_case_struck_off_in_the_ledger_is_closed_on_that_basis_only() -> None:
    """No recheck is pretended: 台账记载已销号."""
    command = open_case(ADOPTED, ledger=a_ledger(closed=True, rectification="已完成整改"))
    outcome = CASE.when(command)
    assert happened(outcome) == ["CaseOpened", "ClosedInLedger"]
    assert owes(outcome) is None
    case = case_of_test(after(command))
    assert isinstance(case.stage, StruckInLedger)
    assert case.rounds == ()
    CASE.again(command)


def test_a_case_struck_off_in_the_ledger_can_still_be_revisited() -> None:
    struck = after(open_case(ADOPTED, ledger=a_ledger(closed=True)))
    assert happened(struck.when(revisit(False, at(11, 23)))) == ["CaseReopened"]


def test_what_the_ledger_calls_done_must_be_rechecked_before_closing_article_22() -> None:
    command = open_case(ADOPTED, ledger=a_ledger(rectification="已完成整改"))
    outcome = CASE.when(command)
    assert happened(outcome) == ["CaseOpened", "CompletedInLedger"]
    assert owes(outcome) == ("recheck", "DX018", date(2026, 11, 27))
    closed = after(command, recheck(True, at(11, 23)), close_case(at(11, 24)))
    assert code(case_of_test(closed).stage) == "revisiting"


def test_a_failed_recheck_of_it_leads_to_the_notice_that_was_never_served() -> None:
    adopted = after(open_case(ADOPTED, ledger=a_ledger(rectification="已完成整改")))
    outcome = adopted.when(recheck(False, at(11, 23)))
    assert happened(outcome) == ["RecheckFailed"]
    assert owes(outcome) == ("serve_notice", "office", date(2026, 11, 30))
    failed = after(recheck(False, at(11, 23)), given=adopted)
    assert case_of_test(failed).stage == Opened()
    failed.when(recheck(False, at(11, 23))).then_nothing()


def test_what_is_still_being_done_waits_for_a_notice_from_the_day_of_adoption() -> None:
    outcome = CASE.when(open_case(ADOPTED, ledger=a_ledger(rectification="正在整改")))
    assert owes(outcome) == ("serve_notice", "office", date(2026, 11, 27))


def test_a_date_of_the_ledger_that_is_ahead_becomes_the_limit() -> None:
    ledger = a_ledger(due_on=date(2026, 12, 31))
    adopted = after(open_case(ADOPTED, working_days=None, ledger=ledger))
    case = case_of_test(after(serve_notice(at(11, 23)), given=adopted))
    assert case.limit is not None
    assert case.limit.on == date(2026, 12, 31)
    assert case.limit.explanation == "台账第7行原定的整改时限。"


def test_a_date_of_the_ledger_that_nobody_can_have_meant_needs_a_new_limit_article_21() -> None:
    adopted = after(open_case(ADOPTED, working_days=None, ledger=a_ledger(due_on=date(2999, 1, 1))))
    adopted.when(serve_notice(at(11, 23))).then_refused(NoticeNeedsLimit)


def test_a_date_of_the_ledger_that_has_passed_needs_a_new_limit_article_21() -> None:
    ledger = a_ledger(due_on=date(2026, 10, 19))
    adopted = after(open_case(ADOPTED, working_days=None, ledger=ledger))
    refusal = adopted.when(serve_notice(at(11, 23))).then_refused(NoticeNeedsLimit)
    assert "2026年10月19日已过" in str(refusal)
    assert happened(adopted.when(serve_notice(at(11, 23), working_days=10))) == ["NoticeServed"]
