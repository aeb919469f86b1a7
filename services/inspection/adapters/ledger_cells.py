"""What the cells of a ledger mean, each read by itself; `Wrong` says what is wrong and how to mend it."""

from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from re import search, split
from typing import Literal

from services.inspection.adapters.ledger_days import (
    FIRST_YEAR,
    LAST_YEAR,
    Limit,
    WrittenDay,
    lost_its_last_zero,
    plain,
    read_limit,
    written_day,
)
from services.inspection.adapters.ledger_sheet import ERRORS, UNCOMPUTED, Value, text
from shared.runtime.texts import unfit

FaultCode = Literal[
    "no-such-unit",
    "no-such-date",
    "ambiguous-date",
    "no-year",
    "empty",
    "too-long",
    "no-such-limit",
    "limit-before-visit",
    "not-yes-or-no",
    "no-result",
    "unfit-character",
    "not-a-record",
    "duplicate",
]

_SHOWN = 40  # characters of a value in a message
_LONGEST_PROBLEM = 2000  # characters, as over the API
_LONGEST_NAME = 60  # characters of a unit's name for which similar ones are looked for
_NOTHING = frozenset({"", "/", "\\", "-", "--", "—", "——", "无"})
_NO_PROBLEM = _NOTHING | {"无问题", "没有问题", "未发现问题", "暂无"}
_YES = frozenset(
    {"是", "√", "✓", "✔", "☑", "已销号", "已销", "销号", "已完成", "对", "1", "y", "yes", "true"}
)
_NO = _NOTHING | {
    "否",
    "×",
    "✗",
    "✘",
    "x",
    "☐",
    "□",
    "未销号",
    "未销",
    "待销号",
    "未完成",
    "0",
    "n",
    "no",
    "false",
}


class Wrong(Exception):
    """A cell that cannot be imported: `str` is for people."""

    def __init__(self, code: FaultCode, message: str) -> None:
        super().__init__(message)
        self.code: FaultCode = code


class Roster:
    """The units by their names, whatever the white space and the width of the brackets."""

    def __init__(self, units: Mapping[str, str]) -> None:
        self._known = {plain(name): (code, name) for name, code in units.items()}
        self._similar: dict[str, str] = {}

    def find(self, value: Value) -> tuple[str, str]:
        """Code and name of the unit in a cell."""
        name = plain(_required(value, _NOTHING))
        if name in self._known:
            return self._known[name]
        if name not in self._similar:
            self._similar[name] = self._names_like(name)
        similar = self._similar[name]
        mend = f"名册里相近的有{similar}，请核对后改正" if similar else "请改成名册里的全称"
        raise Wrong("no-such-unit", f"单位名册里没有{shown(value)}。{mend}；若是新单位，请先在名册中登记。")

    def _names_like(self, name: str) -> str:
        near = get_close_matches(name, self._known, n=3, cutoff=0.5) if len(name) <= _LONGEST_NAME else []
        return "、".join(f"“{self._known[key][1]}”" for key in near)


def shown(value: Value) -> str:
    """The value in quotation marks, on one line, cut if it is long."""
    line = " ".join(text(value).split())
    return f"“{line if len(line) <= _SHOWN else line[:_SHOWN] + '…'}”"


def result(value: Value) -> Value:
    """The value itself, unless its formula failed or was never computed, or it holds what nobody can see."""
    if (seen := text(value)) in ERRORS:
        what = "还没有计算结果" if seen == UNCOMPUTED else f"的结果是 {seen}"
        raise Wrong("no-result", f"公式{what}。请改成具体内容，或用 Excel 打开、重新计算并保存后再导入。")
    if wrong := unfit(seen):
        raise Wrong("unfit-character", wrong)
    return value


def day(value: Value, year_of: Callable[[WrittenDay], int | None]) -> date:
    """The day of the visit; `year_of` gives the year, None where nothing tells it."""
    _required(value, _NOTHING)
    _refuse_ambiguous(value)
    written = written_day(value)
    if written is None:
        raise Wrong(
            "no-such-date",
            f"{shown(value)}看不出是哪一天。请写成 2026-10-16 或 2026年10月16日，一格只写一天。",
        )
    year = year_of(written)
    if written.exists() and year is None:
        raise Wrong(
            "no-year",
            f"{shown(value)}没有写年份，从标题和上下各行也推不出来。请写全年月日，例如 2026-10-16。",
        )
    on = None if year is None else written.in_year(year)
    if on is None:
        mend = f"请核对后改成存在的日期（{FIRST_YEAR}—{LAST_YEAR} 年），例如 2026-10-16。"
        raise Wrong("no-such-date", f"没有{shown(value)}这一天。{mend}")
    return on


def problem(value: Value) -> str:
    """The problem found; a remark that there was none is no problem."""
    seen = _required(value, _NO_PROBLEM)
    if len(seen) > _LONGEST_PROBLEM:
        what = f"写了{len(seen)}个字，最多{_LONGEST_PROBLEM}个"
        raise Wrong("too-long", f"{what}。请缩写，或拆成几行，一行一个问题。")
    return seen


def limit(value: Value, heading: str, visited_on: date | None) -> Limit:
    """The limit for rectification; a bare number counts what the heading says: 整改时限（工作日）."""
    seen = plain(text(value))
    if seen in _NOTHING:
        return Limit()
    _refuse_ambiguous(value)
    counted = search(r"[(（].*?(工作日|天)", heading) if seen.isdecimal() else None
    found = read_limit(f"{seen}{counted[1]}" if counted else value, visited_on)
    if found is None:
        mend = "请写成日期（2026-10-31）或期限（7个工作日内、10日内、立即）；没有定时限的请留空。"
        raise Wrong("no-such-limit", f"{shown(value)}看不出是什么时限。{mend}")
    if visited_on is not None and found.due_on is not None and found.due_on < visited_on:
        mend = "请核对这两个日期，改正写错的一个。"
        raise Wrong("limit-before-visit", f"时限{shown(value)}早于督导时间 {visited_on}。{mend}")
    return found


def closed(value: Value) -> bool:
    """Whether the issue is closed (是否销号); blank is no."""
    mark = plain(text(value)).lower()
    if mark not in _YES and mark not in _NO:
        raise Wrong(
            "not-yes-or-no", f"{shown(value)}看不出是否已经销号。请写“是”或“否”；没有销号的也可以留空。"
        )
    return mark in _YES


def names(value: Value) -> tuple[str, ...]:
    """张三、李四 → two names; a blank within a name (张　三) is left out."""
    found: list[str] = []
    for part in split(r"[、，,;；/\n]", text(value)):
        words = part.split()
        found += ["".join(words)] if all(len(word) == 1 for word in words) else words
    return tuple(dict.fromkeys(name for name in found if name))


def _required(value: Value, nothing: frozenset[str]) -> str:
    seen = text(value)
    if plain(seen) in nothing:
        what = f"只写了{shown(value)}" if seen else "没有填写"
        raise Wrong("empty", f"{what}。请补上；若没有可记的，请删去这一行。")
    return seen


def _refuse_ambiguous(value: Value) -> None:
    if lost_its_last_zero(value):
        month, digit = text(value).split(".")
        what = f"{shown(value)}是数字，分不清是{month}月{digit}日还是{month}月{digit}0日。"
        raise Wrong("ambiguous-date", f"{what}请写成带年份的日期，或把单元格设为文本后重写。")
