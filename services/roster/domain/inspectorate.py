"""Inspectors as the staffing board sees them: who held which office, and who was sent to which unit, when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from services.roster.domain.details import InspectorKind

_DAY = timedelta(days=1)

Span = tuple[date, date]
"""The first day and the last."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an inspector; `first` and `last` are both in it."""

    kind: InspectorKind
    zone: str | None
    retired_on: date | None
    first: date
    last: date
    served: int


@dataclass(frozen=True)
class Inspector:
    """An inspector with all his terms from the first to the last, and hours of training by year.

    From `exited_on` he holds none of the terms that had begun. `suspended` are the times without duty in
    their order, each from its first day to the day of his return (None: he has not returned).
    """

    number: str
    name: str
    terms: tuple[Term, ...]
    hours: Mapping[int, int]
    exited_on: date | None = None
    suspended: tuple[tuple[date, date | None], ...] = ()

    def term_on(self, day: date) -> Term | None:
        """The latest term that had begun, which may have run out; None before the first and after he left."""
        for term in reversed(self.terms):
            if term.first <= day:
                left = self.exited_on is not None and term.first < self.exited_on <= day
                return None if left else term
        return None

    def on_duty(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.duty)

    @cached_property
    def duty(self) -> tuple[Span, ...]:
        """The times in which he is in term and not suspended, in their order."""
        begins = [*(term.first for term in self.terms[1:]), date.max]
        held: list[Span] = []
        for term, following in zip(self.terms, begins, strict=True):
            last = min(term.last, following - _DAY)
            if self.exited_on is not None and term.first < self.exited_on:
                last = min(last, self.exited_on - _DAY)
            held.append((term.first, last))
        for away, back in self.suspended:
            held = [part for span in held for part in _without(span, away, back)]
        return tuple((first, last) for first, last in held if first <= last)


def _without(span: Span, away: date, back: date | None) -> Iterable[Span]:
    """What of a time is before `away` and from `back` on; a part may be empty, its first day after its last."""
    first, last = span
    yield first, min(last, away - _DAY)
    if back is not None:
        yield max(first, back, away), last


@dataclass(frozen=True, slots=True)
class Post:
    """A time in which an inspector answers for a unit, both days included; `ended_on` None: it lasts."""

    unit: str
    inspector: str
    since: date
    ended_on: date | None
