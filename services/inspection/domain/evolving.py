"""What each event makes of an inspection."""

from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar, assert_never

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.events import IssueRaised, UrgentHazardReported
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.stages import (
    Announced,
    Approval,
    Defence,
    Ended,
    FedBack,
    Formed,
    Inspection,
    InspectionState,
    Planned,
    Reported,
    SelfEvaluation,
    Served,
    Settled,
    UnderOpinion,
    Unplanned,
)

S = TypeVar("S")


def evolve(state: InspectionState, event: InspectionEvent) -> InspectionState:
    if isinstance(event, happened.InspectionPlanned):
        return Inspection(event.about, event.matters, Planned())
    assert not isinstance(state, Unplanned), f"{type(event).__name__} before the plan"
    match event:
        case IssueRaised():
            return replace(state, issues=state.issues | {event.issue})
        case UrgentHazardReported():
            return replace(state, told=(*state.told, event.problem))
        case (
            happened.TeamFormed()
            | happened.InspectorAdded()
            | happened.InspectorReleased()
            | happened.NoConflictStated()
            | happened.RecusalRaised()
            | happened.RecusalDecided()
        ):
            return _staffed(state, event)
        case happened.InspectionAnnounced():
            stage = Announced(event.letter, event.starts_on, event.self_evaluation)
            return replace(state, stage=stage, notice=event.letter)
        case happened.InspectionObstructed():
            return replace(state, obstructions=(*state.obstructions, event.obstruction))
        case happened.InspectionCancelled():
            return replace(state, stage=Ended(event.reason))
        case happened.InspectionClosed():
            reported = _in(state, Reported)
            return replace(state, stage=Ended(None, reported.published, reported.taken_down))
        case (
            happened.SelfEvaluationHandedIn()
            | happened.SelfEvaluationReviewed()
            | happened.SiteVisited()
            | happened.ParticipantsDrawn()
            | happened.HearingHeld()
            | happened.Deliberated()
        ):
            return _inquired(state, event)
        case (
            happened.PreliminaryOpinionServed()
            | happened.PreliminaryOpinionReceived()
            | happened.DefenceFiled()
            | happened.DefenceWaived()
            | happened.DefenceAnswered()
            | happened.OpinionSettled()
            | happened.OpinionServed()
        ):
            return _judged(state, event)
        case (
            happened.ReportFiled()
            | happened.PublicationApproved()
            | happened.ResultPublished()
            | happened.PublicationTakenDown()
        ):
            return _made_known(state, event)
        case _:
            assert_never(event)


def _staffed(
    state: Inspection,
    event: happened.TeamFormed
    | happened.InspectorAdded
    | happened.InspectorReleased
    | happened.NoConflictStated
    | happened.RecusalRaised
    | happened.RecusalDecided,
) -> Inspection:
    match event:
        case happened.TeamFormed():
            return replace(state, stage=Formed(), team=event.team)
        case happened.InspectorAdded():
            back = state.released - {event.inspector}
            return replace(_new_team(state), team=event.team, released=back)
        case happened.InspectorReleased():
            return replace(
                _new_team(state),
                team=event.team,
                released=state.released | {event.inspector},
                stated=state.stated - {event.inspector},
            )
        case happened.NoConflictStated():
            return replace(state, stated=state.stated | {event.inspector})
        case happened.RecusalRaised():
            return replace(
                state,
                asked=MappingProxyType({**state.asked, event.inspector: event.by.id}),
                stated=state.stated - {event.inspector},
            )
        case happened.RecusalDecided():
            asked = {who: by for who, by in state.asked.items() if who != event.inspector}
            decided = MappingProxyType({**state.decided, event.inspector: event.granted})
            changed = _new_team(state) if event.granted else state
            return replace(changed, team=event.team, asked=MappingProxyType(asked), decided=decided)
        case _:
            assert_never(event)


def _new_team(state: Inspection) -> Inspection:
    """What another team had agreed on before it was fed back is not agreed on by this one."""
    match state.stage:
        case UnderOpinion(inquiry=inquiry):
            return replace(state, stage=inquiry)
        case FedBack() as fed_back:
            return replace(state, stage=replace(fed_back, settled=None))
        case _:
            return state


def _inquired(
    state: Inspection,
    event: happened.SelfEvaluationHandedIn
    | happened.SelfEvaluationReviewed
    | happened.SiteVisited
    | happened.ParticipantsDrawn
    | happened.HearingHeld
    | happened.Deliberated,
) -> Inspection:
    stage = _in(state, Announced)
    match event:
        case happened.SelfEvaluationHandedIn():
            return replace(
                state, stage=replace(stage, self_evaluation=SelfEvaluation(event.text, event.files))
            )
        case happened.SelfEvaluationReviewed():
            assert stage.self_evaluation is not None
            reviewed = replace(stage.self_evaluation, reviewed=event.note)
            return replace(state, stage=replace(stage, self_evaluation=reviewed))
        case happened.SiteVisited():
            return replace(state, stage=replace(stage, site_visits=(*stage.site_visits, event.visit)))
        case happened.ParticipantsDrawn():
            draws = MappingProxyType({**stage.draws, event.draw.group: event.draw})
            return replace(state, stage=replace(stage, draws=draws))
        case happened.HearingHeld():
            return replace(state, stage=replace(stage, hearings=(*stage.hearings, event.hearing)))
        case happened.Deliberated():
            judged = UnderOpinion(stage, event.present, event.evaluation, event.findings, event.ended_on)
            return replace(state, stage=judged, found=tuple(finding.problem for finding in event.findings))
        case _:
            assert_never(event)


def _judged(
    state: Inspection,
    event: happened.PreliminaryOpinionServed
    | happened.PreliminaryOpinionReceived
    | happened.DefenceFiled
    | happened.DefenceWaived
    | happened.DefenceAnswered
    | happened.OpinionSettled
    | happened.OpinionServed,
) -> Inspection:
    if isinstance(event, happened.PreliminaryOpinionServed):
        ended_on = _in(state, UnderOpinion).ended_on
        fed_back = FedBack(
            event.letter,
            event.findings,
            ended_on,
            event.defence_due,
            event.opinion_due,
            unreceived=event.defence_from_receipt,
            members=len(state.team.inspectors),
        )
        return replace(state, stage=fed_back)
    stage = _in(state, FedBack)
    match event:
        case happened.PreliminaryOpinionReceived():
            return replace(state, stage=replace(stage, defence_due=event.defence_due, unreceived=False))
        case happened.DefenceFiled():
            filed = (*stage.defences, Defence(event.text, event.files))
            return replace(state, stage=replace(stage, defences=filed))
        case happened.DefenceWaived():
            return replace(state, stage=replace(stage, waived=True))
        case happened.DefenceAnswered():
            weighed = tuple(
                replace(one, answer=event.answer) if n == event.defence else one
                for n, one in enumerate(stage.defences, start=1)
            )
            return replace(state, stage=replace(stage, defences=weighed))
        case happened.OpinionSettled():
            settled = Settled(event.draft, event.vote, event.agreed)
            against = stage.against - set(event.vote.ayes) | set(event.vote.noes)
            return replace(state, stage=replace(stage, settled=settled, against=against))
        case happened.OpinionServed():
            return replace(state, stage=Served(event.letter, event.draft, event.late_reason))
        case _:
            assert_never(event)


def _made_known(
    state: Inspection,
    event: happened.ReportFiled
    | happened.PublicationApproved
    | happened.ResultPublished
    | happened.PublicationTakenDown,
) -> Inspection:
    if isinstance(event, happened.ReportFiled):
        content = event.government, event.filed_with, event.signed_by, event.summary
        return replace(state, stage=Reported(event.letter, content))
    if isinstance(event, happened.PublicationTakenDown):
        place = (event.document, event.place)
        standing = state.stage
        assert isinstance(standing, Reported | Ended)
        down = replace(
            standing, published=standing.published - {place}, taken_down=standing.taken_down | {place}
        )
        return replace(state, stage=down)
    stage = _in(state, Reported)
    match event:
        case happened.PublicationApproved():
            approval = Approval(event.by, event.redactions)
            approvals = MappingProxyType({**stage.approvals, event.document: approval})
            return replace(state, stage=replace(stage, approvals=approvals))
        case happened.ResultPublished():
            place = (event.document, event.place)
            return replace(
                state,
                stage=replace(
                    stage, published=stage.published | {place}, taken_down=stage.taken_down - {place}
                ),
            )
        case _:
            assert_never(event)


def _in(state: Inspection, stage: type[S]) -> S:
    assert isinstance(state.stage, stage), f"{type(state.stage).__name__} is no {stage.__name__}"
    return state.stage
