"""指标体系: a tree of indicators with their full marks, methods of scoring, grades and veto items."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.inspection.domain.decimals import is_hundredths, plain, total

DEEPEST = 3


class Method(StrEnum):
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
    method: Method | None = None
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
        names = [band.name for band in self.bands]
        caps = [names.index(veto.caps_at) for veto in self.vetoes if veto.code in set(vetoed)]
        reached = next(n for n, band in enumerate(self.bands) if marks >= band.at_least)
        return names[max([reached, *caps])]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a framework, in which part (`code` of the indicator, grade or veto item), and how to mend
    it. `field` is a field of `Framework`, `Indicator`, `Band` or `Veto`."""

    part: str
    code: str
    field: str
    message: str
    mend: str


HEAD, INDICATOR, BAND, VETO = "指标体系", "指标", "等次", "否决项"
"""The parts of a framework, as its files have them."""


def faults(framework: Framework) -> list[Fault]:
    """All that is wrong with it; none, when it can be used."""
    return [*_of_head(framework), *_of_tree(framework), *_of_lowest(framework), *_of_bands(framework)]


def _of_head(framework: Framework) -> Iterator[Fault]:
    if not framework.unit_types:
        yield Fault(HEAD, "", "unit_types", "没有写适用的单位类型", "请写明适用于哪些类型的单位。")
    if framework.full <= 0 or not is_hundredths(framework.full):
        yield Fault(HEAD, "", "full", f"总分{plain(framework.full)}不对", "总分应大于0，最多两位小数。")
    if not framework.indicators:
        yield Fault(HEAD, "", "indicators", "没有指标", "请至少写一个指标。")


def _of_tree(framework: Framework) -> Iterator[Fault]:
    by_code: dict[str, Indicator] = {}
    for one in framework.indicators:
        if one.code in by_code:
            yield Fault(INDICATOR, one.code, "code", f"编号{one.code}用了两次", "请给每个指标不同的编号。")
        by_code.setdefault(one.code, one)
    for one in framework.indicators:
        if one.marks <= 0 or not is_hundredths(one.marks):
            message = f"分值{plain(one.marks)}不对"
            yield Fault(INDICATOR, one.code, "marks", message, "分值应大于0，最多两位小数。")
        if one.parent is not None and one.parent not in by_code:
            mend = "请改成表里有的指标编号；一级指标不填上级编号。"
            yield Fault(INDICATOR, one.code, "parent", f"没有编号为{one.parent}的上级指标", mend)
        elif _depth(one, by_code) > DEEPEST:
            mend = f"指标最多{DEEPEST}级，且不能互为上级；更细的内容请写成观测点。"
            yield Fault(INDICATOR, one.code, "parent", f"{one.code}超过了{DEEPEST}级", mend)
    for code in (None, *by_code):
        if parts := framework.children(code):
            yield from _of_sum(framework, by_code[code] if code else None, parts)


def _of_sum(framework: Framework, parent: Indicator | None, parts: tuple[Indicator, ...]) -> Iterator[Fault]:
    whole, summed = parent.marks if parent else framework.full, total(one.marks for one in parts)
    if summed == whole:
        return
    written = f"{'＋'.join(plain(one.marks) for one in parts)}＝{plain(summed)}"
    more = "多" if summed > whole else "少"
    by = plain(abs(summed - whole))
    if parent:
        message = f"下级指标的分值{written}，与{parent.code}的分值{plain(whole)}不等"
        mend = f"下级指标的分值之和应等于上级的分值，现在{more}{by}分。请改正。"
        yield Fault(INDICATOR, parent.code, "marks", message, mend)
    else:
        message = f"一级指标的分值{written}，与总分{plain(whole)}不等"
        mend = f"一级指标的分值之和应等于总分，现在{more}{by}分。请改正。"
        yield Fault(HEAD, "", "full", message, mend)


def _of_lowest(framework: Framework) -> Iterator[Fault]:
    lowest = framework.lowest
    for one in framework.indicators:
        if one in lowest:
            yield from _of_method(one)
        elif one.method is not None:
            mend = "评分方法只写在最末一级。请清空这一格。"
            yield Fault(INDICATOR, one.code, "method", f"{one.code}有下级指标，不直接评分", mend)


def _of_method(one: Indicator) -> Iterator[Fault]:
    if one.method is None:
        mend = f"请写{'、'.join(Method)}之一。"
        yield Fault(INDICATOR, one.code, "method", f"{one.code}没有写评分方法", mend)
    wanted = one.method is Method.RATIO
    if wanted and (one.target is None or not 0 < one.target <= 100):
        mend = "请写大于0、不超过100的百分数（不带%），例如 85。"
        yield Fault(INDICATOR, one.code, "target", f"{one.code}按比率评分，没有写达标值", mend)
    if not wanted and one.target is not None:
        mend = "请清空这一格，或者把评分方法改为比率。"
        yield Fault(INDICATOR, one.code, "target", f"{one.code}不按比率评分，不应有达标值", mend)
    by_level = one.method is Method.GRADE
    names = [level.name for level in one.levels]
    in_range = all(0 <= level.share <= 100 for level in one.levels)
    if by_level and (len(names) < 2 or len(set(names)) < len(names) or not in_range):
        mend = "请至少写两个不同的等级和各占分值的百分之几，例如 A=100,B=80,C=60,D=0。"
        yield Fault(INDICATOR, one.code, "levels", f"{one.code}按等级评分，等级不对", mend)
    if not by_level and names:
        mend = "请清空这一格，或者把评分方法改为等级。"
        yield Fault(INDICATOR, one.code, "levels", f"{one.code}不按等级评分，不应有等级", mend)


def _of_bands(framework: Framework) -> Iterator[Fault]:
    """From the best down to 0, so that whatever is scored has one grade."""
    bands, names = framework.bands, [band.name for band in framework.bands]
    for n, band in enumerate(bands):
        if band.name in names[:n]:
            yield Fault(BAND, band.name, "name", f"等次{band.name}写了两次", "请删去一个。")
        if n and band.at_least >= bands[n - 1].at_least:
            mend = "请从最好的等次写起，最低得分依次降低。"
            yield Fault(BAND, band.name, "at_least", f"{band.name}的最低得分不低于上一等次", mend)
        if not is_hundredths(band.at_least):
            yield Fault(BAND, band.name, "at_least", f"{band.name}的最低得分不对", "最多写两位小数。")
    if not bands:
        yield Fault(HEAD, "", "bands", "没有等次", "请至少写一个等次，最末等次的最低得分为0。")
    elif bands[-1].at_least != 0:
        mend = "最末等次的最低得分请写0，这样任何得分都有等次。"
        yield Fault(BAND, bands[-1].name, "at_least", f"低于{plain(bands[-1].at_least)}分的没有等次", mend)
    if bands and bands[0].at_least > framework.full:
        message = f"{bands[0].name}的最低得分高于总分{plain(framework.full)}"
        yield Fault(BAND, bands[0].name, "at_least", message, "请改成不高于总分的分数。")
    codes = [veto.code for veto in framework.vetoes]
    for n, veto in enumerate(framework.vetoes):
        if veto.code in codes[:n]:
            yield Fault(VETO, veto.code, "code", f"编号{veto.code}用了两次", "请给每个否决项不同的编号。")
        if veto.caps_at not in names:
            mend = f"请写{'、'.join(names) or '等次表里的一个等次'}之一。"
            yield Fault(VETO, veto.code, "caps_at", f"没有“{veto.caps_at}”这个等次", mend)


def _depth(one: Indicator, by_code: Mapping[str, Indicator]) -> int:
    """The level of an indicator; more than the deepest for one that is above itself."""
    depth, parent = 1, one.parent
    while parent is not None and parent in by_code and depth <= DEEPEST:
        depth, parent = depth + 1, by_code[parent].parent
    return depth


def share_of(marks: Decimal, percent: Fraction) -> Fraction:
    """So many percent of the marks, exactly."""
    return Fraction(marks) * percent / 100
