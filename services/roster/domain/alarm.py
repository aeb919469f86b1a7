"""An alarm (提醒): one thing of the roster that needs the office, raised once and cleared once it is mended."""

from dataclasses import replace
from typing import assert_never

from services.roster.domain.alarm_kinds import Facts
from services.roster.domain.events import AlarmCleared, AlarmEvent, AlarmRaised, AlarmRefreshed
from services.roster.domain.visit_commands import AlarmCommand, ClearAlarm, RaiseAlarm
from shared.event_sourcing.decider import Decider

BEGUN = "since"

Alarm = AlarmRaised | None
"""What was raised and stands; None while all is well."""


def raise_alarm(command: RaiseAlarm, alarm: Alarm) -> list[AlarmEvent]:
    """Raised once: of the same trouble other figures are kept, and no news; a later day is nothing new."""
    if alarm is None:
        return [AlarmRaised(command.kind, command.subject, command.since, command.facts)]
    if told(alarm.facts, command.facts):
        return []
    begun = {name: value for name, value in alarm.facts.items() if name == BEGUN}
    return [AlarmRefreshed(command.kind, command.subject, command.facts | begun)]


def told(known: Facts | None, facts: Facts) -> bool:
    """Whether an alarm that stands says this already; since when it does is not asked."""
    return known is not None and known | {BEGUN: None} == facts | {BEGUN: None}


def clear_alarm(command: ClearAlarm, alarm: Alarm) -> list[AlarmEvent]:
    if alarm is None:
        return []
    return [AlarmCleared(command.kind, command.subject, command.on, alarm.facts, command.mended)]


def decide(command: AlarmCommand, alarm: Alarm) -> list[AlarmEvent]:
    match command:
        case RaiseAlarm():
            return raise_alarm(command, alarm)
        case ClearAlarm():
            return clear_alarm(command, alarm)
        case _:
            assert_never(command)


def evolve(alarm: Alarm, event: AlarmEvent) -> Alarm:
    match event:
        case AlarmRaised():
            return event
        case AlarmRefreshed():
            return replace(alarm, facts=event.facts) if alarm else None
        case AlarmCleared():
            return None
        case _:
            assert_never(event)


ALARM: Decider[AlarmCommand, Alarm, AlarmEvent] = Decider(None, decide, evolve)
