"""Envelope → reaction → handler, for each durable consumer of this service."""

from services.notification.application import reactions
from services.notification.application.directory import Directory
from services.notification.application.handlers import MessageHandlers
from services.notification.domain.open_work import NOTHING_OPEN, OpenWorkOf
from shared.event_sourcing.command_handler import Context
from shared.messaging.bus import Handle
from shared.messaging.envelope import Received
from shared.runtime.clock import Clock


def on_roster(handlers: MessageHandlers, directory: Directory, open_work: OpenWorkOf, clock: Clock) -> Handle:
    """Note who is who, and tell the people a change of the roster concerns."""

    async def handle(received: Received) -> None:
        now = clock.now()
        command = reactions.on_roster_fact(received, now)
        if command is not None:
            await handlers.note(command, _context(received))
        units = reactions.changing_hands(received, directory, now)
        work = await open_work(units) if units else NOTHING_OPEN
        commands = reactions.on_fact(received, directory, now, work)
        await handlers.request(commands, _context(received), received.envelope.case)

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
