"""Figures beside their yardsticks and targets: as a Markdown table for people, as JSON for programs."""

import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.box import MARKDOWN
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured, and what it must come to.

    `value` and `yardstick` are medians in `unit`, `times` is the median of the ratios of runs that took
    turns. The target bounds `times` where there is a yardstick, else `value`.
    """

    name: str
    value: float
    unit: str
    at_least: float | None = None
    below: float | None = None
    yardstick: float | None = None
    times: float | None = None
    beside: str = ""

    @property
    def met(self) -> bool:
        reached = self.value if self.times is None else self.times
        enough = self.at_least is None or reached >= self.at_least
        return enough and (self.below is None or reached < self.below)

    @property
    def target(self) -> str:
        if self.at_least is None and self.below is None:
            return ""
        unit = self.unit if self.times is None else "×"
        return f"≥ {self.at_least:,g} {unit}" if self.below is None else f"< {self.below:,g} {unit}"


def paired(name: str, unit: str, runs: Sequence[tuple[float, float]], beside: str, at_least: float) -> Figure:
    """The figure of runs (ours, the yardstick's) that took turns."""
    return Figure(
        name=name,
        value=median(ours for ours, _ in runs),
        unit=unit,
        at_least=at_least,
        yardstick=median(theirs for _, theirs in runs),
        times=median(ours / theirs for ours, theirs in runs),
        beside=beside,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed; nearest rank."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def table(figures: Sequence[Figure]) -> Table:
    shown = Table("figure", "measured", "yardstick in the same run", "×", "target", "", box=MARKDOWN)
    for f in figures:
        beside = f"{f.beside}: {_number(f.yardstick)}" if f.yardstick is not None else f.beside
        times = "" if f.times is None else f"{f.times:.2f}"
        shown.add_row(f.name, f"{_number(f.value)} {f.unit}", beside, times, f.target, _mark(f))
    return shown


def as_json(measured: Mapping[str, Sequence[Figure]]) -> dict[str, Any]:
    return {
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
            "python": platform.python_version(),
        },
        "figures": {
            benchmark: [asdict(figure) | {"met": figure.met} for figure in figures]
            for benchmark, figures in measured.items()
        },
    }


def _mark(figure: Figure) -> str:
    return "" if not figure.target else "✔" if figure.met else "✘"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
