"""What the inspections hear: facts of the roster, noted in their own log."""

from collections.abc import Awaitable, Callable

from services.inspection.application.handlers import InspectionHandlers
from services.inspection.application.reactions import on_roster_fact
from shared.event_sourcing.command_handler import Context
from shared.messaging.envelope import Received
from shared.runtime.clock import Clock


def on_roster(handlers: InspectionHandlers, clock: Clock) -> Callable[[Received], Awaitable[None]]:
    """The handling of the consumer `inspection-roster`."""

    async def handle(received: Received) -> None:
        command = on_roster_fact(received, clock.now())
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
