"""Who answers for which unit on a day, zone by zone (挂牌督导)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.roster.domain.answering import UnitCoverage
from services.roster.domain.details import UnitKind
from services.roster.domain.inspectorate import Inspector, Term
from services.roster.domain.register import Register
from services.roster.domain.requirement import Unit
from services.roster.domain.zone import by_number
from shared.rules.pack import RulePack
from shared.rules.rule import Rule

UNSUPERVISED = frozenset({UnitKind.TOWN, UnitKind.MEMBER})
"""What is inspected as government (督政) and so has no responsible inspector."""

Serving = Sequence[tuple[Inspector, Term]]
"""Inspectors, each with the term in question."""


@dataclass(frozen=True, slots=True)
class ZoneCoverage:
    """The units of a zone (None: of no zone), how many so many answer for, and its inspectors."""

    zone: str | None
    units: tuple[UnitCoverage, ...]
    by_count: Mapping[int, int]
    in_term: int
    run_out: int

    def with_inspectors(self, least: int, most: int | None = None) -> int:
        """How many units at least and at most so many inspectors answer for."""
        return sum(units for n, units in self.by_count.items() if least <= n and (most is None or n <= most))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every supervised unit, by zone. `needed` inspectors are to answer for each under `rule`."""

    zones: tuple[ZoneCoverage, ...]
    needed: int
    rule: Rule

    @property
    def units(self) -> list[UnitCoverage]:
        return [unit for zone in self.zones for unit in zone.units]

    @property
    def count(self) -> int:
        return sum(len(zone.units) for zone in self.zones)

    @property
    def most(self) -> int:
        """How many inspectors answer for the unit that has most of them."""
        return max((n for zone in self.zones for n in zone.by_count), default=0)

    @property
    def uncovered(self) -> list[UnitCoverage]:
        return [unit for zone in self.zones for unit in zone.units if not unit.inspectors]

    def with_inspectors(self, least: int, most: int | None = None) -> int:
        return sum(zone.with_inspectors(least, most) for zone in self.zones)


def coverage(
    register: Register, units: Iterable[Unit], on: date, in_term: Serving, run_out: Serving, rules: RulePack
) -> Coverage:
    """上海 14 asks for two at each school; where no law names a number, one must answer (挂牌督导).

    `units` are those there are on that day.
    """
    by_zone: dict[str | None, list[UnitCoverage]] = defaultdict(list)
    for unit in units:
        if unit.kind not in UNSUPERVISED:
            by_zone[unit.zone].append(register.answering[unit.code].on(on))
    present, past = (Counter(term.zone for _, term in group) for group in (in_term, run_out))
    known = by_zone.keys() | present.keys() | past.keys()
    named = sorted({*register.zones, *(zone for zone in known if zone)}, key=by_number)
    order = [*named, *([None] if None in known else [])]
    rule = rules.get("responsible_inspectors_per_school")
    return Coverage(
        tuple(_zone(zone, by_zone.get(zone, ()), present[zone], past[zone]) for zone in order),
        rule.number if rule else 1,
        rule or rules.rule("schools_per_responsible_inspector"),
    )


def _zone(zone: str | None, units: Sequence[UnitCoverage], in_term: int, run_out: int) -> ZoneCoverage:
    return ZoneCoverage(zone, tuple(units), Counter(len(unit.inspectors) for unit in units), in_term, run_out)
