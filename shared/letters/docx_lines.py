"""Lines of a .docx: runs with their typefaces, exact line heights, indents and rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

# Named, not shipped: the office has them. PDF stand-ins are in fonts.py.
XIAO_BIAO_SONG = "方正小标宋简体"
FANG_SONG = "仿宋_GB2312"
HEI = "黑体"
KAI = "楷体_GB2312"
SONG = "宋体"
LATIN = "Times New Roman"

RED = RGBColor(0xD7, 0x00, 0x0F)
BLACK = RGBColor(0, 0, 0)

LEFT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
RIGHT, BOTH = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True, slots=True)
class Type:
    """A typeface for Chinese text, its size and the exact height of its lines, in pt."""

    face: str = FANG_SONG
    size: float = 16
    line: float = 28.95
    colour: RGBColor = BLACK


BODY = Type()


@dataclass(frozen=True, slots=True)
class Rule:
    """A border of a paragraph: on which side, its OOXML style, weight in eighths of a pt, gap in pt."""

    side: str
    style: str
    weight: int
    gap: int
    colour: str = "D7000F"


@dataclass(frozen=True, slots=True)
class Foot:
    """A frame in the type area: `y` pt under its top, or at its foot. Frames do not hold two paragraphs: of
    such LibreOffice makes none."""

    y: float | None

    def element(self) -> BaseOxmlElement:
        place = {"yAlign": "bottom"} if self.y is None else {"y": round(self.y * 20)}
        return element(
            "framePr", w=8844, wrap="around", vAnchor="margin", hAnchor="margin", xAlign="center", **place
        )


class Holder(Protocol):
    """What takes paragraphs: a document, a cell, a header or a footer."""

    def add_paragraph(self, text: str = "") -> Paragraph: ...


def element(tag: str, **attributes: object) -> BaseOxmlElement:
    """`<w:tag w:name="value"/>`."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def line(
    holder: Holder,
    *,
    type: Type = BODY,
    align: WD_ALIGN_PARAGRAPH = BOTH,
    indent: float = 0,
    before: float = 0,
    after: float = 0,
    left: float = 0,
    right: float = 0,
    stay: bool = False,
    rules: Sequence[Rule] = (),
    foot: Foot | None = None,
) -> Paragraph:
    """An empty line: `indent` in characters; `before`, `after`, `left`, `right` in pt; `stay` with the next.

    `foot`: in a frame of its own.
    """
    return shape(
        holder.add_paragraph(),
        type=type,
        align=align,
        indent=indent,
        before=before,
        after=after,
        left=left,
        right=right,
        stay=stay,
        rules=rules,
        foot=foot,
    )


def shape(
    paragraph: Paragraph,
    *,
    type: Type = BODY,
    align: WD_ALIGN_PARAGRAPH = BOTH,
    indent: float = 0,
    before: float = 0,
    after: float = 0,
    left: float = 0,
    right: float = 0,
    stay: bool = False,
    rules: Sequence[Rule] = (),
    foot: Foot | None = None,
) -> Paragraph:
    """An existing paragraph as `line` makes a new one."""
    properties = paragraph._p.get_or_add_pPr()
    if foot:  # First: whatever python-docx adds later finds its place around these.
        properties.append(foot.element())
    if rules:
        borders = element("pBdr")
        for rule in rules:
            borders.append(
                element(rule.side, val=rule.style, sz=rule.weight, space=rule.gap, color=rule.colour)
            )
        properties.append(borders)
    for name in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):  # No space between Chinese and Latin.
        properties.append(element(name, val=0))
    form = paragraph.paragraph_format
    form.keep_with_next = stay or None
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(type.line)
    form.left_indent, form.right_indent = Pt(left), Pt(right)
    form.first_line_indent = Pt(indent * type.size)
    form.alignment = align
    if indent > 0:  # In characters, so that it follows another size that the office chooses.
        indents = properties.find(qn("w:ind"))
        if indents is not None:
            indents.set(qn("w:firstLineChars"), str(int(indent * 100)))
    return paragraph


def write(paragraph: Paragraph, text: str, type: Type = BODY) -> Paragraph:
    """Add text to a line; "\\n" breaks it. Every run names the Chinese typeface."""
    run = paragraph.add_run(text)
    run.font.name = LATIN
    fonts = run._r.get_or_add_rPr().find(qn("w:rFonts"))
    if fonts is not None:
        fonts.set(qn("w:eastAsia"), type.face)
        fonts.set(qn("w:hint"), "eastAsia")  # “” and — are Chinese punctuation.
    run.font.color.rgb = type.colour
    if type.size == BODY.size:  # 28 characters in 156 mm need 15.75 pt each.
        run._r.get_or_add_rPr().append(element("spacing", val=-5))
    run.font.size = Pt(type.size)
    return paragraph
