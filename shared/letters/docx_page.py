"""The page of a .docx: paper, margins, grid, page numbers; for a certificate its frame."""

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.section import _Footer
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from shared.letters.docx_lines import (
    BODY,
    FANG_SONG,
    LATIN,
    LEFT,
    RIGHT,
    SONG,
    Rule,
    Type,
    element,
    shape,
    write,
)
from shared.letters.lines import Form

CERTIFICATE = Type(size=20, line=30)
"""Of a 聘书: 28 characters to a line."""

_NUMBER = Type(SONG, 14, 14)


def page(document: Document, form: Form) -> None:
    """Set up the one section of the document."""
    section = document.sections[0]
    _normal(document)
    if form is Form.CERTIFICATE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Pt((Mm(297).pt - 28 * CERTIFICATE.size) / 2)
        section.top_margin, section.bottom_margin = Mm(25), Mm(18)
        _frame(document)
        return
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    properties = section._sectPr
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    properties.append(element("docGrid", type="lines", linePitch=579))
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    zoom = settings.element.find(qn("w:zoom"))
    if zoom is not None:
        zoom.addnext(element("mirrorMargins"))
    section.different_first_page_header_footer = form is Form.LETTER
    _number(section.footer, right=True)
    _number(section.even_page_footer, right=False)
    if form is Form.LETTER:  # 20 mm above the edge, thin above thick, instead of a number.
        rule = Rule("bottom", "thinThickSmallGap", 24, 0)
        shape(
            section.first_page_footer.paragraphs[0],
            type=Type(size=1, line=1),
            left=-Mm(7).pt,
            right=-Mm(7).pt,
            rules=[rule],
        )


def _normal(document: Document) -> None:
    """Body text is the default: 三号仿宋."""
    style = document.styles["Normal"]
    if not isinstance(style, ParagraphStyle) or style.type is not WD_STYLE_TYPE.PARAGRAPH:
        raise AssertionError("the template of python-docx has a paragraph style Normal")
    style.font.name, style.font.size = LATIN, Pt(BODY.size)
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    if fonts is not None:
        fonts.set(qn("w:eastAsia"), FANG_SONG)


def _number(footer: _Footer, *, right: bool) -> None:
    """`— 1 —`, 7 mm under the type area, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = shape(
        footer.paragraphs[0],
        type=_NUMBER,
        align=RIGHT if right else LEFT,
        after=Mm(3).pt,
        left=0 if right else 14,
        right=14 if right else 0,
    )
    write(paragraph, "— ", _NUMBER)
    for kind in ("begin", None, "end"):
        write(paragraph, "", _NUMBER)
        run = paragraph.runs[-1]._r
        if kind:
            run.append(element("fldChar", fldCharType=kind))
        else:
            field = element("instrText")
            field.text = "PAGE"
            run.append(field)
    write(paragraph, " —", _NUMBER)


def _frame(document: Document) -> None:
    """A double red frame inside the edge of the paper."""
    borders = element("pgBorders", offsetFrom="page")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(side, val="thickThinSmallGap", sz=24, space=30, color="D7000F"))
    margins = document.sections[0]._sectPr.find(qn("w:pgMar"))
    if margins is not None:
        margins.addnext(borders)
