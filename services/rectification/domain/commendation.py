"""The decider of a commendation (§3G): proposed on a basis, checked, publicised, approved, published, or revoked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import assert_never

from services.rectification.domain.clock_acts import after, on_clock, owed
from services.rectification.domain.clocks import Clock, Clocks, Task
from services.rectification.domain.commendation_stages import (
    ApproveCommendation,
    Approved,
    CheckCommendation,
    Checked,
    Commendation,
    CommendationApproved,
    CommendationChecked,
    CommendationCommand,
    CommendationEvent,
    CommendationProposed,
    CommendationPublicised,
    CommendationPublished,
    CommendationRevoked,
    CommendationState,
    Hindrances,
    ObjectionRecorded,
    ProposeCommendation,
    Proposed,
    PubliciseCommendation,
    Publicised,
    PublishCommendation,
    Published,
    RecordObjection,
    RevokeCommendation,
    Revoked,
    Stage,
    Unproposed,
    words,
)
from services.rectification.domain.proceeding import (
    ClockLapsed,
    ClockMissed,
    ClockPrompted,
    DoneOtherwise,
    EndClock,
    NoSuchProceeding,
    NotAtThisStep,
    OwnProposal,
    PromptClock,
    require_text,
    said,
)
from services.rectification.domain.standing import OnlyPeopleDecide
from services.rectification.domain.terms import Due, Terms, day_of, spoken
from shared.event_sourcing.decider import Decider, Refused, Role
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

CommendationDecider = Decider[CommendationCommand, CommendationState, CommendationEvent]


class SomethingIsOpen(Refused):
    """Q29 (S 000, 002): no reward while an accountability is open or a rectification overdue."""

    def __init__(self, found: Hindrances) -> None:
        parts = []
        if found.overdue:
            parts.append(f"有逾期未整改的案件（{'、'.join(found.overdue)}）")
        if found.accountabilities:
            parts.append(f"有没办结的问责（{'、'.join(found.accountabilities)}）")
        super().__init__(f"该单位{'，'.join(parts)}，不能表彰。请在整改到位、问责办结以后再办理。")


class PublicityRunning(Refused):
    def __init__(self, until: Due) -> None:
        super().__init__(f"公示到{spoken(until.on)}为止，期满以前不能决定表彰。请等公示期满。")


class PublicityOver(Refused):
    field = "text"

    def __init__(self, until: Due) -> None:
        super().__init__(f"公示已经在{spoken(until.on)}期满，不能再登记异议。请按撤销表彰办理。")


def commendation_decider(pack_on: Callable[[date], RulePack], calendar: Calendar) -> CommendationDecider:
    """The decider under the packs in force (`pack_on` gives that of a day) and the calendar."""
    terms = Terms(pack_on, calendar)

    def decide_it(command: CommendationCommand, state: CommendationState) -> Sequence[CommendationEvent]:
        return decide(command, state, terms)

    return Decider(Unproposed(), decide_it, evolve)


def decide(
    command: CommendationCommand, state: CommendationState, terms: Terms
) -> Sequence[CommendationEvent]:
    if isinstance(command, EndClock | PromptClock):
        if isinstance(state, Unproposed):
            raise NoSuchProceeding
        return on_clock(command, state.about, state.clocks, terms)
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleDecide
    if isinstance(command, ProposeCommendation):
        return propose_commendation(command, state, terms)
    if isinstance(state, Unproposed):
        raise NoSuchProceeding
    match command:
        case CheckCommendation():
            return check_commendation(command, state, terms)
        case PubliciseCommendation():
            return publicise_commendation(command, state, terms)
        case RecordObjection():
            return record_objection(command, state)
        case ApproveCommendation():
            return approve_commendation(command, state, terms)
        case PublishCommendation():
            return publish_commendation(command, state)
        case RevokeCommendation():
            return revoke_commendation(command, state)
        case _:
            assert_never(command)


def propose_commendation(
    command: ProposeCommendation, state: CommendationState, terms: Terms
) -> list[CommendationEvent]:
    """On the result of an inspection: that is what it rewards (Q29)."""
    if not isinstance(state, Unproposed):
        if state.merit == command.merit:
            return []
        raise DoneOtherwise("这件表彰")
    require_text(command.merit.inspection, "依据的督导")
    require_text(command.merit.result, "督导结果")
    told = said(command.about, command)
    check = owed(command.about, Clocks(), Task.CHECK_COMMENDATION, terms, told["on"])
    return [CommendationProposed(**told, started=(check,), merit=command.merit)]


def check_commendation(
    command: CheckCommendation, state: Commendation, terms: Terms
) -> list[CommendationEvent]:
    if isinstance(state.stage, Checked):
        return []
    _require(state, Proposed, "核查")
    _require_nothing_open(command.hindrances)
    told = said(state.about, command)
    publicise = owed(state.about, state.clocks, Task.PUBLICISE, terms, told["on"])
    return [CommendationChecked(**told, started=(publicise,))]


def publicise_commendation(
    command: PubliciseCommendation, state: Commendation, terms: Terms
) -> list[CommendationEvent]:
    if isinstance(state.stage, Publicised):
        return []
    _require(state, Checked, "公示")
    require_text(command.place, "公示的位置")
    told = said(state.about, command)
    period = owed(state.about, state.clocks, Task.PUBLICITY, terms, told["on"])
    return [CommendationPublicised(**told, started=(period,), place=command.place, until=period.due)]


def record_objection(command: RecordObjection, state: Commendation) -> list[CommendationEvent]:
    stage = state.stage
    if not isinstance(stage, Publicised):
        raise NotAtThisStep("登记异议", words(stage))
    if (command.text, command.answer) in stage.objections:
        return []
    if day_of(command.now) > stage.until.on:
        raise PublicityOver(stage.until)
    require_text(command.text, "异议的内容")
    require_text(command.answer, "核实和处理的情况")
    return [ObjectionRecorded(**said(state.about, command), text=command.text, answer=command.answer)]


def approve_commendation(
    command: ApproveCommendation, state: Commendation, terms: Terms
) -> list[CommendationEvent]:
    """By somebody else than who proposed it; what has come to be open since the check counts too."""
    stage = state.stage
    if isinstance(stage, Approved):
        return []
    if not isinstance(stage, Publicised):
        raise NotAtThisStep("决定表彰", words(stage))
    if command.by.id == state.proposed_by:
        raise OwnProposal
    told = said(state.about, command)
    if told["on"] <= stage.until.on:
        raise PublicityRunning(stage.until)
    _require_nothing_open(command.hindrances)
    publish = owed(state.about, state.clocks, Task.PUBLISH_COMMENDATION, terms, told["on"])
    return [CommendationApproved(**told, started=(publish,), merit=state.merit)]


def publish_commendation(command: PublishCommendation, state: Commendation) -> list[CommendationEvent]:
    if isinstance(state.stage, Published):
        return []
    _require(state, Approved, "公布表彰")
    require_text(command.place, "公布的位置")
    return [
        CommendationPublished(
            **said(state.about, command),
            stopped=(Clock.PROCEDURE,),
            letter=command.letter,
            place=command.place,
        )
    ]


def revoke_commendation(command: RevokeCommendation, state: Commendation) -> list[CommendationEvent]:
    """Before it is approved it is simply not given; afterwards what was given is taken back. Both with reasons."""
    if isinstance(state.stage, Revoked):
        return []
    require_text(command.reason, "撤销的理由")
    stopped = tuple(state.clocks.running)
    return [CommendationRevoked(**said(state.about, command), stopped=stopped, reason=command.reason)]


def evolve(state: CommendationState, event: CommendationEvent) -> CommendationState:
    if isinstance(state, Unproposed):
        assert isinstance(event, CommendationProposed), "it begins with its proposal"
        clocks = after(Clocks(), event)
        return Commendation(event.about, event.merit, Proposed(), event.by.id, clocks)
    return replace(state, stage=_next(state.stage, event), clocks=after(state.clocks, event))


def _next(stage: Stage, event: CommendationEvent) -> Stage:
    match event:
        case CommendationProposed():
            raise AssertionError("a commendation is proposed once")
        case CommendationChecked():
            return Checked()
        case CommendationPublicised():
            return Publicised(event.until)
        case ObjectionRecorded():
            assert isinstance(stage, Publicised)
            return replace(stage, objections=(*stage.objections, (event.text, event.answer)))
        case CommendationApproved():
            return Approved()
        case CommendationPublished():
            return Published(event.letter)
        case CommendationRevoked():
            return Revoked(event.reason)
        case ClockMissed() | ClockLapsed() | ClockPrompted():
            return stage
        case _:
            assert_never(event)


def _require(state: Commendation, stage: type[Stage], asked: str) -> None:
    if not isinstance(state.stage, stage):
        raise NotAtThisStep(asked, words(state.stage))


def _require_nothing_open(found: Hindrances) -> None:
    if found.overdue or found.accountabilities:
        raise SomethingIsOpen(found)
