"""How each event moves an accountability."""

from dataclasses import replace
from types import MappingProxyType

from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_parts import Defence, Outcome
from services.rectification.domain.accountability_stages import (
    Accountability,
    AccountabilityState,
    Appeal,
    Approved,
    Archived,
    Ended,
    Established,
    InForce,
    Investigating,
    Notified,
    Registered,
    Review,
    Stage,
    Started,
    UnderApproval,
    Unregistered,
)
from services.rectification.domain.clock_acts import after
from services.rectification.domain.clocks import Clocks
from services.rectification.domain.proceeding import ClockLapsed, ClockMissed, ClockPrompted


def evolve(state: AccountabilityState, event: AccountabilityEvent) -> AccountabilityState:
    if isinstance(state, Unregistered):
        assert isinstance(event, happened.ClueRegistered), "it begins with its clue"
        (group,) = event.started
        clocks = after(Clocks(), event)
        barred = frozenset({*event.barred, event.subject.id} - {""})
        stage = Registered(group.due)
        return Accountability(event.about, event.subject, event.clue, stage, clocks, barred)
    moved = _moved(state, event)
    return replace(moved, clocks=after(state.clocks, event))


def _moved(state: Accountability, event: AccountabilityEvent) -> Accountability:
    match event:
        case happened.InvestigationGroupFormed():
            return replace(
                state,
                stage=Investigating(),
                group=event.members,
                took_part=state.took_part | {member.id for member in event.members},
            )
        case happened.RecusalAsked():
            return replace(state, asked=MappingProxyType({**state.asked, event.person: event.by.id}))
        case happened.RecusalDecided():
            return _recusal_decided(state, event)
        case happened.DecisionApproved():
            took_part = state.took_part | {event.by.id}
            return replace(state, stage=_next(state.stage, event), took_part=took_part)
        case ClockMissed() | ClockLapsed() | ClockPrompted():
            return state
        case _:
            return replace(state, stage=_next(state.stage, event))


def _recusal_decided(state: Accountability, event: happened.RecusalDecided) -> Accountability:
    asked = {person: by for person, by in state.asked.items() if person != event.person}
    decided = {**state.decided, event.person: event.granted}
    state = replace(state, asked=MappingProxyType(asked), decided=MappingProxyType(decided))
    if not event.granted:
        return state
    group = tuple(member for member in state.group if member.id != event.person)
    return replace(state, group=group, barred=state.barred | {event.person})


def _next(stage: Stage, event: object) -> Stage:
    match stage, event:
        case Investigating(), happened.FactsEstablished(facts=facts, grave=grave):
            return Established(facts, grave)
        case Established(), happened.StartDecided(start=True):
            return Started(stage)
        case _, happened.StartDecided(reason=reason) | happened.AccountabilityDropped(reason=reason):
            return Ended(reason)
        case Started(), happened.OpinionNotified():
            return Notified(
                stage.established,
                event.letter,
                event.measures,
                event.basis,
                event.aggravation,
                event.defence_due,
            )
        case Notified(), happened.DefenceHeard():
            return replace(stage, defences=(*stage.defences, Defence(event.text, event.files, event.on)))
        case Notified(), happened.DefenceWaived():
            return replace(stage, waived=True)
        case Notified(), happened.DefenceAnswered():
            defences = list(stage.defences)
            defences[event.defence - 1] = replace(defences[event.defence - 1], answer=event.answer)
            return replace(stage, defences=tuple(defences))
        case Notified(), happened.MembersConsulted():
            return UnderApproval(stage, event.draft)
        case UnderApproval(), happened.DecisionApproved():
            return Approved(stage.notified, stage.draft)
        case Approved(), happened.DecisionServed():
            grave = stage.notified.established.grave
            return InForce(event.decision, grave, event.review_due, event.appeal_due)
        case InForce(), happened.AccountabilityArchived():
            return Archived(stage)
        case InForce(), _:
            return _in_force(stage, event)
        case Archived(), happened.AccountabilityFiled():
            return Ended(None, stage.in_force)
        case _:
            raise AssertionError(f"{type(event).__name__} after {type(stage).__name__}")


def _in_force(stage: InForce, event: object) -> InForce:
    match event:
        case happened.MeasureExecuted():
            return replace(stage, done=stage.done | {event.measure})
        case happened.MeasuresTransferred():
            transfers = {**stage.transfers, event.letter: (event.measures, event.reply_by)}
            return replace(stage, transfers=MappingProxyType(transfers))
        case happened.ReplyReceived():
            left = {letter: sent for letter, sent in stage.transfers.items() if letter != event.transfer}
            done = stage.done | frozenset(event.measures)
            replies = MappingProxyType({**stage.replies, event.transfer: event.result})
            return replace(stage, transfers=MappingProxyType(left), replies=replies, done=done)
        case happened.DecisionPublished():
            return replace(stage, published=stage.published | {(event.range, event.place)})
        case happened.ReviewAsked():
            return replace(stage, reviews=(*stage.reviews, Review(event.text)))
        case happened.ReviewDecided():
            *before, pending = stage.reviews
            decided = replace(pending, outcome=event.outcome, appeal_due=event.appeal_due)
            corrections = _corrected(stage, event.outcome)
            return replace(stage, reviews=(*before, decided), corrections=corrections)
        case happened.AppealFiled():
            return replace(stage, appeals=(*stage.appeals, Appeal(event.text, event.direct)))
        case happened.AppealDecided():
            *earlier, filed = stage.appeals
            return replace(stage, appeals=(*earlier, replace(filed, outcome=event.outcome)))
        case happened.DecisionCorrected():
            *others, wrong = stage.appeals
            corrections = _corrected(stage, event.outcome)
            return replace(stage, appeals=(*others, replace(wrong, corrected=True)), corrections=corrections)
        case _:
            raise AssertionError(f"{type(event).__name__} while in force")


def _corrected(stage: InForce, outcome: Outcome) -> tuple[Outcome, ...]:
    return (*stage.corrections, outcome)
