"""What experts judge and the team decides: who may, what counts, and what needs its reason."""

from services.inspection.domain import scoring_events as happened
from services.inspection.domain.framework import Framework
from services.inspection.domain.marking import NoSuchIndicator, Sheet, average, changed, sheet
from services.inspection.domain.procedure import person
from services.inspection.domain.scoring_commands import (
    DecideFinalScore,
    Phase,
    ScoreAsExpert,
    SubjectSays,
)
from services.inspection.domain.scoring_events import Adjustment, Final, ScoringEvent, Vetoed
from services.inspection.domain.scoring_refusals import (
    AdjustmentUnexplained,
    ChangeUnexplained,
    ExpertsClosed,
    NobodyScored,
    NoSuchVeto,
    NotDeliberated,
    NotExamined,
    OwnSheetOnly,
    RecusedMayNotScore,
)
from services.inspection.domain.scoring_states import Open
from services.inspection.domain.standing import (
    NotOfTheTeam,
    RecusalUndecided,
    StatementMissing,
    require_text,
)
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Role


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
    reason = why_changed(state.experts.get(command.scorer), command.reason)
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
    counted = able(state, says)
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
    reason = why_changed(state.final, command.reason)
    return [
        happened.FinalScoreDecided(
            subject=state.subject, by=person(command.by), on=day_of(command.now), final=final, reason=reason
        )
    ]


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


def able(state: Open, says: SubjectSays) -> tuple[str, ...]:
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


def why_changed(before: object, reason: str) -> str | None:
    """The reason that replaces what was entered before; None for the first time."""
    if before is None:
        return None
    if not reason.strip():
        raise ChangeUnexplained
    return reason.strip()
