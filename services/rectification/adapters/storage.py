"""The stored names of this service's events."""

from typing import Any, get_args

from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.commendation_stages import CommendationEvent
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.interview_events import InterviewEvent
from services.rectification.domain.prompting import WorkPromptServed
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import FactNoted
from shared.letters.numbering import LetterNumbered
from shared.letters.served import LetterPrinted, ReceiptSigned

KINDS = (CaseEvent, InterviewEvent, AccountabilityEvent, CommendationEvent)

TYPES: EventTypes[Any] = EventTypes(
    *dict.fromkeys(event for kind in KINDS for event in get_args(kind)),
    WorkPromptServed,
    LetterNumbered,
    LetterPrinted,
    ReceiptSigned,
    FactNoted,
)
