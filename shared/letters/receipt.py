"""送达回证: the receipt that goes with every letter, blank until it is signed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shared.letters.lines import Form
from shared.letters.served import LetterPrinted, Receipt
from shared.letters.text import LetterText
from shared.letters.values import Office


@dataclass(frozen=True, slots=True)
class ReceivedLetter:
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str


@dataclass(frozen=True, slots=True)
class Service:
    """How the letter was served; `received_at` is None on the blank form that goes with it.

    Whom it was left with instead, and who refused it before whom, is written by hand.
    """

    method: str
    place: str
    servers: tuple[str, ...]
    received_at: datetime | None
    signed_by: str


@dataclass(frozen=True, slots=True)
class ServiceReceipt:
    """送达回证."""

    office: Office
    letter: ReceivedLetter
    recipient: Recipient
    service: Service


SERVICE_RECEIPT = LetterText(
    "送达回证", Form.SHEET, ServiceReceipt, Path(__file__).with_name("service_receipt.jinja")
)


def service_receipt(
    office: Office, printed: LetterPrinted, recipient: str, receipt: Receipt | None
) -> ServiceReceipt:
    """The receipt of a letter that was printed, as it was signed or blank."""
    service = (
        Service(receipt.method, receipt.place, receipt.servers, receipt.received_at, receipt.signed_by)
        if receipt
        else Service("", "", (), None, "")
    )
    letter = ReceivedLetter(printed.served.number, printed.wording.title)
    return ServiceReceipt(office, letter, Recipient(recipient), service)
