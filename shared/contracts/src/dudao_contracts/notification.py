"""Facts of the notifications: what reached whom."""

from typing import ClassVar
from uuid import UUID

from .envelope import FACTS, Fact


class MessageFact(Fact):
    """`recipient` is an inbox: `unit:<code>`, `inspector:<no>`, `role:<role>` or `superior:<name>`."""

    service: ClassVar[str] = "notification"
    message: UUID
    recipient: str
    kind: str


@FACTS.add
class MessageDeliveredV1(MessageFact):
    """A message reached its recipient on a channel (送达)."""

    name: ClassVar[str] = "message-delivered"
    channel: str


@FACTS.add
class MessageReadV1(MessageFact):
    """Somebody read the message (已读)."""

    name: ClassVar[str] = "message-read"
    reader: str
