"""Posts and recusals of an inspector (挂牌督导; 条例 10)."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.roster.domain.details import ExitGround, RecusalKind, TrainingMode
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorExited,
    InspectorRenewed,
    InspectorReturned,
    InspectorSuspended,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    RecusalLifted,
    TrainingRecorded,
)
from services.roster.domain.inspector import INSPECTOR
from services.roster.domain.inspector_commands import (
    AssignPost,
    DeclareRecusal,
    EndPost,
    ExitInspector,
    LiftRecusal,
)
from services.roster.domain.merits import DayInTheFuture
from services.roster.domain.posting import (
    PostAfterTerm,
    PostAlreadyHeld,
    PostBeforeOffice,
    PostBeforeTraining,
    PostConflictsWithRecusal,
    PostEndsBeforeItBegins,
    PostNotHeld,
    PostWhileSuspended,
    RecusalDeclaredOtherwise,
    RecusalNotDeclared,
    RecusalOfAnother,
)
from services.roster.domain.standing import InspectorHasExited, InspectorNotAppointed
from shared.event_sourcing.decider import Actor, Role
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import LIN, NOW, OFFICE, PAPERS, RULES, lin

UNIT = "319991-0049"
SINCE = date(2025, 9, 1)
inspector = DeciderTest(INSPECTOR).given(InspectorAppointed("DX001", LIN))
assign = AssignPost(OFFICE, NOW, "DX001", UNIT, SINCE)
end = EndPost(OFFICE, NOW, "DX001", UNIT, date(2026, 8, 31))
recuse = DeclareRecusal(OFFICE, NOW, "DX001", UNIT, "与主要负责人系近亲属", date(2024, 3, 1))
assigned = PostAssigned(UNIT, "DX001", SINCE)
ended = PostEnded(UNIT, "DX001", date(2026, 8, 31), since=SINCE)
recused = RecusalDeclared("DX001", UNIT, "与主要负责人系近亲属", date(2024, 3, 1))
lift = LiftRecusal(OFFICE, NOW, "DX001", UNIT, "与主要负责人系近亲属", date(2026, 8, 31), "负责人已调离")
lifted = RecusalLifted("DX001", UNIT, "与主要负责人系近亲属", date(2026, 8, 31), "负责人已调离", False)


def test_an_inspector_is_given_a_post() -> None:
    inspector.when(assign).then(assigned)


def test_the_same_relation_with_another_day_is_not_passed_over() -> None:
    """条例 10; 浙江 20: of a former employer the day decides until when it counts."""
    left = DeclareRecusal(
        OFFICE,
        NOW,
        "DX001",
        UNIT,
        "曾在该校任职",
        date(2024, 3, 1),
        RecusalKind.FORMER_STAFF,
        date(2027, 2, 28),
    )
    known = inspector.given(RecusalDeclared("DX001", UNIT, left.relation, left.since, left.kind, left.until))
    known.when(left).then_nothing()
    later = replace(left, since=date(2026, 8, 31), until=date(2029, 8, 30))
    known.when(later).then_refused(RecusalDeclaredOtherwise)
    known.when(replace(left, kind=RecusalKind.STAFF, until=None)).then_refused(RecusalDeclaredOtherwise)
    of_before = inspector.given(RecusalDeclared("DX001", UNIT, left.relation, left.since))
    of_before.when(left).then_nothing()


AHEAD = PostEnded(UNIT, "DX001", date(2027, 8, 31), "DX002", SINCE)
"""An end that was entered ahead, with who follows."""
NOW_ENDED = PostEnded(UNIT, "DX001", date(2026, 9, 1), "DX002", SINCE)


def test_a_recusal_does_not_wait_for_an_end_that_was_entered_ahead() -> None:
    """条例 10: who must recuse himself cannot answer for the unit until then."""
    inspector.given(assigned, AHEAD).when(recuse).then(recused, NOW_ENDED)


def test_nor_does_an_exit() -> None:
    leave = ExitInspector(OFFICE, NOW, "DX001", date(2026, 9, 1), ExitGround.RESIGNATION, "调离", RULES)
    left = InspectorExited("DX001", date(2026, 9, 1), ExitGround.RESIGNATION, "调离")
    inspector.given(assigned, AHEAD).when(leave).then(NOW_ENDED, left)


def test_an_end_that_is_still_to_come_can_be_put_on_another_day() -> None:
    inspector.given(assigned, AHEAD).when(end).then(ended)
    inspector.given(assigned, ended).when(EndPost(OFFICE, NOW, "DX001", UNIT, date(2026, 9, 1))).then_refused(
        PostNotHeld
    )


def test_assigning_again_changes_nothing() -> None:
    inspector.again(assign)


def test_nobody_can_be_posted_recused_or_relieved_before_he_is_appointed() -> None:
    for command in (assign, end, recuse, lift):
        DeciderTest(INSPECTOR).when(command).then_refused(InspectorNotAppointed)


def test_who_has_left_is_posted_recused_and_relieved_no_more() -> None:
    """Q13: 退出."""
    out = InspectorExited("DX001", date(2026, 8, 31), ExitGround.RESIGNATION, "工作调动")
    for command in (assign, end, recuse, lift):
        inspector.given(out).when(command).then_refused(InspectorHasExited)


def test_a_new_inspector_is_trained_before_he_takes_up_duty() -> None:
    """督学管理暂行办法: 岗前培训."""
    new = DeciderTest(INSPECTOR).given(InspectorAppointed("DX001", LIN, PAPERS))
    refusal = new.when(assign).then_refused(PostBeforeTraining)
    assert refusal.article == "《督学管理暂行办法》（教督〔2016〕2号）"
    central = TrainingRecorded("DX001", SINCE, 8, TrainingMode.CENTRAL, "秋季集中培训")
    new.given(central).when(assign).then_refused(PostBeforeTraining)
    pre_job = TrainingRecorded("DX001", SINCE, 8, TrainingMode.PRE_JOB, "新任督学岗前培训")
    new.given(pre_job).when(assign).then(assigned)


def test_who_is_suspended_is_given_no_post_until_he_returns() -> None:
    """§3H: Active ⇄ Suspended."""
    away = inspector.given(InspectorSuspended("DX001", date(2026, 8, 1), "接受调查"))
    away.when(assign).then_refused(PostWhileSuspended)
    away.given(InspectorReturned("DX001", date(2026, 8, 20))).when(assign).then(assigned)


def test_a_post_begins_within_the_term() -> None:
    """条例 6: after the last day of his term nobody is an inspector, nor before his first."""
    late = AssignPost(OFFICE, NOW, "DX001", UNIT, date(2026, 9, 1))
    inspector.when(late).then_refused(PostAfterTerm)
    first_term = DeciderTest(INSPECTOR).given(InspectorAppointed("DX001", lin(terms_served=1)))
    early = AssignPost(OFFICE, NOW, "DX001", UNIT, date(2023, 8, 31))
    first_term.when(early).then_refused(PostBeforeOffice)
    # Renewed ahead after a break, so that the terms count from one again: the term that runs is one all the same.
    again = lin(term_from=date(2027, 9, 1), term_to=date(2030, 8, 31), terms_served=1)
    two_terms = first_term.given(InspectorRenewed("DX001", again, PAPERS))
    two_terms.when(assign).then(assigned)
    two_terms.when(early).then_refused(PostBeforeOffice)
    inspector.when(early).then(PostAssigned(UNIT, "DX001", date(2023, 8, 31)))


def test_who_must_recuse_himself_cannot_be_posted_there() -> None:
    """条例 10."""
    refusal = inspector.given(recused).when(assign).then_refused(PostConflictsWithRecusal)
    assert refusal.article == "《教育督导条例》第十条"


def test_a_recusal_elsewhere_does_not_matter() -> None:
    elsewhere = RecusalDeclared("DX001", "319991-0001", "子女在该校就读", SINCE)
    inspector.given(elsewhere).when(assign).then(assigned)


def test_two_times_at_one_unit_do_not_overlap() -> None:
    later = AssignPost(OFFICE, NOW, "DX001", UNIT, date(2026, 1, 1))
    inspector.given(assigned).when(later).then_refused(PostAlreadyHeld)
    inspector.given(assigned, ended).when(later).then_refused(PostAlreadyHeld)


def test_a_post_that_ended_can_be_given_again_later() -> None:
    ended_early = PostEnded(UNIT, "DX001", date(2026, 5, 31))
    later = AssignPost(OFFICE, NOW, "DX001", UNIT, date(2026, 6, 1))
    inspector.given(assigned, ended_early).when(later).then(PostAssigned(UNIT, "DX001", date(2026, 6, 1)))


def test_a_post_that_has_ended_is_not_said_to_be_there_already() -> None:
    """An import says so and goes on (`register_rows.py`)."""
    refusal = inspector.given(assigned, ended).when(assign).then_refused(PostAlreadyHeld)
    assert "2025-09-01至2026-08-31" in str(refusal)


def test_a_post_ends() -> None:
    inspector.given(assigned).when(end).then(ended)


def test_the_successor_of_a_post_is_recorded() -> None:
    """Q15: reassigned before a monthly gap occurs."""
    to = EndPost(OFFICE, NOW, "DX001", UNIT, date(2026, 8, 31), "DX002")
    inspector.given(assigned).when(to).then(PostEnded(UNIT, "DX001", date(2026, 8, 31), "DX002", SINCE))


def test_ending_again_changes_nothing() -> None:
    inspector.given(assigned).again(end)


def test_only_a_post_that_is_held_can_end() -> None:
    inspector.when(end).then_refused(PostNotHeld)
    another_day = EndPost(OFFICE, NOW, "DX001", UNIT, date(2026, 7, 1))
    inspector.given(assigned, ended).when(another_day).then_refused(PostNotHeld)


def test_a_post_ends_after_it_began() -> None:
    early = EndPost(OFFICE, NOW, "DX001", UNIT, date(2025, 8, 31))
    inspector.given(assigned).when(early).then_refused(PostEndsBeforeItBegins)


def test_a_recusal_is_declared() -> None:
    inspector.when(recuse).then(recused)


def test_declaring_again_changes_nothing() -> None:
    inspector.again(recuse)


def test_a_recusal_ends_the_post_at_that_unit_on_the_day_it_is_declared() -> None:
    """条例 10. The day is the one in Shanghai, where it is already the 2nd."""
    late = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)
    command = DeclareRecusal(OFFICE, late, "DX001", UNIT, recuse.relation, recuse.since)
    inspector.given(assigned).when(command).then(
        recused, PostEnded(UNIT, "DX001", date(2026, 9, 2), since=SINCE)
    )


def test_an_inspector_declares_his_own_recusals_only() -> None:
    himself, another = Actor("DX001", "林美玲", Role.INSPECTOR), Actor("DX002", "郑红霞", Role.INSPECTOR)
    own = DeclareRecusal(himself, NOW, "DX001", UNIT, recuse.relation, recuse.since)
    others = DeclareRecusal(another, NOW, "DX001", UNIT, recuse.relation, recuse.since)
    inspector.when(own).then(recused)
    inspector.when(others).then_refused(RecusalOfAnother)


def test_a_recusal_carries_its_kind_and_how_long_it_lasts() -> None:
    """浙江 20: 从被督导单位离职不满3年."""
    since, until = date(2024, 9, 1), date(2027, 8, 31)
    former = DeclareRecusal(
        OFFICE, NOW, "DX001", UNIT, "原任该校副校长", since, RecusalKind.FORMER_STAFF, until
    )
    inspector.when(former).then(
        RecusalDeclared("DX001", UNIT, "原任该校副校长", since, RecusalKind.FORMER_STAFF, until)
    )


def test_a_post_that_was_to_begin_later_ends_with_a_recusal_too() -> None:
    """条例 10."""
    later = PostAssigned(UNIT, "DX001", date(2026, 10, 1))
    inspector.given(later).when(recuse).then(
        recused, PostEnded(UNIT, "DX001", later.since, since=later.since)
    )


def test_a_recusal_is_lifted_when_its_ground_is_gone() -> None:
    """条例 10."""
    inspector.given(recused).when(lift).then(lifted)
    inspector.given(recused, lifted).when(assign).then(assigned)


def test_lifting_again_changes_nothing() -> None:
    inspector.given(recused).again(lift)


def test_whoever_has_two_grounds_stays_recused_when_one_is_lifted() -> None:
    """条例 10: any one ground is enough."""
    child = RecusalDeclared("DX001", UNIT, "子女在该校就读", date(2025, 9, 1), RecusalKind.FAMILY_ENROLLED)
    still = RecusalLifted("DX001", UNIT, lift.relation, lift.on, lift.reason, True)
    inspector.given(recused, child).when(lift).then(still)
    inspector.given(recused, child, still).when(assign).then_refused(PostConflictsWithRecusal)


def test_only_a_recusal_that_was_declared_can_be_lifted() -> None:
    inspector.when(lift).then_refused(RecusalNotDeclared)
    elsewhere = RecusalDeclared("DX001", "319991-0001", lift.relation, SINCE)
    inspector.given(elsewhere).when(lift).then_refused(RecusalNotDeclared)


def test_a_recusal_is_not_lifted_for_a_day_to_come() -> None:
    """条例 10: until that day he may not inspect the unit."""
    tomorrow = LiftRecusal(OFFICE, NOW, "DX001", UNIT, lift.relation, date(2026, 9, 2), lift.reason)
    inspector.given(recused).when(tomorrow).then_refused(DayInTheFuture)


def test_a_recusal_that_comes_back_is_declared_again_and_lifted_again() -> None:
    """条例 10."""
    back = inspector.given(recused, lifted)
    back.when(recuse).then(recused)
    back.given(recused).when(assign).then_refused(PostConflictsWithRecusal)
    back.given(recused).when(lift).then(lifted)


def test_a_recusal_that_has_lapsed_already_ends_no_post() -> None:
    """浙江 20: what counted for three years does not count any more."""
    former = replace(recuse, relation="三年内曾在该校任职", since=date(2020, 1, 1), until=date(2022, 12, 31))
    entered = RecusalDeclared("DX001", UNIT, former.relation, former.since, former.kind, former.until)
    inspector.given(assigned).when(former).then(entered)
