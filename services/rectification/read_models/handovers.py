"""Which cases are still with an inspector who may not go on with them, or with a unit that ended?

Asked of the rows of cases, posts, inspectors and ends of units. A case that rests is asked for when it is reopened.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Date, Integer, and_, any_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.domain.succession import Post, SuccessionUnclear, successor_of
from services.rectification.read_models import cases, inspectors, posts, recusals, unit_ends, units

_c, _p, _i, _e, _u, _r = (model.TABLE.c for model in (cases, posts, inspectors, unit_ends, units, recusals))
_OPEN = _c.duty_id.is_not(None)


@dataclass(frozen=True, slots=True)
class Departure:
    """The case has an inspector who left his post or his office, whose term ran out, or who must recuse himself;
    `fact` says so."""

    case_id: UUID
    inspector: str
    successor: str | None
    fact: UUID
    correlation: UUID


@dataclass(frozen=True, slots=True)
class UnitEnd:
    """The case is with a unit that ended; `into` is the row of the unit it became part of, None: closed."""

    case_id: UUID
    unit: str
    ended_on: date
    into: Mapping[str, Any] | None
    fact: UUID
    correlation: UUID


_TODAY, _LIMIT = bindparam("today", type_=Date), bindparam("limit", type_=Integer)
_OVER = or_(_p.ended_on < _TODAY, and_(_p.ended_on == _TODAY, _p.successor.is_(None)))
_POST_ENDED = (
    select(_c.case_id, _c.unit, _p.inspector, _p.unit.label("post"), _p.fact, _p.correlation)
    .join_from(cases.TABLE, posts.TABLE, or_(_p.unit == _c.unit, _p.unit == _c.former_unit))
    .where(_OPEN, _OVER, _p.inspector == any_(_c.inspectors), _c.found_on <= _p.handed_on)
)
_LEFT = (
    select(_c.case_id, _c.unit, _i.inspector, _i.fact, _i.correlation)
    .join_from(cases.TABLE, inspectors.TABLE, _i.inspector == any_(_c.inspectors))
    .where(_OPEN, _i.exited, _c.found_on <= _i.off_since)
)
_RUN_OUT = (
    select(_c.case_id, _c.unit, _i.inspector, _i.fact, _i.correlation, _i.term_to)
    .join_from(cases.TABLE, inspectors.TABLE, _i.inspector == any_(_c.inspectors))
    .where(_OPEN, _i.term_to < _TODAY)
)
_RECUSED = (
    select(_c.case_id, _c.unit, _r.inspector, _r.fact, _r.correlation)
    .join_from(cases.TABLE, recusals.TABLE, and_(_r.unit == _c.unit, _r.inspector == any_(_c.inspectors)))
    .where(_OPEN)
)
# Most often nobody has to go, and one question is enough to know it.
_ANY = select(or_(*(query.exists() for query in (_POST_ENDED, _LEFT, _RUN_OUT, _RECUSED))))


async def departures(connection: AsyncConnection, today: date, limit: int) -> Sequence[Departure]:
    """Cases whose inspector must be replaced, as far as it is clear who follows (条例 6, 10).

    The successor the roster names, else somebody else who answers for the unit. An end that is entered ahead
    moves nothing before its day; a successor begins on the day after it.
    """
    if not await connection.scalar(_ANY, {"today": today}):
        return ()
    asked = {"today": today, "limit": limit}
    rows = (await connection.execute(_POST_ENDED.limit(_LIMIT), asked)).all()
    gone: list[tuple[Any, UUID]] = []
    for query in (_LEFT, _RECUSED):
        gone += [(row, row.fact) for row in await connection.execute(query.limit(_LIMIT), asked)]
    expired = await connection.execute(_RUN_OUT.limit(_LIMIT), asked)  # By itself, so no fact says so.
    gone += [(row, uuid5(row.fact, f"{row.case_id}/{row.term_to}")) for row in expired]
    held = await _posts_at(
        connection, {row.post for row in rows} | {row.unit for row in (*rows, *(one for one, _ in gone))}
    )
    away = await _away(connection, {number for at_unit in held.values() for number in at_unit}, today)
    found: dict[tuple[UUID, str], Departure] = {}
    for row in rows:
        try:
            successor = successor_of(row.inspector, held[row.post])
        except SuccessionUnclear:
            continue
        successor = successor or _another(row.unit, held, away, row.inspector, today)
        departure = Departure(row.case_id, row.inspector, successor, row.fact, row.correlation)
        found[row.case_id, row.inspector] = departure
    for one, fact in gone:
        successor = _another(one.unit, held, away, one.inspector, today)
        departure = Departure(one.case_id, one.inspector, successor, fact, one.correlation)
        found.setdefault((one.case_id, one.inspector), departure)
    return list(found.values())


async def ended_units(connection: AsyncConnection, today: date, limit: int) -> Sequence[UnitEnd]:
    """Cases of units that ended by today, but for those merged into a unit that was not heard of yet."""
    query = (
        select(_c.case_id, _c.unit, _e.ended_on, _e.into, _e.fact, _e.correlation, _u.unit_name.label("name"))
        .add_columns(_u.superior, _u.zone)
        .join_from(cases.TABLE, unit_ends.TABLE, _e.code == _c.unit)
        .outerjoin(units.TABLE, _u.code == _e.into)
        .where(_OPEN, _e.ended_on <= today)
        .where(or_(_u.code.is_not(None), and_(_e.into.is_(None), _c.unit_lost_on.is_(None))))
        .limit(limit)
    )
    return [
        UnitEnd(
            row.case_id,
            row.unit,
            row.ended_on,
            {"unit": row.into, "unit_name": row.name, "superior": row.superior, "zone": row.zone}
            if row.into
            else None,
            row.fact,
            row.correlation,
        )
        for row in await connection.execute(query)
    ]


async def _posts_at(connection: AsyncConnection, codes: Collection[str]) -> dict[str, dict[str, Post]]:
    """The posts at these units, by unit and inspector."""
    found: dict[str, dict[str, Post]] = {code: {} for code in codes}
    rows = await connection.execute(select(posts.TABLE).where(_p.unit.in_(codes)))
    for row in rows:
        found[row.unit][row.inspector] = Post(row.ended_on, row.successor, row.since)
    return found


async def _away(connection: AsyncConnection, numbers: Collection[str], today: date) -> set[tuple[str, str]]:
    """Who of them is off duty or out of term (with every unit: '') or must recuse himself (with which unit)."""
    unfit = or_(_i.off_since <= today, _i.term_to < today)
    off = await connection.execute(select(_i.inspector).where(_i.inspector.in_(numbers), unfit))
    recused = await connection.execute(select(_r.inspector, _r.unit).where(_r.inspector.in_(numbers)))
    return {(row.inspector, "") for row in off} | {(row.inspector, row.unit) for row in recused}


def _another(
    unit: str,
    held: Mapping[str, Mapping[str, Post]],
    away: Collection[tuple[str, str]],
    but: str,
    today: date,
) -> str | None:
    """Somebody else who answers for the unit on that day and may judge it."""
    here = (number for number, post in sorted(held[unit].items()) if post.held_on(today) and number != but)
    return next((n for n in here if (n, "") not in away and (n, unit) not in away), None)
