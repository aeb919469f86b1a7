"""Texts that a spreadsheet would take for a formula, written so that it does not."""

import re

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

_FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r]")
_ESCAPED = re.compile("'+[=+\\-@＝＋－＠\t\r]")


def escaped(text: str) -> str:
    """The text for a cell of a CSV: with ' before it when it could be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    return text[1:] if _ESCAPED.match(text) else text


def text_cell(sheet: Worksheet | WriteOnlyWorksheet, text: str) -> Cell:
    """A cell of a workbook whose text stays text, also when it begins with = + - @."""
    cell = Cell(sheet, row=1, column=1, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@", "#"))  # # begins the names of errors.
    return cell
