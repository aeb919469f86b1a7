"""The served letters of one service: each printed once from what the log says, kept by its SHA-256."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_store import EventStore, VersionConflict
from shared.event_sourcing.event_types import EventTypes, Stored
from shared.letters.docx_file import docx
from shared.letters.fonts import Faces, installed
from shared.letters.lines import Letter
from shared.letters.markup import read
from shared.letters.pdf import pdf, setter
from shared.letters.plain import without_unprintable
from shared.letters.served import (
    KEPT_LETTER,
    Files,
    LetterEvent,
    LetterPrinted,
    PrintLetter,
    Receipt,
    ReceiptSigned,
    ServedAs,
    SignReceipt,
    Wording,
)
from shared.letters.text import LetterText
from shared.runtime.clock import Clock

SYSTEM = Actor("system:letters", "系统", Role.SYSTEM)

Log = Sequence[Stored[Any]]


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter of a case: `n` counts those of its kind from 1, `by` served it; `printed` None: not yet."""

    id: UUID
    n: int
    served: ServedAs
    by: Actor
    event: Stored[Any]
    printed: LetterPrinted | None = None
    receipt: Receipt | None = None


Compose = Callable[[Issued, Log], Awaitable[tuple[LetterText[Any], Any]]]
"""The text of a letter and its values, from nothing but what the log said when it was served: all records up to
that event, and those that came to be with it."""


def issued(log: Log, served: Callable[[Any], ServedAs | None]) -> tuple[Issued, ...]:
    """The letters of a case in the order they were served, with what is kept of each."""
    prints: dict[UUID, LetterPrinted] = {}
    receipts: dict[UUID, Receipt] = {}
    for stored in log:
        if isinstance(stored.event, LetterPrinted):
            prints[stored.event.letter] = stored.event
        elif isinstance(stored.event, ReceiptSigned):
            receipts[stored.event.letter] = stored.event.receipt
    found: list[Issued] = []
    for stored in log:
        letter = served(stored.event)
        if letter is not None:
            id, n = stored.record.id, 1 + sum(one.served.kind == letter.kind for one in found)
            found.append(Issued(id, n, letter, stored.record.actor, stored, prints.get(id), receipts.get(id)))
    return tuple(found)


class LetterArchive:
    """Finds, prints and keeps the letters of one service.

    A letter is printed from the log as it stood when the letter was served. Its wording and the SHA-256 of its
    files are recorded once, so what comes later (another name, another text of the letter) changes nothing.
    """

    def __init__(
        self,
        store: EventStore,
        types: EventTypes[Any],
        clock: Clock,
        served: Callable[[Any], ServedAs | None],
        compose: Compose,
        faces: Callable[[], Faces] = installed,
    ) -> None:
        self._store, self._types, self._clock = store, types, clock
        self._served, self._compose, self._faces = served, compose, faces
        self._kept = CommandHandler(store, KEPT_LETTER, types)

    async def letters(self, case: str) -> tuple[Issued, ...]:
        """The letters of a case, in the order they were served."""
        return issued(await self._log(case), self._served)

    async def printed(self, case: str, letter: UUID) -> LetterPrinted:
        """The letter as it is kept, printed now if it was not. Raises `LetterFault` and `LookupError`."""
        log = await self._log(case)
        found = next((one for one in issued(log, self._served) if one.id == letter), None)
        if found is None:
            raise LookupError(letter)
        if found.printed is not None and (found.printed.files.pdf is not None or setter(self._faces) is None):
            return found.printed
        wording = found.printed.wording if found.printed else await self._worded(found, log)
        files = await asyncio.to_thread(self._files, wording)
        command = PrintLetter(SYSTEM, self._clock.now(), letter, found.served, wording, files)
        # Whoever prints it first, and however often: the cause is the letter and what it can be set in here.
        cause = uuid5(letter, f"printed/{command.files.pdf is not None}")
        correlation = found.event.record.correlation
        handled = await self._keep(command, Context(cause, correlation), case)
        for event in handled.events:
            if isinstance(event, LetterPrinted):
                return event
        kept, _ = await self._kept.state(_stream(letter))
        printed: LetterPrinted = kept.printed  # type: ignore[union-attr]  # Somebody else was faster.
        return printed

    async def sign(self, command: SignReceipt, context: Context, case: str) -> Handled[LetterEvent]:
        """Keep the receipt of a letter, printing the letter first. Raises `Refused`, `LookupError`,
        `VersionConflict`."""
        stream = _stream(command.letter)
        _, version = await self._kept.state(stream)
        if context.expected not in (None, version):  # Before anything is printed for who saw something else.
            raise VersionConflict(stream, context.expected or 0, version)
        await self.printed(case, command.letter)
        if context.expected is not None:
            _, printed = await self._kept.state(stream)
            context = replace(context, expected=printed)
        return await self._keep(command, context, case)

    async def _worded(self, letter: Issued, log: Log) -> Wording:
        event = letter.event
        until = [
            one
            for one in log
            if one.position <= event.position or one.record.causation == event.record.causation
        ]
        text, values = await self._compose(letter, until)
        return Wording(text.title, text.form, text.markup(without_unprintable(values)))

    async def _keep(
        self, command: PrintLetter | SignReceipt, context: Context, case: str
    ) -> Handled[LetterEvent]:
        return await self._kept.handle(command, context, stream=_stream(command.letter), case=case)

    def _files(self, wording: Wording) -> Files:
        letter = letter_of(wording)
        in_word, set_in = sha256(docx(letter)).hexdigest(), setter(self._faces)
        if set_in is None:
            return Files(in_word, None, "")
        return Files(in_word, sha256(pdf(letter, self._faces())).hexdigest(), set_in)

    async def _log(self, case: str) -> Log:
        return [self._types.load(one) for one in await self._store.read_case(case)]


def letter_of(wording: Wording) -> Letter:
    """The letter that was served, read from its wording."""
    return read(wording.text, wording.form)


def _stream(letter: UUID) -> str:
    return f"letter-{letter}"
