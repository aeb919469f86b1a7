"""What a cell of a file may hold: read for a body, shown to a person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = str | int | float | bool | date | time | timedelta | None
Shown = str | int | date

_INVISIBLE = re.compile("[\u200b\ufeff]|_x000D_")
_DAY = re.compile(r"(\d{4})(?:-(\d\d?)-(\d\d?)|/(\d\d?)/(\d\d?)|\.(\d\d?)\.(\d\d?)|年(\d\d?)月(\d\d?)日)")
_DAY_IN_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)")


class Wrong(Exception):
    """The cell cannot be taken over; the text says what is wrong."""


class CellError(str):
    """The name of an error that stands in a cell in place of its value, such as #REF!."""


def plain(cell: Cell) -> str:
    """The cell as a text, without white space around it; "" for a blank one. Raises `Wrong` for others."""
    if isinstance(cell, CellError):
        raise Wrong(f"单元格里是错误值 {cell}")
    if isinstance(cell, bool | date | time | timedelta):
        raise Wrong(f"单元格里不是文字，而是 {cell}（请把单元格格式设为“文本”）")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else _INVISIBLE.sub("", str(cell)).strip()


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not isinstance(cell, CellError) and not plain(cell))


@dataclass(frozen=True, slots=True)
class Text:
    """Any text; `suggested` are offered, others are taken as well."""

    suggested: Sequence[str] = ()
    expects = "文字"

    def read(self, cell: Cell) -> object:
        return plain(cell)

    def show(self, value: object) -> Shown:
        return str(value)


@dataclass(frozen=True, slots=True)
class Reference:
    """The code of an entry of another sheet, with its name behind it or without; the code counts."""

    to: str
    expects = "代码"

    def read(self, cell: Cell) -> object:
        return plain(cell).split()[0]

    def show(self, value: object) -> Shown:
        return str(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, both included."""

    low: int
    high: int

    @property
    def expects(self) -> str:
        return f"{self.low}到{self.high}的整数"

    def read(self, cell: Cell) -> object:
        text = plain(cell)
        number = int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else None
        if number is None or not self.low <= number <= self.high:
            raise Wrong(f"应为{self.expects}")
        return number

    def show(self, value: object) -> Shown:
        return int(str(value))


@dataclass(frozen=True, slots=True)
class Exact:
    """A number that is not negative, as the text of its digits: what a spreadsheet shows, and no float."""

    places: int

    @property
    def expects(self) -> str:
        return f"不小于0的数，最多{self.places}位小数"

    def read(self, cell: Cell) -> object:
        if isinstance(cell, float):
            text = format(Decimal(repr(cell)), "f")
            text = text.rstrip("0").rstrip(".") if "." in text else text
        else:
            text = plain(cell)
        if not re.fullmatch(rf"[0-9]{{1,7}}(\.[0-9]{{1,{self.places}}})?", text):
            raise Wrong(f"应为{self.expects}")
        return text

    def show(self, value: object) -> Shown:
        return str(value)


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as the spreadsheet has one or as text."""

    expects = "日期，写成 2026-09-01"

    def read(self, cell: Cell) -> object:
        if isinstance(cell, datetime) and cell.time() == time():
            return cell.date().isoformat()
        if isinstance(cell, date) and not isinstance(cell, datetime):
            return cell.isoformat()
        if isinstance(cell, datetime):
            raise Wrong(f"应为日期，不带时刻（现在是 {cell}）")
        text = plain(cell)
        found = _DAY.fullmatch(text) or _DAY_IN_DIGITS.fullmatch(text)
        try:
            year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
            return date(year, month, day).isoformat()
        except ValueError:
            raise Wrong(f"不是有效日期（现在是 {text}）") from None

    def show(self, value: object) -> Shown:
        return value if isinstance(value, date) else date.fromisoformat(str(value))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few; `values` gives what the body says for each that a person sees."""

    values: Mapping[str, object]

    @property
    def expects(self) -> str:
        return "、".join(self.values) + "之一"

    def read(self, cell: Cell) -> object:
        text = ("是" if cell else "否") if isinstance(cell, bool) else plain(cell)
        if text not in self.values:
            raise Wrong(f"只能是{self.expects}")
        return self.values[text]

    def show(self, value: object) -> Shown:
        return next(shown for shown, meant in self.values.items() if meant == value)


@dataclass(frozen=True, slots=True)
class Several:
    """Texts in one cell, apart by a comma or 、."""

    expects = "一项或几项，用逗号或顿号隔开"

    def read(self, cell: Cell) -> object:
        return [one.strip() for one in re.split("[,，、]", plain(cell)) if one.strip()]

    def show(self, value: object) -> Shown:
        return ",".join(value) if isinstance(value, list | tuple) else str(value)


Value = Text | Reference | Whole | Exact | Day | Choice | Several
