"""Before a comprehensive or special inspection: matters, team, recusal, written notice."""

from dataclasses import replace
from datetime import date

import pytest

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.inspection_commands import InspectionCommand
from services.inspection.domain.preparing import (
    LeaderNotInTeam,
    MattersMissing,
    NoticeAfterTheVisit,
    OffDuty,
    OutOfTerm,
    PostOfAStranger,
    SelfEvaluationMistimed,
)
from services.inspection.domain.procedure import Group, RosterSays, Team, TeamPost
from services.inspection.domain.recusing import (
    NoRecusalAsked,
    NotForAnother,
    OwnRecusalRequest,
    PaperMissing,
)
from services.inspection.domain.refusals import UnitHasEnded
from services.inspection.domain.stages import Inspection, UnderOpinion
from services.inspection.domain.standing import (
    DoneOtherwise,
    MemberMustRecuse,
    NoSuchInspection,
    NotNow,
    NotOfTheTeam,
    NotTheUnitsOwn,
    OnlyPeopleAct,
    RecusalUndecided,
    StatementMissing,
    TeamTooSmall,
    TextMissing,
)
from services.inspection.domain.terms import NoRulesThen
from tests.unit.inspection import procedures as p
from tests.unit.inspection.procedures import after, until


def test_an_inspection_is_planned_with_its_matters() -> None:
    (event,) = after().when(p.plan()).events or ()
    assert isinstance(event, happened.InspectionPlanned)
    assert event.matters == p.MATTERS
    after().again(p.plan())
    until("planned").when(p.plan(matters=("别的",))).then_refused(DoneOtherwise)


@pytest.mark.parametrize("matters", [(), (" ",), ("校园安全", "校园 安全")])
def test_no_inspection_without_matters_fixed_beforehand(matters: tuple[str, ...]) -> None:
    """条例 16."""
    refusal = after().when(p.plan(matters=matters)).then_refused(MattersMissing)
    assert refusal.article == "《教育督导条例》第十六条"


def test_a_unit_that_ended_is_neither_planned_nor_announced() -> None:
    gone = RosterSays(unit_ended_on=date(2026, 9, 1))
    after().when(p.plan(roster=gone)).then_refused(UnitHasEnded)
    until("stated").when(p.announce(roster=gone)).then_refused(UnitHasEnded)


def test_nothing_is_done_with_an_inspection_nobody_planned() -> None:
    after().when(p.form()).then_refused(NoSuchInspection)


def test_the_system_inspects_nobody() -> None:
    after().when(replace(p.plan(), by=p.SYSTEM)).then_refused(OnlyPeopleAct)


@pytest.mark.parametrize(
    "members", [(), ("DX010", "DX020"), ("DX010", "DX020", "DX020")], ids=["none", "two", "one of them twice"]
)
def test_a_team_has_three_inspectors_at_least(members: tuple[str, ...]) -> None:
    """条例 16; 上海 18."""
    refusal = until("planned").when(p.form(team=Team(members, "DX010"))).then_refused(TeamTooSmall)
    assert refusal.article == "《上海市教育督导条例》第十八条"
    elsewhere = until("planned", jurisdiction="national").when(p.form(team=Team(members, "DX010")))
    assert elsewhere.then_refused(TeamTooSmall).article == "《教育督导条例》第十六条"


def test_experts_do_not_count_as_inspectors() -> None:
    """条例 16: experts may take part."""
    team = Team(("DX010", "DX020"), "DX010", ("刘专家", "陈专家"))
    until("planned").when(p.form(team=team)).then_refused(TeamTooSmall)


@pytest.mark.parametrize(
    ("roster", "why", "article"),
    [
        (RosterSays(out_of_term=frozenset({"DX020"})), OutOfTerm, "《教育督导条例》第六条"),
        (RosterSays(off_duty=frozenset({"DX020"})), OffDuty, None),
        (RosterSays(recused=frozenset({"DX020"})), MemberMustRecuse, "《教育督导条例》第十条"),
    ],
)
def test_a_team_is_formed_of_inspectors_in_term_on_duty_and_unconflicted(
    roster: RosterSays, why: type, article: str | None
) -> None:
    """条例 6 and 10."""
    assert until("planned").when(p.form(roster=roster)).then_refused(why).article == article
    alone = replace(p.add("DX020"), roster=roster)
    without = Team(("DX010", "DX030", "DX040"), "DX010")
    assert until("planned", p.form(team=without)).when(alone).then_refused(why).article == article


def test_the_leader_is_one_of_the_team() -> None:
    team = Team(p.TEAM.inspectors, "DX099")
    until("planned").when(p.form(team=team)).then_refused(LeaderNotInTeam)


def test_the_posts_of_a_team_are_those_of_its_members_and_go_when_they_go() -> None:
    """2H 督导通知: the unit is told who comes, and whence."""
    posts = tuple(TeamPost(one, f"{one}的单位") for one in ("DX010", "DX020", "刘专家"))
    team = replace(p.TEAM, posts=posts)
    given = until("planned", p.form(team=team))
    left = given.when(p.release("DX020")).state
    assert isinstance(left, Inspection)
    assert left.team.posts == (posts[0], posts[2])
    joined = given.when(replace(p.add(), post="区教育学院教研员")).state
    assert isinstance(joined, Inspection)
    assert joined.team.post_of("DX040") == "区教育学院教研员"
    strange = replace(team, posts=(TeamPost("DX099", "校长"),))
    until("planned").when(p.form(team=strange)).then_refused(PostOfAStranger)


def test_a_team_is_formed_once_and_changed_one_by_one() -> None:
    until("planned").again(p.form())
    until("formed").when(p.form(team=Team(("DX010", "DX020", "DX040"), "DX010"))).then_refused(NotNow)
    until("formed").again(p.add())
    until("formed").again(p.release())
    until("formed").when(p.add("DX020")).then_nothing()
    until("formed").when(p.release("DX099")).then_refused(NotOfTheTeam)
    until("formed").when(p.release(reason=" ")).then_refused(TextMissing)


def test_who_leads_and_leaves_is_followed_by_the_next() -> None:
    state = until("formed").when(p.release("DX010")).state
    assert isinstance(state, Inspection)
    assert state.team.leader == "DX020"


@pytest.mark.parametrize("step", ["served", "reported", "published"])
def test_from_the_opinion_on_the_team_stays_as_it_was(step: str) -> None:
    for command in (p.add(), p.release(), p.recuse(), p.state(p.LEADER)):
        until(step).when(command).then_refused(NotNow)


# Recusal


def test_nothing_goes_out_before_every_member_has_stated_that_he_need_not_recuse_himself() -> None:
    """条例 10."""
    refusal = until("formed", p.state(p.LEADER)).when(p.announce()).then_refused(StatementMissing)
    assert "DX020、DX030" in str(refusal)
    until("formed").again(p.state(p.LEADER))


def test_an_inspector_states_for_himself_and_the_office_only_enters_a_signed_paper() -> None:
    """条例 10."""
    until("formed").when(p.state(p.LEADER, inspector="DX020")).then_refused(NotForAnother)
    until("formed").when(p.state(p.OFFICE, inspector="DX020")).then_refused(PaperMissing)
    until("formed").again(p.state(p.OFFICE, inspector="DX020", paper="回避声明-3.pdf"))
    until("formed").when(p.state(p.STRANGER)).then_refused(NotOfTheTeam)


def test_who_is_recused_in_the_roster_cannot_state_that_he_is_not() -> None:
    """条例 10."""
    conflicted = p.state(p.LEADER, roster=RosterSays(recused=frozenset({"DX010"})))
    until("formed").when(conflicted).then_refused(MemberMustRecuse)


def test_the_inspector_the_unit_and_the_office_may_ask_for_a_recusal() -> None:
    """条例 10; 浙江 20: 被督导单位可以提出."""
    for by in (p.SECOND, p.HEAD, p.OFFICE):
        until("announced").again(p.recuse(by))
    until("announced").when(p.recuse(p.LEADER)).then_refused(NotForAnother)
    until("announced").when(p.recuse(p.OTHER_HEAD)).then_refused(NotTheUnitsOwn)
    until("announced").when(p.recuse(inspector="DX099")).then_refused(NotOfTheTeam)
    until("announced").when(replace(p.recuse(), ground=" ")).then_refused(TextMissing)


def test_a_unit_that_was_told_nothing_knows_of_no_inspection() -> None:
    until("stated").when(p.recuse()).then_refused(NoSuchInspection)


@pytest.mark.parametrize(
    ("step", "command"),
    [
        ("stated", p.announce()),
        ("evaluated", p.review()),
        ("reviewed", p.visit()),
        ("visited", p.draw(Group.STUDENTS)),
        ("drawn", p.hear(Group.STUDENTS)),
        ("heard", p.deliberate()),
        ("deliberated", p.feed_back()),
        ("defended", p.weigh()),
        ("answered", p.settle()),
        ("settled", p.serve()),
    ],
    ids=lambda part: part if isinstance(part, str) else type(part).__name__,
)
def test_nothing_goes_on_while_a_recusal_is_undecided_and_with_too_few_when_it_is_granted(
    step: str, command: InspectionCommand
) -> None:
    """条例 10 and 16."""
    asked = until(step, p.recuse(p.OFFICE))
    asked.when(command).then_refused(RecusalUndecided)
    granted = until(step, p.recuse(p.OFFICE), p.decide_recusal(True))
    state = granted.when(p.add("DX020")).state
    assert isinstance(state, Inspection)
    assert state.team.inspectors == ("DX010", "DX030")
    if step != "deliberated":  # There the inquiry is open again.
        granted.when(command).then_refused(TeamTooSmall)
        refilled = until(step, p.recuse(p.OFFICE), p.decide_recusal(True), p.add())
        refilled.when(command).then_refused(StatementMissing)


def test_a_recusal_is_decided_by_somebody_who_neither_asked_nor_is_meant() -> None:
    """条例 10; 重庆 12: 由教育督导机构负责人决定."""
    asked = until("announced", p.recuse())
    asked.again(p.decide_recusal(True))
    asked.again(p.decide_recusal(False))
    asked.when(p.decide_recusal(True, reason="")).then_refused(TextMissing)
    himself = until("announced", p.recuse(replace(p.OFFICE, id=p.DEPUTY.id)))
    himself.when(p.decide_recusal(True)).then_refused(OwnRecusalRequest)
    meant = replace(p.decide_recusal(False), by=replace(p.DEPUTY, id="DX020"))
    asked.when(meant).then_refused(OwnRecusalRequest)
    until("announced").when(p.decide_recusal(True)).then_refused(NoRecusalAsked)


def test_who_was_found_to_be_conflicted_does_not_come_back() -> None:
    """条例 10."""
    granted = until("announced", p.recuse(), p.decide_recusal(True))
    granted.when(p.add("DX020")).then_refused(MemberMustRecuse)


def test_who_was_accused_and_cleared_states_again() -> None:
    """条例 10."""
    cleared = until("formed", p.state(p.SECOND), p.recuse(p.OFFICE), p.decide_recusal(False))
    cleared.when(p.announce()).then_refused(StatementMissing)
    cleared.again(p.state(p.SECOND))


def test_nobody_slips_away_from_an_undecided_request() -> None:
    until("announced", p.recuse()).when(p.release()).then_refused(RecusalUndecided)
    until("formed", p.recuse(p.OFFICE)).when(p.state(p.SECOND)).then_refused(RecusalUndecided)


def test_another_team_deliberates_and_settles_anew() -> None:
    """条例 20 and 21: what was agreed, those agreed who are there."""
    before = until("deliberated", p.recuse(p.OFFICE), p.decide_recusal(True), p.add())
    assert not isinstance(before.when(p.add()).state, UnderOpinion)
    ready = p.state(p.OFFICE, inspector="DX040", paper="回避声明-4.pdf")
    again = until("deliberated", p.recuse(p.OFFICE), p.decide_recusal(True), p.add(), ready)
    again.when(p.feed_back()).then_refused(NotNow)


# The notice


def test_the_written_notice_comes_before_the_visit() -> None:
    """条例 17."""
    for day in (date(2026, 9, 6), date(2026, 9, 7)):
        refusal = until("stated").when(p.announce(starts_on=day)).then_refused(NoticeAfterTheVisit)
        assert refusal.article == "《教育督导条例》第十七条"
    until("stated").when(p.announce(starts_on=date(2062, 9, 15))).then_refused(NoRulesThen)
    until("stated").again(p.announce())
    until("announced").when(p.announce(letter="", starts_on=p.STARTS)).then_nothing()
    until("announced").when(p.announce(starts_on=date(2026, 9, 21))).then_refused(DoneOtherwise)


def test_a_self_evaluation_is_due_after_the_notice_and_before_the_visit() -> None:
    """条例 18."""
    for day in (date(2026, 9, 6), date(2026, 9, 16)):
        until("stated").when(p.announce(self_evaluation_by=day)).then_refused(SelfEvaluationMistimed)


def test_a_date_the_office_set_is_not_told_as_law() -> None:
    (event,) = until("stated").when(p.announce()).events or ()
    assert isinstance(event, happened.InspectionAnnounced)
    assert event.self_evaluation is not None
    assert event.self_evaluation.basis == "本区设定"


@pytest.mark.parametrize(
    "away", [RosterSays(out_of_term=frozenset({"DX020"})), RosterSays(off_duty=frozenset({"DX020"}))]
)
def test_who_cannot_do_duty_on_the_day_does_not_count_as_one_of_three(away: RosterSays) -> None:
    """条例 16: 由3名以上督学组成."""
    refusal = until("stated").when(p.announce(roster=away)).then_refused(TeamTooSmall)
    assert "DX020" in str(refusal)


def test_a_member_who_must_recuse_himself_by_now_leaves_first() -> None:
    """条例 10: a recusal can be declared in the roster at any time."""
    hit = RosterSays(recused=frozenset({"DX020"}))
    until("stated").when(p.announce(roster=hit)).then_refused(MemberMustRecuse)
