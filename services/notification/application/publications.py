"""Which of our events others may know, and in what words."""

from typing import Any

from dudao_contracts.envelope import Fact
from dudao_contracts.notification import MessageDeliveredV1, MessageReadV1
from services.notification.domain.events import MessageDelivered, MessageRead
from shared.event_sourcing.event_types import Stored


def publish(stored: Stored[Any]) -> Fact | None:
    """The contract fact for a stored event; None for what stays inside (texts of messages do)."""
    match stored.event:
        case MessageDelivered(message_id, recipient, kind, channel):
            return MessageDeliveredV1(message=message_id, recipient=recipient, kind=kind, channel=channel)
        case MessageRead(message_id, recipient, kind, reader):
            return MessageReadV1(message=message_id, recipient=recipient, kind=kind, reader=reader)
        case _:
            return None
