"""The decider of service clients bound to its streams."""

from typing import Any

from services.roster.domain.service_client import (
    SERVICE_CLIENT,
    ServiceClient,
    ServiceClientCommand,
    ServiceClientEvent,
)
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes


class ServiceClients:
    """Obeys every command about service clients."""

    def __init__(self, store: EventStore, types: EventTypes[Any]) -> None:
        self._clients = CommandHandler(store, SERVICE_CLIENT, types)

    async def handle(self, command: ServiceClientCommand, context: Context) -> Handled[ServiceClientEvent]:
        return await self._clients.handle(command, context, stream=_stream(command.client))

    async def now(self, client: str) -> tuple[ServiceClient, int]:
        """The client as the log has it this instant; the version of an open one names its opening."""
        return await self._clients.state(_stream(client))


def _stream(client: str) -> str:
    return f"service-client-{client}"
