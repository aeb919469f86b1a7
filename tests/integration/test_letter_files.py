"""Letters as files: the same bytes each time, every typeface named, and .docx also where nothing can be set."""

import os
import re
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
import typst
from docx import Document

from shared.letters.docx_file import docx
from shared.letters.fonts import Faces, NoChineseFont, chosen, installed
from shared.letters.lines import Letter, Table
from shared.letters.pdf import pages, pdf
from tests.unit.letters.hostile import HOSTILE, everywhere
from tests.unit.letters.samples import SAMPLES
from tests.unit.letters.test_texts import skeleton


@pytest.fixture(scope="session")
def faces() -> Faces:
    """What the system has. CI must have Chinese typefaces; elsewhere the test is skipped and says why."""
    try:
        return installed()
    except NoChineseFont as missing:
        (pytest.fail if os.environ.get("DUDAO_CI") == "1" else pytest.skip)(str(missing))


NAMES = sorted(SAMPLES)
WORST = "".join(text[:90] for text in HOSTILE)
"""Everything hostile at once, and no longer than it takes to overflow a line."""
ENDLESS = "".join(HOSTILE) * 2
"""As much as no row of a table holds on one page."""


def first(name: str) -> Letter:
    return next(iter(shapes(name).values()))


@cache
def shapes(name: str) -> dict[str, Letter]:
    """By branch, the letters that differ in their lines; where only words differ, so do only the files' words."""
    found = {repr(skeleton(letter)): (branch, letter) for branch, letter in in_reverse(name)}
    return dict(reversed(found.values()))


def in_reverse(name: str) -> list[tuple[str, Letter]]:
    return list(reversed(SAMPLES[name].letters().items()))


@cache
def in_word(name: str, branch: str) -> bytes:
    """Made once for all that is looked at in it."""
    return docx(shapes(name)[branch])


@cache
def set_in_type(name: str, branch: str) -> bytes:
    return pdf(shapes(name)[branch])


def first_docx(name: str) -> bytes:
    return in_word(name, next(iter(shapes(name))))


def first_pdf(name: str) -> bytes:
    return set_in_type(name, next(iter(shapes(name))))


def inside(content: bytes, part: str = "word/document.xml") -> str:
    with ZipFile(BytesIO(content)) as packed:
        return packed.read(part).decode()


@pytest.mark.parametrize("name", NAMES)
def test_every_shape_of_a_letter_becomes_a_pdf_and_a_docx(name: str, faces: Faces) -> None:
    for branch in shapes(name):
        assert set_in_type(name, branch).startswith(b"%PDF-"), branch
        assert Document(BytesIO(in_word(name, branch))).paragraphs, branch


@pytest.mark.parametrize("name", NAMES)
def test_the_worst_values_become_a_docx(name: str) -> None:
    values = next(iter(SAMPLES[name].values.values()))
    made = inside(docx(SAMPLES[name].text.letter(everywhere(values, WORST))))
    assert "\u202e" not in made
    assert "璟喆玥" in made


@pytest.mark.parametrize("name", NAMES)
def test_the_worst_values_become_a_pdf(name: str, faces: Faces) -> None:
    values = next(iter(SAMPLES[name].values.values()))
    assert pdf(SAMPLES[name].text.letter(everywhere(values, WORST)), faces).startswith(b"%PDF-")


def test_a_row_that_no_page_holds_becomes_a_pdf(faces: Faces) -> None:
    text, values = SAMPLES["supervision-order"].text, SAMPLES["supervision-order"].values["overdue"]
    assert len(pages(text.letter(everywhere(values, ENDLESS)), faces, ppi=10)) > 3


@pytest.mark.parametrize("name", NAMES)
def test_the_same_letter_is_the_same_file(name: str, faces: Faces) -> None:
    assert docx(first(name)) == first_docx(name)
    assert pdf(first(name), faces) == first_pdf(name)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_file_says_when_it_was_made(name: str, faces: Faces) -> None:
    assert b"CreationDate" not in first_pdf(name)
    made = first_docx(name)
    with ZipFile(BytesIO(made)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not re.search("created|modified|python-docx", inside(made, "docProps/core.xml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_run_of_a_docx_names_its_chinese_typeface(name: str) -> None:
    made = first_docx(name)
    with ZipFile(BytesIO(made)) as packed:
        parts = [one for one in packed.namelist() if re.match(r"word/(document|header|footer)", one)]
    for part in parts:
        for run in re.findall(r"<w:r>.*?</w:r>", inside(made, part), re.DOTALL):
            assert "w:eastAsia=" in run, run


@pytest.mark.parametrize("name", NAMES)
def test_a_docx_holds_every_word_of_the_letter(name: str) -> None:
    letter = first(name)
    document = Document(BytesIO(first_docx(name)))
    cells = [cell.text for table in document.tables for cell in table._cells]
    said = "".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    for line in letter.body:
        if isinstance(line, Table):
            assert all(cell in said for row in line.rows for cell in row.cells)
    assert "\n".join(letter.title) in said
    assert letter.imprint.copies in said


def test_a_docx_has_22_lines_of_28_characters() -> None:
    made = inside(first_docx("rectification-notice"))
    assert 'w:linePitch="579"' in made
    assert '<w:spacing w:val="-5"/>' in made
    assert re.search(r'w:lineRule="exact" w:line="579"|w:line="579" w:lineRule="exact"', made)


def test_a_certificate_is_one_page_whatever_it_says(faces: Faces) -> None:
    values = SAMPLES["appointment-letter"].values["responsible inspector"]
    for repeated in (1, 10, 60):
        longer = everywhere(values, "示例区第三中学" * repeated)
        assert len(pages(SAMPLES["appointment-letter"].text.letter(longer), faces, ppi=20)) == 1


def test_without_a_chinese_typeface_it_is_said_what_to_install() -> None:
    nothing = typst.Fonts(include_system_fonts=False)
    with pytest.raises(NoChineseFont, match="fonts-noto-cjk"):
        chosen(nothing)


def test_every_part_can_be_set_in_any_face_there_is(faces: Faces) -> None:
    """A character that one face lacks is taken from the next: each list ends with all the others."""
    assert len({frozenset(families) for families in faces.families.values()}) == 1
