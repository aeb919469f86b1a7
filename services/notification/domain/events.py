"""What happened to a message: the stored format."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MessageRequested:
    """Somebody is to be told something. `sequence` orders the facts of one case; the first messages had none (0)."""

    message_id: UUID
    recipient: str
    kind: str
    subject: str
    body: str
    urgent: bool
    fact: str
    case_id: UUID | None
    number: str | None
    unit: str | None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class MessageDelivered:
    """The message reached its recipient by a channel."""

    message_id: UUID
    recipient: str
    kind: str
    channel: str


@dataclass(frozen=True, slots=True)
class MessageRead:
    """A person whose inbox it is in has read the message; `reader` is his id."""

    message_id: UUID
    recipient: str
    kind: str
    reader: str


MessageEvent = MessageRequested | MessageDelivered | MessageRead
