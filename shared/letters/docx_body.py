"""The body of a .docx, line by line."""

from typing import assert_never

from docx.document import Document

from shared.letters.docx_heads import TYPE_AREA, title
from shared.letters.docx_lines import BODY, BOTH, CENTRE, HEI, KAI, LEFT, Type, line, write
from shared.letters.docx_page import CERTIFICATE
from shared.letters.docx_tables import table
from shared.letters.lines import (
    Annex,
    Attachments,
    FlushLeft,
    Form,
    Heading,
    Letter,
    Line,
    Note,
    Paragraph,
    Signature,
    SignLines,
    Table,
)
from shared.letters.measure import cells

LONG_NOTE = 15
"""From so many cells on a note would run under the seal: it leaves a line free."""


def body(document: Document, letter: Letter) -> None:
    """Add everything between title and imprint."""
    type = CERTIFICATE if letter.form is Form.CERTIFICATE else BODY
    width = 28 * CERTIFICATE.size if letter.form is Form.CERTIFICATE else TYPE_AREA
    following: list[Line | None] = [*letter.body[1:], None]
    before: Line | None = None
    for part, after in zip(letter.body, following, strict=True):
        _Body(document, letter.form, type, width).add(part, before, after)
        before = part


class _Body:
    def __init__(self, document: Document, form: Form, type: Type, width: float) -> None:
        self._document, self._form, self._type, self._width = document, form, type, width

    def add(self, part: Line, before: Line | None, after: Line | None) -> None:
        """Add one line; `before` and `after` are its neighbours."""
        document, type = self._document, self._type
        closing = isinstance(after, Attachments | SignLines | Signature | Note)
        match part:
            case Paragraph():
                write(line(document, type=type, indent=2, stay=closing), part.text, type)
            case FlushLeft():
                write(line(document, type=type, align=LEFT, stay=True), part.text, type)
            case Heading():
                face = Type(HEI if part.level == 1 else KAI)
                write(line(document, indent=2, stay=True), part.text, face)
            case Table():
                table(document, part)
            case Attachments():
                self._attachments(part, closing)
            case Signature():
                self._signature(part, closing)
            case SignLines():
                for text in part.lines:
                    write(line(document, indent=2, before=type.line / 2, stay=True), text)
            case Note():
                self._note(part, under_seal=isinstance(before, Signature))
            case Annex():
                made = line(document, align=LEFT, after=BODY.line, stay=True)
                made.paragraph_format.page_break_before = True
                write(made, part.label, Type(HEI))
                title(document, (part.name,))
            case _:
                assert_never(part)

    def _attachments(self, part: Attachments, closing: bool) -> None:
        several = len(part.names) > 1
        for number, name in enumerate(part.names, start=1):
            first = number == 1
            label = ("附件：" if first else "　　　") + (f"{number}." if several else "")
            hang = cells(label) * BODY.size
            made = line(
                self._document,
                align=LEFT,
                before=BODY.line if first else 0,
                left=2 * BODY.size + hang,
                indent=-hang / BODY.size,
                stay=closing,
            )
            write(made, label + name)

    def _signature(self, part: Signature, closing: bool) -> None:
        """The names centred on the date, the date four characters from the right, room above for the seal."""
        type, width = self._type, self._width
        date = cells(part.date) * type.size
        name = max(cells(text) for text in part.names) * type.size
        middle = min(width - 4 * type.size - date / 2, max(width - name / 2, width / 2))
        room = type.line if self._form is Form.CERTIFICATE else 2 * type.line
        texts = (*part.names, part.date)
        for number, text in enumerate(texts):
            made = line(
                self._document,
                type=type,
                align=CENTRE,
                before=0 if number else room,
                left=2 * middle - width,
                stay=closing or number < len(texts) - 1,
            )
            write(made, text, type)

    def _note(self, part: Note, *, under_seal: bool) -> None:
        if self._form is Form.SHEET:
            small = Type(size=12, line=18)
            write(line(self._document, type=small, align=LEFT), part.text, small)
            return
        before = BODY.line if under_seal and cells(part.text) > LONG_NOTE else 0
        write(line(self._document, align=BOTH, indent=2, before=before), part.text)
