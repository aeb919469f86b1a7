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
    name: ClassVar[str] = "message-delivered"
    channel: str


@FACTS.add
class MessageReadV1(MessageFact):
    name: ClassVar[str] = "message-read"
    reader: str
