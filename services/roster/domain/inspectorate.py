"""Inspectors as the staffing board sees them: who held which office, and who was sent to which unit, when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from services.roster.domain.details import InspectorKind

_DAY = timedelta(days=1)

Span = tuple[date, date]
"""The first day and the last."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an inspector; `first` and `last` are both in it, but from `left_on` he does not hold it."""

    kind: InspectorKind
    zone: str | None
    retired_on: date | None
    first: date
    last: date
    served: int
    left_on: date | None = None

    def held_on(self, day: date) -> bool:
        """Whether it had begun and he had not left; it may have run out."""
        return self.first <= day and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True)
class Inspector:
    """An inspector with all his terms from the first to the last.

    `hours` of central training are those entered for a whole year, `trainings` those of a day; `others` are those
    of a day of which only a part counts (online, self-study), if any. `suspended` are
    the times without duty in their order, each from its first day to the day of his return (None: he has not
    returned). `grades` are those of his appraisals by year.
    """

    number: str
    name: str
    terms: tuple[Term, ...]
    hours: Mapping[int, int]
    suspended: tuple[tuple[date, date | None], ...] = ()
    trainings: tuple[tuple[date, int], ...] = ()
    grades: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    others: tuple[tuple[date, int], ...] = ()

    def term_on(self, day: date) -> Term | None:
        """The latest term that had begun, which may have run out; None before the first and after he left."""
        for term in reversed(self.terms):
            if term.first <= day:
                return term if term.held_on(day) else None
        return None

    def hours_by(self, day: date, share: Fraction) -> int:
        """Hours in the year of the day, up to and with it: of central training, and `share` of the others."""
        central, others = (
            sum(hours for on, hours in trainings if on.year == day.year and on <= day)
            for trainings in (self.trainings, self.others)
        )
        return self.hours.get(day.year, 0) + central + int(others * share)

    def grade_by(self, day: date) -> tuple[int, str] | None:
        """The latest year up to that day's that was appraised, and its grade."""
        return max(((year, grade) for year, grade in self.grades.items() if year <= day.year), default=None)

    def suspended_since(self, day: date) -> date | None:
        """The day from which he was without duty on that day; None if he was not."""
        times = (first for first, back in self.suspended if first <= day and (back is None or day < back))
        return next(times, None)

    def on_duty(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.duty)

    @cached_property
    def duty(self) -> tuple[Span, ...]:
        """The times in which he is in term and not suspended, in their order."""
        begins = [*(term.first for term in self.terms[1:]), date.max]
        held: list[Span] = []
        for term, following in zip(self.terms, begins, strict=True):
            last = min(term.last, following - _DAY)
            if term.left_on is not None:
                last = min(last, term.left_on - _DAY)
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
