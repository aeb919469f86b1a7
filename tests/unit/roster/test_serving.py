"""An inspector in office: renewal, suspension, exit (条例 6, 8; Q10, Q13)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from services.roster.domain.appointment import RetiredTooLong, TermTooLong, TooManyRetired, TooManyTerms
from services.roster.domain.details import Appraisal, ExitGround, InspectorKind, Override
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorAppraised,
    InspectorExited,
    InspectorRenewed,
    InspectorReturned,
    InspectorSuspended,
    PostAssigned,
    PostEnded,
)
from services.roster.domain.inspector import INSPECTOR
from services.roster.domain.inspector_commands import (
    ExitInspector,
    RenewInspector,
    ReturnInspector,
    ServingCommand,
    SuspendInspector,
)
from services.roster.domain.merits import DayInTheFuture
from services.roster.domain.serving import (
    DayBeforeOffice,
    FailedLastAppraisal,
    FullTimeTermsServed,
    GroundNotMet,
    NotSuspended,
    SuspendedNow,
    TermNotBegun,
    TermStillRuns,
)
from services.roster.domain.shares import RetiredShare
from services.roster.domain.standing import InspectorHasExited, InspectorNotAppointed
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import (
    FEW_RETIRED,
    LATER_PAPERS,
    LIN,
    MANY_RETIRED,
    NOW,
    OFFICE,
    PAPERS,
    RULES,
    at,
    lin,
)

TODAY = date(2026, 9, 1)
NEXT = date(2026, 9, 1), date(2029, 8, 31)
THIRD = lin(term_from=NEXT[0], term_to=NEXT[1], terms_served=3)
UNIT = "319991-0049"

nobody = DeciderTest(INSPECTOR)
inspector = nobody.given(InspectorAppointed("DX001", LIN))
away = InspectorSuspended("DX001", date(2026, 8, 1), "接受调查")
back = InspectorReturned("DX001", date(2026, 8, 20))

suspend = SuspendInspector(OFFICE, NOW, "DX001", date(2026, 8, 1), "接受调查")
resume = ReturnInspector(OFFICE, NOW, "DX001", date(2026, 8, 20))


def renew(
    term: tuple[date, date] = NEXT,
    now: datetime = NOW,
    retired_after: RetiredShare = FEW_RETIRED,
    reason: str | None = None,
) -> RenewInspector:
    return RenewInspector(OFFICE, now, "DX001", *term, LATER_PAPERS, retired_after, reason, RULES)


def leave(ground: ExitGround = ExitGround.RESIGNATION, on: date = TODAY) -> ExitInspector:
    return ExitInspector(OFFICE, at(max(on, TODAY)), "DX001", on, ground, "工作调动", RULES)


EVERYTHING: list[ServingCommand] = [renew(), suspend, resume, leave()]


@pytest.mark.parametrize("command", EVERYTHING)
def test_only_who_is_in_office_serves(command: ServingCommand) -> None:
    nobody.when(command).then_refused(InspectorNotAppointed)


@pytest.mark.parametrize("command", EVERYTHING)
def test_nothing_more_is_entered_of_who_has_left(command: ServingCommand) -> None:
    """Q13: 退出."""
    out = InspectorExited("DX001", date(2026, 8, 15), ExitGround.RESIGNATION, "工作调动")
    inspector.given(out).when(command).then_refused(InspectorHasExited)


# 续聘


def test_a_term_is_renewed_and_counted() -> None:
    """条例 6: the count is the system's, not the office's."""
    inspector.when(renew()).then(InspectorRenewed("DX001", THIRD, LATER_PAPERS))


def test_renewing_again_changes_nothing() -> None:
    inspector.again(renew())


def test_a_fourth_consecutive_term_is_refused() -> None:
    """条例 6: 连续任职不得超过3个任期."""
    served = nobody.given(InspectorAppointed("DX001", lin(terms_served=3)))
    refusal = served.when(renew()).then_refused(TooManyTerms)
    assert refusal.article == "《教育督导条例》第六条"
    month_later = date(2026, 10, 1), date(2029, 9, 30)
    served.when(renew(month_later)).then_refused(TooManyTerms)


def test_after_a_break_terms_count_from_one_again() -> None:
    """条例 6 says 连续; the length of the break is the office's own rule."""
    served = nobody.given(InspectorAppointed("DX001", lin(terms_served=3)))
    year_later = lin(term_from=date(2027, 9, 1), term_to=date(2030, 8, 31), terms_served=1)
    served.when(renew((date(2027, 9, 1), date(2030, 8, 31)))).then(
        InspectorRenewed("DX001", year_later, LATER_PAPERS)
    )


def test_a_renewed_term_is_three_years_too() -> None:
    """条例 6."""
    inspector.when(renew((NEXT[0], date(2029, 9, 1)))).then_refused(TermTooLong)


def test_a_term_that_runs_is_not_renewed_over() -> None:
    """条例 6: or one term would be two."""
    inspector.when(renew((date(2026, 8, 31), date(2029, 8, 30)))).then_refused(TermStillRuns)


def test_one_term_is_renewed_ahead_and_not_two() -> None:
    """条例 8: the appraisals of a term come before the next."""
    first = lin(terms_served=1, term_to=date(2026, 9, 30))
    ahead = renew((date(2026, 10, 1), date(2029, 9, 30)))
    one = lin(terms_served=2, term_from=date(2026, 10, 1), term_to=date(2029, 9, 30))
    renewed = InspectorRenewed("DX001", one, LATER_PAPERS)
    early = nobody.given(InspectorAppointed("DX001", first))
    early.when(ahead).then(renewed)
    early.given(renewed).when(renew((date(2029, 10, 1), date(2032, 9, 30)))).then_refused(TermNotBegun)


def test_a_full_time_inspector_is_limited_by_the_districts_own_setting() -> None:
    """条例 6 speaks of part-time inspectors; the refusal cites no article."""
    served = nobody.given(
        InspectorAppointed("DX001", lin(kind=InspectorKind.FULL_TIME, terms_served=3, term_to=TODAY))
    )
    refusal = served.when(renew((date(2026, 9, 2), date(2029, 9, 1)))).then_refused(FullTimeTermsServed)
    assert refusal.article is None


def test_who_failed_the_last_appraisal_is_not_renewed() -> None:
    """条例 8; 浙江 22, 重庆 11: 考核不合格."""
    inspector.given(InspectorAppraised("DX001", 2026, "不称职", 12)).when(renew()).then_refused(
        FailedLastAppraisal
    )
    on_paper = nobody.given(InspectorAppointed("DX001", lin(appraisals=(Appraisal(2025, "不称职"),))))
    on_paper.when(renew()).then_refused(FailedLastAppraisal)
    basic = InspectorAppraised("DX001", 2026, "基本称职", 12)
    inspector.given(basic).when(renew()).then(InspectorRenewed("DX001", THIRD, LATER_PAPERS))


def test_who_failed_once_and_passed_since_is_renewed() -> None:
    """条例 8: the last appraisal counts."""
    failed = InspectorAppraised("DX001", 2024, "不称职", 12)
    inspector.given(failed).when(renew()).then(InspectorRenewed("DX001", THIRD, LATER_PAPERS))


def test_who_is_suspended_is_not_renewed() -> None:
    inspector.given(away).when(renew()).then_refused(SuspendedNow)


def test_the_years_of_retirement_are_checked_at_each_renewal() -> None:
    """Q10: 5 years, at the day of appointment."""
    long_ago = nobody.given(InspectorAppointed("DX001", lin(retired_on=date(2021, 8, 31))))
    long_ago.when(renew()).then_refused(RetiredTooLong)


def test_renewing_one_retired_person_too_many_needs_a_reason_which_is_recorded() -> None:
    """Q10: 原则上不超过40%."""
    retired = nobody.given(InspectorAppointed("DX001", lin(retired_on=date(2023, 1, 31))))
    retired.when(renew(retired_after=MANY_RETIRED)).then_refused(TooManyRetired)
    override = Override("retired_share", "5÷10＝50.0%", "特殊教育没有在职人选")
    retired.when(renew(retired_after=MANY_RETIRED, reason="特殊教育没有在职人选")).then(
        InspectorRenewed("DX001", replace(THIRD, retired_on=date(2023, 1, 31)), LATER_PAPERS, (override,))
    )


# 暂停、恢复


def test_an_inspector_is_suspended_and_returns() -> None:
    """§3H: Active ⇄ Suspended."""
    inspector.when(suspend).then(away)
    inspector.given(away).when(resume).then(back)


def test_suspending_again_and_returning_again_change_nothing() -> None:
    inspector.again(suspend)
    inspector.given(away).again(resume)


def test_nobody_is_suspended_twice_at_once() -> None:
    inspector.given(away).when(replace(suspend, on=date(2026, 8, 5))).then_refused(SuspendedNow)


def test_only_who_is_suspended_returns() -> None:
    inspector.when(resume).then_refused(NotSuspended)
    inspector.given(away, back).when(replace(resume, on=date(2026, 8, 21))).then_refused(NotSuspended)


def test_nobody_returns_before_he_was_suspended() -> None:
    inspector.given(away).when(replace(resume, on=date(2026, 7, 31))).then_refused(DayBeforeOffice)


def test_two_suspensions_do_not_overlap() -> None:
    again = replace(suspend, on=date(2026, 8, 5))
    inspector.given(away, back).when(again).then_refused(DayBeforeOffice)


def test_nobody_is_suspended_before_his_term() -> None:
    inspector.when(replace(suspend, on=date(2023, 8, 31))).then_refused(DayBeforeOffice)


def test_nobody_is_suspended_returns_or_leaves_on_a_day_to_come() -> None:
    """Q13: what is entered has happened."""
    tomorrow = date(2026, 9, 2)
    inspector.when(replace(suspend, on=tomorrow)).then_refused(DayInTheFuture)
    inspector.given(away).when(replace(resume, on=tomorrow)).then_refused(DayInTheFuture)
    inspector.when(replace(leave(), on=tomorrow)).then_refused(DayInTheFuture)


# 退出


def test_an_inspector_leaves_and_his_posts_end() -> None:
    """Q13: strict exit."""
    posted = inspector.given(
        PostAssigned(UNIT, "DX001", date(2025, 9, 1)),
        PostAssigned("319991-0001", "DX001", date(2025, 9, 1)),
        PostEnded("319991-0001", "DX001", date(2026, 1, 31)),
    )
    posted.when(leave()).then(
        PostEnded(UNIT, "DX001", TODAY, since=date(2025, 9, 1)),
        InspectorExited("DX001", TODAY, ExitGround.RESIGNATION, "工作调动"),
    )


def test_leaving_again_changes_nothing() -> None:
    inspector.again(leave())


@pytest.mark.parametrize(
    "ground", [ground for ground in ExitGround if ground not in ("任期届满", "考核不合格")]
)
def test_every_other_ground_may_come_in_the_middle_of_a_term(ground: ExitGround) -> None:
    """§3H: resignation, unfit, discipline (条例 26), over-age."""
    inspector.when(leave(ground, date(2026, 8, 15))).then(
        InspectorExited("DX001", date(2026, 8, 15), ground, "工作调动")
    )


def test_a_term_has_run_out_only_after_its_last_day() -> None:
    """条例 6."""
    inspector.when(leave(ExitGround.EXPIRY, date(2026, 8, 31))).then_refused(GroundNotMet)
    inspector.when(leave(ExitGround.EXPIRY)).then(
        InspectorExited("DX001", TODAY, ExitGround.EXPIRY, "工作调动")
    )


def test_who_is_removed_for_his_appraisal_has_failed_it() -> None:
    """浙江 22, 重庆 11: 考核不合格 → removal."""
    inspector.when(leave(ExitGround.FAILED_APPRAISAL)).then_refused(GroundNotMet)
    nobody.given(InspectorAppointed("DX001", lin(appraisals=()))).when(
        leave(ExitGround.FAILED_APPRAISAL)
    ).then_refused(GroundNotMet)
    inspector.given(InspectorAppraised("DX001", 2026, "不称职", 0)).when(
        leave(ExitGround.FAILED_APPRAISAL)
    ).then(InspectorExited("DX001", TODAY, ExitGround.FAILED_APPRAISAL, "工作调动"))


def test_nobody_leaves_before_the_term_that_runs() -> None:
    """条例 6: a day of an earlier term would make a break of years, and the terms count from one again."""
    inspector.when(leave(on=date(2023, 8, 31))).then_refused(DayBeforeOffice)
    renewed = InspectorRenewed("DX001", THIRD, LATER_PAPERS)
    inspector.given(renewed).when(leave(on=date(2024, 9, 1))).then_refused(DayBeforeOffice)


def test_who_was_renewed_ahead_may_still_leave_the_term_before() -> None:
    """Q13."""
    third = lin(term_from=date(2026, 10, 1), term_to=date(2029, 9, 30), terms_served=3)
    ahead = nobody.given(
        InspectorAppointed("DX001", lin(term_to=date(2026, 9, 30), term_from=date(2023, 10, 1))),
        InspectorRenewed("DX001", third, PAPERS),
    )
    ahead.when(leave()).then(InspectorExited("DX001", TODAY, ExitGround.RESIGNATION, "工作调动"))
    ahead.when(leave(on=date(2023, 9, 30))).then_refused(DayBeforeOffice)
