"""Posts and recusals of an inspector (条例 10)."""

from datetime import UTC, date, datetime

from services.roster.domain.commands import AssignPost, DeclareRecusal, EndPost
from services.roster.domain.events import InspectorAppointed, PostAssigned, PostEnded, RecusalDeclared
from services.roster.domain.inspector import (
    INSPECTOR,
    InspectorNotAppointed,
    PostAlreadyHeld,
    PostConflictsWithRecusal,
    PostEndsBeforeItBegins,
    PostNotHeld,
    RecusalOfAnother,
)
from shared.event_sourcing.decider import Actor, Role
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import LIN, NOW, OFFICE

UNIT = "319991-0049"
SINCE = date(2025, 9, 1)
inspector = DeciderTest(INSPECTOR).given(InspectorAppointed("DX001", LIN))
assign = AssignPost(OFFICE, NOW, "DX001", UNIT, SINCE)
end = EndPost(OFFICE, NOW, "DX001", UNIT, date(2026, 8, 31))
recuse = DeclareRecusal(OFFICE, NOW, "DX001", UNIT, "与主要负责人系近亲属", date(2024, 3, 1))
assigned = PostAssigned(UNIT, "DX001", SINCE)
ended = PostEnded(UNIT, "DX001", date(2026, 8, 31))
recused = RecusalDeclared("DX001", UNIT, "与主要负责人系近亲属", date(2024, 3, 1))


def test_an_inspector_is_given_a_post() -> None:
    inspector.when(assign).then(assigned)


def test_assigning_again_changes_nothing() -> None:
    inspector.again(assign)


def test_nobody_can_be_posted_recused_or_relieved_before_he_is_appointed() -> None:
    for command in (assign, end, recuse):
        DeciderTest(INSPECTOR).when(command).then_refused(InspectorNotAppointed)


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
    later = AssignPost(OFFICE, NOW, "DX001", UNIT, date(2026, 9, 1))
    inspector.given(assigned, ended).when(later).then(PostAssigned(UNIT, "DX001", date(2026, 9, 1)))


def test_importing_a_post_that_has_ended_since_changes_nothing() -> None:
    inspector.given(assigned, ended).when(assign).then_nothing()


def test_a_post_ends() -> None:
    inspector.given(assigned).when(end).then(ended)


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
    inspector.given(assigned).when(command).then(recused, PostEnded(UNIT, "DX001", date(2026, 9, 2)))


def test_an_inspector_declares_his_own_recusals_only() -> None:
    himself, another = Actor("DX001", "林美玲", Role.INSPECTOR), Actor("DX002", "郑红霞", Role.INSPECTOR)
    own = DeclareRecusal(himself, NOW, "DX001", UNIT, recuse.relation, recuse.since)
    others = DeclareRecusal(another, NOW, "DX001", UNIT, recuse.relation, recuse.since)
    inspector.when(own).then(recused)
    inspector.when(others).then_refused(RecusalOfAnother)
