"""How many lessons were heard, plans read, people met, on how many visits: in all, by theme, zone and month?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, distinct, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.read_models import issues, visits
from shared.event_sourcing.read_model import Row

_v, _i = visits.TABLE.c, issues.TABLE.c

_SUMMED: Final = (
    "minutes",
    "lessons_heard",
    "plans_read",
    "interviews",
    "discussants",
    "questionnaires",
    "patrols",
    "papers_read",
    "photos",
    "issues",
)
"""What is added up over visits. People met (person-times) are those interviewed and those in meetings."""


@dataclass(frozen=True, slots=True)
class Period:
    """The visits that are counted: from the one day to the other, both included, of one unit or of all."""

    since: date | None = None
    until: date | None = None
    unit: str | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        parts: list[ColumnElement[bool]] = [true()]
        if self.since is not None:
            parts.append(_v.visited_on >= self.since)
        if self.until is not None:
            parts.append(_v.visited_on <= self.until)
        if self.unit is not None:
            parts.append(_v.unit == self.unit)
        return and_(*parts)


async def count(connection: AsyncConnection, period: Period) -> Mapping[str, Any]:
    """All figures of the period. A visit with three themes is one in the totals, and one under each theme."""
    month = func.to_char(_v.visited_on, "YYYY-MM")
    zone = func.coalesce(_v.zone, "")
    (totals,) = await _rows(connection, _measured(period))
    return {
        "totals": totals,
        "by_theme": await _by_theme(connection, period),
        "by_zone": await _rows(
            connection, _measured(period, zone.label("zone")).group_by(zone).order_by(zone)
        ),
        "by_month": await _rows(
            connection, _measured(period, month.label("month")).group_by(month).order_by(month)
        ),
    }


def _measured(period: Period, *of: ColumnElement[str]) -> Select[Any]:
    sums = [func.coalesce(func.sum(_v[name]), 0).label(name) for name in _SUMMED]
    met = func.coalesce(func.sum(_v.interviews + _v.discussants), 0).label("people_met")
    visited = func.count(distinct(_v.unit)).label("units")
    asked: Sequence[ColumnElement[Any]] = (*of, func.count().label("visits"), visited, *sums, met)
    return select(*asked).where(period.condition)


async def _by_theme(connection: AsyncConnection, period: Period) -> Sequence[Row]:
    theme = func.unnest(_v.themes).label("theme")
    each = (
        select(_v.visit, theme).where(period.condition).distinct().subquery()
    )  # A theme written twice is one.
    made = await connection.execute(select(each.c.theme, func.count()).group_by(each.c.theme))
    found = await connection.execute(
        select(_i.theme, func.count())
        .join(visits.TABLE, _v.visit == _i.visit)
        .where(period.condition)
        .group_by(_i.theme)
    )
    visited, raised = ({row[0]: row[1] for row in rows} for rows in (made, found))
    return [
        {"theme": name, "visits": visited.get(name, 0), "issues": raised.get(name, 0)}
        for name in sorted(visited | raised)
    ]


async def _rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[Row]:
    return [dict(row) for row in (await connection.execute(query)).mappings()]
