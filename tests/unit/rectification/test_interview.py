"""约谈 as a proceeding of its own: joint, written, signed, served, copied, its commitments followed (S 000)."""

from dataclasses import replace
from datetime import date, timedelta

from services.rectification.application.reactions import SYSTEM
from services.rectification.domain import interview_commands as ask
from services.rectification.domain import interview_events as happened
from services.rectification.domain.clocks import Clock, Task
from services.rectification.domain.convening import HostsUnconfirmed, InterviewDayUnfit, NobodyInvited
from services.rectification.domain.interview_parts import Attendee, Side, Signature
from services.rectification.domain.issue import Line
from services.rectification.domain.planning import MeasureAfterLimit, MeasureIncomplete
from services.rectification.domain.proceeding import (
    DoneOtherwise,
    EndClock,
    NoSuchProceeding,
    NotAtThisStep,
    OwnProposal,
)
from services.rectification.domain.recording import (
    CommitmentMissing,
    ForeignCommitment,
    NobodyCame,
    NotYetMet,
    ReceiptMissing,
    SignatureMissing,
    SomebodyUnaccountedFor,
)
from services.rectification.domain.standing import OnlyPeopleDecide, ReasonMissing
from tests.unit.rectification.accountabilities import CHAIR, DEPUTY, at
from tests.unit.rectification.interviews import (
    ABOUT,
    APPROVE,
    APPROVED,
    CAME,
    CASE,
    CHIEF,
    CLOSE,
    COMPLETE,
    HELD,
    HOSTED,
    ID,
    INVITATION,
    MEETING,
    NOTICE,
    NOTIFIED,
    ONE_HOST,
    OTHER,
    OWN,
    PATH,
    PROPOSE,
    PROPOSED,
    REST,
    SIGN,
    SIGNED,
    after,
    on,
    standing,
)


def test_every_step_done_again_changes_nothing() -> None:
    given = CASE
    for command in PATH:
        given.again(command)
        given = after(given, command)
    assert standing(given).clocks.running == {}


def test_another_than_who_proposed_approves_and_says_why_or_why_not() -> None:
    PROPOSED.when(replace(APPROVE, by=DEPUTY)).then_refused(OwnProposal)
    PROPOSED.when(replace(APPROVE, reason=" ")).then_refused(ReasonMissing)
    PROPOSED.when(replace(APPROVE, by=SYSTEM)).then_refused(OnlyPeopleDecide)
    declined = replace(APPROVE, by=CHAIR, approve=False, reason="已整改")
    PROPOSED.again(declined)
    after(PROPOSED, declined).when(NOTICE).then_refused(NotAtThisStep)
    CASE.when(APPROVE).then_refused(NoSuchProceeding)


def test_schools_are_interviewed_with_the_education_department_government_with_the_organisation_department() -> (
    None
):
    """S 000: 会同 by line."""
    APPROVED.when(NOTICE).then_refused(HostsUnconfirmed)
    refusal = ONE_HOST.when(NOTICE).then_refused(HostsUnconfirmed)
    assert "区教育局" in str(refusal)
    HOSTED.again(NOTICE)
    town = replace(PROPOSE, about=replace(ABOUT, line=Line.GOVERNMENT))
    of_town = after(CASE, town, *PATH[1:4])
    assert "组织部" in str(of_town.when(NOTICE).then_refused(HostsUnconfirmed))
    after(of_town, on(ask.ConfirmCoHost, at(3, 4), host="区委组织部", paper="复函")).again(NOTICE)


def test_the_notice_names_day_place_chair_and_persons_and_lies_ahead() -> None:
    for wrong in (
        replace(INVITATION, at=at(3, 4)),
        replace(INVITATION, papers_due=date(2026, 3, 13)),
        replace(INVITATION, papers_due=date(2026, 3, 4)),
    ):
        HOSTED.when(replace(NOTICE, invitation=wrong)).then_refused(InterviewDayUnfit)
    for unclear in (replace(INVITATION, persons=()), replace(INVITATION, place=" ")):
        HOSTED.when(replace(NOTICE, invitation=unclear)).then_refused(NobodyInvited)
    other = replace(INVITATION, at=at(3, 13))
    NOTIFIED.when(replace(NOTICE, invitation=other)).then_refused(DoneOtherwise)
    assert standing(NOTIFIED).clocks.running[Clock.PROCEDURE].due.on == date(2026, 3, 12)


def test_what_was_said_and_promised_is_recorded_after_it_and_of_everybody() -> None:
    early = replace(MEETING, now=at(3, 12) - timedelta(hours=1))
    NOTIFIED.when(early).then_refused(NotYetMet)
    NOTIFIED.when(replace(MEETING, attendees=CAME[:1])).then_refused(SomebodyUnaccountedFor)
    away = tuple(Attendee(one.name, one.post, "出差") for one in CAME)
    NOTIFIED.when(replace(MEETING, attendees=away)).then_refused(NobodyCame)
    NOTIFIED.when(replace(MEETING, unit_statement=" ")).then_refused(ReasonMissing)


def test_a_commitment_has_measure_person_and_date_and_each_case_has_one() -> None:
    """Q24 (S 000); how many days is 本区设定."""
    NOTIFIED.when(replace(MEETING, commitments=(OTHER,))).then_refused(CommitmentMissing)
    foreign = replace(OTHER, case=ID)
    NOTIFIED.when(replace(MEETING, commitments=(OWN, foreign))).then_refused(ForeignCommitment)
    NOTIFIED.when(replace(MEETING, commitments=(replace(OWN, person=" "),))).then_refused(MeasureIncomplete)
    late = replace(OWN, due_on=date(2026, 5, 29))
    NOTIFIED.when(replace(MEETING, commitments=(late,))).then_refused(MeasureAfterLimit)


def test_who_does_not_come_with_an_excuse_gets_another_notice_and_without_one_goes_up_the_ladder() -> None:
    excused = on(ask.RecordAbsence, at(3, 11), excused=True, reason="校长住院")
    NOTIFIED.again(excused)
    again = replace(NOTICE, now=at(3, 12), letter="约3", invitation=replace(INVITATION, at=at(3, 20)))
    again = replace(again, invitation=replace(again.invitation, papers_due=date(2026, 3, 19)))
    notices = standing(after(NOTIFIED, excused, again)).notices
    assert [one.letter for one in notices] == ["约1", "约3"]
    assert notices[0].invitation == INVITATION
    absent = on(ask.RecordAbsence, at(3, 11), excused=False, reason="无故未到")
    NOTIFIED.when(absent).then_refused(NotYetMet)
    missed = after(NOTIFIED, replace(absent, now=at(3, 13)))
    missed.when(MEETING).then_refused(NotAtThisStep)
    missed.again(CLOSE)


def test_the_record_is_signed_by_all_sides_or_the_refusal_by_two_witnesses() -> None:
    without_unit = tuple(Signature(side, "某某") for side in Side if side is not Side.UNIT)
    HELD.when(replace(SIGN, signatures=without_unit)).then_refused(SignatureMissing)
    refused = replace(SIGN, signatures=without_unit, refusal="不认可记录", witnesses=("甲", "甲"))
    HELD.when(refused).then_refused(SignatureMissing)
    HELD.again(replace(refused, witnesses=("甲", "乙")))
    only_unit = (Signature(Side.UNIT, "高卫东"),)
    HELD.when(replace(refused, signatures=only_unit)).then_refused(SignatureMissing)


def test_it_is_closed_only_once_served_copied_with_receipts_and_followed() -> None:
    """S 000: 下发被督导单位, 抄送其党委和上级备案; 无锡 25 (V2)."""
    for left_out in range(len(REST)):
        done = [step for number, step in enumerate(REST) if number != left_out]
        after(SIGNED, *done).when(CLOSE).then_refused(ReceiptMissing)
    COMPLETE.again(CLOSE)
    assert standing(COMPLETE).clocks.running == {}


def test_commitments_that_belong_to_no_case_become_cases() -> None:
    (opened,) = SIGNED.when(REST[-1]).events or ()
    assert isinstance(opened, happened.CommitmentsOpened)
    assert [commitment for _, commitment in opened.commitments] == [OTHER]


def test_what_is_late_is_missed_and_still_to_be_done() -> None:
    (duty,) = standing(PROPOSED).clocks.running.values()
    assert (duty.kind, duty.owner, duty.due.on) == (
        Task.APPROVE_INTERVIEW,
        CHIEF.role.value,
        date(2026, 3, 9),
    )
    end = on(EndClock, at(3, 10), SYSTEM, duty=duty.id)
    PROPOSED.again(end)
    after(PROPOSED, end).again(replace(APPROVE, now=at(3, 10)))
