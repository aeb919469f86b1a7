"""Small ledgers to read."""

from io import BytesIO

from openpyxl import Workbook

from services.inspection.adapters.ledger_file import Fault, LedgerFile, LedgerRow, read_ledger
from services.inspection.adapters.ledger_sheet import Value

UNITS = {"永兴小学": "319991-0010", "育英幼儿园": "319991-0040", "松林幼儿园（东园区）": "319991-0050"}
HEADINGS = ("序号", "督导时间", "被督导单位", "责任督学", "督导主题", "存在问题", "整改要求", "整改时限", "责任人", "整改情况", "是否销号", "备注")  # fmt: skip
TITLE = "云汀区2026年秋季学期督导问题台账"

Cells = dict[str, Value]


def issue(**cells: Value) -> Cells:
    """A row that is right, but for the cells given."""
    return {"督导时间": "2026-10-16", "被督导单位": "永兴小学", "存在问题": "应急照明不亮", **cells}


def book(rows: list[Cells], headings: tuple[str, ...] = HEADINGS, title: str | None = TITLE) -> Workbook:
    """A title, a blank row, headings in row 3 and the rows from 4 on."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"] = title
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    for column, heading in enumerate(headings, start=1):
        sheet.cell(3, column, heading)
        for row, cells in enumerate(rows, start=4):
            sheet.cell(row, column, cells.get(heading))
    return workbook


def saved(workbook: Workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def read(*rows: Cells, title: str | None = TITLE, calendar_year: int | None = None) -> LedgerFile:
    return read_ledger(saved(book(list(rows), title=title)), units=UNITS, calendar_year=calendar_year)


def the_row(ledger: LedgerFile) -> LedgerRow:
    assert ledger.faults == ()
    (row,) = ledger.rows
    return row


def the_fault(ledger: LedgerFile) -> Fault:
    (fault,) = ledger.faults
    return fault
