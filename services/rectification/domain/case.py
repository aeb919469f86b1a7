"""The decider of a case: every command to its function, under the rules and calendar of the day."""

from collections.abc import Callable
from datetime import date
from typing import assert_never

from services.rectification.domain.acting import (
    form_work_group,
    issue_circular,
    record_interview,
    schedule_interview,
    serve_supervision_order,
)
from services.rectification.domain.commands import (
    AcceptPlan,
    CaseCommand,
    CloseCase,
    DecideEscalation,
    FormWorkGroup,
    IssueCircular,
    LoseUnit,
    MissDeadline,
    OpenCase,
    Prompt,
    Recheck,
    RecordInterview,
    ReplaceInspector,
    ReportCompletion,
    ReturnPlan,
    Revisit,
    ScheduleInterview,
    ServeNotice,
    ServeSupervisionOrder,
    SubmitPlan,
    TransferCase,
)
from services.rectification.domain.completing import close_case, recheck, report_completion, revisit
from services.rectification.domain.escalating import decide_escalation, miss_deadline, prompt
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.evolving import evolve
from services.rectification.domain.opening import open_case, serve_notice
from services.rectification.domain.planning import accept_plan, return_plan, submit_plan
from services.rectification.domain.stages import CaseState, Unopened
from services.rectification.domain.standing import OnlyPeopleDecide
from services.rectification.domain.succession import lose_unit, replace_inspector, transfer_case
from services.rectification.domain.terms import Terms
from shared.event_sourcing.decider import Decider, Refused, Role
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

FOLLOWS = MissDeadline | Prompt | ReplaceInspector | TransferCase | LoseUnit
"""What the system itself may do: nothing is decided, it follows from a date or from what the roster says."""

CaseDecider = Decider[CaseCommand, CaseState, CaseEvent]


class NoSuchCase(Refused):
    def __init__(self) -> None:
        super().__init__("没有这个案件。请核对案件编号，或等问题转入整改后再办理。")


def case_decider(pack_on: Callable[[date], RulePack], calendar: Calendar) -> CaseDecider:
    """The decider under the packs in force (`pack_on` gives that of a day) and the calendar."""
    terms = Terms(pack_on, calendar)

    def decide_case(command: CaseCommand, state: CaseState) -> list[CaseEvent]:
        return decide(command, state, terms)

    return Decider(Unopened(), decide_case, evolve)


def decide(command: CaseCommand, state: CaseState, terms: Terms) -> list[CaseEvent]:
    if isinstance(command, OpenCase):
        return open_case(command, state, terms)
    if isinstance(state, Unopened):
        raise NoSuchCase
    if command.by.role is Role.SYSTEM and not isinstance(command, FOLLOWS):
        raise OnlyPeopleDecide
    match command:
        case ServeNotice():
            return serve_notice(command, state, terms)
        case SubmitPlan():
            return submit_plan(command, state, terms)
        case AcceptPlan():
            return accept_plan(command, state, terms)
        case ReturnPlan():
            return return_plan(command, state, terms)
        case ReportCompletion():
            return report_completion(command, state, terms)
        case Recheck():
            return recheck(command, state, terms)
        case CloseCase():
            return close_case(command, state, terms)
        case Revisit():
            return revisit(command, state, terms)
        case MissDeadline():
            return miss_deadline(command, state, terms)
        case Prompt():
            return prompt(command, state, terms)
        case DecideEscalation():
            return decide_escalation(command, state, terms)
        case ServeSupervisionOrder():
            return serve_supervision_order(command, state, terms)
        case ScheduleInterview():
            return schedule_interview(command, state, terms)
        case RecordInterview():
            return record_interview(command, state, terms)
        case IssueCircular():
            return issue_circular(command, state, terms)
        case FormWorkGroup():
            return form_work_group(command, state, terms)
        case ReplaceInspector():
            return replace_inspector(command, state)
        case TransferCase():
            return transfer_case(command, state)
        case LoseUnit():
            return lose_unit(command, state)
        case _:
            assert_never(command)
