"""From deliberation to the opinion: what was found is fed back, defended against, settled, and served."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.defending import (
    DefenceTooLate,
    DefenceWaivedBefore,
    NoSuchDefence,
    PreliminaryNeeded,
)
from services.inspection.domain.deliberating import (
    DangerPassedOver,
    NotExaminedOnSite,
    NotHeard,
    OutsideTheMatters,
    SelfEvaluationNotReviewed,
)
from services.inspection.domain.events import IssueRaised, UrgentHazardReported
from services.inspection.domain.inspection_commands import SettleOpinion, StateNoConflict
from services.inspection.domain.opining import (
    DefenceNotBegun,
    DefenceNotWeighed,
    DefenceStillOpen,
    GraverThanFedBack,
    LatenessUnexplained,
    OpinionNotSettled,
    ProblemNeverPutToTheUnit,
    ProblemPassedOver,
    VotedTwice,
)
from services.inspection.domain.preparing import VotersChosen
from services.inspection.domain.procedure import Dropped, Group, Kind, Step, Team
from services.inspection.domain.refusals import EarlierUnknown, LimitMissing, SameProblemTwice
from services.inspection.domain.report import Finding, Severity
from services.inspection.domain.standing import (
    DoneOtherwise,
    NotNow,
    NotOfTheTeam,
    NotTheUnitsOwn,
    TeamTooSmall,
    TextMissing,
)
from tests.unit.inspection import procedures as p
from tests.unit.inspection.procedures import after, until
from tests.unit.inspection.visits import DANGER


def test_the_team_deliberates_on_all_three_inputs() -> None:
    """条例 18, 19 and 20."""
    until("heard").again(p.deliberate())
    unreviewed = until("heard", leaving_out=("reviewed",)).when(p.deliberate())
    assert unreviewed.then_refused(SelfEvaluationNotReviewed).article == "《教育督导条例》第十八条"
    unseen = until("heard", leaving_out=("visited",)).when(p.deliberate())
    assert unseen.then_refused(NotExaminedOnSite).article == "《教育督导条例》第十八条"
    for left_out in Group:
        unheard = until("drawn", *(p.hear(g) for g in Group if g is not left_out)).when(p.deliberate())
        refusal = unheard.then_refused(NotHeard)
        assert refusal.article == "《教育督导条例》第十九条"
        assert left_out in str(refusal)


def test_an_examination_is_not_made_up_for_by_an_obstruction() -> None:
    """条例 18: 应当进行现场考察."""
    barred = until("heard", p.obstruct(Step.ON_SITE), leaving_out=("visited",))
    barred.when(p.deliberate()).then_refused(NotExaminedOnSite)


def test_three_of_the_team_deliberate() -> None:
    """条例 16 and 20."""
    until("heard").when(p.deliberate(present=("DX010", "DX020"))).then_refused(TeamTooSmall)
    until("heard").when(p.deliberate(present=("DX010", "DX020", "DX020"))).then_refused(TeamTooSmall)
    until("heard").when(p.deliberate(present=(*p.TEAM.inspectors, "刘专家"))).then_refused(NotOfTheTeam)
    until("heard").when(p.deliberate(evaluation="")).then_refused(TextMissing)
    until("deliberated").when(p.deliberate(findings=())).then_refused(DoneOtherwise)


def test_a_special_inspection_finds_what_its_matters_cover() -> None:
    """条例 13 and 16."""
    special = p.plan(about=replace(p.ABOUT, kind=Kind.SPECIAL), matters=("校园安全",))
    steps = [command for name, commands in p.STEPS[1:9] for command in commands]
    after(special, *steps).when(p.deliberate()).then_refused(OutsideTheMatters)
    after(special, *steps).again(p.deliberate(findings=(DANGER,)))


def test_a_problem_is_found_once() -> None:
    twice = (DANGER, replace(DANGER, problem="实验室危化品 未双人双锁"))
    until("heard").when(p.deliberate(findings=twice)).then_refused(SameProblemTwice)


def test_a_danger_to_life_does_not_wait_for_the_opinion() -> None:
    """条例 15."""
    told = [
        e for e in until("heard").when(p.deliberate()).events or () if isinstance(e, UrgentHazardReported)
    ]
    assert [hazard.problem for hazard in told] == [DANGER.problem]


def test_another_team_passes_over_no_danger_and_tells_nobody_twice() -> None:
    """条例 15; Q22."""
    again = until(
        "deliberated",
        p.recuse(p.OFFICE),
        p.decide_recusal(True),
        p.add(),
        p.state(p.OFFICE, inspector="DX040", paper="回避声明-4.pdf"),
    )
    present = ("DX010", "DX030", "DX040")
    again.when(p.deliberate(present=present, findings=(p.PROBLEM,))).then_refused(DangerPassedOver)
    events = again.when(p.deliberate(present=present)).events or ()
    assert [type(event) for event in events] == [happened.Deliberated]


def test_in_chongqing_the_preliminary_opinion_has_a_limit_of_its_own() -> None:
    """重庆 26: 专项5日, 综合10日."""
    event = (until("heard", jurisdiction="chongqing").when(p.deliberate()).events or ())[0]
    assert isinstance(event, happened.Deliberated)
    assert event.preliminary_due is not None
    assert (event.preliminary_due.on, event.ended_on) == (date(2026, 9, 28), date(2026, 9, 16))


def test_everything_found_is_fed_back() -> None:
    """条例 20; Q22: 督导问题必反馈."""
    (event,) = until("deliberated").when(p.feed_back()).events or ()
    assert isinstance(event, happened.PreliminaryOpinionServed)
    assert event.findings == (DANGER, p.PROBLEM)
    until("deliberated").again(p.feed_back())
    until("heard").when(p.feed_back()).then_refused(NotNow)


@pytest.mark.parametrize(
    ("jurisdiction", "defence", "opinion", "basis"),
    [
        ("shanghai", date(2026, 10, 8), date(2026, 10, 16), "《上海市教育督导条例》第二十一条"),
        ("zhejiang", date(2026, 9, 28), date(2026, 10, 16), "《浙江省教育督导条例》第十一条第五项"),
        ("chongqing", date(2026, 9, 22), date(2026, 10, 19), "《重庆市教育督导条例》第二十六条"),
        ("national", date(2026, 10, 8), date(2026, 10, 16), "本区设定"),
    ],
)
def test_the_clocks_of_defence_and_opinion_are_the_packs(
    jurisdiction: str, defence: date, opinion: date, basis: str
) -> None:
    """上海 21, 浙江 11, 重庆 26 and 27; 条例 sets no days, and what the office sets is not told as law."""
    (event,) = until("deliberated", jurisdiction=jurisdiction).when(p.feed_back()).events or ()
    assert isinstance(event, happened.PreliminaryOpinionServed)
    assert (event.defence_due.on, event.opinion_due.on) == (defence, opinion)
    assert event.defence_due.basis == basis
    assert "次日起算" in event.defence_due.explanation


def test_a_late_letter_does_not_shorten_the_defence() -> None:
    """上海 21 counts from the end of the inspection, at which the opinion is fed back."""
    (event,) = until("deliberated").when(p.feed_back(now=p.at(9, 24))).events or ()
    assert isinstance(event, happened.PreliminaryOpinionServed)
    assert event.defence_due.start == date(2026, 9, 24)
    assert event.opinion_due.start == date(2026, 9, 16)


def test_a_defence_that_counts_from_receipt_begins_with_the_receipt() -> None:
    """浙江 11 (5): 自收到初步督导意见之日起10日内."""
    served = until("deliberated", p.feed_back(), jurisdiction="zhejiang")
    refusal = served.when(p.settle(now=p.at(12, 1))).then_refused(DefenceNotBegun)
    assert refusal.article == "《教育督导条例》第二十条"
    later = p.receive(received_on=date(2026, 9, 22), now=p.at(9, 23))
    (event,) = served.when(later).events or ()
    assert isinstance(event, happened.PreliminaryOpinionReceived)
    assert (event.received_on, event.defence_due.on) == (date(2026, 9, 22), date(2026, 10, 8))
    served.again(later)
    received = served.given(event)
    received.when(p.settle(now=p.at(10, 8))).then_refused(DefenceStillOpen)
    received.again(p.settle(ayes=(), noes=(), now=p.at(10, 9)))
    received.when(p.receive(received_on=date(2026, 9, 30))).then_nothing()


def test_who_waives_before_he_signs_has_waived() -> None:
    """条例 20: the right is the unit's."""
    served = until("deliberated", p.feed_back(), p.waive(), jurisdiction="zhejiang")
    served.again(p.settle(ayes=(), noes=(), now=p.at(9, 22)))


def test_where_the_window_counts_from_the_end_a_receipt_changes_no_date() -> None:
    """上海 21."""
    until("deliberated", p.feed_back()).when(p.receive()).then_nothing()


# Defence


def test_the_unit_defends_itself_within_the_window() -> None:
    """条例 20; 上海 21."""
    until("fed back").again(p.defend())
    last_hour = p.at(10, 8, 23)
    until("fed back").again(p.defend(now=last_hour))
    refusal = until("fed back").when(p.defend(now=p.at(10, 9, 0))).then_refused(DefenceTooLate)
    assert refusal.article == "《上海市教育督导条例》第二十一条"
    there = until("fed back", jurisdiction="national")
    assert there.when(p.defend(now=p.at(10, 9))).then_refused(DefenceTooLate).article is None
    until("deliberated").when(p.defend()).then_refused(PreliminaryNeeded)
    until("fed back").when(replace(p.defend(), by=p.OTHER_HEAD)).then_refused(NotTheUnitsOwn)
    until("fed back").when(p.defend(text=" ")).then_refused(TextMissing)


def test_a_unit_waives_its_defence_once_and_for_all() -> None:
    """条例 20."""
    until("fed back").again(p.waive())
    until("fed back", p.waive()).when(p.defend()).then_refused(DefenceWaivedBefore)
    until("fed back").when(replace(p.waive(), by=p.OTHER_HEAD)).then_refused(NotTheUnitsOwn)


def test_every_defence_is_answered() -> None:
    """条例 21."""
    until("defended").again(p.weigh())
    until("defended").when(p.weigh(defence=2)).then_refused(NoSuchDefence)
    until("fed back").when(p.weigh()).then_refused(NoSuchDefence)
    until("answered").when(p.weigh(answer="另一种答复")).then_refused(DoneOtherwise)
    until("defended").when(p.weigh(answer="")).then_refused(TextMissing)


# The opinion


def test_no_opinion_before_the_window_has_closed_or_the_unit_has_waived() -> None:
    """条例 20 and 21."""
    for day in (p.at(9, 18), p.at(10, 8, 23)):
        refusal = until("fed back").when(p.settle(now=day)).then_refused(DefenceStillOpen)
        assert refusal.article == "《教育督导条例》第二十条"
    until("answered").when(p.settle(now=p.at(9, 23))).then_refused(DefenceStillOpen)
    until("fed back").again(p.settle(now=p.at(10, 9)))
    until("fed back", p.waive()).again(p.settle(now=p.at(9, 22)))


def test_no_opinion_before_the_defence_was_weighed() -> None:
    """条例 21."""
    until("defended").when(p.settle()).then_refused(DefenceNotWeighed)
    until("defended", p.waive()).when(p.settle(now=p.at(9, 22))).then_refused(DefenceNotWeighed)


def test_in_shanghai_two_thirds_of_the_team_agree() -> None:
    """上海 21: 征得三分之二以上成员的同意."""
    until("answered").again(p.settle())
    alone = until("answered", p.settle(ayes=("DX010",), noes=("DX020",)))
    refusal = alone.when(p.serve()).then_refused(OpinionNotSettled)
    assert refusal.article == "《上海市教育督导条例》第二十一条"
    assert "需要2名" in str(refusal)
    alone.again(p.settle())


def test_two_thirds_are_of_the_whole_team_and_a_part_of_a_person_is_a_whole_one() -> None:
    """上海 21: of four, three."""
    begun, rest = ([one for _, commands in part for one in commands] for part in (p.STEPS[:6], p.STEPS[6:13]))
    four = (p.add(now=p.REVIEWED), p.state(p.OFFICE, inspector="DX040", paper="声明"))
    of_four = after(*begun, *four, *rest, p.settle(ayes=("DX010", "DX020"), noes=()))
    assert "需要3名" in str(of_four.when(p.serve()).then_refused(OpinionNotSettled))
    of_four.again(p.settle(ayes=("DX010", "DX020", "DX040"), noes=()))


def test_nobody_is_sent_away_or_brought_in_for_his_vote() -> None:
    """上海 21: 征得三分之二以上成员的同意; of those who inspected."""
    outvoted = until("answered", p.settle(ayes=("DX010",), noes=("DX020", "DX030")))
    refusal = outvoted.when(p.release("DX030")).then_refused(VotersChosen)
    assert refusal.article == "《上海市教育督导条例》第二十一条"
    outvoted.when(p.add()).then_refused(VotersChosen)
    after_another_left = outvoted.given(*(outvoted.when(p.release("DX010")).events or ()))
    after_another_left.when(p.release("DX030")).then_refused(VotersChosen)
    assert after_another_left.when(p.add()).events
    convinced = until(
        "answered", p.settle(ayes=("DX010",), noes=("DX030",)), p.settle(ayes=p.TEAM.inspectors, noes=())
    )
    assert convinced.when(p.release("DX030")).events
    assert (
        until("answered", p.settle(), p.recuse(p.OFFICE, "DX030"))
        .when(p.decide_recusal(True, inspector="DX030"))
        .events
    )
    elsewhere = until("answered", p.settle(ayes=(), noes=("DX030",)), jurisdiction="zhejiang")
    assert elsewhere.when(p.release("DX030")).events


def test_elsewhere_no_vote_is_asked_for() -> None:
    """浙江 11 sets a limit, and no vote."""
    settled = until("answered", p.settle(ayes=(), noes=()), jurisdiction="zhejiang")
    settled.again(p.serve())


def test_only_the_team_votes_and_each_once() -> None:
    """上海 21."""
    until("answered").when(p.settle(ayes=("DX010", "DX010"))).then_refused(VotedTwice)
    until("answered").when(p.settle(ayes=("DX010", "DX030"))).then_refused(VotedTwice)
    until("answered").when(p.settle(ayes=("DX010", "刘专家"))).then_refused(NotOfTheTeam)


def test_a_problem_the_unit_could_not_defend_itself_against_is_in_no_opinion() -> None:
    """条例 20."""
    more = replace(p.DRAFT, problems=(*p.DRAFT.problems, replace(DANGER, problem="新问题")))
    until("answered").when(p.settle(draft=more)).then_refused(ProblemNeverPutToTheUnit)


def test_no_problem_grows_graver_than_the_unit_could_answer() -> None:
    """条例 20: 申辩 is against what was fed back; it may become milder."""
    answered = until("answered")
    graver, milder = (replace(p.PROBLEM, severity=one) for one in (Severity.HAZARD, Severity.MINOR))
    refusal = answered.when(settled(DANGER, graver)).then_refused(GraverThanFedBack)
    assert refusal.article == "《教育督导条例》第二十条"
    assert answered.when(settled(DANGER, milder)).events


def test_an_opinion_of_a_special_inspection_keeps_to_its_matters() -> None:
    """条例 13, 16: not to be slipped in after the deliberation."""
    special = p.plan(about=replace(p.ABOUT, kind=Kind.SPECIAL))
    steps = [command for _, commands in p.STEPS[1:13] for command in commands]
    assert steps[-1] == p.weigh()
    answered = after(special, *steps)
    elsewhere = replace(p.PROBLEM, theme="师德师风")
    answered.when(settled(DANGER, elsewhere)).then_refused(OutsideTheMatters)


def test_a_finding_of_an_inspection_follows_an_issue_there_is() -> None:
    """§5: finding, recheck and finding again are one chain."""
    follows, nobodys = replace(p.PROBLEM, earlier=UUID(int=5)), frozenset({UUID(int=5)})
    found = p.deliberate(findings=(follows,), unknown_earlier=nobodys)
    until("heard").when(found).then_refused(EarlierUnknown)
    until("heard").again(replace(found, unknown_earlier=frozenset()))
    until("answered").when(replace(settled(DANGER, follows), unknown_earlier=nobodys)).then_refused(
        EarlierUnknown
    )


def settled(*problems: Finding) -> SettleOpinion:
    """The opinion with these problems."""
    return p.settle(draft=replace(p.DRAFT, problems=problems))


def test_no_problem_is_passed_over_in_silence() -> None:
    """Q22: what was found is upheld, or dropped with a reason."""
    silent = replace(p.DRAFT, problems=(DANGER,))
    until("answered").when(p.settle(draft=silent)).then_refused(ProblemPassedOver)
    told = replace(silent, dropped=(Dropped(p.PROBLEM.problem, "申辩成立"),))
    until("answered").again(p.settle(draft=told))
    no_reason = replace(silent, dropped=(Dropped(p.PROBLEM.problem, " "),))
    until("answered").when(p.settle(draft=no_reason)).then_refused(TextMissing)
    both = replace(p.DRAFT, dropped=told.dropped)
    until("answered").when(p.settle(draft=both)).then_refused(SameProblemTwice)


@pytest.mark.parametrize("days", [None, 0])
def test_every_problem_has_a_limit(days: int | None) -> None:
    """条例 21: 限期整改要求."""
    draft = replace(p.DRAFT, problems=(DANGER, replace(p.PROBLEM, working_days=days)))
    refusal = until("answered").when(p.settle(draft=draft)).then_refused(LimitMissing)
    assert refusal.article == "《教育督导条例》第二十一条"


def test_an_opinion_says_what_it_rests_on() -> None:
    """条例 21."""
    for empty in ({"evaluation": ""}, {"basis": ""}):
        draft = replace(p.DRAFT, **empty)  # type: ignore[arg-type]
        until("answered").when(p.settle(draft=draft)).then_refused(TextMissing)


def test_an_opinion_raises_each_of_its_problems_as_an_issue() -> None:
    """Q22: 反馈问题必整改; the opinion feeds them back."""
    events = until("settled").when(p.serve()).events or ()
    issues = [event for event in events if isinstance(event, IssueRaised)]
    assert [issue.number for issue in issues] == ["ZH-202609-01-1", "ZH-202609-01-2"]
    assert {(issue.visit, issue.opinion, issue.found_on) for issue in issues} == {
        (p.ID, "云教督意〔2026〕1号", date(2026, 9, 16))
    }
    assert all(issue.fed_back_at == p.SERVED for issue in issues)
    until("settled").again(p.serve())


def test_what_was_not_settled_is_not_served() -> None:
    """上海 21."""
    until("answered").when(p.serve()).then_refused(OpinionNotSettled)
    until("deliberated").when(p.serve()).then_refused(NotNow)
    changed = until("settled", p.release("DX020"), p.add("DX040", now=p.SETTLED))
    ready = changed.given(*(changed.when(paper_of("DX040")).events or ()))
    ready.when(p.serve()).then_refused(OpinionNotSettled)
    ready.again(p.settle(ayes=("DX010", "DX040"), noes=()))


def paper_of(inspector: str) -> StateNoConflict:
    return p.state(p.OFFICE, inspector=inspector, paper="回避声明")


def test_a_late_opinion_is_served_with_its_reason() -> None:
    """上海 21: 30日; the lateness is the office's own, not the unit's way out."""
    last_day = until("settled").when(p.serve(now=p.at(10, 16, 23))).events or ()
    assert isinstance(last_day[0], happened.OpinionServed)
    assert last_day[0].late_reason is None
    late = p.at(10, 17, 0)
    refusal = until("settled").when(p.serve(now=late)).then_refused(LatenessUnexplained)
    assert refusal.article == "《上海市教育督导条例》第二十一条"
    told = p.serve(now=late, late_reason="国庆假期后小组才能集中")
    until("settled").again(told)
    event = (until("settled").when(told).events or ())[0]
    assert isinstance(event, happened.OpinionServed)
    assert event.late_reason == "国庆假期后小组才能集中"


def test_a_limit_the_office_set_is_not_told_as_law() -> None:
    """条例 21 names no days."""
    settled = until("answered", p.settle(ayes=(), noes=()), jurisdiction="national")
    assert settled.when(p.serve(now=p.at(11, 2))).then_refused(LatenessUnexplained).article is None


def test_a_team_of_four_is_a_team() -> None:
    team = Team((*p.TEAM.inspectors, "DX040"), "DX010")
    until("planned").again(p.form(team=team))
