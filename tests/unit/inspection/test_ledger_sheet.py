"""Files that are no ledger, and files made to do harm: each is refused, saying how to mend it."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.styles import numbers

from services.inspection.adapters.ledger_file import MAX_ROWS, LedgerFile, NotALedger, read_ledger
from services.inspection.adapters.ledger_sheet import MAX_TAGS, MAX_UNPACKED

SHEET = "xl/worksheets/sheet1.xml"
UNITS = {"永兴小学": "319991-0010"}


def ledger() -> Workbook:
    workbook = Workbook()
    workbook.worksheets[0].append(["督导时间", "被督导单位", "存在问题", "整改时限"])
    workbook.worksheets[0].append(["2026-10-16", "永兴小学", "应急照明不亮", "7个工作日"])
    return workbook


def saved(workbook: Workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def rewritten(content: bytes, **parts: bytes) -> bytes:
    """The same file with its sheet (`sheet=`) or a new part (`extra=`) replaced."""
    changed = {SHEET if name == "sheet" else "xl/media/extra": part for name, part in parts.items()}
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return out.getvalue()


def sheet_of(content: bytes) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(SHEET)


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return out.getvalue()


def read(content: bytes) -> LedgerFile:
    return read_ledger(content, units=UNITS)


OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (OLE + bytes(600), "旧版的 xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("督导时间,被督导单位\n9.4,永兴小学\n".encode("gb18030"), "CSV"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"%PDF-1.7\0\0", "不是 xlsx"),
        (zipped(a=b"1"), "压缩包"),
        (b"PK\3\4 and no more", "已损坏"),
        (saved(ledger())[:-200], "已损坏"),
        (saved(Workbook()), "表头"),
    ],
)
def test_what_is_no_ledger_is_refused_saying_what_it_is_and_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(NotALedger, match=says) as refusal:
        read(content)
    assert "请" in str(refusal.value)


def test_missing_headings_are_named() -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(["督导时间", "学校", "备注"])
    with pytest.raises(NotALedger, match=r"缺少“存在问题”。"):
        read(saved(workbook))


def test_two_sheets_that_look_like_ledgers_are_not_chosen_from() -> None:
    workbook = ledger()
    workbook.copy_worksheet(workbook.worksheets[0]).title = "九月"
    with pytest.raises(NotALedger, match="九月"):
        read(saved(workbook))
    workbook.worksheets[1].sheet_state = "hidden"
    assert len(read(saved(workbook)).rows) == 1


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(NotALedger, match="64 MB"):
        read(rewritten(saved(ledger()), extra=bytes(MAX_UNPACKED)))


def test_a_sheet_of_millions_of_cells_is_not_read() -> None:
    cells = b"<sheetData><row>" + b"<c/>" * MAX_TAGS + b"</row>"
    with pytest.raises(NotALedger, match="太大"):
        read(rewritten(saved(ledger()), sheet=sheet_of(saved(ledger())).replace(b"<sheetData>", cells)))


def test_entities_that_multiply_are_not_followed() -> None:
    entities = b'<!ENTITY e0 "laugh">' + b"".join(
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 20) for n in range(1, 9)
    )
    sheet = (
        b"<!DOCTYPE worksheet ["
        + entities
        + b"]>"
        + sheet_of(saved(ledger())).replace(b"</row>", b"&e8;</row>", 1)
    )
    with pytest.raises(NotALedger, match="已损坏"):
        read(rewritten(saved(ledger()), sheet=sheet))


def test_a_row_number_beyond_any_sheet_is_damage() -> None:
    sheet = sheet_of(saved(ledger())).replace(b'<row r="2"', b'<row r="99999999999"')
    with pytest.raises(NotALedger, match="行号"):
        read(rewritten(saved(ledger()), sheet=sheet))


def test_more_rows_than_the_limit_are_refused() -> None:
    row = b"<row>" + b'<c t="inlineStr"><is><t>9</t></is></c>' * 2 + b"</row>"
    sheet = sheet_of(saved(ledger())).replace(b"</sheetData>", row * MAX_ROWS + b"</sheetData>")
    with pytest.raises(NotALedger, match="最多导入 20000 行"):
        read(rewritten(saved(ledger()), sheet=sheet))


def test_a_serial_number_formatted_as_a_date_is_that_date() -> None:
    workbook = ledger()
    cell = workbook.worksheets[0]["A2"]
    cell.value, cell.number_format = 46311, numbers.FORMAT_DATE_YYYYMMDD2
    assert read(saved(workbook)).rows[0].visited_on.isoformat() == "2026-10-16"


def test_a_formula_counts_by_its_result() -> None:
    content = saved(ledger())
    cell = rb'<c r="C2"[^>]*>.*?</c>'
    for stored, problem in ((b"<v>x1</v>", "x1"), (b"<v>x2</v>", "x2")):
        formula = b'<c r="C2" t="str"><f>A1&amp;B1</f>' + stored + b"</c>"
        assert (
            read(rewritten(content, sheet=re.sub(cell, formula, sheet_of(content)))).rows[0].problem
            == problem
        )


@pytest.mark.parametrize("formula", ["=WORKDAY(A2,7)", "#REF!"])
def test_a_formula_without_a_result_is_refused(formula: str) -> None:
    workbook = ledger()
    workbook.worksheets[0]["D2"] = formula
    (fault,) = read(saved(workbook)).faults
    assert (fault.column, fault.english) == ("整改时限", "no result")
