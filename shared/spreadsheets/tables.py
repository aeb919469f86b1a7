"""A table of known columns, read row by row: bodies for what is right, faults for what is not."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from openpyxl.utils import get_column_letter

from shared.spreadsheets.cell_values import Cell, Value, Wrong, is_blank, plain

WHOLE_ROW, WHOLE_SHEET = "(整行)", "(整张表)"
YEAR = "{year}"

Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A column of every year has `{year}` in its heading and name and fills `field` item by item.

    `field` is the body's, None for what the register does not keep; `item` is the key of a yearly item.
    A CSV is written with a `seldom` column only when a row has something in it.
    """

    heading: str
    name: str
    field: str | None
    value: Value
    meaning: str
    example: str
    required: bool = False
    width: int = 14
    item: str = ""
    seldom: bool = False

    def of_year(self, year: int) -> tuple[str, str]:
        """The heading and the CSV name for one year."""
        return self.heading.replace(YEAR, str(year)), self.name.replace(YEAR, str(year))

    @property
    def mend(self) -> str:
        """How a cell of this column is mended."""
        return f"请改为{self.value.expects}，例如“{self.example}”，再导入这一行。"


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of list: its sheet's title, its columns, and the fields that make two rows the same entry."""

    title: str
    columns: Sequence[Column]
    key: Sequence[str]

    @property
    def required(self) -> Sequence[Column]:
        return [column for column in self.columns if column.required]

    def column_of(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)


L = TypeVar("L", bound=Layout)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The rows of a sheet that are not blank, with their numbers from 1; the first holds the headings."""

    title: str
    rows: Sequence[tuple[int, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and how to mend it. `row` counts from 1 as in the file, `column` is a heading."""

    sheet: str
    row: int
    column: str
    value: str
    message: str
    mend: str


@dataclass(slots=True)
class Table(Generic[L]):
    """A sheet read: the rows to take over by number, the faults, and how many rows have one.

    `given` are the fields the sheet has a column for, `given_years` of a yearly one the years; `ignored`
    are columns the register does not keep.
    """

    about: L
    title: str
    rows: dict[int, Body] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    refused: int = 0
    given: set[str] = field(default_factory=set)
    given_years: set[tuple[str, int]] = field(default_factory=set)
    ignored: list[str] = field(default_factory=list)

    def fault(self, row: int, column: str, value: str, message: str, mend: str) -> None:
        self.faults.append(Fault(self.title, row, column, value, message, mend))


@dataclass(frozen=True, slots=True)
class Place:
    """A column found in a file, under the heading the file has, of which year if it is of one."""

    column: Column
    heading: str
    year: int | None


def read_table(sheet: RawSheet, about: L) -> Table[L]:
    """Read the rows below the headings."""
    table = Table(about, sheet.title)
    if not sheet.rows:
        return table
    (first, head), *rows = sheet.rows
    headings = headings_of(head)
    places = places_of(about, headings)
    _check_headings(table, first, headings, places, _used(rows))
    if table.refused:
        table.refused = len(rows)
        return table
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in rows:
        before = len(table.faults)
        body = _body(table, number, cells, places)
        key = tuple(str(body.get(name)) for name in about.key)
        if len(table.faults) == before and (same := seen.setdefault(key, number)) != number:
            message = f"与第{same}行是同一条（{'、'.join(key)}）"
            table.fault(number, WHOLE_ROW, "", message, "请删去其中一行；若不是同一条，请改正。")
        if len(table.faults) == before:
            table.rows[number] = body
        else:
            table.refused += 1
    return table


def headings_of(cells: Iterable[Cell]) -> list[str]:
    def heading(cell: Cell) -> str:
        try:
            return "".join(plain(cell).split()).rstrip("*＊")
        except Wrong:
            return ""

    return [heading(cell) for cell in cells]


def places_of(about: Layout, headings: Sequence[str]) -> dict[int, Place]:
    """The columns by where they are; of a heading that comes twice only the first place."""
    found: dict[int, Place] = {}
    for index, heading in enumerate(headings):
        for column in about.columns:
            for written in (column.heading, column.name):
                pattern = re.escape(written).replace(re.escape(YEAR), r"(\d{4})")
                if match := re.fullmatch(pattern, heading, re.IGNORECASE | re.ASCII):
                    year = int(match[1]) if match.groups() else None
                    found.setdefault(index, Place(column, heading, year))
    return found


def _check_headings(
    table: Table[L], row: int, headings: Sequence[str], places: Mapping[int, Place], used: set[int]
) -> None:
    """Say which columns are missing, come twice or are not known; the first two refuse the sheet."""
    seen: set[tuple[str, int | None]] = set()
    for place in places.values():
        if (place.column.name, place.year) in seen:
            table.fault(row, place.heading, "", "这一列出现了两次，整张表没有导入", "请只留一列。")
            table.refused = 1
        seen.add((place.column.name, place.year))
        if place.column.field is None:
            table.ignored.append(place.heading)
        elif place.year is None:
            table.given.add(place.column.field)
        else:
            table.given_years.add((place.column.field, place.year))
    for column in table.about.required:
        if (column.name, None) not in seen:
            mend = f"请照模板在表头补上“{column.heading}”（CSV 里也可写 {column.name}），并逐行填写。"
            table.fault(row, column.heading, "", "缺少这一列，整张表没有导入", mend)
            table.refused = 1
    for index in sorted(used - set(places)):
        heading = headings[index] if index < len(headings) else ""
        shown = heading or f"{get_column_letter(index + 1)}列"
        message = "不认识这一列，整列没有导入" if heading else "这一列没有表头，整列没有导入"
        table.fault(row, shown, "", message, "请把表头改成模板里的名称；不用导入的请删去这一列。")


def _used(rows: Iterable[tuple[int, Sequence[Cell]]]) -> set[int]:
    return {index for _, cells in rows for index, cell in enumerate(cells) if not is_blank(cell)}


def _body(table: Table[L], number: int, cells: Sequence[Cell], places: Mapping[int, Place]) -> Body:
    body: Body = {}
    yearly: dict[str, list[Mapping[str, object]]] = {}
    for place, cell in _in_order(cells, places):
        column = place.column
        if column.field is None:
            continue
        if place.year is not None:
            yearly.setdefault(column.field, [])
        if is_blank(cell):
            if column.required:
                table.fault(number, place.heading, "", "没有填写", column.mend)
            continue
        try:
            value = column.value.read(cell)
        except Wrong as wrong:
            table.fault(number, place.heading, str(cell)[:100], str(wrong), column.mend)
            continue
        if place.year is None:
            body[column.field] = value
        else:
            yearly[column.field].append({"year": place.year, column.item: value})
    return body | yearly


def _in_order(cells: Sequence[Cell], places: Mapping[int, Place]) -> Iterator[tuple[Place, Cell]]:
    """The columns from left to right, those of several years by the year."""
    for index, place in sorted(places.items(), key=lambda one: (one[1].year or 0, one[0])):
        yield place, cells[index] if index < len(cells) else None
