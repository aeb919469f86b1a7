"""The decider of a comprehensive or special inspection: every command to its function."""

from collections.abc import Callable
from datetime import date
from typing import assert_never

from services.inspection.domain import inspection_commands as ask
from services.inspection.domain.defending import (
    answer_defence,
    file_defence,
    receive_preliminary_opinion,
    waive_defence,
)
from services.inspection.domain.deliberating import deliberate, serve_preliminary_opinion
from services.inspection.domain.evolving import evolve
from services.inspection.domain.hearing import draw_participants, record_hearing
from services.inspection.domain.inquiring import (
    hand_in_self_evaluation,
    record_obstruction,
    record_site_visit,
    review_self_evaluation,
)
from services.inspection.domain.inspection_commands import InspectionCommand
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.opining import serve_opinion, settle_opinion
from services.inspection.domain.preparing import (
    add_inspector,
    announce_inspection,
    form_team,
    plan_inspection,
    release_inspector,
)
from services.inspection.domain.publishing import (
    approve_publication,
    cancel_inspection,
    close_inspection,
    file_report,
    publish_result,
    take_down_publication,
)
from services.inspection.domain.recusing import decide_recusal, raise_recusal, state_no_conflict
from services.inspection.domain.stages import InspectionState, Unplanned
from services.inspection.domain.standing import NoSuchInspection, OnlyPeopleAct
from services.inspection.domain.terms import Terms
from shared.event_sourcing.decider import Decider, Role
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

InspectionDecider = Decider[InspectionCommand, InspectionState, InspectionEvent]


def inspection_decider(pack_on: Callable[[date], RulePack], calendar: Calendar) -> InspectionDecider:
    """The decider under the packs in force (`pack_on` gives that of a day) and the calendar."""
    terms = Terms(pack_on, calendar)

    def decide_inspection(command: InspectionCommand, state: InspectionState) -> list[InspectionEvent]:
        return decide(command, state, terms)

    return Decider(Unplanned(), decide_inspection, evolve)


def decide(command: InspectionCommand, state: InspectionState, terms: Terms) -> list[InspectionEvent]:
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleAct
    if isinstance(command, ask.PlanInspection):
        return plan_inspection(command, state)
    if isinstance(state, Unplanned):
        raise NoSuchInspection
    match command:
        case ask.FormTeam():
            return form_team(command, state, terms)
        case ask.AddInspector():
            return add_inspector(command, state, terms)
        case ask.ReleaseInspector():
            return release_inspector(command, state, terms)
        case ask.StateNoConflict():
            return state_no_conflict(command, state)
        case ask.RaiseRecusal():
            return raise_recusal(command, state)
        case ask.DecideRecusal():
            return decide_recusal(command, state)
        case ask.AnnounceInspection():
            return announce_inspection(command, state, terms)
        case ask.HandInSelfEvaluation():
            return hand_in_self_evaluation(command, state)
        case ask.ReviewSelfEvaluation():
            return review_self_evaluation(command, state, terms)
        case ask.RecordSiteVisit():
            return record_site_visit(command, state, terms)
        case ask.DrawParticipants():
            return draw_participants(command, state, terms)
        case ask.RecordHearing():
            return record_hearing(command, state, terms)
        case ask.RecordObstruction():
            return record_obstruction(command, state)
        case ask.Deliberate():
            return deliberate(command, state, terms)
        case ask.ServePreliminaryOpinion():
            return serve_preliminary_opinion(command, state, terms)
        case ask.ReceivePreliminaryOpinion():
            return receive_preliminary_opinion(command, state, terms)
        case ask.FileDefence():
            return file_defence(command, state, terms)
        case ask.WaiveDefence():
            return waive_defence(command, state)
        case ask.AnswerDefence():
            return answer_defence(command, state, terms)
        case ask.SettleOpinion():
            return settle_opinion(command, state, terms)
        case ask.ServeOpinion():
            return serve_opinion(command, state, terms)
        case ask.FileReport():
            return file_report(command, state)
        case ask.ApprovePublication():
            return approve_publication(command, state)
        case ask.PublishResult():
            return publish_result(command, state)
        case ask.TakeDownPublication():
            return take_down_publication(command, state)
        case ask.CancelInspection():
            return cancel_inspection(command, state)
        case ask.CloseInspection():
            return close_inspection(command, state, terms)
        case _:
            assert_never(command)
