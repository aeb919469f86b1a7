"""The imprint (版记) of a .docx, at the foot of the type area of its last page."""

import math

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Pt

from shared.letters.docx_heads import TYPE_AREA
from shared.letters.docx_lines import FANG_SONG, LEFT, Foot, Rule, Type, line, write
from shared.letters.lines import Imprint
from shared.letters.measure import cells

_SMALL = Type(FANG_SONG, 14, 24)
_COPIES = "抄送："
_HEIGHT = 637.8
"""The height of the type area, in pt."""

_TOP = Rule("top", "single", 8, 1, "000000")  # 0.35 mm
_BETWEEN = Rule("bottom", "single", 6, 1, "000000")  # 0.25 mm
_UNDER = Rule("bottom", "single", 8, 1, "000000")


def imprint(document: Document, of: Imprint, *, bare: bool) -> None:
    """Add it as frames. A letter in 信函格式 (`bare`) has neither its rules nor the printer."""
    printed = f"{of.printer}\t{of.printed}印发" if of.printer and not bare else ""
    if of.copies:
        rules = [] if bare else [_TOP, _BETWEEN if printed else _UNDER]
        hang = len(_COPIES)
        room = TYPE_AREA / _SMALL.size - 2 - hang
        height = (math.ceil(cells(of.copies) / room) + 1) * _SMALL.line + 4
        foot = Foot(_HEIGHT - height if printed else None)
        _add(document, _COPIES + of.copies, hang, rules, foot)
    if printed:
        _add(document, printed, 0, [_UNDER] if of.copies else [_TOP, _UNDER], Foot(None))
    if of.copies or printed:  # What the frames are anchored to.
        line(document, type=Type(size=1, line=1))


def _add(document: Document, text: str, hang: int, rules: list[Rule], foot: Foot) -> None:
    left = _SMALL.size * (1 + hang)
    made = line(
        document,
        type=_SMALL,
        align=LEFT,
        left=left,
        right=_SMALL.size,
        indent=-hang,
        rules=rules,
        foot=foot,
    )
    made.paragraph_format.tab_stops.add_tab_stop(Pt(TYPE_AREA - _SMALL.size), WD_TAB_ALIGNMENT.RIGHT)
    write(made, text, _SMALL)
