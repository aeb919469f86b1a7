"""From what was seen of each indicator to marks, every one with its arithmetic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from services.inspection.domain.decimals import plain, read_number, rounded, total
from services.inspection.domain.framework import Framework, Indicator, MarkingMethod
from shared.event_sourcing.decider import Refused

YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of an indicator: marks (8.5), a percentage (60.98), 是 or 否, or a level (A)."""

    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The marks of an indicator, from what was seen and how. `value` is empty for an average."""

    code: str
    value: str
    marks: Decimal
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """评分表: a mark for each of the lowest indicators, and their sum."""

    marks: tuple[Mark, ...]
    total: Decimal

    def of(self, code: str) -> Mark:
        return next(mark for mark in self.marks if mark.code == code)


class NotMarkedThisWay(Refused):
    field = "seen"

    def __init__(self, indicator: Indicator, value: str, expected: str) -> None:
        super().__init__(
            f"指标{indicator.code}“{indicator.name}”按{indicator.method}评分，不能写“{value[:40]}”。{expected}"
        )


class MarksMissing(Refused):
    """A sheet is whole, or its sum would say less than was seen."""

    field = "seen"

    def __init__(self, missing: Sequence[Indicator]) -> None:
        names = "、".join(f"{one.code}{one.name}" for one in missing[:5])
        more = f"等{len(missing)}项" if len(missing) > 5 else ""
        super().__init__(f"还有指标没有评分：{names}{more}。请补齐后再提交。")


class NoSuchIndicator(Refused):
    field = "seen"

    def __init__(self, code: str) -> None:
        super().__init__(f"指标体系里没有可以评分的指标{code}。请核对编号；只给最末一级指标评分。")


class MarkedTwice(Refused):
    field = "seen"

    def __init__(self, code: str) -> None:
        super().__init__(f"指标{code}写了两次。请只留一个。")


def mark(indicator: Indicator, value: str) -> Mark:
    """The marks for what was seen of one indicator. Raises `NotMarkedThisWay`."""
    full, number = indicator.marks, read_number(value)
    match indicator.method:
        case MarkingMethod.POINTS:
            if number is None or rounded(Fraction(number)) != number or number > full:
                raise NotMarkedThisWay(indicator, value, f"请写0到{plain(full)}之间的数，最多两位小数。")
            return Mark(indicator.code, value, rounded(Fraction(number)), f"得{plain(number)}分")
        case MarkingMethod.RATIO:
            target = indicator.target
            if number is None or number > 100 or target is None:
                raise NotMarkedThisWay(indicator, value, "请写0到100之间的百分数，不带%，最多四位小数。")
            if number >= target:
                why = f"{plain(number)}%，达到{plain(target)}%，得满分{plain(full)}"
                return Mark(indicator.code, value, rounded(Fraction(full)), why)
            marks = rounded(Fraction(full) * Fraction(number) / Fraction(target))
            why = f"{plain(number)}÷{plain(target)}×{plain(full)}＝{plain(marks)}"
            return Mark(indicator.code, value, marks, why)
        case MarkingMethod.YES_NO:
            if value not in (YES, NO):
                raise NotMarkedThisWay(indicator, value, f"请写{YES}或{NO}。")
            marks = rounded(Fraction(full if value == YES else 0))
            return Mark(indicator.code, value, marks, f"{value}，得{plain(marks)}分")
        case MarkingMethod.GRADE:
            level = next((one for one in indicator.levels if one.name == value), None)
            if level is None:
                names = "、".join(one.name for one in indicator.levels)
                raise NotMarkedThisWay(indicator, value, f"请写{names}之一。")
            marks = rounded(Fraction(full) * Fraction(level.share) / 100)
            why = f"{value}级，{plain(full)}×{plain(level.share)}%＝{plain(marks)}"
            return Mark(indicator.code, value, marks, why)
        case None:
            raise NoSuchIndicator(indicator.code)
        case _:
            assert_never(indicator.method)


def sheet(framework: Framework, seen: Iterable[Seen]) -> Sheet:
    """The whole sheet, in the order of the framework. Raises what is wrong with what was seen."""
    values = _by_code(framework, seen)
    if missing := [one for one in framework.lowest if one.code not in values]:
        raise MarksMissing(missing)
    return _summed(mark(one, values[one.code]) for one in framework.lowest)


def changed(framework: Framework, before: Sheet, seen: Iterable[Seen]) -> Sheet:
    """The sheet with what was seen of some indicators in place of their marks."""
    values, by_code = _by_code(framework, seen), {one.code: one for one in framework.lowest}
    return _summed(
        mark(by_code[one.code], values[one.code]) if one.code in values else one for one in before.marks
    )


def average(framework: Framework, sheets: Mapping[str, Sheet]) -> Sheet:
    """Each indicator's average, rounded, of at least one sheet; the sum is of the rounded averages."""
    return _summed(
        _average(one.code, [of.of(one.code).marks for of in sheets.values()]) for one in framework.lowest
    )


def subtotals(framework: Framework, marks: Sheet) -> Mapping[str, Decimal]:
    """What the marks come to in each indicator that has others below it."""
    found = {one.code: one.marks for one in marks.marks}

    def within(code: str) -> Decimal:
        below = framework.children(code)
        return total(within(one.code) for one in below) if below else found[code]

    return {one.code: within(one.code) for one in framework.indicators if one.code not in found}


def _average(code: str, marks: Sequence[Decimal]) -> Mark:
    mean = rounded(sum(map(Fraction, marks), Fraction()) / len(marks))
    why = f"（{'＋'.join(map(plain, marks))}）÷{len(marks)}＝{plain(mean)}" if len(marks) > 1 else "一人评分"
    return Mark(code, "", mean, why)


def _by_code(framework: Framework, seen: Iterable[Seen]) -> Mapping[str, str]:
    known, values = {one.code for one in framework.lowest}, dict[str, str]()
    for one in seen:
        if one.code not in known:
            raise NoSuchIndicator(one.code)
        if one.code in values:
            raise MarkedTwice(one.code)
        values[one.code] = one.value
    return values


def _summed(marks: Iterable[Mark]) -> Sheet:
    listed = tuple(marks)
    return Sheet(listed, total(one.marks for one in listed))
