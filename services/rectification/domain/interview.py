"""The decider of an interview: every command to its function, under the rules and calendar of the day."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import assert_never

from services.rectification.domain import interview_commands as ask
from services.rectification.domain.clock_acts import on_clock
from services.rectification.domain.convening import (
    approve_interview,
    confirm_co_host,
    propose_interview,
    serve_interview_notice,
)
from services.rectification.domain.interview_commands import InterviewCommand
from services.rectification.domain.interview_events import InterviewEvent
from services.rectification.domain.interview_stages import InterviewState, Unproposed, evolve
from services.rectification.domain.proceeding import EndClock, NoSuchProceeding, PromptClock
from services.rectification.domain.recording import (
    close_interview,
    copy_record,
    open_commitments,
    record_absence,
    record_meeting,
    serve_record,
    sign_record,
)
from services.rectification.domain.standing import OnlyPeopleDecide
from services.rectification.domain.terms import Terms
from shared.event_sourcing.decider import Decider, Role
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

InterviewDecider = Decider[InterviewCommand, InterviewState, InterviewEvent]


def interview_decider(pack_on: Callable[[date], RulePack], calendar: Calendar) -> InterviewDecider:
    """The decider under the packs in force (`pack_on` gives that of a day) and the calendar."""
    terms = Terms(pack_on, calendar)

    def decide_it(command: InterviewCommand, state: InterviewState) -> Sequence[InterviewEvent]:
        return decide(command, state, terms)

    return Decider(Unproposed(), decide_it, evolve)


def decide(command: InterviewCommand, state: InterviewState, terms: Terms) -> Sequence[InterviewEvent]:
    if isinstance(command, EndClock | PromptClock):
        if isinstance(state, Unproposed):
            raise NoSuchProceeding
        return on_clock(command, state.about, state.clocks, terms)
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleDecide
    if isinstance(command, ask.ProposeInterview):
        return propose_interview(command, state, terms)
    if isinstance(state, Unproposed):
        raise NoSuchProceeding
    match command:
        case ask.ApproveInterview():
            return approve_interview(command, state, terms)
        case ask.ConfirmCoHost():
            return confirm_co_host(command, state, terms)
        case ask.ServeInterviewNotice():
            return serve_interview_notice(command, state, terms)
        case ask.RecordMeeting():
            return record_meeting(command, state, terms)
        case ask.RecordAbsence():
            return record_absence(command, state, terms)
        case ask.SignRecord():
            return sign_record(command, state, terms)
        case ask.ServeRecord():
            return serve_record(command, state)
        case ask.CopyRecord():
            return copy_record(command, state)
        case ask.OpenCommitments():
            return open_commitments(command, state)
        case ask.CloseInterview():
            return close_interview(command, state)
        case _:
            assert_never(command)
