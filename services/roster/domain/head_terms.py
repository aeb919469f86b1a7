"""When the term of office of a unit's head ends, and the comprehensive inspection that is due then (Q7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.roster.domain.alarm_kinds import AlarmKind, Standing
from services.roster.domain.appointment import years_after
from services.roster.domain.coverage import UNSUPERVISED
from services.roster.domain.details import UnitKind
from shared.rules.pack import RulePack


@dataclass(frozen=True, slots=True)
class Head:
    """Who heads a unit, since when, until when if that is fixed, and since when the register knows it.

    `last_day` is set of who heads it no more: the last day on which he did. `inspected_on` is when the opinion of
    the unit's last comprehensive inspection was served, None if none is known.
    """

    unit: str
    unit_name: str
    kind: UnitKind
    head: str
    since: date
    term_to: date | None
    known_on: date
    last_day: date | None = None
    inspected_on: date | None = None

    @property
    def left_early(self) -> bool:
        """Whether he left before the day that was fixed, or before any day was; it ends his term of office."""
        return self.last_day is not None and (self.term_to is None or self.last_day < self.term_to)


def inspections_due(on: date, heads: Iterable[Head], rules: RulePack) -> Iterable[Standing]:
    """One comprehensive inspection at the end of a head's term of office (Q7), also of one who left early.

    It is due from some time before the end until it is held, whoever heads the unit by then; one held within that
    time or later is about the term.
    """
    time = timedelta(days=rules.rule("head_term_alarm").number)
    told: set[tuple[str, date]] = set()
    for head in heads:
        if head.kind in UNSUPERVISED:
            continue
        term_to = _term_end(head, on + time, rules.rule("head_term").number)
        if term_to is None or term_to > on + time:
            continue
        if head.inspected_on is not None and head.inspected_on >= term_to - time:
            continue
        if (head.unit, term_to) in told:  # Two who left on one day: one inspection is due.
            continue
        told.add((head.unit, term_to))
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
                "left": head.left_early,
            },
        )


def _term_end(head: Head, horizon: date, years: int) -> date | None:
    """The last day of the latest term that ends by the horizon and after the register came to know the head.

    A term that is not entered is taken to be `years` long, and another to follow it.
    """
    if head.last_day is not None:
        if head.last_day < head.since:  # He was named and never came.
            return None
        end = head.last_day if head.left_early else head.term_to
        return end if end is not None and end >= head.known_on else None
    if head.term_to is not None:
        return head.term_to
    ends = (years_after(head.since, years * n) - timedelta(days=1) for n in range(1, 100))
    last = None
    for end in ends:
        if end > horizon:
            break
        last = end
    return last if last is not None and last >= head.known_on else None
