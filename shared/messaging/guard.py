"""What FastStream's pull loop lacks: it survives lost consumers, outages and closed connections.

FastStream 0.7.8 reads `subscription.fetch` anew every round; wrapping that attribute is enough.
Without it: a deleted consumer is a silent hot loop, a fetch sent into an outage leaves requests behind
that the server answers later, and a closed connection starves the event loop.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import nats.errors
import nats.js.errors
import structlog
from faststream.nats import NatsBroker

log = structlog.get_logger()

PAUSE = 0.5  # seconds before the next try when the consumer is gone
AWAY = 0.1  # seconds between two looks whether the connection is back
CLOSED = 1.0  # seconds between two looks at a connection that is closed for good


class PullGuard:
    """Wraps the fetches of a broker's pull subscribers.

    `heal(stream, durable)` makes the consumer again; `on_fatal` is told once a connection is closed
    for good, so that the process can report itself unhealthy.

    A fetch that an outage caught is left to its timeout: to cancel it would drop messages it holds
    already, which the server then keeps back for the whole of `ack_wait`.
    """

    def __init__(self, heal: Callable[[str, str], Awaitable[None]], on_fatal: Callable[[], None]) -> None:
        self._heal, self._on_fatal = heal, on_fatal

    def install(self, broker: NatsBroker) -> None:
        for subscriber in broker.subscribers:
            subscription = getattr(subscriber, "subscription", None)
            if getattr(subscriber, "pull_sub", None) and subscription is not None:
                subscription.fetch = self._guarded(subscription)

    def _guarded(self, subscription: Any) -> Callable[..., Awaitable[Any]]:
        fetch, stream, durable = subscription.fetch, subscription._stream, subscription._consumer
        connection = subscription._nc

        async def guarded(**arguments: Any) -> Any:
            try:
                if connection.is_closed:
                    raise nats.errors.ConnectionClosedError
                if not connection.is_connected:
                    await asyncio.sleep(AWAY)
                    raise nats.errors.TimeoutError
                return await fetch(**arguments)
            except nats.js.errors.APIError as error:
                log.warning("consumer is gone; making it again", durable=durable, error=str(error))
                await asyncio.sleep(PAUSE)
                with contextlib.suppress(nats.errors.Error, TimeoutError):
                    await self._heal(stream, durable)
                raise nats.errors.TimeoutError from None
            except nats.errors.ConnectionClosedError:
                self._on_fatal()
                await asyncio.sleep(CLOSED)
                raise

        return guarded
