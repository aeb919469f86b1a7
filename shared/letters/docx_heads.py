"""The heads of a .docx: mark, number, title, as the form asks."""

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from shared.letters.docx_lines import (
    BODY,
    CENTRE,
    KAI,
    LEFT,
    RED,
    RIGHT,
    XIAO_BIAO_SONG,
    Rule,
    Type,
    line,
    shape,
    write,
)
from shared.letters.lines import Form, Letter

TITLE = Type(XIAO_BIAO_SONG, 22, 33)
TYPE_AREA = 442.2
"""The width of the type area, in pt."""

_AFTER = BODY.line
"""A blank line, in pt."""


def head(document: Document, letter: Letter) -> None:
    """Add everything above the body."""
    match letter.form:
        case Form.LETTER:
            _letter(document, letter)
        case Form.DOCUMENT:
            _document(document, letter)
        case Form.INSTRUMENT | Form.SHEET:
            _instrument(document, letter)
        case Form.CERTIFICATE:
            _certificate(document, letter)


def title(document: Document, lines: tuple[str, ...], *, before: float = 0) -> None:
    """Add a title as it is broken, and a blank line under it."""
    made = line(document, type=TITLE, align=CENTRE, before=before, after=_AFTER, stay=True)
    write(made, "\n".join(lines), TITLE)


def _mark(letter: Letter, size: float) -> tuple[str, Type]:
    """The 发文机关标志, as big as its name allows."""
    name = "　".join(letter.orgs)
    fitting = max(10.0, min(size, 440 // max(1, len(name))))
    return name, Type(XIAO_BIAO_SONG, fitting, fitting + 4, RED)


def _letter(document: Document, letter: Letter) -> None:
    """信函: the mark 30 mm under the edge and the double line under it are the first page's header."""
    name, type = _mark(letter, 28)
    paragraph = document.sections[0].first_page_header.paragraphs[0]
    rule = Rule("bottom", "thickThinSmallGap", 24, 11)
    out = -Mm(7).pt
    write(shape(paragraph, type=type, align=CENTRE, left=out, right=out, rules=[rule]), name, type)
    write(line(document, align=RIGHT, before=13.8 - 6.6), letter.number)
    title(document, letter.title, before=2 * BODY.line)


def _document(document: Document, letter: Letter) -> None:
    """文件: the red mark, then the number (and who signs) over a red line."""
    name, type = _mark(letter, 34)
    write(line(document, type=type, align=CENTRE, before=Mm(35).pt, after=2 * BODY.line), name, type)
    rule = Rule("bottom", "single", 9, 5)
    if letter.signer:
        made = line(document, align=LEFT, rules=[rule])
        made.paragraph_format.tab_stops.add_tab_stop(Pt(TYPE_AREA - BODY.size), WD_TAB_ALIGNMENT.RIGHT)
        write(made, f"　{letter.number}\t签发人：")
        write(made, letter.signer, Type(KAI))
    else:
        write(line(document, align=CENTRE, rules=[rule]), letter.number)
    title(document, letter.title, before=2 * BODY.line)


def _instrument(document: Document, letter: Letter) -> None:
    """文书, 表单: sender and name, then the number at the right."""
    lines = "\n".join((*letter.orgs, *letter.title))
    half = BODY.line / 2
    write(line(document, type=TITLE, align=CENTRE, after=half, stay=True), lines, TITLE)
    if letter.number:
        write(line(document, align=RIGHT, after=half), letter.number)


def _certificate(document: Document, letter: Letter) -> None:
    """聘书: its name in large letters, the number under it."""
    large, small = Type(XIAO_BIAO_SONG, 44, 66), Type(size=16, line=24)
    write(line(document, type=large, align=CENTRE), "\n".join(letter.title), large)
    write(line(document, type=small, align=CENTRE, after=15), letter.number, small)
