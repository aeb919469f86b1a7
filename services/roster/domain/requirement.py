"""How many inspectors a district should have: 1:5 by campus and stage, large schools 1:1."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from services.roster.domain.details import UnitKind
from shared.rules.pack import RulePack
from shared.rules.rule import Rule, RuleMisused

UNCOUNTED = frozenset({UnitKind.TRAINING, UnitKind.TOWN, UnitKind.MEMBER})
"""What is inspected and yet no school or kindergarten."""

COUNTING = ("全区合计", "向上取整")
"""The only way of counting that is programmed; a pack that asks for another is refused, not ignored."""


@dataclass(frozen=True)
class Unit:
    """A unit of the register, as far as the board counts it; `stages` is how many it teaches.

    From `closed_on` (the day of its closing or merger) there is no such unit. What is counted of a unit is
    the same on every day and kept: the board of a district counts thousands.
    """

    code: str
    name: str
    kind: UnitKind
    campuses: int
    stages: int
    students: int
    zone: str | None
    closed_on: date | None = None

    @cached_property
    def counts(self) -> int:
        """Every campus and every stage beyond the first is one more (多校区按校区、一贯制按学段计)."""
        return 1 + self.more_campuses + self.more_stages

    @property
    def more_campuses(self) -> int:
        return max(0, self.campuses - 1)

    @property
    def more_stages(self) -> int:
        return max(0, self.stages - 1)

    @cached_property
    def arithmetic(self) -> str:
        """1＋1（多1个学段）＝2; 1 for a unit with one campus and one stage."""
        campuses = f"＋{self.more_campuses}（多{self.more_campuses}个校区）" if self.more_campuses else ""
        stages = f"＋{self.more_stages}（多{self.more_stages}个学段）" if self.more_stages else ""
        return f"1{campuses}{stages}＝{self.counts}" if campuses or stages else "1"


@dataclass(frozen=True, slots=True)
class Requirement:
    """The sum of the district, unit by unit, and the rules behind each step.

    `of_schools` and `of_kindergartens` are what these count together by campus and stage.
    """

    schools: tuple[Unit, ...]
    kindergartens: tuple[Unit, ...]
    large: tuple[Unit, ...]
    of_schools: int
    of_kindergartens: int
    ratio: Rule
    large_ratio: Rule
    large_from: Rule
    counting: Rule

    @property
    def for_units(self) -> int:
        """Inspectors for the units that are not large: one for every five, rounded up."""
        return -(-(self.of_schools + self.of_kindergartens) // self.ratio.number)

    @property
    def for_large(self) -> int:
        return -(-len(self.large) // self.large_ratio.number)

    @property
    def total(self) -> int:
        return self.for_units + self.for_large

    @property
    def schools_arithmetic(self) -> str:
        """23所 ＋ 白鹭学校多1个学段 ＋ …"""
        more = [
            f"{unit.name}多{count}个{what}"
            for unit in self.schools
            if unit.counts > 1
            for count, what in ((unit.more_campuses, "校区"), (unit.more_stages, "学段"))
            if count
        ]
        return " ＋ ".join([f"{len(self.schools)}所", *more])

    @property
    def units_arithmetic(self) -> str:
        """(26＋75)÷5＝20.2→21"""
        counted, ratio = self.of_schools + self.of_kindergartens, self.ratio.number
        sum_ = f"({self.of_schools}＋{self.of_kindergartens})÷{ratio}"
        if counted % ratio == 0:
            return f"{sum_}＝{self.for_units}"
        return f"{sum_}＝{f'{counted / ratio:.2f}'.rstrip('0')}→{self.for_units}"

    @property
    def total_arithmetic(self) -> str:
        return f"{self.for_units}＋{self.for_large}＝{self.total}人"


def requirement(units: Iterable[Unit], rules: RulePack) -> Requirement:
    """Raises `RuleMisused` when the pack counts in a way that is not programmed."""
    counting = rules.rule("ratio_counting")
    if counting.words != COUNTING:
        raise RuleMisused(
            f"规则ratio_counting（{counting.title}）只能是{'、'.join(COUNTING)}，"
            f"现在是{counting.amount}。请改正规则包{rules.jurisdiction}。"
        )
    ratio, large_ratio = rules.rule("schools_per_inspector"), rules.rule("large_schools_per_inspector")
    large_from = rules.rule("large_school_students")
    counted = [unit for unit in units if unit.kind not in UNCOUNTED]
    many = large_from.number
    usual = [unit for unit in counted if unit.students < many]
    schools = tuple(unit for unit in usual if unit.kind is not UnitKind.KINDERGARTEN)
    kindergartens = tuple(unit for unit in usual if unit.kind is UnitKind.KINDERGARTEN)
    return Requirement(
        schools=schools,
        kindergartens=kindergartens,
        large=tuple(unit for unit in counted if unit.students >= many),
        of_schools=sum(unit.counts for unit in schools),
        of_kindergartens=sum(unit.counts for unit in kindergartens),
        ratio=ratio,
        large_ratio=large_ratio,
        large_from=large_from,
        counting=counting,
    )
