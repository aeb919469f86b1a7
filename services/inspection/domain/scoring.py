"""The scores of one inspection: bound to a framework, scored by the unit and by experts, decided, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias, assert_never

from services.inspection.domain import scoring_events as happened
from services.inspection.domain.framework import Framework
from services.inspection.domain.marking import NoSuchIndicator, Sheet, average, changed, sheet
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
    SubjectSays,
)
from services.inspection.domain.scoring_events import Adjustment, Final, ScoringEvent, Subject, Vetoed
from services.inspection.domain.scoring_refusals import (
    AdjustmentUnexplained,
    ChangeUnexplained,
    ExpertsClosed,
    FinalOfAnotherTeam,
    FinalScoreMissing,
    FrameworkFixed,
    NobodyScored,
    NoSuchVeto,
    NotBound,
    NotDeliberated,
    NotExamined,
    NotForThisType,
    NotYetAnnounced,
    OwnSheetOnly,
    RecusedMayNotScore,
    ScoresAreFrozen,
    SelfScoreClosed,
)
from services.inspection.domain.standing import (
    NotOfTheTeam,
    NotTheUnitsOwn,
    OnlyPeopleAct,
    RecusalUndecided,
    StatementMissing,
    require_text,
)
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Decider, Role


@dataclass(frozen=True, slots=True)
class Unbound:
    """It is not scored by any framework."""


@dataclass(frozen=True, slots=True)
class Open:
    """Being scored. `experts` are the sheets by scorer, third parties among them in `bodies`; `unscored` is why
    no score will be decided."""

    subject: Subject
    framework: Framework
    version: int
    own: Sheet | None = None
    experts: Mapping[str, Sheet] = field(default_factory=lambda: MappingProxyType({}))
    bodies: frozenset[str] = frozenset()
    final: Final | None = None
    unscored: str | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """Served: it stays as it is."""

    scores: Open


Scoring: TypeAlias = Unbound | Open | Frozen


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
    reason = _why_changed(state.own, command.reason)
    return [
        happened.SelfScored(
            subject=state.subject, by=person(command.by), on=day_of(command.now), sheet=made, reason=reason
        )
    ]


def score_as_expert(command: ScoreAsExpert, state: Open) -> list[ScoringEvent]:
    """Each scores by himself; a third party is bound by its contract, which the caller has looked at."""
    _require_scorer(command)
    if not command.says.examined:
        raise NotExamined
    made = sheet(state.framework, command.seen)
    if state.experts.get(command.scorer) == made:
        return []
    if state.final is not None:
        raise ExpertsClosed
    reason = _why_changed(state.experts.get(command.scorer), command.reason)
    return [
        happened.ExpertScored(
            subject=state.subject,
            by=person(command.by),
            on=day_of(command.now),
            scorer=command.scorer,
            sheet=made,
            paper=command.paper.strip() or None,
            on_behalf=command.on_behalf,
            reason=reason,
        )
    ]


def decide_final_score(command: DecideFinalScore, state: Open) -> list[ScoringEvent]:
    says = command.says
    if says.phase is not Phase.DELIBERATED:
        raise NotDeliberated
    if command.by.role is Role.INSPECTOR and command.by.id not in says.members - says.recused:
        raise NotOfTheTeam(frozenset({command.by.id}))
    if says.undecided:
        raise RecusalUndecided(says.undecided)
    counted = _able(state, says)
    if not counted:
        raise NobodyScored
    mean = average(state.framework, {who: state.experts[who] for who in counted})
    final_sheet = changed(state.framework, mean, command.seen)
    adjustments = _explained(state.framework, mean, final_sheet, command.adjustments)
    for veto in command.vetoed:
        if veto.code not in {one.code for one in state.framework.vetoes}:
            raise NoSuchVeto(veto.code)
        require_text(veto.facts, "否决项的事实")
    grade = state.framework.grade(final_sheet.total, (veto.code for veto in command.vetoed))
    final = Final(final_sheet, mean, counted, adjustments, _by_code(command.vetoed), grade)
    if state.final == final:
        return []
    reason = _why_changed(state.final, command.reason)
    return [
        happened.FinalScoreDecided(
            subject=state.subject, by=person(command.by), on=day_of(command.now), final=final, reason=reason
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
    if final is not None and set(final.counted) - set(_able(state, command.says)):
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


def _require_scorer(command: ScoreAsExpert) -> None:
    """条例 10 and 16: who judges belongs to the team, has said that he may, and says his own judgement."""
    says, scorer = command.says, command.scorer
    if command.by.role is Role.INSPECTOR and command.by.id != scorer:
        raise OwnSheetOnly
    if command.by.role is not Role.INSPECTOR:
        require_text(command.paper, "本人签字的评分表（文件名或者编号）")
    if scorer in says.recused:
        raise RecusedMayNotScore(scorer)
    if command.on_behalf is not None or scorer in says.experts:
        return
    if scorer not in says.members:
        raise NotOfTheTeam(frozenset({scorer}))
    if scorer in says.undecided:
        raise RecusalUndecided(frozenset({scorer}))
    if scorer not in says.stated:
        raise StatementMissing(frozenset({scorer}))


def _able(state: Open, says: SubjectSays) -> tuple[str, ...]:
    """Those whose sheets count now: who has left the team or had to recuse himself since is left out."""
    members = (says.members | says.experts | state.bodies) - says.recused - says.undecided
    return tuple(sorted(state.experts.keys() & members))


def _explained(
    framework: Framework, mean: Sheet, final: Sheet, adjustments: tuple[Adjustment, ...]
) -> tuple[Adjustment, ...]:
    """The adjustments that made a difference, each with its reason."""
    reasons = {one.code: one.reason.strip() for one in adjustments}
    names = {one.code: one for one in framework.lowest}
    if strange := reasons.keys() - names.keys():
        raise NoSuchIndicator(min(strange))
    made = []
    for before, after in zip(mean.marks, final.marks, strict=True):
        if before.marks != after.marks:
            if not reasons.get(after.code):
                raise AdjustmentUnexplained(names[after.code], before.marks, after.marks)
            made.append(Adjustment(after.code, reasons[after.code]))
    return tuple(made)


def _by_code(vetoed: tuple[Vetoed, ...]) -> tuple[Vetoed, ...]:
    return tuple(sorted(dict.fromkeys(vetoed), key=lambda veto: veto.code))


def _why_changed(before: object, reason: str) -> str | None:
    """The reason that replaces what was entered before; None for the first time."""
    if before is None:
        return None
    if not reason.strip():
        raise ChangeUnexplained
    return reason.strip()
