"""Who answers for a unit (挂牌督导), from day to day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from services.roster.domain.inspectorate import Inspector, Post
from services.roster.domain.requirement import Unit

_DAY = timedelta(days=1)


class UnitCoverage(NamedTuple):
    """Who answers for a unit. `uncovered_since` is None also for a unit nobody ever answered for."""

    unit: Unit
    inspectors: tuple[str, ...]
    uncovered_since: date | None


@dataclass(frozen=True, slots=True)
class Answering:
    """The days on which it changes who answers for a unit, and how it is before, between and after them.

    Found once, it says at once how it is on any day: the board of a district asks thousands.
    """

    changes: tuple[date, ...]
    states: tuple[UnitCoverage, ...]

    def on(self, day: date) -> UnitCoverage:
        return self.states[bisect_right(self.changes, day)]


def answering(
    units: Iterable[Unit], posts: Iterable[Post], people: Mapping[str, Inspector]
) -> dict[str, Answering]:
    """Of each unit by its code; names in the order of the posts. Posts at other units are left out.

    Who is suspended is in term and answers for nobody.
    """
    times: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
    for post in posts:
        if post.inspector not in people:
            continue
        one = people[post.inspector]
        for first, last in one.duty:
            since = max(first, post.since)
            until = last if post.ended_on is None else min(last, post.ended_on)
            if since <= until:
                times[post.unit].append((one.name, since, until))
    return {unit.code: _answering(unit, times.get(unit.code, [])) for unit in units}


def _answering(unit: Unit, times: list[tuple[str, date, date]]) -> Answering:
    changes = sorted({day for _, first, last in times for day in (first, last + _DAY)})
    states = [UnitCoverage(unit, (), None)]
    for day in changes:
        names = tuple(name for name, first, last in times if first <= day <= last)
        ended = () if names else (last + _DAY for _, _, last in times if last < day)
        states.append(UnitCoverage(unit, names, max(ended, default=None)))
    return Answering(tuple(changes), tuple(states))
