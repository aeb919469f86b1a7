"""From a rule and the day its clock starts to a date."""

from datetime import date, timedelta

from shared.rules.rule import Rule, RuleMisused
from shared.workdays.calendar import Calendar
from shared.workdays.deadline import Deadline, Unit, deadline, workdays_before


def deadline_for(rule: Rule, start: date, calendar: Calendar) -> Deadline:
    """The last day under `rule` when its `start` event happened on that day (see `deadline`).

    Raises `RuleMisused` for a rule that is no period or counts back.
    """
    if rule.before:
        raise RuleMisused(f"规则{rule.key}（{rule.title}）是往回数的，要用 day_before。")
    count, unit = rule.days()
    return deadline(start, count, unit, calendar, roll_on_holiday=rule.roll_on_holiday)


def day_before(rule: Rule, due: date, calendar: Calendar) -> date:
    """The day that lies the rule's period before `due` (T−5 工作日); raises `RuleMisused` for other rules."""
    count, unit = rule.days()
    if not rule.before or unit is Unit.MONTH:
        raise RuleMisused(f"规则{rule.key}（{rule.title}）不是往回数的日数，要用 deadline_for。")
    return workdays_before(due, count, calendar) if unit is Unit.WORKDAY else due - timedelta(count)
