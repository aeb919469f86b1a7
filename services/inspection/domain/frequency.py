"""How often each unit must be inspected, as clocks that say their dates and why (条例 14)."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.inspection.domain.obligations import Obligation, midnight_after, start_of
from services.inspection.domain.procedure import Kind
from services.inspection.domain.school_year import Span, months, semesters, years_after
from services.inspection.domain.terms import SET_BY_OFFICE, cited, spoken
from shared.rules.pack import RulePack
from shared.rules.rule import Rule

KINDERGARTEN = "幼儿园"
SCHOOLS = frozenset(
    {"小学", "初级中学", "九年一贯制学校", "普通高中", "中等职业学校", "特殊教育学校", KINDERGARTEN}
)
GOVERNMENT = frozenset({"镇街", "委员会成员单位"})
BY_THE_HEAD = "head_term"
PackOn = Callable[[date], RulePack]


@dataclass(frozen=True, slots=True)
class Held:
    """A comprehensive or special inspection of the unit, and the day it ended (督导结束)."""

    kind: Kind
    ended_on: date


@dataclass(frozen=True, slots=True)
class HeadTerm:
    """A head's term of office that ends, as the roster told of it."""

    head: str
    since: date
    term_to: date


@dataclass(frozen=True, slots=True)
class Watched:
    """All that counts of a unit. Its clocks run from `since`; from `ended_on` there is no such unit."""

    code: str
    name: str
    kind: str
    zone: str | None
    inspectors: tuple[str, ...]
    since: date
    ended_on: date | None = None
    visits: tuple[date, ...] = ()
    inspections: tuple[Held, ...] = ()
    head_terms: tuple[HeadTerm, ...] = ()


def obligations(unit: Watched, pack_on: PackOn, today: date) -> Iterator[Obligation]:
    """What is owed to the unit up to today, done or not: of periods that have begun.

    A month or semester is under the rules in force when it began, a cycle of years under today's. School clocks run for schools and kindergartens, that of 督政 for towns and member departments; for training
    institutions no source states a frequency.
    """
    if unit.kind in SCHOOLS:
        yield from _regular(unit, pack_on, today)
        yield from _cycles(unit, pack_on(today).rule("school_comprehensive_every"), today)
        yield from _heads(unit, pack_on(today))
    elif unit.kind in GOVERNMENT:
        yield from _cycles(unit, pack_on(today).rule("government_inspection_every"), today)


def _regular(unit: Watched, pack_on: PackOn, today: date) -> Iterator[Obligation]:
    """≥ 2 visits a semester (条例 14); the monthly minimum, months wholly inside school holidays apart."""
    holidays, days = pack_on(today).rule("holiday_months").values, sorted(unit.visits)
    for term in semesters(unit.since, today, holidays):
        rule = pack_on(term.first).rule("visits_per_semester")
        yield from _counted(unit, days, rule, term, term.semester_name)
    monthly = "kindergarten_visits_per_month" if unit.kind == KINDERGARTEN else "visits_per_month"
    for span in months(unit.since, today, holidays):
        yield from _counted(unit, days, pack_on(span.first).rule(monthly), span, span.month_name)


def _counted(
    unit: Watched, visits: Sequence[date], rule: Rule, span: Span, name: str
) -> Iterator[Obligation]:
    """So many visits within the span; `visits` in their order. One that was made later belongs to another span."""
    if unit.ended_on is not None and unit.ended_on <= span.last:
        return
    made = visits[bisect_left(visits, span.first) : bisect_right(visits, span.last)]
    enough = made[rule.number - 1] if len(made) >= rule.number else None
    days = "、".join(f"{day.month}月{day.day}日" for day in made) or "没有督导记录"
    yield _obligation(
        unit,
        rule,
        since=span.first,
        due_on=span.last,
        done_on=enough,
        about=f"{name}{unit.name}",
        explanation=f"{rule.title}{rule.bound or ''}{rule.amount}。{name}（{spoken(span.first)}至{spoken(span.last)}）"
        f"已到校{len(made)}次（{days}），应到{rule.number}次。",
    )


def _cycles(unit: Watched, rule: Rule, today: date) -> Iterator[Obligation]:
    """One inspection in so many years, each counted from the one before.

    The rule's own words say which kinds count: 专项 also only where they name it.
    """
    kinds = frozenset(kind for kind in Kind if kind.value in rule.text)
    held = sorted({one.ended_on for one in unit.inspections if one.kind in kinds and one.ended_on <= today})
    before = [day for day in held if day <= unit.since]
    start, rest = (before[-1], held[len(before) :]) if before else (unit.since, held)
    first = not before
    for done in (*rest, None):
        due_on = years_after(start, max(rule.values))
        if unit.ended_on is None or unit.ended_on > due_on:
            since = (
                f"系统里没有更早的督导，自起算日{spoken(start)}起算"
                if first
                else f"上一次督导{spoken(start)}结束"
            )
            window = (
                f"，{spoken(years_after(start, min(rule.values)))}起可以安排" if len(rule.values) > 1 else ""
            )
            yield _obligation(
                unit,
                rule,
                since=start,
                due_on=due_on,
                done_on=done,
                about=f"{unit.name}{'或者'.join(sorted(kinds))}",
                explanation=f"{rule.title}：{rule.text}。{since}{window}，最迟{spoken(due_on)}。",
            )
        if done is not None:
            start, first = done, False


def _heads(unit: Watched, pack: RulePack) -> Iterator[Obligation]:
    """One comprehensive inspection at the end of a head's term (Q7): near enough to it to be about the term."""
    rule, alarm = pack.rule(BY_THE_HEAD), pack.rule("head_term_alarm")
    for term in unit.head_terms:
        near = term.term_to - timedelta(days=alarm.number)
        held = sorted(
            one.ended_on
            for one in unit.inspections
            if one.kind is Kind.COMPREHENSIVE and one.ended_on >= near
        )
        if unit.ended_on is not None and unit.ended_on <= term.term_to:
            continue
        yield _obligation(
            unit,
            rule,
            since=near,
            due_on=term.term_to,
            done_on=held[0] if held else None,
            about=f"{unit.name}主要负责人{term.head}任期综合督导",
            explanation=f"{term.head}的任期自{spoken(term.since)}至{spoken(term.term_to)}，"
            f"届满前{alarm.number}日起实施一次综合督导。",
        )


def _obligation(
    unit: Watched,
    rule: Rule,
    *,
    since: date,
    due_on: date,
    done_on: date | None,
    about: str,
    explanation: str,
) -> Obligation:
    return Obligation(
        rule=rule.key,
        title=rule.title,
        basis=cited(rule) or SET_BY_OFFICE,
        subject=unit.code,
        about=about,
        since=since,
        due_on=due_on,
        falls_at=midnight_after(due_on),
        done_at=start_of(done_on) if done_on else None,
        explanation=explanation,
        unit=unit.code,
        zone=unit.zone,
        inspectors=unit.inspectors,
    )


def of_all(units: Iterable[Watched], pack_on: PackOn, today: date) -> list[Obligation]:
    """The clocks of every unit."""
    return [one for unit in units for one in obligations(unit, pack_on, today)]
