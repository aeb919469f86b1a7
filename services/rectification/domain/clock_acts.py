"""What the calendar brings about in a proceeding, the same for all kinds of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from uuid import uuid5

from services.rectification.domain.clocks import (
    AFTER_PERIOD,
    OWNERS,
    PERIODS,
    Clock,
    ClockDuty,
    Clocks,
    Task,
)
from services.rectification.domain.escalating import NotYetDue
from services.rectification.domain.proceeding import (
    ClockLapsed,
    ClockMissed,
    ClockPrompted,
    EndClock,
    OnProceeding,
    Proceeding,
    PromptClock,
    said,
)
from services.rectification.domain.terms import Due, Terms, day_of
from shared.event_sourcing.decider import Role

ClockCommand = EndClock | PromptClock
ClockEvent = ClockMissed | ClockLapsed | ClockPrompted


def owed(
    about: Proceeding,
    clocks: Clocks,
    task: Task,
    terms: Terms,
    start: date,
    *,
    clock: Clock = Clock.PROCEDURE,
    due: Due | None = None,
) -> ClockDuty:
    """What `clock` waits for from now on, due as the task's rule says from `start`, unless `due` is given."""
    due = due or terms.due(task.value, start)
    role = OWNERS.get(task, Role.OFFICE)
    owner = about.unit if role is Role.UNIT else role.value
    id = uuid5(about.id, f"duty/{clock}/{clocks.begun}")
    return ClockDuty(id, clock, task, role, owner, due, terms.prompts(due.on, start))


def on_clock(command: ClockCommand, about: Proceeding, clocks: Clocks, terms: Terms) -> Sequence[ClockEvent]:
    match command:
        case EndClock():
            return end_clock(command, about, clocks, terms)
        case PromptClock():
            return prompt_clock(command, about, clocks, terms)


def end_clock(
    command: EndClock, about: Proceeding, clocks: Clocks, terms: Terms
) -> list[ClockMissed | ClockLapsed]:
    """民法典 203: a day ends at 24:00. A period lapses; a duty is missed and stays to be done."""
    duty, today = clocks.duty(command.duty), day_of(command.now)
    if duty is None or duty.id in clocks.missed:
        return []
    if today <= duty.due.on:
        raise NotYetDue(duty.due.on)
    if duty.kind not in PERIODS:
        return [ClockMissed(**said(about, command), missed=duty)]
    follows = AFTER_PERIOD.get(duty.kind)
    then = (owed(about, clocks, follows, terms, duty.due.on, clock=duty.clock),) if follows else ()
    return [ClockLapsed(**said(about, command), started=then, stopped=(duty.clock,), lapsed=duty)]


def prompt_clock(
    command: PromptClock, about: Proceeding, clocks: Clocks, terms: Terms
) -> list[ClockPrompted]:
    duty, today = clocks.duty(command.duty), day_of(command.now)
    if duty is None or clocks.prompted.get(duty.id, 0) >= command.number or today > duty.due.on:
        return []
    left = terms.workdays_left(today, duty.due.on)
    number = command.number
    return [ClockPrompted(**said(about, command), duty=duty, number=number, workdays_left=left)]


def after(clocks: Clocks, event: OnProceeding) -> Clocks:
    """The clocks once the event has happened."""
    clocks = clocks.moved(event.started, event.stopped)
    match event:
        case ClockMissed():
            return replace(clocks, missed=clocks.missed | {event.missed.id})
        case ClockPrompted():
            prompted = MappingProxyType({**clocks.prompted, event.duty.id: event.number})
            return replace(clocks, prompted=prompted)
        case _:
            return clocks
