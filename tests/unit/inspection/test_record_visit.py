"""Submitting the record of a visit."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.inspection.domain.doubts import doubts_about
from services.inspection.domain.refusals import (
    MOST_WORKDAYS,
    EarlierUnknown,
    FeedbackMistimed,
    InspectorOffDuty,
    InspectorRecused,
    LimitMissing,
    LimitTooLong,
    NoInspector,
    NotOnesOwnVisit,
    SameProblemTwice,
    UnitHasEnded,
    VisitAlreadyRecorded,
    VisitInFuture,
)
from services.inspection.domain.terms import NoRulesThen
from services.rectification.domain import opening
from shared.event_sourcing.decider import Actor, Role
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection.visits import (
    DANGER,
    DAY,
    DECIDER,
    HAZARD_TOLD,
    NOW,
    OFFICE,
    REPORT,
    SCREENS,
    UNIT,
    raised,
    record,
    recorded,
)

visit = DeciderTest(DECIDER)
submitted = visit.given(recorded(1), raised(SCREENS, "202610-001-1"))


def test_every_finding_becomes_an_issue_numbered_by_visit_and_problem() -> None:
    """Q22: 督导问题必反馈, 反馈问题必整改."""
    visit.when(record(SCREENS)).then(recorded(1), raised(SCREENS, "202610-001-1"))


def test_a_visit_without_findings_is_recorded_too() -> None:
    visit.when(record()).then(recorded(0))


def test_a_danger_is_told_at_once() -> None:
    """条例 15."""
    visit.when(record(DANGER, SCREENS)).then(
        recorded(2), raised(DANGER, "202610-001-1"), raised(SCREENS, "202610-001-2"), HAZARD_TOLD
    )


def test_recording_again_changes_nothing() -> None:
    visit.again(record(DANGER, SCREENS))


def test_recording_again_changes_nothing_although_the_unit_was_renamed_meanwhile() -> None:
    renamed = replace(UNIT, name="永兴实验小学", superior="区教育局二科")
    submitted.when(record(SCREENS, unit=renamed)).then_nothing()


def test_recording_again_changes_nothing_although_an_inspector_was_recused_meanwhile() -> None:
    submitted.when(replace(record(SCREENS), recused=frozenset({"DX020"}))).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        record(SCREENS, summary="另一份"),
        record(SCREENS, DANGER),
        record(),
        record(replace(SCREENS, working_days=8)),
        record(SCREENS, unit=replace(UNIT, code="319991-0011")),
    ],
)
def test_a_submitted_record_is_immutable(other: object) -> None:
    """Q17."""
    submitted.when(other).then_refused(VisitAlreadyRecorded)  # type: ignore[arg-type]


def test_somebody_must_have_been_there() -> None:
    visit.when(record(by=OFFICE, inspectors=())).then_refused(NoInspector)


def test_who_must_recuse_himself_does_not_inspect() -> None:
    """条例 10."""
    command = replace(record(SCREENS), recused=frozenset({"DX020"}))
    refusal = visit.when(command).then_refused(InspectorRecused)
    assert refusal.article == "《教育督导条例》第十条"
    assert "DX020" in str(refusal)


def test_who_is_suspended_or_has_left_does_not_inspect() -> None:
    command = replace(record(SCREENS), off_duty=frozenset({"DX020", "DX021"}))
    refusal = visit.when(command).then_refused(InspectorOffDuty)
    assert "DX020在2026-10-16已暂停履职或者退出" in str(refusal)


def test_recording_again_changes_nothing_although_an_inspector_left_meanwhile() -> None:
    submitted.when(replace(record(SCREENS), off_duty=frozenset({"DX020"}))).then_nothing()


def test_a_visit_by_whose_term_ran_out_is_recorded_and_says_so() -> None:
    """条例 6: what happened is never lost."""
    command = replace(record(SCREENS), out_of_term=frozenset({"DX020", "DX021"}))
    said = replace(recorded(1), out_of_term=("DX020",))
    visit.when(command).then(said, raised(SCREENS, "202610-001-1"))
    [warning] = doubts_about(said.out_of_term, DAY)
    assert warning.startswith("DX020在2026-10-16任期已经届满（《教育督导条例》第六条）")
    assert doubts_about((), DAY) == []
    submitted.when(command).then_nothing()


def test_a_unit_is_visited_until_the_day_before_it_ends() -> None:
    refusal = visit.when(replace(record(), unit_ended_on=DAY)).then_refused(UnitHasEnded)
    assert str(refusal).startswith("永兴小学已于2026-10-16撤销或者并入其他单位")
    visit.when(replace(record(), unit_ended_on=DAY + timedelta(days=1))).then(recorded(0))


def test_recording_again_changes_nothing_although_the_unit_ended_meanwhile() -> None:
    submitted.when(replace(record(SCREENS), unit_ended_on=DAY)).then_nothing()


def test_an_inspector_reports_on_his_own_visits() -> None:
    """条例 15."""
    another = Actor("DX011", "郑红霞", Role.INSPECTOR)
    visit.when(record(by=another)).then_refused(NotOnesOwnVisit)
    visit.when(record(by=OFFICE)).then(recorded(0))


def test_a_visit_lies_in_the_past_by_the_shanghai_calendar() -> None:
    visit.when(record(visited_on=DAY + timedelta(days=1))).then_refused(VisitInFuture)
    late = replace(record(visited_on=date(2026, 10, 17)), now=NOW.replace(hour=17))
    late = replace(late, fed_back_at=late.now)
    visit.when(late).then(recorded(0, replace(REPORT, visited_on=date(2026, 10, 17))))


@pytest.mark.parametrize("wrong", [NOW + timedelta(seconds=1), NOW - timedelta(days=1)])
def test_findings_are_fed_back_at_the_visit_or_after_it(wrong: object) -> None:
    """Q22: no finding without feedback."""
    visit.when(replace(record(SCREENS), fed_back_at=wrong)).then_refused(  # type: ignore[arg-type]
        FeedbackMistimed
    )


@pytest.mark.parametrize("limit", [None, 0, -1])
def test_every_problem_has_a_limit(limit: int | None) -> None:
    """条例 21."""
    visit.when(record(replace(SCREENS, working_days=limit))).then_refused(LimitMissing)


def test_a_limit_is_one_the_notice_of_its_case_can_set() -> None:
    """条例 21: what is told on the spot is what is served."""
    assert MOST_WORKDAYS == opening.MOST_WORKDAYS
    visit.when(record(replace(SCREENS, working_days=MOST_WORKDAYS + 1))).then_refused(LimitTooLong)
    assert visit.when(record(replace(SCREENS, working_days=MOST_WORKDAYS))).events


def test_a_finding_follows_an_issue_there_is() -> None:
    """§5: finding, recheck and finding again are one chain."""
    follows = replace(SCREENS, earlier=UUID(int=5))
    made_up = replace(record(follows), unknown_earlier=frozenset({UUID(int=5)}))
    assert SCREENS.problem in str(visit.when(made_up).then_refused(EarlierUnknown))
    visit.when(record(follows)).then(recorded(1), raised(follows, "202610-001-1"))
    visit.given(recorded(1), raised(follows, "202610-001-1")).when(made_up).then_nothing()


def test_no_problem_is_fed_back_on_a_day_from_which_its_case_could_reckon_nothing() -> None:
    """Q22: 反馈问题必整改. A visit of before the rules is taken over without problems; those come by the ledger."""
    before = datetime(2020, 5, 13, 3, tzinfo=UTC)
    old = replace(record(SCREENS, visited_on=before.date()), fed_back_at=before)
    assert "2020年5月13日" in str(visit.when(old).then_refused(NoRulesThen))
    visit.when(replace(old, findings=())).then(recorded(0, replace(REPORT, visited_on=before.date())))
    later = datetime(2020, 5, 14, 3, tzinfo=UTC)
    assert visit.when(replace(old, fed_back_at=later)).events


def test_one_problem_is_one_issue() -> None:
    wider = replace(SCREENS, problem="食堂后厨纱窗破损 , 防蝇设施不到位")
    visit.when(record(SCREENS, wider)).then_refused(SameProblemTwice)
