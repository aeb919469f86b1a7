"""The stored names of this service's events."""

from typing import Any, get_args

from services.rectification.domain.events import CaseEvent
from services.rectification.domain.prompting import WorkPromptServed
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import FactNoted
from shared.letters.numbering import LetterNumbered
from shared.letters.served import LetterPrinted, ReceiptSigned

TYPES: EventTypes[Any] = EventTypes(
    *get_args(CaseEvent), WorkPromptServed, LetterNumbered, LetterPrinted, ReceiptSigned, FactNoted
)
