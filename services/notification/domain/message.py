"""A message: put into one inbox, then read once."""

from dataclasses import dataclass
from typing import assert_never

from services.notification.domain.commands import MarkRead, MessageCommand, RequestMessage
from services.notification.domain.events import (
    MessageDelivered,
    MessageEvent,
    MessageRead,
    MessageRequested,
)
from shared.event_sourcing.decider import Decider, Refused

INBOX = "inbox"


class NoSuchMessage(Refused):
    def __str__(self) -> str:
        return "没有这条消息。请刷新消息列表后再试。"


class MessageOfSomebodyElse(Refused):
    def __str__(self) -> str:
        return "这条消息不在您的收件箱里，不能替别人标为已读。"


@dataclass(frozen=True, slots=True)
class NotRequested:
    """Nobody was told anything yet."""


@dataclass(frozen=True, slots=True)
class Unread:
    recipient: str
    kind: str


@dataclass(frozen=True, slots=True)
class Read:
    recipient: str


Message = NotRequested | Unread | Read


def decide(command: MessageCommand, message: Message) -> list[MessageEvent]:
    match command:
        case RequestMessage():
            return request_message(command, message)
        case MarkRead():
            return mark_read(command, message)
        case _:
            assert_never(command)


def request_message(command: RequestMessage, message: Message) -> list[MessageEvent]:
    if not isinstance(message, NotRequested):
        return []  # The fact it tells of was delivered again.
    return [
        MessageRequested(
            command.message_id,
            command.recipient,
            command.kind,
            command.subject,
            command.body,
            command.urgent,
            command.fact,
            command.case_id,
            command.number,
            command.unit,
            command.sequence,
        ),
        # The inbox is this service's own log: what is recorded has arrived.
        MessageDelivered(command.message_id, command.recipient, command.kind, INBOX),
    ]


def mark_read(command: MarkRead, message: Message) -> list[MessageEvent]:
    if isinstance(message, NotRequested):
        raise NoSuchMessage
    if message.recipient not in command.inboxes:
        raise MessageOfSomebodyElse
    match message:
        case Unread():
            return [MessageRead(command.message_id, message.recipient, message.kind, command.by.id)]
        case Read():
            return []
        case _:
            assert_never(message)


def evolve(message: Message, event: MessageEvent) -> Message:
    match event:
        case MessageRequested():
            return Unread(event.recipient, event.kind)
        case MessageDelivered():
            return message
        case MessageRead():
            return Read(event.recipient)
        case _:
            assert_never(event)


MESSAGE: Decider[MessageCommand, Message, MessageEvent] = Decider(NotRequested(), decide, evolve)
