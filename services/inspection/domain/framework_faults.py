"""What can be wrong with an indicator framework, told part by part so that it can be mended."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.inspection.domain.decimals import is_hundredths, plain, total
from services.inspection.domain.framework import Framework, Indicator, MarkingMethod

DEEPEST = 3
MOST_INDICATORS, MOST_WATCHED = 500, 50
LONGEST_CODE, LONGEST_NAME, LONGEST_WATCHED = 40, 100, 500  # characters
_CODE = re.compile(rf"[0-9A-Za-z.-]{{1,{LONGEST_CODE}}}")


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
    return [
        *_of_head(framework),
        *_of_words(framework),
        *_of_tree(framework),
        *_of_lowest(framework),
        *_of_bands(framework),
    ]


def _of_head(framework: Framework) -> Iterator[Fault]:
    if not framework.unit_types:
        yield Fault(HEAD, "", "unit_types", "没有写适用的单位类型", "请写明适用于哪些类型的单位。")
    if framework.full <= 0 or not is_hundredths(framework.full):
        yield Fault(HEAD, "", "full", f"总分{plain(framework.full)}不对", "总分应大于0，最多两位小数。")
    if not 0 < len(framework.indicators) <= MOST_INDICATORS:
        found = f"有{len(framework.indicators)}个指标"
        yield Fault(HEAD, "", "indicators", found, f"请写1到{MOST_INDICATORS}个指标。")


def _of_words(framework: Framework) -> Iterator[Fault]:
    """What is read by people fits where they read it, and codes can stand in an address."""
    for part, code, text in (
        *((INDICATOR, one.code, one.code) for one in framework.indicators),
        *((VETO, veto.code, veto.code) for veto in framework.vetoes),
    ):
        if not _CODE.fullmatch(text):
            mend = f"编号用字母、数字、点和短横线，最多{LONGEST_CODE}个。"
            yield Fault(part, code, "code", f"编号“{text[:LONGEST_CODE]}”不对", mend)
    named = (
        (HEAD, "", "name", framework.name),
        *((HEAD, "", "unit_types", one) for one in framework.unit_types),
        *((INDICATOR, one.code, "name", one.name) for one in framework.indicators),
        *(
            (INDICATOR, one.code, "levels", level.name)
            for one in framework.indicators
            for level in one.levels
        ),
        *((BAND, band.name, "name", band.name) for band in framework.bands),
        *((VETO, veto.code, "name", veto.name) for veto in framework.vetoes),
    )
    for part, code, field, text in named:
        if not text.strip() or len(text) > LONGEST_NAME:
            mend = f"请写1到{LONGEST_NAME}个字。"
            yield Fault(part, code, field, f"“{text[:20]}”有{len(text.strip())}个字", mend)
    for one in framework.indicators:
        if len(one.watched) > MOST_WATCHED or any(len(text) > LONGEST_WATCHED for text in one.watched):
            mend = f"观测点最多{MOST_WATCHED}个，每个最多{LONGEST_WATCHED}个字。"
            yield Fault(INDICATOR, one.code, "watched", f"{one.code}的观测点太多或者太长", mend)


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
        mend = f"请写{'、'.join(MarkingMethod)}之一。"
        yield Fault(INDICATOR, one.code, "method", f"{one.code}没有写评分方法", mend)
    wanted = one.method is MarkingMethod.RATIO
    if wanted and (one.target is None or not 0 < one.target <= 100):
        mend = "请写大于0、不超过100的百分数（不带%），例如 85。"
        yield Fault(INDICATOR, one.code, "target", f"{one.code}按比率评分，没有写达标值", mend)
    if not wanted and one.target is not None:
        mend = "请清空这一格，或者把评分方法改为比率。"
        yield Fault(INDICATOR, one.code, "target", f"{one.code}不按比率评分，不应有达标值", mend)
    by_level = one.method is MarkingMethod.GRADE
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
