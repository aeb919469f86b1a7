"""Envelope → reaction → handler, for each durable consumer of this service."""

from services.notification.application import reactions
from services.notification.application.directory import Directory
from services.notification.application.handlers import MessageHandlers
from shared.event_sourcing.command_handler import Context
from shared.messaging.bus import Handle
from shared.messaging.envelope import Received
from shared.runtime.clock import Clock


def on_roster(handlers: MessageHandlers, clock: Clock) -> Handle:
    """Note who is who."""

    async def handle(received: Received) -> None:
        command = reactions.on_roster_fact(received, clock.now())
        if command is not None:
            await handlers.note(command, _context(received))

    return handle


def on_news(handlers: MessageHandlers, directory: Directory, clock: Clock) -> Handle:
    """Tell the people a fact of inspection or rectification concerns."""

    async def handle(received: Received) -> None:
        commands = reactions.on_fact(received, directory, clock.now())
        await handlers.request(commands, _context(received), received.envelope.case)

    return handle


def _context(received: Received) -> Context:
    envelope = received.envelope
    return Context(cause=envelope.id, correlation=envelope.correlationid, traceparent=envelope.traceparent)
