"""Which list of the register a sheet is."""

from typing import TypeAlias

from services.roster.adapters.register_columns import SHEETS, SheetKind
from shared.spreadsheets import tables
from shared.spreadsheets.tables import WHOLE_SHEET, Fault, RawSheet, headings_of, places_of

Table: TypeAlias = tables.Table[SheetKind]


def listed_in(sheet: RawSheet) -> SheetKind | None:
    """What the sheet lists, by its title, else by its headings; None when it cannot be told."""
    named = next((about for about in SHEETS if about.title == sheet.title.strip()), None)
    if named or not sheet.rows:
        return named
    headings = headings_of(sheet.rows[0][1])
    fitting = [
        about
        for about in SHEETS
        if {c.name for c in about.required} <= {p.column.name for p in places_of(about, headings).values()}
    ]
    return max(fitting, key=lambda about: len(about.required), default=None)


def unknown_sheet(sheet: RawSheet) -> Fault:
    """What is told of a sheet that is none of the register's."""
    titles = "、".join(about.title for about in SHEETS)
    mend = f"请把工作表改名为{titles}之一，第一行用模板的表头；不用导入的请删去。"
    return Fault(sheet.title, sheet.rows[0][0], WHOLE_SHEET, "", "认不出是哪一种名册，整张表没有导入", mend)
