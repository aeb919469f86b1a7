"""The stored names of this service's events."""

from typing import Any

from services.notification.domain.events import MessageDelivered, MessageRead, MessageRequested
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import FactNoted

TYPES: EventTypes[Any] = EventTypes(MessageRequested, MessageDelivered, MessageRead, FactNoted)
