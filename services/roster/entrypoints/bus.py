"""Envelope → reaction → handler, for the durable consumers of this service."""

from services.roster.application import reactions
from services.roster.application.handlers import RosterHandlers
from shared.event_sourcing.command_handler import Context
from shared.messaging.bus import Handle
from shared.messaging.envelope import Received
from shared.runtime.clock import Clock


def on_inspection(handlers: RosterHandlers, clock: Clock) -> Handle:
    """Note each visit."""

    async def handle(received: Received) -> None:
        command = reactions.on_visit_recorded(received, clock.now())
        if command is not None:
            envelope = received.envelope
            await handlers.visit(command, Context(envelope.id, envelope.correlationid, envelope.traceparent))

    return handle


def on_opinions(handlers: RosterHandlers, clock: Clock) -> Handle:
    """Note each comprehensive inspection."""

    async def handle(received: Received) -> None:
        command = reactions.on_opinion_served(received, clock.now())
        if command is not None:
            envelope = received.envelope
            context = Context(envelope.id, envelope.correlationid, envelope.traceparent)
            await handlers.inspection(command, context)

    return handle
