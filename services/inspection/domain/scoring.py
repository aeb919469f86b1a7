"""The scores of one inspection: bound to a framework, scored by the unit and by experts, decided, frozen."""

from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from services.inspection.domain import scoring_events as happened
from services.inspection.domain.judging import able, decide_final_score, score_as_expert, why_changed
from services.inspection.domain.marking import sheet
from services.inspection.domain.procedure import person
from services.inspection.domain.scoring_commands import (
    BindFramework,
    DecideFinalScore,
    FreezeScores,
    LeaveUnscored,
    Phase,
    ScoreAsExpert,
    ScoreItself,
    ScoringCommand,
)
from services.inspection.domain.scoring_events import ScoringEvent
from services.inspection.domain.scoring_refusals import (
    FinalOfAnotherTeam,
    FinalScoreMissing,
    FrameworkFixed,
    NotBound,
    NotForThisType,
    NotYetAnnounced,
    ScoresAreFrozen,
    SelfScoreClosed,
)
from services.inspection.domain.scoring_states import Frozen, Open, Scoring, Unbound
from services.inspection.domain.standing import (
    NotTheUnitsOwn,
    OnlyPeopleAct,
    require_text,
)
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Decider, Role


def decide(command: ScoringCommand, state: Scoring) -> list[ScoringEvent]:
    if isinstance(command, FreezeScores):
        return freeze_scores(command, state)
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleAct
    if isinstance(state, Frozen) or command.says.phase >= Phase.SERVED:
        raise ScoresAreFrozen
    if isinstance(command, BindFramework):
        return bind_framework(command, state)
    if isinstance(state, Unbound):
        raise NotBound
    match command:
        case ScoreItself():
            return score_itself(command, state)
        case ScoreAsExpert():
            return score_as_expert(command, state)
        case DecideFinalScore():
            return decide_final_score(command, state)
        case LeaveUnscored():
            return leave_unscored(command, state)
        case _:
            assert_never(command)


def bind_framework(command: BindFramework, state: Unbound | Open) -> list[ScoringEvent]:
    if isinstance(state, Open):
        if (state.framework, state.version) == (command.framework, command.version):
            return []
        if state.own or state.experts:
            raise FrameworkFixed
    if command.says.phase is not Phase.PREPARING:
        raise FrameworkFixed
    if command.subject.unit_type not in command.framework.unit_types:
        raise NotForThisType(command.framework, command.subject.unit_type)
    return [
        happened.FrameworkBound(
            subject=command.subject,
            by=person(command.by),
            on=day_of(command.now),
            framework=command.framework,
            version=command.version,
        )
    ]


def score_itself(command: ScoreItself, state: Open) -> list[ScoringEvent]:
    if command.by.role is not Role.UNIT or command.by.unit != state.subject.unit.code:
        raise NotTheUnitsOwn
    if command.says.phase is Phase.PREPARING:
        raise NotYetAnnounced
    made = sheet(state.framework, command.seen)
    if state.own == made:
        return []
    if command.says.phase is not Phase.INQUIRING:
        raise SelfScoreClosed
    reason = why_changed(state.own, command.reason)
    return [
        happened.SelfScored(
            subject=state.subject, by=person(command.by), on=day_of(command.now), sheet=made, reason=reason
        )
    ]


def leave_unscored(command: LeaveUnscored, state: Open) -> list[ScoringEvent]:
    require_text(command.reason, "不评分的理由")
    if state.unscored == command.reason:
        return []
    return [
        happened.LeftUnscored(
            subject=state.subject, by=person(command.by), on=day_of(command.now), reason=command.reason
        )
    ]


def freeze_scores(command: FreezeScores, state: Scoring) -> list[ScoringEvent]:
    """Before the opinion goes out: what it goes out with is decided by those who may judge the unit."""
    if not isinstance(state, Open):
        return []
    final, framework = state.final, state.framework
    if final is None and state.unscored is None:
        raise FinalScoreMissing
    if final is not None and set(final.counted) - set(able(state, command.says)):
        raise FinalOfAnotherTeam
    return [
        happened.ScoresFrozen(
            subject=state.subject,
            by=person(command.by),
            on=day_of(command.now),
            framework=framework.code,
            framework_name=framework.name,
            version=state.version,
            full=framework.full,
            total=final.sheet.total if final else None,
            grade=final.grade if final else None,
            vetoed=tuple(veto.code for veto in final.vetoed) if final else (),
        )
    ]


def evolve(state: Scoring, event: ScoringEvent) -> Scoring:
    if isinstance(event, happened.FrameworkBound):
        return Open(event.subject, event.framework, event.version)
    assert isinstance(state, Open), f"{type(event).__name__} of {type(state).__name__}"
    match event:
        case happened.SelfScored():
            return replace(state, own=event.sheet)
        case happened.ExpertScored():
            bodies = state.bodies | {event.scorer} if event.on_behalf else state.bodies
            experts = MappingProxyType({**state.experts, event.scorer: event.sheet})
            return replace(state, experts=experts, bodies=bodies)
        case happened.FinalScoreDecided():
            return replace(state, final=event.final, unscored=None)
        case happened.LeftUnscored():
            return replace(state, final=None, unscored=event.reason)
        case happened.ScoresFrozen():
            return Frozen(state)
        case _:
            assert_never(event)


SCORING: Decider[ScoringCommand, Scoring, ScoringEvent] = Decider(Unbound(), decide, evolve)
