"""Findings from above as a list an office was sent or typed: CSV or xlsx, its headings and its rows."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO

from openpyxl import load_workbook

from shared.spreadsheets.escaped import unescaped
from shared.spreadsheets.untrusted import Unreadable, check_xlsx, damaged

HEADINGS: Mapping[str, str] = {
    "来源": "kind",
    "来文单位": "body",
    "原编号": "number",
    "收文日期": "received_on",
    "回复期限": "reply_by",
    "发现日期": "found_on",
    "被督导单位": "unit",
    "主题": "theme",
    "问题": "problem",
    "整改要求": "demand",
    "严重程度": "severity",
    "整改期限（工作日）": "working_days",
    "会办部门": "department",
    "责任人": "responsible",
    "原因": "cause",
}
REQUIRED = ("来源", "来文单位", "原编号", "收文日期", "被督导单位", "主题", "问题", "整改要求")
MAX_ROWS = 1000
_DAYS = frozenset(("received_on", "reply_by", "found_on"))
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")

Fields = dict[str, object]


def read_findings(content: bytes, units: Mapping[str, str]) -> Mapping[int, Fields]:
    """The rows by their number in the file, counted from 1, blank cells left out. `units` gives a unit's code by
    its name; a code stays a code. Raises `Unreadable` when the file as a whole cannot be read."""
    lines = _xlsx(content) if content.startswith(b"PK") else _csv(content)
    columns: Sequence[str | None] = ()
    rows: dict[int, Fields] = {}
    for number, cells in enumerate(lines, start=1):
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if not columns:
            columns = _columns(texts)
        else:
            rows[number] = _row(zip(columns, texts, strict=False), units)
        if len(rows) > MAX_ROWS:
            raise Unreadable(f"一次最多导入{MAX_ROWS}行。请分成几个文件导入。")
    if not rows:
        raise Unreadable("文件里没有记录。请在表头下面逐行填写问题。")
    return rows


def _columns(texts: Sequence[str]) -> Sequence[str | None]:
    names = ["".join(text.split()).replace("(", "（").replace(")", "）") for text in texts]
    if missing := [heading for heading in REQUIRED if heading not in names]:
        raise Unreadable(
            f"表头缺少{'、'.join(f'“{heading}”' for heading in missing)}。请在第一行写上这些列名。"
        )
    return [HEADINGS.get(name) for name in names]


def _row(cells: Iterable[tuple[str | None, str]], units: Mapping[str, str]) -> Fields:
    fields: Fields = {}
    for name, text in cells:
        if name is None or not text:
            continue
        if name == "unit":
            text = units.get(text, text)
        elif name in _DAYS and (day := _DAY.fullmatch(text)):
            text = "-".join(part.zfill(2) for part in day.groups())
        fields[name] = text
    return fields


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else unescaped(str(cell).strip())


def _xlsx(content: bytes) -> Iterator[Sequence[object]]:
    check_xlsx(content)
    try:
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
        yield from sheet.iter_rows(max_col=40, max_row=MAX_ROWS + 50, values_only=True)
    except Exception as error:  # openpyxl has many ways to say "damaged"
        raise damaged() from error


def _csv(content: bytes) -> Iterator[Sequence[object]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("读不出文字。请另存为 UTF-8 的 CSV 或 xlsx 文件后再导入。")
    if "\0" in text:
        raise Unreadable("这不是 CSV，也不是 xlsx 文件。请选择问题清单的表格文件。")
    try:
        yield from csv.reader(StringIO(text, newline=""))
    except csv.Error as error:
        raise damaged() from error
