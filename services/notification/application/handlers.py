"""Binds messages and noted facts to their streams and case chains."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.notification.domain.commands import MarkRead, MessageCommand, RequestMessage
from services.notification.domain.events import MessageEvent
from services.notification.domain.message import MESSAGE, Message
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import NOTED_FACTS, FactNoted, Noted, NoteFact, stream_of


class MessageHandlers:
    """Handles this service's commands. A message is recorded in the chain of the case it tells of."""

    def __init__(self, store: EventStore, types: EventTypes[Any]) -> None:
        self._messages: CommandHandler[MessageCommand, Message, MessageEvent]
        self._messages = CommandHandler(store, MESSAGE, types)
        self._noted: CommandHandler[NoteFact, Noted, FactNoted] = CommandHandler(store, NOTED_FACTS, types)

    async def request(self, commands: Sequence[RequestMessage], context: Context, case: str) -> None:
        """Put messages into their inboxes, all at once: the store commits them together."""
        await asyncio.gather(
            *(
                self._messages.handle(
                    command, context, stream=_stream(command.message_id), case=case, fresh=True
                )
                for command in commands
            )
        )

    async def mark_read(self, command: MarkRead, context: Context, case: str) -> Handled[MessageEvent]:
        """Raises `NoSuchMessage`, `MessageOfSomebodyElse`."""
        return await self._messages.handle(command, context, stream=_stream(command.message_id), case=case)

    async def note(self, command: NoteFact, context: Context) -> None:
        """Keep a fact of the roster."""
        await self._noted.handle(command, context, stream=stream_of(command), fresh=True)


def _stream(message_id: UUID) -> str:
    return f"message-{message_id}"
