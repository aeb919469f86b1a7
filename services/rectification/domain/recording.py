"""From the interview to its end: who came, the signed record, service and copies, commitments as cases."""

from datetime import date
from uuid import uuid5

from services.rectification.domain import interview_events as happened
from services.rectification.domain.clock_acts import owed
from services.rectification.domain.clocks import Clock, Task
from services.rectification.domain.interview_commands import (
    CloseInterview,
    CopyRecord,
    OpenCommitments,
    RecordAbsence,
    RecordMeeting,
    ServeRecord,
    SignRecord,
)
from services.rectification.domain.interview_events import InterviewEvent
from services.rectification.domain.interview_parts import Commitment, Recipient, Side
from services.rectification.domain.interview_stages import (
    Approved,
    Ended,
    Held,
    Interview,
    NotAttended,
    Notified,
    Signed,
    words,
)
from services.rectification.domain.issue import Measure
from services.rectification.domain.planning import check_measures
from services.rectification.domain.proceeding import DoneOtherwise, NotAtThisStep, require_text, said
from services.rectification.domain.terms import Terms, day_of, spoken
from shared.event_sourcing.decider import Refused

WITNESSES = 2
"""Who must have seen that somebody would not sign."""


class NotYetMet(Refused):
    """What has not happened cannot be recorded."""

    def __init__(self, stage: Notified) -> None:
        super().__init__(
            f"约谈定于{spoken(day_of(stage.notice.invitation.at))}，还没有进行。请在约谈之后登记。"
        )


class SomebodyUnaccountedFor(Refused):
    """Of everybody invited it is recorded whether he came, or why not."""

    field = "attendees"

    def __init__(self, missing: str) -> None:
        super().__init__(f"没有登记{missing}是否到场。请逐人登记，没有到场的写明原因。")


class NobodyCame(Refused):
    field = "attendees"

    def __init__(self) -> None:
        super().__init__("被约谈人都没有到场，不能登记为已约谈。请登记为未参加约谈。")


class ForeignCommitment(Refused):
    field = "commitments"

    def __init__(self) -> None:
        super().__init__("承诺写明的案件不在这次约谈的事项之内。请核对案件。")


class CommitmentUnclear(Refused):
    """A commitment names what it is about besides measure, person and date (Q24, S 003)."""

    field = "commitments"

    def __init__(self) -> None:
        super().__init__("每项承诺都要写明承诺事项。请补上。")


class CommitmentMissing(Refused):
    """Every case it was about has a commitment of its own."""

    field = "commitments"

    def __init__(self) -> None:
        super().__init__("这次约谈涉及的每个案件都要有整改承诺。请补上。")


class SignatureMissing(Refused):
    """The record is signed by all sides; who will not sign is recorded with two witnesses."""

    field = "signatures"

    def __init__(self, sides: list[str]) -> None:
        super().__init__(
            f"约谈记录还缺{'、'.join(sides)}的签名。请补签；被约谈人拒绝签名的，写明情况并由两人见证。"
        )


class ReceiptMissing(Refused):
    """The record is served on the unit, and copied to party committee and superior for filing (S 000; 无锡 25, V2)."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"{'、'.join(missing)}还没有办理，不能办结约谈。请先办理并登记回执。")


def record_meeting(command: RecordMeeting, state: Interview, terms: Terms) -> list[InterviewEvent]:
    stage = state.stage
    if isinstance(stage, Held):
        meeting = stage.meeting
        if (meeting.attendees, meeting.commitments) == (command.attendees, command.commitments):
            return []
        raise DoneOtherwise("约谈情况")
    _require_day_over(command, state)
    assert isinstance(state.stage, Notified)
    invited = {(one.name, one.post) for one in state.stage.notice.invitation.persons}
    if missing := invited - {(one.name, one.post) for one in command.attendees}:
        raise SomebodyUnaccountedFor("、".join(sorted(name for name, _ in missing)))
    if all(one.absence for one in command.attendees):
        raise NobodyCame
    require_text(command.host_statement, "约谈方指出的问题和要求")
    require_text(command.unit_statement, "被约谈人的说明")
    _require_commitments(command.commitments, state, terms, command)
    sign = owed(state.about, state.clocks, Task.SIGN_RECORD, terms, day_of(command.now))
    return [
        happened.MeetingHeld(
            **said(state.about, command),
            started=(sign,),
            letter=command.letter,
            attendees=command.attendees,
            host_statement=command.host_statement,
            unit_statement=command.unit_statement,
            commitments=command.commitments,
            cases=state.cases,
        )
    ]


def record_absence(command: RecordAbsence, state: Interview, terms: Terms) -> list[InterviewEvent]:
    """Excused: the hosts stand, and another notice follows. Else it ends here and the ladder goes on."""
    stage = state.stage
    if isinstance(stage, NotAttended) and not command.excused and stage.reason == command.reason:
        return []
    if isinstance(stage, Approved) and state.notices and command.excused:
        return []
    if not command.excused:
        _require_day_over(command, state)
    if not isinstance(stage, Notified):
        raise NotAtThisStep("登记未参加约谈", words(stage))
    require_text(command.reason, "没有参加的原因")
    again = Task.SERVE_INTERVIEW_NOTICE
    today = day_of(command.now)
    return [
        happened.MeetingUnattended(
            **said(state.about, command),
            started=(owed(state.about, state.clocks, again, terms, today),) if command.excused else (),
            stopped=() if command.excused else (Clock.PROCEDURE,),
            excused=command.excused,
            reason=command.reason,
            cases=state.cases,
        )
    ]


def sign_record(command: SignRecord, state: Interview, terms: Terms) -> list[InterviewEvent]:
    stage = state.stage
    if isinstance(stage, Signed):
        if stage.record.signatures == command.signatures:
            return []
        raise DoneOtherwise("约谈记录的签字")
    if not isinstance(stage, Held):
        raise NotAtThisStep("登记约谈记录的签字", words(stage))
    sides = {one.side for one in command.signatures if one.name.strip()}
    witnessed = command.refusal.strip() and len(set(command.witnesses) - {""}) >= WITNESSES
    missing = [side.value for side in Side if side not in sides and not (side is Side.UNIT and witnessed)]
    if missing:
        raise SignatureMissing(missing)
    today, about = day_of(command.now), state.about
    serve = owed(about, state.clocks, Task.SERVE_RECORD, terms, today)
    opening = owed(about, state.clocks, Task.OPEN_COMMITMENTS, terms, today, clock=Clock.COMMITMENTS)
    return [
        happened.RecordSigned(
            **said(about, command),
            started=(serve, opening) if _to_open(stage.meeting) else (serve,),
            signatures=command.signatures,
            refusal=command.refusal,
            witnesses=command.witnesses,
        )
    ]


def serve_record(command: ServeRecord, state: Interview) -> list[InterviewEvent]:
    stage = _signed(state, "送达约谈记录")
    if stage.received_by is not None:
        return []
    require_text(command.received_by, "签收人")
    served = happened.RecordServed(
        **said(state.about, command),
        stopped=_done(stage, served=True),
        letter=stage.meeting.letter,
        received_by=command.received_by,
    )
    return [served]


def copy_record(command: CopyRecord, state: Interview) -> list[InterviewEvent]:
    stage = _signed(state, "抄送约谈记录")
    if stage.copies.get(command.recipient) == command.receipt:
        return []
    if command.recipient in stage.copies:
        raise DoneOtherwise("抄送的回执")
    require_text(command.name, "抄送的单位")
    require_text(command.receipt, "抄送的回执")
    return [
        happened.RecordCopied(
            **said(state.about, command),
            stopped=_done(stage, copied=command.recipient),
            recipient=command.recipient,
            name=command.name,
            receipt=command.receipt,
        )
    ]


def open_commitments(command: OpenCommitments, state: Interview) -> list[InterviewEvent]:
    stage = _signed(state, "约谈承诺转入整改")
    if stage.opened:
        return []
    opened = tuple(
        (uuid5(state.about.id, f"commitment/{number}"), commitment)
        for number, commitment in enumerate(_to_open(stage.meeting), start=1)
    )
    return [
        happened.CommitmentsOpened(
            **said(state.about, command), stopped=(Clock.COMMITMENTS,), commitments=opened
        )
    ]


def close_interview(command: CloseInterview, state: Interview) -> list[InterviewEvent]:
    stage = state.stage
    if isinstance(stage, Ended) and not stage.declined:
        return []
    if not isinstance(stage, Signed | NotAttended):
        raise NotAtThisStep("办结约谈", words(stage))
    if isinstance(stage, Signed):
        missing = ["下发被督导单位"] if stage.received_by is None else []
        missing += [f"抄送{one.value}" for one in Recipient if one not in stage.copies]
        missing += ["约谈承诺转入整改"] if _to_open(stage.meeting) and not stage.opened else []
        if missing:
            raise ReceiptMissing(missing)
    require_text(command.note, "办结的说明")
    stopped = tuple(state.clocks.running)
    return [happened.InterviewClosed(**said(state.about, command), stopped=stopped, note=command.note)]


def _require_day_over(command: RecordMeeting | RecordAbsence, state: Interview) -> None:
    if not isinstance(state.stage, Notified):
        raise NotAtThisStep("登记约谈情况", words(state.stage))
    if command.now < state.stage.notice.invitation.at:
        raise NotYetMet(state.stage)


def _require_commitments(
    commitments: tuple[Commitment, ...], state: Interview, terms: Terms, command: RecordMeeting
) -> None:
    """Measure, person and date of each (Q24); one at least for every case it was about, within the case's limit."""
    today = day_of(command.now)
    if any(one.case is not None and one.case not in state.cases for one in commitments):
        raise ForeignCommitment
    if not all(one.matter.strip() for one in commitments):
        raise CommitmentUnclear
    if not set(state.cases) <= {one.case for one in commitments}:
        raise CommitmentMissing
    check_measures(_measures(commitments), date.max, today)
    if in_cases := _measures(tuple(one for one in commitments if one.case is not None)):
        check_measures(in_cases, terms.due("interview_commitment", today).on, today)


def _measures(commitments: tuple[Commitment, ...]) -> tuple[Measure, ...]:
    return tuple(Measure(one.measure, one.person, one.due_on) for one in commitments)


def _to_open(meeting: happened.MeetingHeld) -> tuple[Commitment, ...]:
    """The commitments that belong to no case yet."""
    return tuple(one for one in meeting.commitments if one.case is None)


def _signed(state: Interview, asked: str) -> Signed:
    if not isinstance(state.stage, Signed):
        raise NotAtThisStep(asked, words(state.stage))
    return state.stage


def _done(stage: Signed, served: bool = False, copied: Recipient | None = None) -> tuple[Clock, ...]:
    """The record is served and copied everywhere, once this is done too."""
    copies = {*stage.copies, copied} >= set(Recipient)
    return (Clock.PROCEDURE,) if copies and (served or stage.received_by is not None) else ()
