"""An alarm is raised once, and cleared once it is mended."""

from dataclasses import replace
from datetime import date

from services.roster.domain.alarm import ALARM
from services.roster.domain.alarm_kinds import Facts
from services.roster.domain.events import AlarmCleared, AlarmRaised, AlarmRefreshed
from services.roster.domain.visit_commands import ClearAlarm, RaiseAlarm
from shared.event_sourcing.decider import Actor, Role
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import NOW

SYSTEM = Actor("system:roster", "系统", Role.SYSTEM)
FIRST: Facts
SECOND: Facts
FIRST, SECOND = {"arithmetic": "5÷22＝22.7%"}, {"arithmetic": "6÷22＝27.3%"}
DAY, NEXT = date(2026, 9, 1), date(2026, 9, 2)
alarm = DeciderTest(ALARM)
raised = AlarmRaised("unit-uncovered", "319991-0001", DAY, {"unit_name": "临水学校"})
cleared = AlarmCleared("unit-uncovered", "319991-0001", NEXT, {"unit_name": "临水学校"})
clear = ClearAlarm(SYSTEM, NOW, "unit-uncovered", "319991-0001", NEXT)


def raise_(since: date = DAY, name: str = "临水学校") -> RaiseAlarm:
    return RaiseAlarm(SYSTEM, NOW, "unit-uncovered", "319991-0001", since, {"unit_name": name})


def test_an_alarm_is_raised() -> None:
    alarm.when(raise_()).then(raised)


def test_raising_again_changes_nothing() -> None:
    alarm.again(raise_())


def test_a_later_day_of_the_same_trouble_is_nothing_new() -> None:
    alarm.given(raised).when(raise_(NEXT)).then_nothing()


def test_of_an_alarm_that_stands_other_figures_are_kept_without_raising_it_anew() -> None:
    """Or the office would be told every day and stop reading, or read the arithmetic of the first day for ever."""
    later: Facts = {**SECOND, "since": "2026-09-02"}
    first = replace(raised, facts={**FIRST, "since": "2026-09-01"})
    refreshed = AlarmRefreshed(raised.kind, raised.subject, {**SECOND, "since": "2026-09-01"})
    again = replace(raise_(NEXT), facts=later)
    alarm.given(first).when(again).then(refreshed)
    alarm.given(first, refreshed).when(again).then_nothing()
    told = replace(cleared, facts=refreshed.facts)
    alarm.given(first, refreshed).when(clear).then(told)


def test_an_alarm_is_cleared_and_says_what_it_was_about() -> None:
    alarm.given(raised).when(clear).then(cleared)


def test_clearing_again_changes_nothing() -> None:
    alarm.given(raised).again(clear)
    alarm.when(clear).then_nothing()


def test_what_goes_wrong_again_is_raised_again() -> None:
    alarm.given(raised, cleared).when(raise_()).then(raised)
