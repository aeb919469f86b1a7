"""From the rules in force and the statutory calendar to dates that explain themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from shared.rules.pack import RulePack
from shared.rules.reckoning import day_before, deadline_for
from shared.rules.rule import Kind, Rule
from shared.workdays.calendar import Calendar
from shared.workdays.deadline import SHANGHAI, Deadline, Unit, deadline, explain, workdays_between

SET_BY_OFFICE = "本区设定"
LIMIT_OF_CASE = "rectification_limit"
PROMPTS = ("prompt_first", "prompt_second")
RENEWED_LIMIT = "supervision_order_limit"


@dataclass(frozen=True, slots=True)
class Due:
    """A date and why it is that date. Once recorded it never changes.

    `rule` is the key of the rule, `basis` its citation or 本区设定. A date that somebody fixed instead
    of a period has neither `count` nor `unit` (日, 工作日, 月).
    """

    on: date
    rule: str
    basis: str
    explanation: str
    start: date
    count: int | None
    unit: str | None
    calendar: str
    provisional: bool


def day_of(moment: datetime) -> date:
    """The day it is in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def spoken(day: date) -> str:
    """2026年10月16日."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rule packs and the calendar, as far as a case asks them. `pack_on` gives the pack of a day."""

    pack_on: Callable[[date], RulePack]
    calendar: Calendar

    def due(self, key: str, start: date) -> Due:
        """When a period of the rule pack ends that starts on that day."""
        rule = self.pack_on(start).rule(key)
        return _due(
            deadline_for(rule, start, self.calendar), key, _basis(rule), f"{rule.title}：{rule.amount}。"
        )

    def limit(self, workdays: int, start: date) -> Due:
        """When the number of workdays set for one case ends."""
        period = deadline(start, workdays, Unit.WORKDAY, self.calendar)
        return _due(period, LIMIT_OF_CASE, SET_BY_OFFICE, f"本案整改时限：{Unit.WORKDAY.amount(workdays)}。")

    def fixed(self, on: date, start: date, rule: str, explanation: str) -> Due:
        """A date that somebody set."""
        provisional = self.calendar.year(on.year).provisional
        return Due(
            on, rule, SET_BY_OFFICE, explanation, start, None, None, self.calendar.version, provisional
        )

    def prompts(self, due: date, after: date) -> tuple[date, ...]:
        """The days on which the owner of a duty is prompted (T−5, T−1 工作日), those later than `after`."""
        pack = self.pack_on(after)
        days = {day_before(pack.rule(key), due, self.calendar) for key in PROMPTS}
        return tuple(sorted(day for day in days if day > after))

    def workdays_left(self, today: date, due: date) -> int:
        """Workdays from tomorrow up to the due date; 0 when it has passed."""
        return max(0, workdays_between(today, due, self.calendar))


def earlier(one: Due, other: Due) -> Due:
    """The stricter of two dates."""
    return one if one.on <= other.on else other


def _due(period: Deadline, rule: str, basis: str, title: str) -> Due:
    return Due(
        on=period.on,
        rule=rule,
        basis=basis,
        explanation=title + explain(period),
        start=period.start,
        count=period.count,
        unit=period.unit.value,
        calendar=period.calendar_version,
        provisional=period.provisional,
    )


def _basis(rule: Rule) -> str:
    return rule.citation if rule.kind is Kind.LAW else SET_BY_OFFICE
