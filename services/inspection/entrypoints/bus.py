"""What the inspections hear: facts of the roster and of the cases, noted in their own log."""

from collections.abc import Callable
from datetime import datetime

from services.inspection.application.handlers import InspectionHandlers
from services.inspection.application.reactions import on_case_fact, on_roster_fact
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.noted import NoteFact
from shared.messaging.bus import Handle
from shared.messaging.envelope import Received
from shared.runtime.clock import Clock


def on_roster(handlers: InspectionHandlers, clock: Clock) -> Handle:
    """The handling of the consumer `inspection-roster`."""
    return _noting(handlers, clock, on_roster_fact)


def on_rectification(handlers: InspectionHandlers, clock: Clock) -> Handle:
    """The handling of the consumer `inspection-rectification`."""
    return _noting(handlers, clock, on_case_fact)


def _noting(
    handlers: InspectionHandlers, clock: Clock, react: Callable[[Received, datetime], NoteFact | None]
) -> Handle:
    async def handle(received: Received) -> None:
        command = react(received, clock.now())
        if command is None:
            return
        envelope = received.envelope
        context = Context(
            cause=envelope.id,
            correlation=envelope.correlationid,
            traceparent=envelope.traceparent,
            occurred_at=envelope.occurred_at,
        )
        await handlers.note(command, context)

    return handle
