"""Due dates as people see them: how long is left, and why it is this day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.rectification.domain import terms
from shared.rules.pack import RulePack
from shared.rules.rule import Kind, Rule
from shared.web.components import SOON, CalendarDay, DayKind, Due, WhyThisDate
from shared.workdays.calendar import Calendar, RestKind
from shared.workdays.deadline import Deadline, Unit, deadline, passed_over, workdays_between

LONGEST = 140
"""Days a calendar shows at most; a longer period is told in words only."""

PROVISIONAL = (
    "有关年份的放假通知未公布，先按《全国年节及纪念日放假办法》推算，公布后可能变动。已送达文书上的日期不变。"
)
FIRST_DAY = "开始的当日不计入（《民法典》第二百零一条）"
NO_NUMBER_IN_LAW = "法规没有规定天数"


@dataclass(frozen=True, slots=True)
class DueDates:
    """Shows dates as of `today`, by the calendar and the rules of the day each period began."""

    today: date
    calendar: Calendar
    pack_on: Callable[[date], RulePack]

    @classmethod
    def on(cls, now: datetime, calendar: Calendar, pack_on: Callable[[date], RulePack]) -> "DueDates":
        """Dates as of that instant."""
        return cls(terms.day_of(now), calendar, pack_on)

    @property
    def soon_until(self) -> date:
        """The last day that counts as soon."""
        return deadline(self.today, SOON, Unit.WORKDAY, self.calendar).on

    def left(self, on: date, unit: str | None, provisional: bool) -> Due:
        """How long is left, in the unit its rule counts."""
        workdays = workdays_between(self.today, on, self.calendar)
        due = Due.on(on, today=self.today, count=abs(workdays), provisional=provisional)
        if unit in (Unit.DAY, Unit.MONTH):
            return replace(due, count=abs((on - self.today).days), unit="天")
        return due

    def of(self, due: terms.Due) -> Due:
        return self.left(due.on, due.unit, due.provisional)

    def why(self, due: terms.Due, began: str = "") -> WhyThisDate:
        """Why it is that day; `began` says what started the clock where the rule's own words do not fit."""
        rule = self.pack_on(due.start).get(due.rule)
        period = self._period(due, rule)
        start = began or (str(rule.start) if rule and rule.start else "")
        amount = Unit(due.unit).amount(due.count) if due.unit and due.count else ""
        by_office = due.basis == terms.SET_BY_OFFICE
        skipped = passed_over(period) if period else ""
        return WhyThisDate(
            headline=f"{amount}，自{start or '起算日'}的次日起算" if amount else due.explanation.rstrip("。"),
            summary=f"{skipped}。"
            if skipped
            else "中间没有不计的日子。"
            if period
            else "这一天是定好的，不用推算。",
            spoken=due.explanation,
            days=self._squares(period, "送达" if start[:2] in ("送达", "收到") else "起算") if period else (),
            rule="　".join(part for part in (rule.title if rule else "", amount) if part) or "定好的日期",
            rule_note=_note(due, rule, by_office),
            basis=_basis(due, rule) if by_office else due.basis,
            start=start or "起算",
            start_day=due.start,
            start_note=FIRST_DAY if amount else "",
            end_day=due.on,
            calendar=due.calendar,
            set_by_office=by_office,
            provisional=PROVISIONAL if due.provisional else "",
        )

    def _period(self, due: terms.Due, rule: Rule | None) -> Deadline | None:
        """The period counted again; None when there was none, or when a newer calendar counts otherwise."""
        if due.count is None or due.unit is None:
            return None
        rolls = rule.roll_on_holiday if rule else True
        period = deadline(due.start, due.count, Unit(due.unit), self.calendar, roll_on_holiday=rolls)
        return period if period.on == due.on else None

    def _squares(self, period: Deadline, first: str) -> tuple[CalendarDay, ...]:
        length = (period.on - period.start).days
        if length > LONGEST:
            return ()
        numbers = self._numbered(period, length)
        squares = [CalendarDay(period.start, "start", first)]
        for offset in range(1, length + 7 - period.on.weekday()):
            day = period.start + timedelta(offset)
            kind: DayKind = "off"
            label = ""
            if day == period.on:
                kind, label = "end", f"第{numbers[day]}" if day in numbers else "顺延"
            elif day in numbers:
                kind, label = "swap" if day in period.makeup else "counted", f"第{numbers[day]}"
            elif day < period.on:
                rest = self.calendar.rest_on(day)
                label = "放假" if rest and rest.kind is RestKind.HOLIDAY else "周末"
            squares.append(CalendarDay(day, kind, label))
        return tuple(squares)

    def _numbered(self, period: Deadline, length: int) -> dict[date, int]:
        """The days that count, each with its number."""
        if period.unit is Unit.WORKDAY:
            return {day: n for n, day in enumerate(period.counted, start=1)}
        return {period.start + timedelta(n): n for n in range(1, length + 1 - len(period.skipped))}


def _basis(due: terms.Due, rule: Rule | None) -> str:
    """What an office's own number rests on: the law that asks for the thing, never for the number."""
    if rule is None or not rule.citation:
        return NO_NUMBER_IN_LAW
    return f"{due.basis}，有关职责见{rule.citation}"


def _note(due: terms.Due, rule: Rule | None, by_office: bool) -> str:
    says = NO_NUMBER_IN_LAW if by_office else rule.text if rule and rule.kind is Kind.LAW else ""
    return "；".join(part for part in (f"编号 {due.rule}", says) if part)
