"""The archive of letters: what was served is printed once and stays as it was."""

import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.rectification.adapters.letters.writing import CaseLetters
from services.rectification.adapters.storage import TYPES
from services.rectification.application.handlers import CaseHandlers
from services.rectification.domain.letters import served
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_store import VersionConflict
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.letters.archive import LetterArchive, letter_of
from shared.letters.docx_file import docx
from shared.letters.fonts import Faces, NoChineseFont, installed
from shared.letters.pdf import pdf, setter
from shared.letters.served import LetterPrinted, Method, Receipt, SignReceipt
from shared.letters.told import Told
from shared.letters.values import Office
from tests.unit.letters.parties import OFFICE
from tests.unit.rectification.samples import CALENDAR, SERVED, at, open_case, pack_on, serve_notice

CASE = open_case().case_id


class Standing:
    def now(self) -> Any:
        return at(9, 12)


class District:
    """A district with one case and its notice."""

    def __init__(self) -> None:
        self.store = InMemoryEventStore()
        self.handlers = CaseHandlers(self.store, TYPES, pack_on, CALENDAR, "云教督")

    async def with_a_notice(self) -> UUID:
        for command in (open_case(), replace(serve_notice(SERVED), letter="")):
            await self.handlers.handle(command, Context(uuid4(), uuid4()))
        (letter,) = await self.archive().letters(str(CASE))
        return letter.id

    def archive(self, office: Office = OFFICE, faces: Callable[[], Faces] = installed) -> LetterArchive:
        write = CaseLetters(Told(self.store, TYPES), pack_on, office)
        return LetterArchive(self.store, TYPES, Standing(), served, write, faces)


async def test_the_files_have_the_hashes_that_the_log_has() -> None:
    district = District()
    letter = await district.with_a_notice()
    printed = await district.archive().printed(str(CASE), letter)
    assert printed.files.docx == sha256(docx(letter_of(printed.wording))).hexdigest()
    if printed.files.pdf is None:
        (pytest.fail if os.environ.get("DUDAO_CI") == "1" else pytest.skip)("no Chinese typeface here")
    assert printed.files.pdf == sha256(pdf(letter_of(printed.wording))).hexdigest()


async def test_what_was_printed_stays_when_the_office_is_renamed() -> None:
    district = District()
    letter = await district.with_a_notice()
    first = await district.archive().printed(str(CASE), letter)
    head = await district.store.head()
    renamed = district.archive(replace(OFFICE, name="新名称督导室"))
    assert await renamed.printed(str(CASE), letter) == first
    assert await district.store.head() == head
    assert "新名称" not in first.wording.text


def no_faces() -> Faces:
    raise NoChineseFont


async def test_without_a_typeface_the_word_file_is_recorded_and_the_pdf_is_added_when_there_is_one() -> None:
    district = District()
    letter = await district.with_a_notice()
    bare = district.archive(faces=no_faces)
    printed: LetterPrinted = await bare.printed(str(CASE), letter)
    head = await district.store.head()
    assert printed.files.pdf is None
    assert await bare.printed(str(CASE), letter) == printed
    assert await district.store.head() == head
    if setter() is not None:
        added = await district.archive().printed(str(CASE), letter)
        assert added.wording == printed.wording
        assert added.files.pdf


def signing(letter: UUID) -> SignReceipt:
    receipt = Receipt(Method.BY_HAND, "学校办公室", ("程秀英",), SERVED, "高卫东")
    return SignReceipt(Actor("office", "督导室", Role.OFFICE), at(9, 12), letter, receipt)


async def test_who_saw_something_else_has_nothing_printed_and_nothing_signed() -> None:
    district = District()
    letter = await district.with_a_notice()
    head = await district.store.head()
    with pytest.raises(VersionConflict):
        await district.archive().sign(signing(letter), Context(uuid4(), uuid4(), expected=7), str(CASE))
    assert await district.store.head() == head


async def test_who_saw_the_letter_before_it_was_printed_may_sign_for_it() -> None:
    district = District()
    letter = await district.with_a_notice()
    signed = await district.archive().sign(signing(letter), Context(uuid4(), uuid4(), expected=0), str(CASE))
    assert len(signed.events) == 1
    (kept,) = await district.archive().letters(str(CASE))
    assert kept.printed
    assert kept.receipt == signing(letter).receipt
