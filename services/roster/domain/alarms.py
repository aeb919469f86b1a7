"""What of the roster needs the office on a day (提醒): broken rules, ends of terms, gaps, loads."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.roster.domain.appointment import years_after
from services.roster.domain.coverage import UNSUPERVISED
from services.roster.domain.details import UnitKind
from services.roster.domain.inspectorate import Inspector
from services.roster.domain.register import Register
from services.roster.domain.staffing import Board, objection_to_renewal
from services.roster.domain.zone import schools_in
from shared.rules.pack import RulePack
from shared.rules.rule import Rule


class AlarmKind(StrEnum):
    """The kinds of alarm; the stored format, never renamed."""

    STAFFING_RULE = "staffing-rule"
    TERM_ENDING = "term-ending"
    TRAINING_BEHIND = "training-behind"
    UNIT_UNCOVERED = "unit-uncovered"
    OVERLOADED = "inspector-overloaded"
    ROTATION_DUE = "post-rotation-due"
    INSPECTION_DUE = "comprehensive-inspection-due"


Facts = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm that stands on a day: one per kind and subject. `facts` are told to others, days in ISO 8601."""

    kind: AlarmKind
    subject: str
    since: date
    facts: Facts


@dataclass(frozen=True, slots=True)
class Head:
    """Who heads a unit, since when, until when if that is fixed, and since when the register knows it."""

    unit: str
    unit_name: str
    kind: UnitKind
    head: str
    since: date
    term_to: date | None
    known_on: date


def alarms(board: Board, register: Register, heads: Iterable[Head], rules: RulePack) -> list[Standing]:
    """Every alarm that stands on the board's day, in no particular order of weight."""
    return [
        *_broken_rules(board, rules),
        *_uncovered(board),
        *_ending_terms(board.on, register.inspectors, rules),
        *_behind(board, rules),
        *_posts(board, register, rules),
        *_inspections(board.on, heads, rules),
    ]


def _broken_rules(board: Board, rules: RulePack) -> Iterable[Standing]:
    if board.missing:
        said = f"{board.required.total_arithmetic}，在聘{board.in_term}人，缺{board.missing}人"
        yield _broken(board, board.required.ratio, "", said)
    if board.full_time.missing:
        yield _broken(board, board.full_time.rule, "", board.full_time.arithmetic)
    if board.retired.over:
        yield _broken(board, board.retired.rule, "", board.retired.arithmetic)
    coverage = board.coverage
    thin = coverage.with_inspectors(1, coverage.needed - 1)
    if thin:
        yield _broken(board, coverage.rule, "", f"{thin}个单位不足{coverage.needed}名责任督学")
    most = rules.rule("zone_schools_max")
    for zone in coverage.zones:
        schools = len(schools_in(zone.zone, (one.unit for one in zone.units)))
        if zone.zone and schools > most.number:
            yield _broken(board, most, zone.zone, f"{zone.zone}有学校{schools}所")


def _broken(board: Board, rule: Rule, scope: str, arithmetic: str) -> Standing:
    since = board.on
    return Standing(
        AlarmKind.STAFFING_RULE,
        f"{rule.key}-{scope}" if scope else rule.key,
        since,
        {
            "rule": rule.key,
            "title": rule.title,
            "scope": scope,
            "arithmetic": arithmetic,
            "since": since.isoformat(),
        },
    )


def _uncovered(board: Board) -> Iterable[Standing]:
    for one in board.coverage.uncovered:
        since = one.uncovered_since or board.on
        yield Standing(
            AlarmKind.UNIT_UNCOVERED,
            one.unit.code,
            since,
            {
                "unit": one.unit.code,
                "unit_name": one.unit.name,
                "zone": one.unit.zone,
                "since": since.isoformat(),
            },
        )


def _ending_terms(on: date, inspectors: Sequence[Inspector], rules: RulePack) -> Iterable[Standing]:
    """Of terms that end soon and of those that have run out while nobody renewed or ended the office."""
    horizon = on + timedelta(days=rules.rule("term_alarm").number)
    for one in inspectors:
        term = one.term_on(on)
        if term is None or term.last > horizon or term.left_on:
            continue
        if term is not one.terms[-1]:  # renewed ahead
            continue
        yield Standing(
            AlarmKind.TERM_ENDING,
            f"{one.number}-{term.last}",
            on,
            {
                "inspector": one.number,
                "inspector_name": one.name,
                "term_to": term.last.isoformat(),
                "renewable": not objection_to_renewal(
                    one, term, max(on, term.last + timedelta(days=1)), rules
                ),
            },
        )


def _behind(board: Board, rules: RulePack) -> Iterable[Standing]:
    """督学管理暂行办法 21: 40 hours a year; told from the month on that the office has set."""
    if board.on.month < min(rules.rule("training_alarm_month").values):
        return
    for one in board.training.short:
        yield Standing(
            AlarmKind.TRAINING_BEHIND,
            f"{one.inspector.number}-{board.training.year}",
            board.on,
            {
                "inspector": one.inspector.number,
                "inspector_name": one.inspector.name,
                "year": board.training.year,
                "hours": one.hours,
                "needed": board.training.rule.number,
            },
        )


def _posts(board: Board, register: Register, rules: RulePack) -> Iterable[Standing]:
    """Who answers for too many units, and for one unit too long (幼儿园挂牌办法: 定期交流)."""
    here = {one.number: one for one in register.inspectors if one.on_duty(board.on)}
    units = {one.unit.code: one.unit for one in board.coverage.units}
    held = [
        post
        for post in register.posts
        if post.inspector in here
        and post.unit in units
        and post.since <= board.on <= (post.ended_on or board.on)
    ]
    most, years = rules.rule("inspector_load_max").number, rules.rule("rotation_years").number
    for number, count in Counter(post.inspector for post in held).items():
        if count > most:
            yield Standing(
                AlarmKind.OVERLOADED,
                number,
                board.on,
                {"inspector": number, "inspector_name": here[number].name, "units": count, "most": most},
            )
    for post in held:
        if years_after(post.since, years) > board.on:
            continue
        yield Standing(
            AlarmKind.ROTATION_DUE,
            f"{post.inspector}-{post.unit}-{post.since}",
            years_after(post.since, years),
            {
                "inspector": post.inspector,
                "inspector_name": here[post.inspector].name,
                "unit": post.unit,
                "unit_name": units[post.unit].name,
                "since": post.since.isoformat(),
                "years": years,
            },
        )


def _inspections(on: date, heads: Iterable[Head], rules: RulePack) -> Iterable[Standing]:
    """One comprehensive inspection at the end of a head's term of office (Q7)."""
    horizon = on + timedelta(days=rules.rule("head_term_alarm").number)
    for head in heads:
        if head.kind in UNSUPERVISED:
            continue
        term_to = _term_end(head, horizon, rules.rule("head_term").number)
        if term_to is None or term_to > horizon:
            continue
        yield Standing(
            AlarmKind.INSPECTION_DUE,
            f"{head.unit}-{term_to}",
            on,
            {
                "unit": head.unit,
                "unit_name": head.unit_name,
                "head": head.head,
                "since": head.since.isoformat(),
                "term_to": term_to.isoformat(),
            },
        )


def _term_end(head: Head, horizon: date, years: int) -> date | None:
    """The last day of the latest term that ends by the horizon and after the register came to know the head.

    A term that is not entered is taken to be `years` long, and another to follow it.
    """
    if head.term_to is not None:
        return head.term_to
    ends = (years_after(head.since, years * n) - timedelta(days=1) for n in range(1, 100))
    last = None
    for end in ends:
        if end > horizon:
            break
        last = end
    return last if last is not None and last >= head.known_on else None
