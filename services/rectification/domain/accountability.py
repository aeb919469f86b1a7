"""The decider of an accountability: every command to its function, under the rules and calendar of the day."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import assert_never

from services.rectification.domain import accountability_commands as ask
from services.rectification.domain.accountability_commands import AccountabilityCommand
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_evolving import evolve
from services.rectification.domain.accountability_stages import AccountabilityState, Unregistered
from services.rectification.domain.barring import ask_recusal, decide_recusal
from services.rectification.domain.challenging import (
    ask_review,
    correct_decision,
    decide_review,
    file_appeal,
    record_appeal_decision,
)
from services.rectification.domain.clock_acts import on_clock
from services.rectification.domain.enforcing import (
    archive_accountability,
    execute_measure,
    file_upward,
    publish_decision,
    record_reply,
    transfer_measures,
)
from services.rectification.domain.holding import approve_decision, consult_members, serve_decision
from services.rectification.domain.investigating import (
    decide_start,
    drop_accountability,
    establish_facts,
    form_group,
    register_clue,
)
from services.rectification.domain.notifying import (
    answer_defence,
    file_defence,
    notify_opinion,
    waive_defence,
)
from services.rectification.domain.proceeding import EndClock, NoSuchProceeding, PromptClock
from services.rectification.domain.standing import OnlyPeopleDecide
from services.rectification.domain.terms import Terms
from shared.event_sourcing.decider import Decider, Role
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

AccountabilityDecider = Decider[AccountabilityCommand, AccountabilityState, AccountabilityEvent]


def accountability_decider(pack_on: Callable[[date], RulePack], calendar: Calendar) -> AccountabilityDecider:
    """The decider under the packs in force (`pack_on` gives that of a day) and the calendar."""
    terms = Terms(pack_on, calendar)

    def decide_it(
        command: AccountabilityCommand, state: AccountabilityState
    ) -> Sequence[AccountabilityEvent]:
        return decide(command, state, terms)

    return Decider(Unregistered(), decide_it, evolve)


def decide(
    command: AccountabilityCommand, state: AccountabilityState, terms: Terms
) -> Sequence[AccountabilityEvent]:
    if isinstance(command, EndClock | PromptClock):
        if isinstance(state, Unregistered):
            raise NoSuchProceeding
        return on_clock(command, state.about, state.clocks, terms)
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleDecide
    if isinstance(command, ask.RegisterClue):
        return register_clue(command, state, terms)
    if isinstance(state, Unregistered):
        raise NoSuchProceeding
    match command:
        case ask.FormGroup():
            return form_group(command, state, terms)
        case ask.AskRecusal():
            return ask_recusal(command, state)
        case ask.DecideRecusal():
            return decide_recusal(command, state)
        case ask.EstablishFacts():
            return establish_facts(command, state, terms)
        case ask.DecideStart():
            return decide_start(command, state, terms)
        case ask.NotifyOpinion():
            return notify_opinion(command, state, terms)
        case ask.FileDefence():
            return file_defence(command, state)
        case ask.WaiveDefence():
            return waive_defence(command, state, terms)
        case ask.AnswerDefence():
            return answer_defence(command, state)
        case ask.DropAccountability():
            return drop_accountability(command, state)
        case ask.ConsultMembers():
            return consult_members(command, state, terms)
        case ask.ApproveDecision():
            return approve_decision(command, state, terms)
        case ask.ServeDecision():
            return serve_decision(command, state, terms)
        case ask.ExecuteMeasure():
            return execute_measure(command, state, terms)
        case ask.TransferMeasures():
            return transfer_measures(command, state, terms)
        case ask.RecordReply():
            return record_reply(command, state, terms)
        case ask.PublishDecision():
            return publish_decision(command, state)
        case ask.AskReview():
            return ask_review(command, state, terms)
        case ask.DecideReview():
            return decide_review(command, state, terms)
        case ask.FileAppeal():
            return file_appeal(command, state, terms)
        case ask.RecordAppealDecision():
            return record_appeal_decision(command, state, terms)
        case ask.CorrectDecision():
            return correct_decision(command, state, terms)
        case ask.ArchiveAccountability():
            return archive_accountability(command, state, terms)
        case ask.FileUpward():
            return file_upward(command, state)
        case _:
            assert_never(command)
