"""Who goes on with a case when its inspector's post or its unit ends."""

from dataclasses import replace
from datetime import date

import pytest

from services.rectification.domain.commands import Recheck, Revisit
from services.rectification.domain.completing import InspectorOffDuty, InspectorOutOfTerm
from services.rectification.domain.events import CaseTransferred, InspectorReplaced, UnitLost
from services.rectification.domain.issue import RecheckMethod
from services.rectification.domain.planning import NotTheUnitsOwnCase
from services.rectification.domain.succession import Post, SuccessionUnclear, successor_of
from services.rectification.read_models import cases, due
from shared.event_sourcing.decider import Actor, Role
from tests.unit.rectification import samples
from tests.unit.rectification.samples import (
    ACCEPTED,
    CASE_ID,
    CLOSED,
    NOTICED,
    OFFICE,
    OTHER_HEAD,
    REPORTED,
    UNIT,
    CaseTest,
    after,
    at,
    case_of_test,
    happened,
    miss,
    owes,
)
from tests.unit.rectification.stored import history, projected
from tests.unit.rectification.successions import INTO, MERGED_ON, NOW, lose_unit, replace_inspector, transfer


@pytest.mark.parametrize("given", [REPORTED, CLOSED])
def test_what_was_the_inspectors_to_do_is_the_successors(given: CaseTest) -> None:
    """The recheck and the revisit; the date stays."""
    before = case_of_test(given).duty
    outcome = given.when(replace_inspector("DX031"))
    assert before is not None
    assert owes(outcome) == (before.kind.value, "DX031", before.due.on)
    row = projected(due.MODEL, history(after(replace_inspector("DX031"), given=given)))
    assert row is not None
    assert (row["duty_id"], row["owner_role"], row["owner"]) == (before.id, "inspector", "DX031")


def test_a_recheck_that_comes_later_is_the_successors_too() -> None:
    changed = after(replace_inspector("DX031"), samples.report_completion(at(9, 19)), given=ACCEPTED)
    duty = case_of_test(changed).duty
    assert duty is not None
    assert duty.owner == "DX031"


def test_who_leaves_without_a_successor_leaves_it_to_the_others_then_to_the_office() -> None:
    other = after(replace_inspector(None), given=REPORTED)
    assert owes(other.when(replace_inspector("DX099", "DX099"))) == ("recheck", "DX026", date(2026, 9, 23))
    nobody = after(replace_inspector(None, "DX026"), given=other)
    duty = case_of_test(nobody).duty
    assert duty is not None
    assert (duty.owner_role, duty.owner) == (Role.OFFICE, "office")


def test_a_successor_who_was_there_already_is_named_once() -> None:
    (event,) = REPORTED.when(replace_inspector("DX026")).events or ()
    assert isinstance(event, InspectorReplaced)
    assert event.inspectors == ("DX026",)


def test_replacing_again_changes_nothing() -> None:
    REPORTED.again(replace_inspector("DX031"))
    REPORTED.again(replace_inspector(None))


def test_the_unit_a_case_goes_over_to_must_act_and_the_former_may_not() -> None:
    moved = after(transfer(), given=ACCEPTED)
    completed = moved.when(samples.report_completion(at(9, 19), OTHER_HEAD))
    assert happened(completed) == ["CompletionReported"]
    moved.when(samples.report_completion(at(9, 19))).then_refused(NotTheUnitsOwnCase)


def test_a_transfer_moves_the_duty_and_leaves_its_date_and_the_letters_as_they_are() -> None:
    before = case_of_test(ACCEPTED)
    moved = case_of_test(after(transfer(), given=ACCEPTED))
    assert before.duty is not None
    assert moved.duty is not None
    assert (moved.duty.id, moved.duty.owner, moved.duty.due) == (before.duty.id, INTO, before.duty.due)
    assert moved.rounds == before.rounds
    assert (moved.about.unit_name, moved.issue.zone) == ("永兴小学", "第五责任区")


def test_the_row_of_a_transferred_case_is_the_other_units_and_names_the_former() -> None:
    row = projected(cases.MODEL, history(after(transfer(), given=ACCEPTED)))
    owed = projected(due.MODEL, history(after(transfer(), given=ACCEPTED)))
    assert row is not None
    assert owed is not None
    assert (row["unit"], row["unit_name"], row["former_unit"]) == (INTO, "永兴小学", UNIT)
    assert (row["next_owner"], row["zone"]) == (INTO, "第五责任区")
    assert (owed["unit"], owed["unit_name"], owed["owner"]) == (INTO, "永兴小学", INTO)


def test_transferring_again_changes_nothing() -> None:
    (event,) = NOTICED.when(transfer()).events or ()
    assert isinstance(event, CaseTransferred)
    NOTICED.again(transfer())


def test_of_a_closed_unit_the_office_must_decide_and_nobody_is_escalated() -> None:
    lost = after(lose_unit(), given=ACCEPTED)
    case = case_of_test(lost)
    assert case.duty is not None
    assert (case.duty.owner_role, case.unit_lost_on) == (Role.OFFICE, MERGED_ON)
    assert happened(lost.when(miss(case, at(9, 25, 0)))) == ["DeadlineMissed"]
    row = projected(cases.MODEL, history(lost))
    assert row is not None
    assert (row["unit_lost_on"], row["next_owner"]) == (MERGED_ON, "office")


def test_what_a_closed_unit_would_have_to_do_later_is_the_offices_too() -> None:
    lost = after(lose_unit(), samples.return_plan(NOW), given=samples.PLANNED)
    duty = case_of_test(lost).duty
    assert duty is not None
    assert (duty.kind.value, duty.owner) == ("submit_plan", "office")


def test_losing_the_unit_again_changes_nothing() -> None:
    (event,) = REPORTED.when(lose_unit()).events or ()
    assert isinstance(event, UnitLost)
    assert event.duty == case_of_test(REPORTED).duty
    REPORTED.again(lose_unit())


@pytest.mark.parametrize("given", [REPORTED, CLOSED])
def test_who_is_suspended_or_has_left_neither_rechecks_nor_revisits(given: CaseTest) -> None:
    by = Actor("DX018", "程秀英", Role.INSPECTOR)
    for ask in (
        Recheck(
            case_id=CASE_ID,
            by=by,
            now=NOW,
            passed=True,
            method=RecheckMethod.ON_SITE,
            note="看过",
            off_duty=True,
        ),
        Revisit(case_id=CASE_ID, by=by, now=NOW, ok=True, note="看过", off_duty=True),
    ):
        refusal = given.when(ask).refusal
        if (given is REPORTED) == isinstance(ask, Recheck):
            assert isinstance(refusal, InspectorOffDuty)
            assert "请由其他督学办理" in str(refusal)


@pytest.mark.parametrize("given", [REPORTED, CLOSED])
def test_whose_term_ran_out_before_the_day_neither_rechecks_nor_revisits(given: CaseTest) -> None:
    """条例 6; the office rechecks in its own right."""
    ended = date(2026, 8, 31)
    by = Actor("DX001", "林美玲", Role.INSPECTOR)
    recheck = Recheck(
        case_id=CASE_ID,
        by=by,
        now=NOW,
        passed=True,
        method=RecheckMethod.ON_SITE,
        note="看过",
        term_ended=ended,
    )
    revisit = Revisit(case_id=CASE_ID, by=by, now=NOW, ok=True, note="看过", term_ended=ended)
    ask = recheck if given is REPORTED else revisit
    refusal = given.when(ask).then_refused(InspectorOutOfTerm)
    assert refusal.article == "《教育督导条例》第六条"
    assert "任期到2026年8月31日已届满" in str(refusal)
    assert given.when(replace(ask, by=OFFICE)).events


DAY, LATER = date(2026, 10, 12), date(2026, 11, 2)


def test_who_follows_is_whom_the_post_names() -> None:
    assert successor_of("A", {"A": Post(DAY, "B"), "B": Post(None)}) == "B"
    assert successor_of("A", {"A": Post(DAY)}) is None


def test_a_successor_nobody_told_of_yet_follows_all_the_same() -> None:
    """His own post is another stream's fact, and may come later."""
    assert successor_of("A", {"A": Post(DAY, "B")}) == "B"
    assert successor_of("A", {"A": Post(LATER, "B"), "B": Post(DAY)}) == "B"


def test_who_followed_and_was_followed_is_passed_over() -> None:
    posts = {"A": Post(DAY, "B"), "B": Post(LATER, "C"), "C": Post(None)}
    assert successor_of("A", posts) == "C"
    assert successor_of("A", posts | {"B": Post(LATER)}) is None


def test_who_took_the_post_back_follows_whom_he_gave_it_to() -> None:
    assert successor_of("B", {"A": Post(None), "B": Post(LATER, "A")}) == "A"


def test_a_circle_waits_for_the_fact_that_opens_it() -> None:
    with pytest.raises(SuccessionUnclear):
        successor_of("A", {"A": Post(DAY, "B"), "B": Post(DAY, "A")})
