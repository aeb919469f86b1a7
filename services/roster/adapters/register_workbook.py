"""The register as a workbook or CSV by the one list of columns; without rows it is the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from services.roster.adapters.register_columns import SHEETS, Kind, SheetKind
from shared.spreadsheets.cell_values import Choice, Day, Reference, Shown, Text, Whole
from shared.spreadsheets.escaped import text_cell
from shared.spreadsheets.tables import YEAR, Column
from shared.spreadsheets.upload import LISTS, MANUAL, MAX_ROWS
from shared.spreadsheets.written import csv_bytes

Entry = Mapping[str, object]

_NOTES = (
    "各表从第2行起填写，一行一条；表头（第1行）的名称请勿改动，列的先后可以变，不用的非必填列可以删去。",
    "删去的列，导入时不改动名册里原有的内容；保留的列里空着的格子，表示没有或清空；含义里写明“不填不改动”的除外。",
    "请勿合并单元格，请勿填写公式。同一份文件再导入一次，不会重复登记。",
    "有错的行逐行说明，其余的照常导入；改正后把整份文件再导入一次即可。",
)
_BOLD = Font(bold=True)
_REQUIRED, _OPTIONAL = PatternFill("solid", "FFF2CC"), PatternFill("solid", "EDEDED")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True, slots=True)
class Register:
    """What is written: the entries of each kind, the zones, and the names of units and inspectors by code.

    `hidden` are fields, each with its sheet, that whoever asks may not see.
    """

    entries: Mapping[Kind, Sequence[Entry]] = field(default_factory=dict)
    zones: Sequence[str] = ()
    names: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)
    hidden: frozenset[tuple[Kind, str]] = frozenset()

    def label(self, to: str, code: str) -> str:
        name = self.names.get(Kind(to), {}).get(code)
        return f"{code} {name}" if name else code


@dataclass(frozen=True, slots=True)
class _Written:
    """One column as it is written: a yearly one once for each year."""

    column: Column
    year: int | None = None

    @property
    def heading(self) -> str:
        return self.column.of_year(self.year or 0)[0]

    @property
    def name(self) -> str:
        return self.column.of_year(self.year or 0)[1]

    def shown(self, entry: Entry) -> Shown | None:
        value = entry.get(self.column.field or "")
        if self.year is not None and isinstance(value, list | tuple):
            value = next((item[self.column.item] for item in value if item["year"] == self.year), None)
        return None if value is None or value == [] else self.column.value.show(value)


def workbook(register: Register, years: Sequence[int]) -> bytes:
    """The .xlsx: a sheet of each kind with the entries, the manual, and the lists the drop-downs offer."""
    book = Workbook()
    manual = book.worksheets[0]
    manual.title = MANUAL
    sheets = [book.create_sheet(about.title) for about in SHEETS]
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    _manual(manual)
    for about, sheet in zip(SHEETS, sheets, strict=True):
        entries = register.entries.get(about.kind, ())
        written = _written(about, register, _years(about, entries, years))
        sheet.freeze_panes = "A2"
        sheet.append([_head(sheet, one) for one in written])
        for number, one in enumerate(written, start=1):
            _column(sheet, lists, number, one, register)
        for entry in entries:
            sheet.append([_cell(sheet, one, entry, register) for one in written])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(about: SheetKind, register: Register) -> bytes:
    """The entries of one kind as CSV in UTF-8 with a mark, so that Excel reads the Chinese."""
    entries = register.entries.get(about.kind, ())
    written = [
        one
        for one in _written(about, register, _years(about, entries, ()))
        if not one.column.seldom or any(one.shown(entry) is not None for entry in entries)
    ]
    rows = ([one.shown(entry) for one in written] for entry in entries)
    return csv_bytes([one.name for one in written], rows)


def _years(about: SheetKind, entries: Sequence[Entry], offered: Sequence[int]) -> Mapping[str, Sequence[int]]:
    """The years of each yearly field, those offered and those that an entry has."""
    found = {c.field: set(offered) for c in about.columns if c.field and YEAR in c.name}
    for entry in entries:
        for name, years in found.items():
            items = entry.get(name)
            years |= {item["year"] for item in items} if isinstance(items, list | tuple) else set()
    return {name: sorted(years) for name, years in found.items()}


def _written(about: SheetKind, register: Register, years: Mapping[str, Sequence[int]]) -> list[_Written]:
    written: list[_Written] = []
    for column in about.columns:
        if column.field is None or (about.kind, column.field) in register.hidden:
            continue
        written += [_Written(column, year) for year in years.get(column.field, (None,))]
    return written


def _head(sheet: Worksheet, one: _Written) -> Cell:
    cell = text_cell(sheet, one.heading)
    cell.font, cell.fill = _BOLD, _REQUIRED if one.column.required else _OPTIONAL
    return cell


def _cell(sheet: Worksheet, one: _Written, entry: Entry, register: Register) -> Cell | int | None:
    shown = one.shown(entry)
    if isinstance(shown, str):
        value = one.column.value
        cell = text_cell(sheet, register.label(value.to, shown) if isinstance(value, Reference) else shown)
        cell.number_format = "@"
        return cell
    if isinstance(shown, date):
        cell = Cell(sheet, row=1, column=1, value=shown)
        cell.number_format = "yyyy-mm-dd"
        return cell
    return shown


def _column(sheet: Worksheet, lists: Worksheet, number: int, one: _Written, register: Register) -> None:
    """The width, the format and the validation of a column."""
    letter, column = get_column_letter(number), one.column
    dimension = sheet.column_dimensions[letter]
    dimension.width = column.width
    is_text = not isinstance(column.value, Whole | Day)
    dimension.number_format = "@" if is_text else "yyyy-mm-dd" if isinstance(column.value, Day) else "0"
    rule = _validation(lists, column, register)
    rule.showInputMessage, rule.promptTitle, rule.prompt = True, one.heading, column.meaning
    rule.errorTitle = one.heading
    rule.allowBlank = not column.required
    rule.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    sheet.add_data_validation(rule)


def _validation(lists: Worksheet, column: Column, register: Register) -> DataValidation:
    """What Excel lets be typed: exactly what is offered, anything with an offer, a number, a day."""
    value = column.value
    error = f"请填{value.expects}，例如 {column.example}。"
    match value:
        case Whole(low, high):
            return DataValidation(
                "whole", f"{low}", f"{high}", operator="between", showErrorMessage=True, error=error
            )
        case Day():
            return DataValidation(
                "date",
                "DATE(1900,1,1)",
                "DATE(2200,12,31)",
                operator="between",
                showErrorMessage=True,
                error=error,
            )
        case Choice(values):
            return _offer(lists, list(values), showErrorMessage=True, error=error)
        case Reference(to):
            return _offer(lists, [register.label(to, code) for code in register.names.get(Kind(to), {})])
        case Text(suggested) if column.field == "zone":
            error = "名册里没有这个责任区，导入时会新建。确定要这样填吗？"
            return _offer(lists, register.zones, showErrorMessage=True, errorStyle="warning", error=error)
        case Text(suggested):
            return _offer(lists, suggested)
        case _:
            return DataValidation()


def _offer(
    lists: Worksheet,
    offered: Sequence[str],
    *,
    showErrorMessage: bool = False,
    errorStyle: Literal["stop", "warning"] = "stop",
    error: str | None = None,
) -> DataValidation:
    """A drop-down of a column of the hidden sheet; nothing to offer leaves the cell free."""
    if not offered:
        return DataValidation()
    number = lists.max_column + 1
    for row, text in enumerate(offered, start=1):
        cell = lists.cell(row, number, text)
        cell.data_type = "s"
    letter = get_column_letter(number)
    return DataValidation(
        "list",
        f"'{LISTS}'!${letter}$1:${letter}${len(offered)}",
        showErrorMessage=showErrorMessage,
        errorStyle=errorStyle,
        error=error,
    )


def _manual(sheet: Worksheet) -> None:
    for letter, width in zip("ABCDEF", (10, 18, 8, 60, 50, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    heads = [text_cell(sheet, head) for head in ("工作表", "列", "必填", "含义", "可以填", "例子")]
    for cell in heads:
        cell.font = _BOLD
    sheet.append(heads)
    sheet.freeze_panes = "A2"
    for about in SHEETS:
        for column in about.columns:
            if column.field is None:
                continue
            required = "是" if column.required else ""
            heading = column.heading.replace(YEAR, "2026")
            texts = (
                about.title,
                heading,
                required,
                column.meaning,
                str(column.value.expects),
                column.example,
            )
            sheet.append([_wrapped(sheet, text) for text in texts])
    for note in _NOTES:
        sheet.append(["", "", "", _wrapped(sheet, note)])


def _wrapped(sheet: Worksheet, text: str) -> Cell:
    cell = text_cell(sheet, text)
    cell.alignment = _WRAPPED
    return cell
