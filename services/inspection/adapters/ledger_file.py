"""The 问题台账 an office keeps as a spreadsheet: its rows, and what is wrong with the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from typing import TypeVar

from services.inspection.adapters.ledger_cells import (
    FaultCode,
    Roster,
    Wrong,
    closed,
    day,
    limit,
    names,
    problem,
    result,
    shown,
)
from services.inspection.adapters.ledger_days import Limit, Years
from services.inspection.adapters.ledger_headings import REQUIRED, Field, Record, Table, find_table
from services.inspection.adapters.ledger_sheet import NotALedger, Value, read_sheets, text

__all__ = ["WHOLE_ROW", "Fault", "FaultCode", "LedgerFile", "LedgerRow", "NotALedger", "read_ledger"]

WHOLE_ROW = "(row)"
MAX_ROWS = 20_000

T = TypeVar("T")
Key = tuple[date, str, str]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One issue as the ledger has it. `row` counts from 1 as in the spreadsheet.

    `working_days` counts 工作日 from the notice; where the ledger gave a day it is None and `due_on` is
    that day; both are None where the ledger set no limit. What the ledger left blank is "" or ().
    """

    row: int
    visited_on: date
    unit_code: str
    unit_name: str
    inspectors: tuple[str, ...]
    theme: str
    problem: str
    demand: str
    working_days: int | None
    due_on: date | None
    responsible: str
    rectification: str
    closed: bool
    remark: str

    @property
    def key(self) -> Key:
        """What makes it the same issue in any copy of any ledger: day, unit, problem without white space."""
        return self.visited_on, self.unit_code, "".join(self.problem.split())


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused. `message` says what is wrong, what was seen and how to mend it.

    `column` is the heading in the file, `WHOLE_ROW` where no single cell is at fault; `first_row` is
    the row that a duplicate repeats.
    """

    row: int
    column: str
    code: FaultCode
    message: str
    value: str
    first_row: int | None = None

    @property
    def english(self) -> str:
        """The fault in a few words, for machines and tests."""
        if self.code == "duplicate":
            return f"same visit, unit and problem as row {self.first_row}"
        return self.code.replace("-", " ")


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger read: rows to import, and the faults of all the others, both from the top down."""

    rows: tuple[LedgerRow, ...]
    faults: tuple[Fault, ...]
    title: str
    sha256: str


def read_ledger(content: bytes, *, units: Mapping[str, str], calendar_year: int | None = None) -> LedgerFile:
    """Read an xlsx ledger. `units` gives the code of each unit by its name.

    Days without a year get it from the title, else from the nearest row that has one, else from
    `calendar_year`. Raises `NotALedger` if the file as a whole cannot be read.
    """
    table = find_table(read_sheets(content))
    records = tuple(table.records())
    if len(records) > MAX_ROWS:
        raise NotALedger(f"台账有 {len(records)} 行，一次最多导入 {MAX_ROWS} 行。请分成几个文件导入。")
    about = "|".join((*table.lines, *table.headings.values(), table.sheet.title))
    days = ((record.row, record.values.get(Field.VISITED_ON)) for record in records)
    years, roster = Years(about, days, calendar_year), Roster(units)
    rows: list[LedgerRow] = []
    faults: list[Fault] = []
    first_rows: dict[Key, int] = {}
    for record in records:
        reading = _Reading(record, table)
        row = reading.row(years, roster, first_rows)
        faults += reading.faults
        if row is not None and not reading.faults:
            rows.append(row)
    title = table.lines[0] if table.lines else table.sheet.title
    return LedgerFile(tuple(rows), tuple(faults), title, sha256(content).hexdigest())


class _Reading:
    """One record being read; what is wrong with it gathers on the way."""

    def __init__(self, record: Record, table: Table) -> None:
        self._record, self._table = record, table
        self._wrong: dict[Field, Fault] = {}
        self._wrong_as_a_whole: list[Fault] = []

    @property
    def faults(self) -> list[Fault]:
        """From left to right, that of the whole row last."""
        fields = sorted(self._wrong, key=self._table.columns.__getitem__)
        return [self._wrong[field] for field in fields] + self._wrong_as_a_whole

    def row(self, years: Years, roster: Roster, first_rows: dict[Key, int]) -> LedgerRow | None:
        """The row, None where day, unit or problem is missing. `first_rows` gathers the rows read so far."""
        values = self._record.values
        if len(values) == 1 or not any(field in values for field in REQUIRED):
            seen = " ".join(text(value) for value in values.values())
            self._refuse(
                "not-a-record",
                f"只有{shown(seen)}，不像一条记录。请补齐督导时间、单位和问题，或删去这一行。",
                seen,
            )
            return None
        visited_on = self._cell(Field.VISITED_ON, partial(day, year_of=partial(years.find, self._record.row)))
        unit = self._cell(Field.UNIT, roster.find)
        found = self._cell(Field.PROBLEM, problem)
        heading = self._table.headings.get(Field.LIMIT, "")
        until = self._cell(Field.LIMIT, partial(limit, heading=heading, visited_on=visited_on)) or Limit()
        inspectors = self._cell(Field.INSPECTORS, names) or ()
        is_closed = self._cell(Field.CLOSED, closed) or False
        theme, demand, responsible, rectification, remark = (
            self._cell(field, text) or ""
            for field in (Field.THEME, Field.DEMAND, Field.RESPONSIBLE, Field.RECTIFICATION, Field.REMARK)
        )
        if visited_on is None or unit is None or found is None:
            return None
        row = LedgerRow(
            row=self._record.row,
            visited_on=visited_on,
            unit_code=unit[0],
            unit_name=unit[1],
            inspectors=inspectors,
            theme=theme,
            problem=found,
            demand=demand,
            working_days=until.working_days,
            due_on=until.due_on,
            responsible=responsible,
            rectification=rectification,
            closed=is_closed,
            remark=remark,
        )
        if (first := first_rows.setdefault(row.key, row.row)) != row.row:
            mend = "若是同一个问题，请删去这一行；若是两个问题，请把问题写得有区别。"
            self._refuse("duplicate", f"与第 {first} 行的督导时间、单位和问题都相同。{mend}", found, first)
        return row

    def _cell(self, field: Field, read: Callable[[Value], T]) -> T | None:
        value = self._record.values.get(field)
        try:
            return read(result(value))
        except Wrong as wrong:
            row, heading = self._record.row, self._table.headings[field]
            self._wrong[field] = Fault(row, heading, wrong.code, str(wrong), text(value))
            return None

    def _refuse(self, code: FaultCode, message: str, value: str, first_row: int | None = None) -> None:
        self._wrong_as_a_whole.append(Fault(self._record.row, WHOLE_ROW, code, message, value, first_row))
