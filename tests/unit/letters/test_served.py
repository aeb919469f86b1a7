"""A served letter: printed once, signed for once, by whom it is for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from shared.event_sourcing.decider import Actor, Refused, Role
from shared.letters.lines import Form
from shared.letters.served import (
    KEPT_LETTER,
    Files,
    LetterPrinted,
    Method,
    NobodyHandedItOver,
    NotPrintedYet,
    OnlyTheUnitSignsOnline,
    PrintLetter,
    Receipt,
    ReceiptSigned,
    ReceivedAtAnImpossibleTime,
    ServedAs,
    SignedByNobody,
    SignedOtherwise,
    SignReceipt,
    Wording,
)
from shared.testing.given_when_then import DeciderTest

LETTER = DeciderTest(KEPT_LETTER)
ID = uuid4()
NOW = datetime(2026, 9, 14, 2, tzinfo=UTC)
SYSTEM = Actor("system:letters", "系统", Role.SYSTEM)
OFFICE = Actor("zhouwq", "周文清", Role.OFFICE)
UNIT = Actor("gaowd", "高卫东", Role.UNIT, "319991-0044")
SERVED = ServedAs("notice", "云教督改〔2026〕44号", date(2026, 9, 11))
WORDING = Wording("整改通知书", Form.INSTRUMENT, "@title 整改通知书")
WITHOUT_FACES = Files("ab" * 32, None, "")
FILES = Files("ab" * 32, "cd" * 32, "Typst 0.15：FandolFang R")
PRINTED = LetterPrinted(ID, SERVED, WORDING, FILES)
ON_PAPER = Receipt(Method.BY_HAND, "学校办公室", ("程秀英",), NOW, "高卫东")
ONLINE = Receipt(Method.ELECTRONIC, "教育督导平台", (), NOW, "高卫东")


def printing(files: Files = FILES, text: str = "@title 整改通知书") -> PrintLetter:
    return PrintLetter(SYSTEM, NOW, ID, SERVED, replace(WORDING, text=text), files)


def signing(receipt: Receipt, by: Actor = OFFICE) -> SignReceipt:
    return SignReceipt(by, NOW, ID, receipt)


def test_a_letter_is_printed_once() -> None:
    LETTER.when(printing()).then(PRINTED)
    LETTER.again(printing())


def test_what_a_letter_says_is_never_said_otherwise_later() -> None:
    LETTER.given(PRINTED).when(printing(text="@title 别的")).then_nothing()


def test_a_pdf_that_could_not_be_set_is_added_and_the_wording_stays() -> None:
    without = replace(PRINTED, files=WITHOUT_FACES)
    LETTER.when(printing(WITHOUT_FACES)).then(without)
    LETTER.given(without).when(printing(FILES, "@title 别的")).then(PRINTED)
    LETTER.given(PRINTED).when(printing(WITHOUT_FACES)).then_nothing()


@pytest.mark.parametrize(("receipt", "by"), [(ON_PAPER, OFFICE), (ONLINE, UNIT)])
def test_a_receipt_is_signed_once(receipt: Receipt, by: Actor) -> None:
    LETTER.given(PRINTED).when(signing(receipt, by)).then(ReceiptSigned(ID, receipt))
    LETTER.given(PRINTED).again(signing(receipt, by))


def test_signing_online_again_later_changes_nothing() -> None:
    signed = LETTER.given(PRINTED, ReceiptSigned(ID, ONLINE))
    signed.when(signing(replace(ONLINE, received_at=NOW + timedelta(hours=1)), UNIT)).then_nothing()


@pytest.mark.parametrize(
    ("receipt", "by", "why"),
    [
        (replace(ON_PAPER, signed_by=" "), OFFICE, SignedByNobody),
        (replace(ON_PAPER, received_at=NOW + timedelta(seconds=1)), OFFICE, ReceivedAtAnImpossibleTime),
        (replace(ON_PAPER, received_at=NOW - timedelta(days=4)), OFFICE, ReceivedAtAnImpossibleTime),
        (replace(ON_PAPER, servers=()), OFFICE, NobodyHandedItOver),
        (ONLINE, OFFICE, OnlyTheUnitSignsOnline),
        (ON_PAPER, UNIT, OnlyTheUnitSignsOnline),
    ],
)
def test_a_receipt_that_proves_nothing_is_refused(receipt: Receipt, by: Actor, why: type[Refused]) -> None:
    LETTER.given(PRINTED).when(signing(receipt, by)).then_refused(why)


def test_nobody_signs_for_what_is_not_printed() -> None:
    LETTER.when(signing(ON_PAPER)).then_refused(NotPrintedYet)


def test_a_receipt_is_never_changed() -> None:
    """The day of receipt starts clocks (条例 20)."""
    signed = LETTER.given(PRINTED, ReceiptSigned(ID, ON_PAPER))
    signed.when(signing(replace(ON_PAPER, signed_by="别人"))).then_refused(SignedOtherwise)


def test_a_receipt_stays_when_the_pdf_is_added() -> None:
    """Printing again must not lose who signed."""
    without = replace(PRINTED, files=WITHOUT_FACES)
    signed = LETTER.given(without, ReceiptSigned(ID, ON_PAPER), PRINTED)
    signed.when(signing(ON_PAPER)).then_nothing()
