"""Writes a letter as .docx, for an office that edits it and sends it by its own system."""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx as python_docx
from docx.document import Document

from shared.letters.docx_body import body
from shared.letters.docx_heads import head
from shared.letters.docx_imprint import imprint
from shared.letters.docx_page import page
from shared.letters.lines import Form, Letter

LONGEST = 255
"""Characters that a property of a .docx may have."""


def docx(letter: Letter) -> bytes:
    """The letter as .docx: the same bytes for the same letter, whatever typefaces there are here."""
    document = python_docx.Document()
    page(document, letter.form)
    head(document, letter)
    body(document, letter)
    imprint(document, letter.imprint, bare=letter.form is Form.LETTER)
    _described(document, letter)
    made = io.BytesIO()
    document.save(made)
    return _undated(made)


def _described(document: Document, letter: Letter) -> None:
    """Its title and author; nothing of when and by whom the file was written."""
    about = document.core_properties
    for told in list(about._element):
        about._element.remove(told)
    about.title, about.author = "".join(letter.title)[:LONGEST], "、".join(letter.orgs)[:LONGEST]


def _undated(made: io.BytesIO) -> bytes:
    """The same parts in the same order, without the time at which they were packed."""
    packed = io.BytesIO()
    with ZipFile(made) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
