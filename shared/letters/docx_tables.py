"""Tables of a .docx: grids and forms."""

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as DocxTable
from docx.table import _Row

from shared.letters.docx_lines import CENTRE, FANG_SONG, HEI, LEFT, Type, element, line, shape, write
from shared.letters.lines import Row, Table
from shared.letters.measure import is_sentence

_PADDING = 85  # 1.5 mm in twentieths of a pt.


def table(document: Document, of: Table) -> None:
    """Add a grid or a form, and a thin line after it: tables that touch would become one."""
    made = _empty(document, len(of.rows), of.widths)
    left = [
        n == of.left or any(is_sentence(row.cells[n]) for row in of.rows[1:])
        for n in range(0 if of.form else len(of.widths))
    ]
    for number, row in enumerate(of.rows):
        header = number == 0 and not of.form
        _fill(made.rows[number], row, of, left, header)
    line(document, type=Type(size=5, line=6))


def _fill(made: _Row, row: Row, of: Table, left: list[bool], header: bool) -> None:
    properties = made._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if header:
        properties.append(element("tblHeader"))
    if row.height:
        made.height_rule, made.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Mm(row.height)
    last = len(row.cells) - 1
    cells = list(made.cells)
    type = Type(HEI if header else FANG_SONG, of.size, of.size * 17 / 12)
    for number, text in enumerate(row.cells):
        cell = cells[number]
        if number == last < len(of.widths) - 1:
            cell = cell.merge(cells[-1])
        label = number % 2 == 0 if of.form else header
        aligned = LEFT if not label and (of.form or left[number]) else CENTRE
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        write(shape(cell.paragraphs[0], type=type, align=aligned, before=3, after=3), text, type)


def _empty(document: Document, rows: int, widths: tuple[int, ...]) -> DocxTable:
    made: DocxTable = document.add_table(rows, len(widths))
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    properties = made._tbl.tblPr
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=_PADDING, type="dxa"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=6, space=0, color="000000"))
    layout = properties.find(qn("w:tblLayout"))
    if layout is None:
        raise AssertionError("python-docx writes a layout for tables of fixed widths")
    layout.addprevious(borders)
    layout.addnext(margins)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for row in made._tbl.tr_lst:  # A column's `cells` would go through the whole table each time.
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)
    return made
