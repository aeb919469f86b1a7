"""A letter that was served: its wording and files as they were printed, and who signed for it (送达回证)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias, assert_never
from uuid import UUID

from shared.event_sourcing.decider import Actor, Decider, Refused, Role
from shared.letters.lines import Form
from shared.workdays.deadline import SHANGHAI


class Method(StrEnum):
    """How a letter was served (送达方式)."""

    BY_HAND = "直接送达"
    BY_POST = "邮寄送达"
    ELECTRONIC = "电子送达"


@dataclass(frozen=True, slots=True)
class ServedAs:
    """What an event says of the letter it served: its kind (as in its address), number and day."""

    kind: str
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Wording:
    """What a letter says, as line markup, and its layout."""

    title: str
    form: Form
    text: str


@dataclass(frozen=True, slots=True)
class Files:
    """The SHA-256 (hex) of the files. `pdf` is None where no Chinese typeface was; `set_in` says in which faces
    and by what it was set: with others the same letter is other bytes."""

    docx: str
    pdf: str | None
    set_in: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """送达回证: how, where and by whom the letter was handed over, who signed for it and when he received it."""

    method: Method
    place: str
    servers: tuple[str, ...]
    received_at: datetime
    signed_by: str


@dataclass(frozen=True, slots=True)
class PrintLetter:
    """Keep the wording of a served letter and what its files are. `letter` is the id of the event that served it."""

    by: Actor
    now: datetime
    letter: UUID
    served: ServedAs
    wording: Wording
    files: Files


@dataclass(frozen=True, slots=True)
class SignReceipt:
    """签收: the unit itself for an electronic service, the office for a receipt on paper."""

    by: Actor
    now: datetime
    letter: UUID
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class LetterPrinted:
    """The letter as it was served; printed again only to add the PDF that could not be set the first time."""

    letter: UUID
    served: ServedAs
    wording: Wording
    files: Files


@dataclass(frozen=True, slots=True)
class ReceiptSigned:
    letter: UUID
    receipt: Receipt


LetterEvent: TypeAlias = LetterPrinted | ReceiptSigned
LetterCommand: TypeAlias = PrintLetter | SignReceipt


@dataclass(frozen=True, slots=True)
class Unprinted:
    """Nothing is kept of it yet."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Printed, and signed for or not."""

    printed: LetterPrinted
    receipt: Receipt | None = None


KeptLetter: TypeAlias = Unprinted | Kept


class NotPrintedYet(Refused):
    def __init__(self) -> None:
        super().__init__("这件文书还没有印制，不能签收。请稍后再试。")


class SignedOtherwise(Refused):
    """The day of receipt starts clocks: what was signed for is never signed for again."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(f"这件文书已由{receipt.signed_by}签收，内容与这次填写的不同，不能再改。请刷新查看。")


class SignedByNobody(Refused):
    field = "signed_by"

    def __init__(self) -> None:
        super().__init__("没有写签收人。请写明由谁签收。")


class ReceivedAtAnImpossibleTime(Refused):
    field = "received_at"

    def __init__(self, served_on: date) -> None:
        day = f"{served_on.year}年{served_on.month}月{served_on.day}日"
        super().__init__(f"收到时间应当在发出之日（{day}）以后，不能晚于现在。请改正。")


class NobodyHandedItOver(Refused):
    field = "servers"

    def __init__(self) -> None:
        super().__init__("直接送达的，应当写明送达人。请补上。")


class OnlyTheUnitSignsOnline(Refused):
    """An electronic receipt is the unit's own act; the office enters receipts on paper."""

    field = "method"

    def __init__(self) -> None:
        super().__init__("电子送达由受送达单位登录后自己签收；督导室登记直接送达、邮寄送达的纸质回证。")


def print_letter(command: PrintLetter, letter: KeptLetter) -> list[LetterEvent]:
    """Once; a PDF that no typeface was there for is added when there is one."""
    if isinstance(letter, Kept):
        before = letter.printed
        if before.files.pdf is not None or command.files.pdf is None:
            return []
        files = replace(before.files, pdf=command.files.pdf, set_in=command.files.set_in)
        return [replace(before, files=files)]
    return [LetterPrinted(command.letter, command.served, command.wording, command.files)]


def sign_receipt(command: SignReceipt, letter: KeptLetter) -> list[LetterEvent]:
    """The day of receipt lies between service and now; each signs for what is his to sign for."""
    if isinstance(letter, Unprinted):
        raise NotPrintedYet
    receipt, served_on = command.receipt, letter.printed.served.on
    if letter.receipt is not None:
        if _same(receipt, letter.receipt):
            return []
        raise SignedOtherwise(letter.receipt)
    if not receipt.signed_by.strip():
        raise SignedByNobody
    if receipt.received_at > command.now or receipt.received_at.astimezone(SHANGHAI).date() < served_on:
        raise ReceivedAtAnImpossibleTime(served_on)
    if (receipt.method is Method.ELECTRONIC) is not (command.by.role is Role.UNIT):
        raise OnlyTheUnitSignsOnline
    if receipt.method is Method.BY_HAND and not receipt.servers:
        raise NobodyHandedItOver
    return [ReceiptSigned(command.letter, receipt)]


def _same(asked: Receipt, signed: Receipt) -> bool:
    """Whether it is the receipt again; one signed online has the instant at which it was signed."""
    if asked.method is Method.ELECTRONIC:
        asked = replace(asked, received_at=signed.received_at)
    return asked == signed


def decide(command: LetterCommand, letter: KeptLetter) -> list[LetterEvent]:
    match command:
        case PrintLetter():
            return print_letter(command, letter)
        case SignReceipt():
            return sign_receipt(command, letter)
        case _:
            assert_never(command)


def evolve(letter: KeptLetter, event: LetterEvent) -> KeptLetter:
    match event:
        case LetterPrinted():
            return Kept(event, letter.receipt if isinstance(letter, Kept) else None)
        case ReceiptSigned(receipt=receipt):
            assert isinstance(letter, Kept), "a receipt is signed for what was printed"
            return replace(letter, receipt=receipt)
        case _:
            assert_never(event)


KEPT_LETTER: Decider[LetterCommand, KeptLetter, LetterEvent] = Decider(Unprinted(), decide, evolve)
