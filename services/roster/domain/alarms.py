"""What of the roster needs the office on a day (提醒): broken rules, ends of terms, gaps, loads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.roster.domain.alarm_kinds import AlarmKind, Standing
from services.roster.domain.appointment import years_after
from services.roster.domain.head_terms import Head, inspections_due
from services.roster.domain.inspectorate import Inspector
from services.roster.domain.register import Register
from services.roster.domain.staffing import Board, objection_to_renewal
from services.roster.domain.zone import schools_in
from shared.rules.pack import RulePack
from shared.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Visited:
    """That an inspector made a visit on a day."""

    inspector: str
    on: date


def alarms(
    board: Board,
    register: Register,
    heads: Iterable[Head],
    rules: RulePack,
    visits: Iterable[Visited] = (),
) -> list[Standing]:
    """Every alarm that stands on the board's day, in no particular order of weight.

    `visits` are those made by inspectors whose term has run out, since the first of these terms ended.
    """
    return [
        *_broken_rules(board, rules),
        *_uncovered(board),
        *_ending_terms(board.on, register.inspectors, rules),
        *_out_of_term(board, visits),
        *_behind(board, rules),
        *_posts(board, register, rules),
        *inspections_due(board.on, heads, rules),
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
                ).text,
            },
        )


def _out_of_term(board: Board, visits: Iterable[Visited]) -> Iterable[Standing]:
    """条例 6: whose term has run out and was not renewed inspects no more; what he did stays recorded."""
    days: dict[str, list[date]] = defaultdict(list)
    for visit in visits:
        days[visit.inspector].append(visit.on)
    for one in board.terms.run_out:
        number, last = one.inspector.number, one.term.last
        made = sorted(day for day in days[number] if day > last)
        if not made:
            continue
        yield Standing(
            AlarmKind.OUT_OF_TERM,
            f"{number}-{last}",
            made[0],
            {
                "inspector": number,
                "inspector_name": one.inspector.name,
                "term_to": last.isoformat(),
                "visits": len(made),
                "last_visit": made[-1].isoformat(),
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
