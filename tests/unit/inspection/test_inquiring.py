"""The inquiry of a comprehensive or special inspection: self-evaluation, examination on site, hearings."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.drawing import draw
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.hearing import (
    CountImpossible,
    MoreHeardThanDrawn,
    NobodyDrawsThePublic,
    NobodyHeard,
    NotDrawn,
    UnitDidNotWithdraw,
)
from services.inspection.domain.inquiring import (
    BeforeTheNoticeSays,
    GroupNotNamed,
    InFuture,
    NobodyOnSite,
    NothingToObstruct,
    NothingToReview,
    SelfEvaluationNotAsked,
)
from services.inspection.domain.procedure import Group, Kind, RosterSays, Step
from services.inspection.domain.standing import (
    DoneOtherwise,
    NotNow,
    NotOfTheTeam,
    NotTheUnitsOwn,
    TextMissing,
)
from tests.unit.inspection import procedures as p
from tests.unit.inspection.procedures import after, until


def test_nothing_is_examined_before_the_written_notice() -> None:
    """条例 17."""
    for command in (p.evaluate(), p.visit(), p.draw(Group.STUDENTS), p.hear(Group.PUBLIC)):
        refusal = until("stated").when(command).refusal
        assert refusal is not None


def test_a_self_evaluation_is_handed_in_by_the_unit_itself_and_once() -> None:
    """条例 18."""
    until("announced").again(p.evaluate())
    until("announced").when(replace(p.evaluate(), by=p.OTHER_HEAD)).then_refused(NotTheUnitsOwn)
    until("announced").when(p.evaluate(text=" ")).then_refused(TextMissing)
    until("evaluated").when(p.evaluate(text="另一份")).then_refused(DoneOtherwise)


def test_what_a_unit_encloses_was_handed_in_first() -> None:
    """条例 18, 20: a self-evaluation or a defence never points at nothing."""
    paper = frozenset({"ab" * 32})
    for step, command in (("announced", p.evaluate()), ("fed back", p.defend())):
        enclosing = replace(command, files=tuple(paper))
        refusal = until(step).when(replace(enclosing, missing=paper)).then_refused(FilesNotHandedIn)
        assert refusal.field == "files"
        until(step).again(enclosing)
        until(step, enclosing).when(replace(enclosing, missing=paper)).then_nothing()


def test_whether_it_came_in_time_is_on_record() -> None:
    for now, on_time in ((p.EVALUATED, True), (p.REVIEWED, False)):
        (event,) = until("announced").when(replace(p.evaluate(), now=now)).events or ()
        assert isinstance(event, happened.SelfEvaluationHandedIn)
        assert event.on_time is on_time


def test_a_self_evaluation_nobody_asked_for_is_not_handed_in() -> None:
    """条例 18: 可以要求."""
    unasked = until("stated", p.announce(self_evaluation_by=None))
    unasked.when(p.evaluate()).then_refused(SelfEvaluationNotAsked)


def test_the_team_reviews_the_self_evaluation_it_asked_for() -> None:
    """条例 18: 督导小组应当审核."""
    until("announced").when(p.review()).then_refused(NothingToReview)
    until("evaluated").again(p.review())
    until("evaluated").again(replace(p.review(), by=p.OFFICE))
    until("evaluated").when(replace(p.review(), by=p.STRANGER)).then_refused(NotOfTheTeam)
    until("evaluated").when(p.review(note="")).then_refused(TextMissing)
    until("reviewed").when(p.review(note="另一种意见")).then_refused(DoneOtherwise)


def test_a_visit_on_site_is_made_by_members_who_can_do_duty_on_that_day() -> None:
    """条例 18."""
    until("reviewed").again(p.visit())
    until("reviewed").when(p.visit(inspectors=("DX010", "DX099"))).then_refused(NotOfTheTeam)
    until("reviewed").when(p.visit(inspectors=())).then_refused(NobodyOnSite)
    until("reviewed").when(p.visit(record="")).then_refused(TextMissing)
    four = until("reviewed", p.add(), p.state(p.OFFICE, inspector="DX040", paper="声明"))
    away = RosterSays(off_duty=frozenset({"DX020"}))
    four.when(replace(p.visit(), roster=away)).then_refused(NotOfTheTeam)
    present = ("DX010", "DX030", "DX040")
    four.again(replace(p.visit(inspectors=present), roster=away))


def test_a_visit_is_not_before_the_announced_day_nor_in_the_future() -> None:
    """条例 17."""
    early = until("reviewed").when(p.visit(now=p.REVIEWED, on=date(2026, 9, 14)))
    early.then_refused(BeforeTheNoticeSays)
    until("reviewed").when(p.visit(on=date(2026, 9, 16))).then_refused(InFuture)


# Hearings


def test_anybody_can_draw_the_same_people_again() -> None:
    """上海 17: population, method and seed are on record."""
    (event,) = until("visited").when(p.draw(Group.STUDENTS)).events or ()
    assert isinstance(event, happened.ParticipantsDrawn)
    made = event.draw
    assert made.drawn == draw(made.seed, made.list_sha256, made.population, 12)
    assert len(set(made.drawn)) == 12
    assert all(1 <= place <= 420 for place in made.drawn)
    assert made.drawn != draw("another", made.list_sha256, made.population, 12)
    assert draw("s", "l", 5, 5) == (1, 2, 3, 4, 5)


def test_a_draw_favours_no_place_of_the_list() -> None:
    counts = dict.fromkeys(range(1, 11), 0)
    for n in range(2000):
        for place in draw(str(n), p.LIST, 10, 3):
            counts[place] += 1
    assert all(500 < count < 700 for count in counts.values())


def test_nobody_draws_again_until_he_likes_the_result() -> None:
    """上海 17: 不得指定."""
    until("visited").again(p.draw(Group.STUDENTS))
    until("visited", p.draw(Group.STUDENTS)).when(p.draw(Group.STUDENTS, seed="again")).then_nothing()
    for change in ({"population": 421}, {"count": 13}, {"list_sha256": "ab" * 32}, {"method": "另抽"}):
        until("drawn").when(p.draw(Group.STUDENTS, **change)).then_refused(DoneOtherwise)


def test_a_draw_is_possible_and_of_people_on_a_list() -> None:
    for count in (0, 421):
        until("visited").when(p.draw(Group.STUDENTS, count=count)).then_refused(CountImpossible)
    until("visited").when(p.draw(Group.PUBLIC)).then_refused(NobodyDrawsThePublic)
    until("visited").when(p.draw(Group.STUDENTS, method="")).then_refused(TextMissing)
    until("visited").when(replace(p.draw(Group.STUDENTS), by=p.STRANGER)).then_refused(NotOfTheTeam)


def test_in_shanghai_those_heard_were_drawn_beforehand() -> None:
    """上海 17."""
    refusal = until("visited").when(p.hear(Group.STUDENTS)).then_refused(NotDrawn)
    assert refusal.article == "《上海市教育督导条例》第十七条"
    until("drawn").when(p.hear(Group.STUDENTS, heard=13)).then_refused(MoreHeardThanDrawn)
    late = replace(p.draw(Group.STUDENTS), now=p.at(9, 17))
    until("visited", late).when(p.hear(Group.STUDENTS, now=p.at(9, 18))).then_refused(NotDrawn)
    until("drawn").again(p.hear(Group.STUDENTS))
    until("visited").again(p.hear(Group.PUBLIC))


def test_a_special_inspection_and_another_province_ask_for_no_draw() -> None:
    """上海 17 speaks of comprehensive inspections."""
    special = p.plan(about=replace(p.ABOUT, kind=Kind.SPECIAL))
    to_the_visit = [command for name, commands in p.STEPS[1:7] for command in commands]
    after(special, *to_the_visit).again(p.hear(Group.STUDENTS))
    until("visited", jurisdiction="national").again(p.hear(Group.STUDENTS))


def test_in_chongqing_those_who_manage_the_school_leave_the_room() -> None:
    """重庆 25."""
    there = until("visited", jurisdiction="chongqing")
    for group in (Group.STUDENTS, Group.PARENTS, Group.TEACHERS):
        refusal = there.when(p.hear(group, unit_withdrew=False)).then_refused(UnitDidNotWithdraw)
        assert "重庆市" in (refusal.article or "")
    there.again(p.hear(Group.PUBLIC, unit_withdrew=False))
    until("drawn").again(p.hear(Group.STUDENTS, unit_withdrew=False))


def test_a_hearing_heard_somebody_on_a_day_that_was_announced() -> None:
    """条例 19."""
    until("drawn").when(p.hear(Group.STUDENTS, heard=0)).then_refused(NobodyHeard)
    until("drawn").when(p.hear(Group.STUDENTS, record="")).then_refused(TextMissing)
    until("drawn").when(p.hear(Group.STUDENTS, on=date(2026, 9, 14))).then_refused(BeforeTheNoticeSays)
    until("drawn").when(p.hear(Group.STUDENTS, on=date(2026, 9, 17))).then_refused(InFuture)


# Obstruction


def test_an_obstruction_is_on_record_and_the_procedure_goes_on() -> None:
    """条例 25."""
    until("announced").again(p.obstruct(Step.ON_SITE))
    until("visited").again(p.obstruct(Step.HEARING, Group.TEACHERS))
    unreviewed = until("heard", p.obstruct(Step.SELF_EVALUATION), leaving_out=("evaluated", "reviewed"))
    unreviewed.again(p.deliberate())
    prevented = until("drawn", *(p.hear(g) for g in Group if g is not Group.TEACHERS))
    prevented.given(*(prevented.when(p.obstruct(Step.HEARING, Group.TEACHERS)).events or ())).again(
        p.deliberate()
    )


def test_what_was_done_or_not_yet_due_was_not_obstructed() -> None:
    """条例 25 is no way around 条例 18 and 19."""
    until("evaluated").when(p.obstruct(Step.SELF_EVALUATION)).then_refused(NothingToObstruct)
    early = replace(p.obstruct(Step.SELF_EVALUATION, on=date(2026, 9, 11)), now=p.EVALUATED)
    until("announced").when(early).then_refused(NothingToObstruct)
    unasked = until("stated", p.announce(self_evaluation_by=None))
    unasked.when(p.obstruct(Step.SELF_EVALUATION)).then_refused(NothingToObstruct)
    until("heard").when(p.obstruct(Step.HEARING, Group.TEACHERS)).then_refused(NothingToObstruct)
    before = replace(p.obstruct(Step.ON_SITE, on=date(2026, 9, 14)), now=p.REVIEWED)
    until("announced").when(before).then_refused(NothingToObstruct)


def test_nothing_was_obstructed_on_a_day_on_which_it_was_not_due() -> None:
    """条例 17, 18, 25: no visit before the announced day, no self-evaluation before its last day is over."""
    notice = p.announce(starts_on=p.STARTS, self_evaluation_by=date(2026, 9, 11))
    announced = until("stated", notice)
    for step, too_early in ((Step.ON_SITE, date(2026, 9, 14)), (Step.SELF_EVALUATION, date(2026, 9, 11))):
        announced.when(p.obstruct(step, on=too_early)).then_refused(NothingToObstruct)
        assert announced.when(p.obstruct(step, on=too_early + timedelta(days=1))).events


def test_an_obstruction_says_when_what_and_of_whom() -> None:
    until("announced").when(p.obstruct(Step.ON_SITE, facts="")).then_refused(TextMissing)
    until("announced").when(p.obstruct(Step.HEARING)).then_refused(GroupNotNamed)
    until("announced").when(p.obstruct(Step.ON_SITE, Group.STUDENTS)).then_refused(GroupNotNamed)
    until("announced").when(p.obstruct(Step.ON_SITE, on=date(2026, 9, 17))).then_refused(InFuture)
    until("stated").when(p.obstruct(Step.ON_SITE)).then_refused(NotNow)
    until("announced").when(replace(p.obstruct(Step.ON_SITE), by=p.STRANGER)).then_refused(NotOfTheTeam)


@pytest.mark.parametrize("step", ["fed back", "settled"])
def test_a_unit_can_obstruct_until_the_opinion_is_served(step: str) -> None:
    until(step).again(p.obstruct(Step.ON_SITE))
