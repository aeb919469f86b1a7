"""How each event moves a case."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias, assert_never

from services.rectification.domain.events import (
    AccountabilityStarted,
    CaseClosed,
    CaseEvent,
    CaseOpened,
    CaseReopened,
    CaseReturned,
    CaseTransferred,
    CircularIssued,
    ClosedInLedger,
    CompletedInLedger,
    CompletionReported,
    DeadlineMissed,
    EscalationDecided,
    EscalationDeclined,
    EscalationProposed,
    InspectorReplaced,
    InterviewHeld,
    InterviewMissed,
    InterviewScheduled,
    NoticeServed,
    PlanAccepted,
    PlanReturned,
    PlanSubmitted,
    PromptIssued,
    RecheckFailed,
    RecheckPassed,
    RevisitPassed,
    SupervisionOrderServed,
    UnitLost,
    WorkGroupFormed,
)
from services.rectification.domain.issue import Evidence
from services.rectification.domain.ladder import Rung
from services.rectification.domain.stages import (
    Accepted,
    Case,
    CaseState,
    Closed,
    Completion,
    Decided,
    Failed,
    InterviewSet,
    Noticed,
    Opened,
    Passed,
    Plan,
    Planned,
    PlanSentBack,
    Proposed,
    RecheckMade,
    Reported,
    Revisited,
    Round,
    Stage,
    StruckInLedger,
    Unopened,
)


def evolve(state: CaseState, event: CaseEvent) -> CaseState:
    if isinstance(state, Unopened):
        assert isinstance(event, CaseOpened), "a case begins with CaseOpened"
        return Case(event.about, event.issue, Opened(), event.duty, 0 if event.duty is None else 1)
    case = _moved(state, event)
    if event.duty is None or case.duty is None or event.duty.id != case.duty.id:
        arisen = case.duties + (event.duty is not None)
        case = replace(case, duties=arisen, missed=False, prompted=0)
    return replace(case, duty=event.duty)


def _moved(case: Case, event: CaseEvent) -> Case:
    match event:
        case CaseOpened():
            raise AssertionError("a case is opened once")
        case ClosedInLedger():
            return replace(case, stage=StruckInLedger())
        case CompletedInLedger():
            completion = Completion((Evidence(event.ledger.rectification or ""),), None, event.on)
            begun = Round(event.round, "CompletedInLedger", event.on, None, completion=completion)
            return replace(case, stage=Reported(None, completion), rounds=(*case.rounds, begun))
        case NoticeServed():
            begun = Round(event.round, "NoticeServed", event.on, event.due, letter=event.letter)
            return replace(case, stage=Noticed(), rung=Rung.NOTICE, rounds=(*case.rounds, begun))
        case PlanSubmitted():
            plan = Plan(event.measures, event.by, event.on)
            return replace(case, stage=Planned(plan), rounds=_with(case.rounds, plan=plan))
        case PlanAccepted():
            assert isinstance(case.stage, Planned)
            return replace(case, stage=Accepted(case.stage.plan))
        case PlanReturned():
            assert isinstance(case.stage, Planned)
            return replace(case, stage=PlanSentBack(case.stage.plan, event.reason))
        case CompletionReported():
            assert isinstance(case.stage, Accepted)
            completion = Completion(event.evidence, event.by, event.on)
            stage = Reported(case.stage.plan, completion)
            return replace(case, stage=stage, rounds=_with(case.rounds, completion=completion))
        case RecheckPassed():
            recheck = RecheckMade(True, event.method, event.note, event.by, event.on)
            return replace(case, stage=Passed(recheck), rounds=_with(case.rounds, recheck=recheck))
        case RecheckFailed():
            assert isinstance(case.stage, Reported)
            recheck = RecheckMade(False, event.method, event.note, event.by, event.on)
            kept = case.stage.plan
            failed = Failed(kept, recheck) if kept else Opened()  # Without a notice there is no plan.
            return replace(case, stage=failed, rounds=_with(case.rounds, recheck=recheck))
        case CaseClosed():
            return replace(case, stage=Closed())
        case RevisitPassed():
            return replace(case, stage=Revisited(event.note))
        case CaseReopened():
            return replace(case, stage=Opened(event.reason), rung=Rung.PROMPT)
        case PromptIssued():
            return replace(case, prompted=event.number)
        case DeadlineMissed():
            return replace(case, missed=True)
        case EscalationProposed():
            return replace(case, escalation=Proposed(event.rung, event.ground, event.on))
        case EscalationDecided():
            return replace(case, escalation=Decided(event.rung, event.reason))
        case EscalationDeclined():
            return _resumed(case, event, note=event.reason)
        case SupervisionOrderServed():
            return replace(_resumed(case, event, letter=event.letter), rung=Rung.SUPERVISION_ORDER)
        case InterviewScheduled():
            escalation = InterviewSet(event.letter, event.held_on, event.hosts)
            return replace(case, escalation=escalation, rung=Rung.INTERVIEW)
        case InterviewHeld():
            plan = Plan(event.commitments, None, event.on)
            resumed = _resumed(case, event, note=event.note)
            return replace(resumed, stage=Accepted(plan), rounds=_with(resumed.rounds, plan=plan))
        case InterviewMissed():
            return replace(case, escalation=None)
        case CircularIssued():
            return replace(_resumed(case, event, letter=event.letter), rung=Rung.CIRCULAR)
        case AccountabilityStarted():
            return replace(case, rung=Rung.ACCOUNTABILITY)
        case WorkGroupFormed():
            return _resumed(case, event, note="、".join(event.members))
        case CaseReturned():
            return _resumed(case, event, note=event.reason)
        case InspectorReplaced():
            return replace(case, issue=replace(case.issue, inspectors=event.inspectors))
        case CaseTransferred():
            return replace(case, about=event.about, issue=replace(case.issue, zone=event.zone))
        case UnitLost():
            return replace(case, unit_lost_on=event.ended_on)
        case _:
            assert_never(event)


_Renewing: TypeAlias = (
    EscalationDeclined
    | SupervisionOrderServed
    | InterviewHeld
    | CircularIssued
    | WorkGroupFormed
    | CaseReturned
)


def _resumed(case: Case, event: _Renewing, letter: str | None = None, note: str | None = None) -> Case:
    """Rectification goes on in a new round; what was submitted under the old limit still counts."""
    stage = resumed(case.stage)
    plan = stage.plan if isinstance(stage, Planned | Accepted | Reported) else None
    completion = stage.completion if isinstance(stage, Reported) else None
    begun = Round(
        event.round, type(event).__name__, event.on, event.due, letter, note, plan=plan, completion=completion
    )
    return replace(case, stage=stage, escalation=None, rounds=(*case.rounds, begun))


def resumed(stage: Stage) -> Stage:
    """The stage once a new limit is set: a failed recheck asks for a new completion, nothing else is undone."""
    match stage:
        case PlanSentBack():
            return Noticed()
        case Failed():
            return Accepted(stage.plan)
        case _:
            return stage


def _with(
    rounds: Sequence[Round],
    plan: Plan | None = None,
    completion: Completion | None = None,
    recheck: RecheckMade | None = None,
) -> tuple[Round, ...]:
    """The rounds with something new in the present one."""
    *past, now = rounds
    return (
        *past,
        replace(
            now,
            plan=plan or now.plan,
            completion=completion or now.completion,
            recheck=recheck or now.recheck,
        ),
    )
