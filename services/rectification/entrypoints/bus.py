"""Envelope → reaction → handler, for each durable consumer of this service."""

from services.rectification.application import reactions
from services.rectification.application.handlers import CaseHandlers
from shared.event_sourcing.command_handler import Context
from shared.messaging.bus import Handle
from shared.messaging.envelope import Received
from shared.runtime.clock import Clock


def on_roster(cases: CaseHandlers, clock: Clock) -> Handle:
    """Note units, inspectors, posts and recusals."""

    async def handle(received: Received) -> None:
        command = reactions.on_roster_fact(received, clock.now())
        if command is not None:
            await cases.note(command, _context(received))

    return handle


def on_inspection(cases: CaseHandlers, clock: Clock) -> Handle:
    """Open a case for each issue."""

    async def handle(received: Received) -> None:
        command = reactions.on_issue_raised(received, clock.now())
        if command is not None:
            await cases.handle(command, _context(received))

    return handle


def on_obstructions(cases: CaseHandlers, clock: Clock) -> Handle:
    """Note who obstructed an inspection."""

    async def handle(received: Received) -> None:
        noted = reactions.on_obstruction(received, clock.now())
        if noted is not None:
            await cases.note(noted, _context(received))

    return handle


def _context(received: Received) -> Context:
    envelope = received.envelope
    return Context(cause=envelope.id, correlation=envelope.correlationid, traceparent=envelope.traceparent)
