"""What an annual plan consists of: its items, how loaded each unit is, and what of it is merged."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from services.inspection.domain.report import Line


class Activity(StrEnum):
    """What brings inspectors to a unit (条例 13), from the lightest to the broadest."""

    REGULAR = "经常性督导"
    SPECIAL = "专项督导"
    COMPREHENSIVE = "综合督导"


BREADTH = tuple(Activity)
INSPECTIONS = frozenset({Activity.SPECIAL, Activity.COMPREHENSIVE})


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit as the roster had it when it was planned."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One activity at each of its units in one month of the year; `day` where it is fixed already.

    `campaign` is the 专项 it belongs to, `merged_from` the items it took the place of.
    """

    id: UUID
    activity: Activity
    line: Line
    theme: str
    month: int
    units: tuple[PlannedUnit, ...]
    day: date | None = None
    campaign: UUID | None = None
    merged_from: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Overload:
    """A unit visited more often than the office allows: in the month, or in the year (`month` None)."""

    unit: PlannedUnit
    month: int | None
    planned: int
    most: int

    @property
    def arithmetic(self) -> str:
        """梧桐小学10月计划入校3次，最多2次，超1次."""
        when, what = (f"{self.month}月", "入校") if self.month else ("全年", "综合、专项督导")
        over = self.planned - self.most
        return f"{self.unit.name}{when}计划{what}{self.planned}次，最多{self.most}次，超{over}次"


def overloads(items: Iterable[PlanItem], *, a_month: int, a_year: int) -> list[Overload]:
    """Where the plan goes over the load cap (严控督导频次), by unit and month.

    `a_month` counts everything that brings somebody to the unit, `a_year` comprehensive and special
    inspections only: regular visits have a minimum set by law.
    """
    names: dict[str, PlannedUnit] = {}
    monthly: Counter[tuple[str, int]] = Counter()
    yearly: Counter[str] = Counter()
    for item in items:
        for unit in item.units:
            names[unit.code] = unit
            monthly[unit.code, item.month] += 1
            yearly[unit.code] += item.activity in INSPECTIONS
    over = [
        Overload(names[code], None, planned, a_year) for code, planned in yearly.items() if planned > a_year
    ]
    over += [
        Overload(names[code], month, planned, a_month)
        for (code, month), planned in monthly.items()
        if planned > a_month
    ]
    return sorted(over, key=lambda one: (one.unit.code, one.month or 0))


@dataclass(frozen=True, slots=True)
class Clash:
    """Two items that bring people to the same units at nearly the same time: better one visit than two.

    `apart` is in days, None where only the month is known of one of them.
    """

    items: tuple[UUID, UUID]
    units: tuple[PlannedUnit, ...]
    month: int
    apart: int | None
    arithmetic: str
    proposal: str


def clashes(items: Sequence[PlanItem], within: int) -> list[Clash]:
    """Every pair of items that meets at a unit, with the arithmetic and what to make of it.

    Days that are fixed meet when at most `within` days lie between them, also across months; else the month
    must be the same.
    """
    found = []
    for n, one in enumerate(items):
        codes = {unit.code for unit in one.units}
        for other in items[n + 1 :]:
            if (said := _nearness(one, other, within)) is None:
                continue
            if both := tuple(unit for unit in other.units if unit.code in codes):
                broad = max(one, other, key=lambda item: BREADTH.index(item.activity))
                found.append(
                    Clash(
                        (one.id, other.id),
                        both,
                        min(one.month, other.month),
                        abs((one.day - other.day).days) if one.day and other.day else None,
                        f"{len(both)}个单位（{_some(both)}）{said}",
                        f"建议合并为一次{broad.activity.value}，时间取{_when(broad)}，"
                        f"事项合并：{'、'.join(_themes((one, other)))}。",
                    )
                )
    return sorted(found, key=lambda clash: (clash.month, clash.units[0].code))


def _nearness(one: PlanItem, other: PlanItem, within: int) -> str | None:
    """How near two items are, in words; None when they are far enough apart."""
    if one.day and other.day:
        apart = abs((one.day - other.day).days)
        if apart > within:
            return None
        first, last = sorted((one.day, other.day))
        return f"在{_day(first)}和{_day(last)}各安排一次，相隔{apart}日，不超过{within}日"
    if one.month != other.month:
        return None
    return f"在{one.month}月安排两次：{one.theme}、{other.theme}"


def merge(items: Sequence[PlanItem], chosen: Sequence[UUID], units: Iterable[str]) -> tuple[PlanItem, ...]:
    """The items after one takes the place of the `chosen` at those units.

    It is as broad as the broadest, at its time, and about what each of them was about; the others keep their
    remaining units. Its id derives from what it replaces, so merging again is the same. Raises `LookupError`
    when an item or a unit of it is not there.
    """
    by_id = {item.id: item for item in items}
    parts = [by_id[one] for one in chosen]
    wanted = set(units)
    if not wanted or any(wanted - {unit.code for unit in part.units} for part in parts):
        raise LookupError("no such unit in every item")
    broad = max(parts, key=lambda item: BREADTH.index(item.activity))
    name = "|".join(sorted(map(str, chosen)) + sorted(wanted))
    one = replace(
        broad,
        id=uuid5(broad.id, name),
        theme="、".join(_themes(parts)),
        units=tuple(unit for unit in broad.units if unit.code in wanted),
        campaign=next((part.campaign for part in (broad, *parts) if part.campaign), None),
        merged_from=tuple(chosen),
    )
    rest = [_without(item, wanted) if item.id in set(chosen) else item for item in items]
    return (*(item for item in rest if item.units), one)


def _without(item: PlanItem, codes: set[str]) -> PlanItem:
    return replace(item, units=tuple(unit for unit in item.units if unit.code not in codes))


def _themes(parts: Sequence[PlanItem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in parts for word in part.theme.split("、")))


def _when(item: PlanItem) -> str:
    return _day(item.day) if item.day else f"{item.month}月"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _some(units: Sequence[PlannedUnit], shown: int = 3) -> str:
    names = "、".join(unit.name for unit in units[:shown])
    return f"{names}等" if len(units) > shown else names
