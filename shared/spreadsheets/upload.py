"""The bytes of a filled-in workbook or CSV, from anywhere, as sheets of cells."""

import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from shared.spreadsheets.cell_values import Cell, CellError, is_blank
from shared.spreadsheets.escaped import unescaped
from shared.spreadsheets.tables import RawSheet
from shared.spreadsheets.untrusted import Unreadable, check_xlsx, damaged

MANUAL, LISTS = "填写说明", "选项"  # the sheets of a template's own text
MAX_ROWS = 30_000  # below the headings, of one sheet: more posts than a district of thousands of units has
MAX_COLUMNS = 200
_SIGNATURES = (b"PK", bytes.fromhex("D0CF11E0A1B11AE1"))
_MERGE = re.compile(rb"<(?:\w{1,9}:)?mergeCell[\s/>]")
# Bounded, so that no file can make them slow.
_ROW = re.compile(rb'<(?:\w{1,9}:)?row\s[^<>]{0,300}?\br="(\d{1,12})"')
_FAR_CELL = re.compile(rb'<(?:\w{1,9}:)?c\s[^<>]{0,99}?\br="([A-Z]{2,9})\d{1,12}"')


def read_upload(name: str, content: bytes) -> Sequence[RawSheet]:
    """The sheets of a .xlsx but those of the template's own text, or a CSV as one sheet of that name.

    Raises `Unreadable`. What the file is, its bytes say and not its name.
    """
    if not content.strip():
        raise Unreadable("文件是空的。请选择填好的模板（.xlsx）或 CSV 文件。")
    return read_xlsx(content) if content.startswith(_SIGNATURES) else [read_csv(name, content)]


def read_xlsx(content: bytes) -> Sequence[RawSheet]:
    check_xlsx(content)
    try:
        with ZipFile(BytesIO(content)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of the styles and extensions it drops
            book = load_workbook(BytesIO(content), read_only=True)
            return [
                _sheet(sheet, archive.read(vars(sheet)["_worksheet_path"]))
                for sheet in book.worksheets
                if sheet.title.strip() not in (MANUAL, LISTS)
            ]
    except Unreadable:
        raise
    except Exception as error:  # openpyxl and expat each have many ways to say "damaged"
        raise damaged() from error


def _sheet(sheet: Any, xml: bytes) -> RawSheet:
    if _MERGE.search(xml):
        raise Unreadable(f"工作表“{sheet.title}”里有合并的单元格。请取消合并，逐格填写后再导入。")
    numbers = [int(number) for number in _ROW.findall(xml)]
    if numbers != sorted(set(numbers)):
        raise damaged()
    if any(len(at) > 3 or column_index_from_string(at.decode()) > MAX_COLUMNS for at in _far(xml)):
        raise _too_wide(sheet.title)
    sheet.reset_dimensions()  # the size that a file states of itself is often wrong
    rows: list[tuple[int, Sequence[Cell]]] = []
    formulas: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        if number > MAX_ROWS + 1:
            raise _too_long(f"工作表“{sheet.title}”")
        formulas += [cell.coordinate for cell in cells if cell.data_type == "f"]
        row = [_cell(cell.value, cell.data_type) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise _too_wide(sheet.title)
        if not all(map(is_blank, row)):
            rows.append((number, row))
    if formulas:
        raise Unreadable(
            f"工作表“{sheet.title}”里有公式（{'、'.join(formulas[:5])}{'等' if len(formulas) > 5 else ''}，"
            f"共{len(formulas)}格）。请复制这些单元格，用“选择性粘贴—数值”粘回原处后再导入。"
        )
    return RawSheet(sheet.title, rows)


def _cell(value: object, data_type: str) -> Cell:
    if data_type == "e":
        return CellError(value)
    return value if isinstance(value, Cell) else str(value)


def _far(xml: bytes) -> Iterator[bytes]:
    return (match[1] for match in _FAR_CELL.finditer(xml))


def read_csv(name: str, content: bytes) -> RawSheet:
    """Read a CSV in UTF-8, with or without a mark, or in GB18030."""
    if b"\0" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("这不是 xlsx，也不是 UTF-8 或 GBK 的 CSV。请另存为“CSV UTF-8（逗号分隔）”后再导入。")
    if content.lstrip()[:1] == b"<":
        raise Unreadable(
            "这是网页或 XML 文件，只是取了表格的名字。请用 Excel 或 WPS 打开，另存为 xlsx 后再导入。"
        )
    rows: list[tuple[int, Sequence[Cell]]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(_decoded(content), newline=""), strict=True), 1):
            if number > MAX_ROWS + 1:
                raise _too_long("文件")
            if len(row) > MAX_COLUMNS:
                raise Unreadable(f"第{number}行超过{MAX_COLUMNS}列。请核对是不是逗号分隔的 CSV。")
            if any(cell.strip() for cell in row):
                rows.append((number, [unescaped(cell) for cell in row]))
    except csv.Error as error:
        raise Unreadable(
            "CSV 的引号没有成对，或一格里的内容太长，读不出来。请用 Excel 或 WPS 另存为“CSV UTF-8”后再导入。"
        ) from error
    return RawSheet(name, rows)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return content.decode("gb18030")  # What Excel saves a CSV in, in China.
        except UnicodeDecodeError:
            raise Unreadable(
                "文件既不是 UTF-8 也不是 GBK 编码。请另存为“CSV UTF-8（逗号分隔）”后再导入。"
            ) from None


def _too_wide(title: str) -> Unreadable:
    return Unreadable(f"工作表“{title}”超过{MAX_COLUMNS}列。请删去右边多余的列后再导入。")


def _too_long(what: str) -> Unreadable:
    return Unreadable(
        f"{what}超过{MAX_ROWS}行，一次最多导入{MAX_ROWS}行（空行也算）。请删去下面多余的行，或者分成几个文件。"
    )
