"""Rows as a workbook or a CSV to read, with nothing in them that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shared.spreadsheets.escaped import escaped

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | int | Decimal | date | None

_BOLD = Font(bold=True)


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """A sheet with its headings in bold; `widths` are those of its columns, in characters."""

    title: str
    widths: Sequence[int]
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]


def xlsx(*sheets: WrittenSheet) -> bytes:
    """The .xlsx file of the sheets, in their order."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for one in sheets:
        sheet = book.create_sheet(one.title)
        for number, width in enumerate(one.widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
        sheet.append([_text(sheet, head, bold=True) for head in one.heads])
        for row in one.rows:
            sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The rows as CSV in UTF-8 with a mark, so that Excel reads the Chinese."""
    text = StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(heads)
    for row in rows:
        lines.writerow(escaped(value) if isinstance(value, str) else value for value in row)
    return text.getvalue().encode("utf-8-sig")


def _text(sheet: Worksheet, text: str, *, bold: bool = False) -> Cell | str:
    """A text that stays text: also one that begins with = + - @ is never taken for a formula."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    if not bold and not text.startswith(("=", "+", "-", "@", "#")):  # # begins the names of errors.
        return text
    cell = Cell(sheet, row=1, column=1, value=text)
    cell.data_type = "s"
    if bold:
        cell.font = _BOLD
    else:
        cell.quotePrefix = True
    return cell
