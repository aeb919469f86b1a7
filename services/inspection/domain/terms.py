"""From the rules in force and the statutory calendar to dates that explain themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from shared.event_sourcing.decider import Refused
from shared.rules.pack import NoSuchPack, RulePack
from shared.rules.reckoning import deadline_for
from shared.rules.rule import Rule
from shared.workdays.calendar import Calendar
from shared.workdays.deadline import SHANGHAI, explain
from shared.workdays.statutory import YearNotCovered

SET_BY_OFFICE = "本区设定"


class NoRulesThen(Refused):
    """Nobody can reckon from a day without rules or without a calendar."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{spoken(day)}没有施行中的督导规则或者工作日历，不能计算期限。请核对日期。")


@dataclass(frozen=True, slots=True)
class Due:
    """A date and why it is that date. Once recorded it never changes.

    `rule` is the key of the rule, `basis` its citation, or 本区设定 for what is no law. `count` and `unit`
    (日, 工作日, 月) are None for a date that somebody fixed.
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


def cited(rule: Rule) -> str | None:
    """The article to name in a refusal; None for what may not be told as law."""
    return rule.citation if rule.printable else None


@dataclass(frozen=True, slots=True)
class Terms:
    """The rule packs and the calendar, as far as an inspection asks them. `pack_on` gives the pack of a day.

    Every question about a day that no pack or calendar reaches is answered with `NoRulesThen`.
    """

    pack_on: Callable[[date], RulePack]
    calendar: Calendar

    def rule(self, key: str, on: date) -> Rule:
        """The rule in force on the day; raises `NoSuchRule`."""
        return self._pack(on).rule(key)

    def get(self, key: str, on: date) -> Rule | None:
        """The rule in force on the day, or None where the jurisdiction has none."""
        return self._pack(on).get(key)

    def due(self, key: str, start: date) -> Due:
        """When the period of a rule ends that starts on that day."""
        rule = self.rule(key, start)
        try:
            period = deadline_for(rule, start, self.calendar)
        except YearNotCovered:
            raise NoRulesThen(start) from None
        return Due(
            on=period.on,
            rule=key,
            basis=cited(rule) or SET_BY_OFFICE,
            explanation=f"{rule.title}：{rule.amount}。{explain(period)}",
            start=start,
            count=period.count,
            unit=period.unit.value,
            calendar=period.calendar_version,
            provisional=period.provisional,
        )

    def fixed(self, on: date, start: date, rule: str, explanation: str) -> Due:
        """A date that the office set."""
        self.require(on)
        provisional = self.calendar.year(on.year).provisional
        return Due(
            on, rule, SET_BY_OFFICE, explanation, start, None, None, self.calendar.version, provisional
        )

    def require(self, on: date) -> None:
        """Refuses a day from which nothing could be reckoned."""
        self._pack(on)
        try:
            self.calendar.year(on.year)
        except YearNotCovered:
            raise NoRulesThen(on) from None

    def reaches(self, on: date) -> bool:
        """Whether anything can be reckoned from that day."""
        try:
            self.require(on)
        except NoRulesThen:
            return False
        return True

    def _pack(self, on: date) -> RulePack:
        try:
            return self.pack_on(on)
        except NoSuchPack:
            raise NoRulesThen(on) from None
