"""Who comes before whom: within one type of unit, one version of one framework and one year, and nowhere else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

K = TypeVar("K")


@dataclass(frozen=True, order=True, slots=True)
class Group:
    """What can be compared: `year` is the year in which the results were served."""

    framework: str
    version: int
    unit_type: str
    year: int


@dataclass(frozen=True, slots=True)
class Result:
    """A served result; `total` None: left unscored."""

    id: UUID
    unit: str
    group: Group
    total: Decimal | None
    on: date


@dataclass(frozen=True, slots=True)
class Place:
    """A place among `of` units."""

    rank: int
    of: int


def places(results: Iterable[Result]) -> Mapping[UUID, Place]:
    """The places of the results that have one.

    Of a unit that was scored twice in a group the later result counts. Equal totals share a place and the next
    one is as many behind: 1, 2, 2, 4. What was not scored has no place.
    """
    latest: dict[tuple[Group, str], Result] = {}
    for result in sorted(results, key=lambda one: (one.on, one.id)):
        if result.total is not None:
            latest[result.group, result.unit] = result
    groups: dict[Group, list[Result]] = defaultdict(list)
    for result in latest.values():
        groups[result.group].append(result)
    return {id: place for group in groups.values() for id, place in _placed(group)}


def ranks(totals: Mapping[K, Decimal]) -> Mapping[K, int]:
    """One more than how many have more."""
    first: dict[Decimal, int] = {}
    for place, total in enumerate(sorted(totals.values(), reverse=True), start=1):
        first.setdefault(total, place)
    return {who: first[total] for who, total in totals.items()}


def _placed(group: Sequence[Result]) -> Iterable[tuple[UUID, Place]]:
    of = ranks({one.id: one.total for one in group if one.total is not None})
    return [(one.id, Place(of[one.id], len(group))) for one in group]
