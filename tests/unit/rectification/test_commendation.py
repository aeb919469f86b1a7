"""表彰: on the result of an inspection, and never while something is open against the unit (Q29; S 000, 002)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.rectification.application.reactions import SYSTEM
from services.rectification.domain import commendation_stages as ask
from services.rectification.domain.clocks import Clock, Task
from services.rectification.domain.commendation import (
    PublicityOver,
    PublicityRunning,
    SomethingIsOpen,
    commendation_decider,
)
from services.rectification.domain.commendation_stages import (
    CommendationCommand,
    CommendationEvent,
    CommendationState,
    Hindrances,
    Merit,
)
from services.rectification.domain.proceeding import EndClock, Kind, NotAtThisStep, OwnProposal
from services.rectification.domain.standing import OnlyPeopleDecide, ReasonMissing
from shared.event_sourcing.decider import Actor
from shared.testing.given_when_then import DeciderTest
from tests.unit.rectification.accountabilities import ABOUT, CHAIR, OFFICE, at
from tests.unit.rectification.samples import CALENDAR, pack_on

ID = UUID("00000000-0000-4000-8000-000000000099")
Test = DeciderTest[CommendationCommand, CommendationState, CommendationEvent]
CASE: Test = DeciderTest(commendation_decider(pack_on, CALENDAR))
MERIT = Merit("ZH-202603-01 综合督导", "优秀", incentives=(("安排专项经费", "区财政局"),))
CLEAR = Hindrances()


def on(command: type[Any], now: Any, by: Actor = OFFICE, **fields: Any) -> Any:
    return command(proceeding=ID, by=by, now=now, **fields)


PROPOSE = on(
    ask.ProposeCommendation, at(3, 2), about=replace(ABOUT, id=ID, kind=Kind.COMMENDATION), merit=MERIT
)
CHECK = on(ask.CheckCommendation, at(3, 3), hindrances=CLEAR)
PUBLICISE = on(ask.PubliciseCommendation, at(3, 4), place="区政府网站")
OBJECT = on(ask.RecordObjection, at(3, 9), text="数据不实", answer="经核实属实")
APPROVE = on(ask.ApproveCommendation, at(3, 12), CHAIR, hindrances=CLEAR)
PUBLISH = on(ask.PublishCommendation, at(3, 13), letter="委1", place="区政府网站")
REVOKE = on(ask.RevokeCommendation, at(4, 1), CHAIR, reason="弄虚作假")
PATH = [PROPOSE, CHECK, PUBLICISE, OBJECT, APPROVE, PUBLISH, REVOKE]


def after(given: Test, *commands: Any) -> Test:
    for command in commands:
        outcome = given.when(command)
        assert outcome.events, outcome.refusal
        given = given.given(*outcome.events)
    return given


PROPOSED, CHECKED, PUBLICISED, OBJECTED, APPROVED, PUBLISHED = (after(CASE, *PATH[:n]) for n in range(1, 7))


def test_every_step_done_again_changes_nothing() -> None:
    given = CASE
    for command in PATH:
        given.again(command)
        given = after(given, command)


def test_nothing_is_rewarded_while_a_case_is_overdue_or_an_accountability_open() -> None:
    for found in (Hindrances(overdue=("202609-044-4",)), Hindrances(accountabilities=("WZ-1",))):
        PROPOSED.when(replace(CHECK, hindrances=found)).then_refused(SomethingIsOpen)
        refusal = OBJECTED.when(replace(APPROVE, hindrances=found)).then_refused(SomethingIsOpen)
        assert "不能表彰" in str(refusal)


def test_it_rests_on_an_inspection_and_its_result() -> None:
    for merit in (replace(MERIT, inspection=" "), replace(MERIT, result="")):
        CASE.when(replace(PROPOSE, merit=merit)).then_refused(ReasonMissing)


def test_no_decision_before_the_publicity_is_over_and_none_by_who_proposed_it() -> None:
    """公示 of five workdays is 本区设定: from 4 March until the eleventh."""
    PUBLICISED.when(replace(APPROVE, now=at(3, 11))).then_refused(PublicityRunning)
    PUBLICISED.when(replace(APPROVE, by=OFFICE)).then_refused(OwnProposal)
    PUBLICISED.when(replace(OBJECT, now=at(3, 12))).then_refused(PublicityOver)
    CHECKED.when(APPROVE).then_refused(NotAtThisStep)
    PROPOSED.when(replace(CHECK, by=SYSTEM)).then_refused(OnlyPeopleDecide)
    PUBLICISED.again(APPROVE)


def test_once_the_publicity_has_lapsed_the_decision_is_a_duty() -> None:
    state: Any = PUBLICISED.when(OBJECT).state
    duty = state.clocks.running[Clock.PROCEDURE]
    assert (duty.kind, duty.due.on) == (Task.PUBLICITY, date(2026, 3, 11))
    lapsed = after(PUBLICISED, on(EndClock, at(3, 12), SYSTEM, duty=duty.id))
    later: Any = lapsed.when(replace(APPROVE, by=OFFICE)).state
    assert later.clocks.running[Clock.PROCEDURE].kind is Task.APPROVE_COMMENDATION


def test_what_was_given_is_revoked_with_reasons_and_stays_on_record() -> None:
    PUBLISHED.when(replace(REVOKE, reason=" ")).then_refused(ReasonMissing)
    for given in (PUBLICISED, APPROVED, PUBLISHED):
        given.again(REVOKE)
