"""The stored names of this service's events."""

from typing import Any, get_args

from services.rectification.domain.events import CaseEvent
from services.rectification.domain.letters import LetterNumbered
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import FactNoted

TYPES: EventTypes[Any] = EventTypes(*get_args(CaseEvent), LetterNumbered, FactNoted)
