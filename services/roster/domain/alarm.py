"""An alarm (提醒): one thing of the roster that needs the office, raised once and cleared once it is mended."""

from typing import assert_never

from services.roster.domain.commands import AlarmCommand, ClearAlarm, RaiseAlarm
from services.roster.domain.events import AlarmCleared, AlarmEvent, AlarmRaised
from shared.event_sourcing.decider import Decider

Alarm = AlarmRaised | None
"""What was raised and stands; None while all is well."""


def raise_alarm(command: RaiseAlarm, alarm: Alarm) -> list[AlarmEvent]:
    """Raised once: other figures, and a later day, of the same trouble are no news until it is cleared."""
    if alarm is not None:
        return []
    return [AlarmRaised(command.kind, command.subject, command.since, command.facts)]


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


def evolve(_alarm: Alarm, event: AlarmEvent) -> Alarm:
    return event if isinstance(event, AlarmRaised) else None


ALARM: Decider[AlarmCommand, Alarm, AlarmEvent] = Decider(None, decide, evolve)
