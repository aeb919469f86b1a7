"""What may be asked of a message."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True)
class RequestMessage:
    """Put a message into one inbox.

    `fact` is the CloudEvents type of the fact it tells of, `kind` the fact's name; `case_id` and
    `number` name the rectification case it is about, `unit` the code of the unit; `sequence` is the
    fact's version in its stream.
    """

    by: Actor
    now: datetime
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
class MarkRead:
    """Somebody has read a message; `inboxes` are those he may open."""

    by: Actor
    now: datetime
    message_id: UUID
    inboxes: frozenset[str]


MessageCommand = RequestMessage | MarkRead
