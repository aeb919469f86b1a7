"""The cells of an office's spreadsheet, from bytes that nobody vouches for."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import groupby
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import column_index_from_string

from shared.event_sourcing.decider import Refused

Value = str | int | float | bool | date | time | timedelta | None

MAX_UNPACKED = 64 * 1024 * 1024  # bytes of all parts together
MAX_TAGS = 2_000_000  # of one part: 20 000 rows of 16 columns need fewer
LAST_ROW = 1_048_576  # of any xlsx sheet
LAST_COLUMN = 100  # headings further right are not looked for

UNCOMPUTED = "#UNCOMPUTED"  # a formula whose result was never stored
ERRORS = frozenset({*ERROR_CODES, UNCOMPUTED})

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。"
_INVISIBLE = re.compile(r"[\u200b\ufeff]|_x000D_")
# Bounded, so that no file can make them slow.
_MERGED = re.compile(rb'<(?:\w{1,9}:)?mergeCell\s[^<>]{0,99}?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_NEVER_COMPUTED = re.compile(
    rb'<c\s(?![^<>]{0,99}\bt="str")[^<>]{0,99}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,99}>'
    rb"<f(?:\s[^<>]{0,999})?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)


class NotALedger(Refused):
    """The file as a whole cannot be read; `str` says why and how to mend it."""

    field = "file"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: its rows that are not blank, by number, each from column A on (index 0).

    `merged` gives the last row of each vertical merge by the (row, column index) of its first cell.
    """

    title: str
    rows: Mapping[int, tuple[Value, ...]]
    merged: Mapping[tuple[int, int], int]


def text(value: Value) -> str:
    """What a person sees in the cell, without white space around it; "" for a blank cell."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else _INVISIBLE.sub("", str(value)).strip()


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """The visible sheets of an xlsx file, formulas by their stored results. Raises `NotALedger`."""
    _refuse_other_formats(content)
    try:
        with ZipFile(BytesIO(content)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of the styles and extensions it drops
            _refuse_bombs(archive)
            return tuple(_sheets(content, archive))
    except NotALedger:
        raise
    except Exception as error:  # openpyxl, zipfile and expat each have many ways to say "damaged"
        raise NotALedger(f"文件已损坏，读不出表格。{_SAVE_AS}") from error


def _refuse_other_formats(content: bytes) -> None:
    if not content.strip():
        raise NotALedger("文件是空的。请选择台账的 xlsx 文件。")
    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise NotALedger("文件设了打开密码，无法读取。请先取消密码，再另存为 xlsx 文件后导入。")
    if content.startswith(_OLE):
        raise NotALedger(f"这是旧版的 xls（或 et）文件，不是 xlsx。{_SAVE_AS}")
    if content.startswith(b"PK"):
        return
    start = content[:4096].lower()
    if b"<html" in start or b"<table" in start or b"<?xml" in start:
        raise NotALedger(f"这是网页或 XML 文件，只是取了表格的名字。{_SAVE_AS}")
    if b"\0" not in content and (b"," in start or b"\t" in start):
        raise NotALedger(f"这是文本表格（CSV），不是 xlsx。{_SAVE_AS}")
    raise NotALedger(f"这不是 xlsx 文件。请选择台账的 xlsx 文件；若是其他格式的表格，{_SAVE_AS}")


def _refuse_bombs(archive: ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise NotALedger(
            f"文件展开后超过 {MAX_UNPACKED // 1024 // 1024} MB，不再读取。请删去图片和多余的工作表，只留台账后再导入。"
        )
    if "xl/workbook.bin" in names:
        raise NotALedger(f"这是 xlsb 文件，不是 xlsx。{_SAVE_AS}")
    if not any(name.endswith("workbook.xml") for name in names):
        raise NotALedger(
            f"这是压缩包或其他文档，里面没有工作簿。若是压缩包，请先解压；若是其他文档，{_SAVE_AS}"
        )
    if any(archive.read(part).count(b"<") > MAX_TAGS for part in parts):
        raise NotALedger("表格太大，不再读取。请把台账以外的行、列和格式删去，或者分成几个文件后再导入。")


def _sheets(content: bytes, archive: ZipFile) -> Iterator[Sheet]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        xml = archive.read(vars(sheet)["_worksheet_path"])
        sheet.reset_dimensions()  # the size that a file states of itself is often wrong
        rows: dict[int, tuple[Value, ...]] = {}
        never_computed = _never_computed(xml)
        for number, cells in enumerate(sheet.iter_rows(max_col=LAST_COLUMN, values_only=True), start=1):
            if number > LAST_ROW:
                raise NotALedger(f"工作表“{sheet.title}”的行号超出了范围，文件已损坏。{_SAVE_AS}")
            if cells.count(None) == len(cells) and number not in never_computed:
                continue  # a stray cell far below makes a million of these
            row = tuple(cell if isinstance(cell, Value) else str(cell) for cell in cells)
            for column in never_computed.get(number, ()):
                row = (*row[:column], UNCOMPUTED, *row[column + 1 :])
            if any(text(value) for value in row):
                rows[number] = row
        yield Sheet(sheet.title, rows, _vertical_merges(xml))


def _vertical_merges(xml: bytes) -> Mapping[tuple[int, int], int]:
    """openpyxl does not tell of merged cells when it streams."""
    return {
        (int(top), column_index_from_string(column.decode()) - 1): int(bottom)
        for column, top, bottom in _MERGED.findall(xml)
        if int(bottom) > int(top)
    }


def _never_computed(xml: bytes) -> Mapping[int, tuple[int, ...]]:
    """The columns, by row, whose formula has no result: openpyxl shows them as blank."""
    cells = sorted(
        (int(row), column_index_from_string(name.decode()) - 1) for name, row in _NEVER_COMPUTED.findall(xml)
    )
    within = [cell for cell in cells if cell[1] < LAST_COLUMN]
    return {
        row: tuple(column for _, column in of_row)
        for row, of_row in groupby(within, key=lambda cell: cell[0])
    }
