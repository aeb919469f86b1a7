"""指标体系: a tree of indicators with their full marks, methods of scoring, grades and veto items."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class MarkingMethod(StrEnum):
    """How the lowest indicators are scored."""

    POINTS = "计分"
    RATIO = "比率"
    YES_NO = "是否"
    GRADE = "等级"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an indicator scored by level; `share` is its percentage of the full marks."""

    name: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the first, second or third level.

    `marks` are its full marks (分值). Only the lowest have a `method`, `watched` (观测点), for a ratio its
    `target` in percent, and for a level its `levels`.
    """

    code: str
    name: str
    marks: Decimal
    parent: str | None = None
    method: MarkingMethod | None = None
    watched: tuple[str, ...] = ()
    target: Decimal | None = None
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """等次: who has at least so many marks has this grade."""

    name: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: where it was found, the grade is no better than `caps_at`."""

    code: str
    name: str
    caps_at: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole framework: `full` marks, the unit types it is for, and the grades from the best to the last."""

    code: str
    name: str
    full: Decimal
    unit_types: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    vetoes: tuple[Veto, ...] = ()

    def children(self, code: str | None) -> tuple[Indicator, ...]:
        """The indicators right below one, or those of the first level."""
        return tuple(one for one in self.indicators if one.parent == code)

    @property
    def lowest(self) -> tuple[Indicator, ...]:
        """The indicators that are scored."""
        parents = {one.parent for one in self.indicators}
        return tuple(one for one in self.indicators if one.code not in parents)

    def grade(self, marks: Decimal, vetoed: Iterable[str] = ()) -> str:
        """The grade of so many marks. Problems do not enter into it (Q26); veto items do."""
        names, found = [band.name for band in self.bands], frozenset(vetoed)
        caps = [names.index(veto.caps_at) for veto in self.vetoes if veto.code in found]
        reached = next(n for n, band in enumerate(self.bands) if marks >= band.at_least)
        return names[max([reached, *caps])]
