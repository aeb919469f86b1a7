"""A service's place on the bus: durable pull consumers through FastStream, retries, dead letters."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import nats.errors
import structlog
from faststream import AckPolicy
from faststream.exceptions import NackMessage, RejectMessage
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from faststream.security import SASLPlaintext
from nats.js import JetStreamContext
from prometheus_client import CollectorRegistry, Counter

from shared.audit.record import NotCanonical
from shared.event_sourcing.connections import is_lost
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.envelope import SUBJECT, Poison, Received, from_message
from shared.messaging.guard import PullGuard
from shared.messaging.streams import ConsumerSpec
from shared.runtime.clock import Clock

Handle = Callable[[Received], Awaitable[None]]

DELAYS = (0.2, 1.0, 5.0, 30.0)  # seconds before the next try after the 1st, 2nd, … failure
OUTAGE_DELAY = 1.0
FETCH_TIMEOUT = 1.0
REMEMBERED = 10_000  # messages whose failures are counted at one time

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Subscription:
    """One durable consumer and what is done with its messages.

    Up to `concurrency` messages are handled at the same time, so `handle` must not depend on their
    order: every fact carries its `sequence`, and a cause is obeyed once.
    """

    consumer: ConsumerSpec
    handle: Handle
    concurrency: int = 16


@dataclass(frozen=True, slots=True)
class BusAddress:
    """Where NATS is and who this service is there."""

    url: str
    user: str
    password: str


class Bus:
    """The connection of one service to NATS.

    A message is acknowledged after its handling was committed. A handling that fails is tried
    again after `delays`, then parked as a dead letter; what can never be read or recorded is parked at once. While
    the service's own database is away messages wait and nothing counts as a failure.
    """

    def __init__(
        self,
        address: BusAddress,
        service: str,
        subscriptions: Sequence[Subscription],
        dead_letters: DeadLetters,
        clock: Clock,
        metrics: CollectorRegistry,
        *,
        on_reconnected: Callable[[], None],
        on_fatal: Callable[[], None],
        delays: Sequence[float] = DELAYS,
    ) -> None:
        self._delays = delays
        self._service, self._dead_letters, self._clock = service, dead_letters, clock
        self._subscriptions = {s.consumer.durable: s for s in subscriptions}
        self._failures: OrderedDict[str, int] = OrderedDict()
        self._on_reconnected = on_reconnected
        self._guard = PullGuard(self._heal, on_fatal)
        self._handled = Counter(
            "dudao_messages_total",
            "Messages by consumer and outcome",
            ["durable", "outcome"],
            registry=metrics,
        )
        self._errors = Counter(
            "dudao_bus_errors_total", "Errors NATS reported, such as a denied subject", registry=metrics
        )
        inbox = f"_INBOX_{service}"
        self.broker = NatsBroker(
            address.url,
            name=service,
            security=SASLPlaintext(address.user, address.password, use_ssl=address.url.startswith("tls")),
            inbox_prefix=inbox,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            ping_interval=20,
            graceful_timeout=10.0,
            apply_types=False,
            logger=None,
            error_cb=self._on_error,
            reconnected_cb=self._reconnected,
        )
        for subscription in subscriptions:
            consumer = subscription.consumer
            self.broker.subscriber(
                config=consumer.config(),
                durable=consumer.durable,
                stream=JStream(consumer.stream, declare=False),
                pull_sub=PullSub(batch_size=subscription.concurrency, timeout=FETCH_TIMEOUT),
                inbox_prefix=f"{inbox}.".encode(),
                ack_policy=AckPolicy.NACK_ON_ERROR,
                decoder=_as_it_is,
                title=consumer.durable,
            )(self._consumer_of(subscription))

    async def start(self) -> None:
        await self.broker.start()
        self._guard.install(self.broker)

    async def stop(self) -> None:
        """Finish what is in hand and leave; in an outage there is nobody to take leave of."""
        try:
            await self.broker.stop()
        except* nats.errors.Error:
            if self.broker._connection is not None:
                await self.broker._connection.close()

    @property
    def connected(self) -> bool:
        connection = self.broker._connection
        return connection is not None and connection.is_connected

    def jetstream(self) -> JetStreamContext:
        jetstream: JetStreamContext = self.broker.config.connection_state.stream
        return jetstream

    async def replay(self, id: UUID) -> None:
        """Handle a dead letter again. Raises what handling it raises, `KeyError` if there is none."""
        letter = await self._dead_letters.get(id)
        if letter is None:
            raise KeyError(id)
        try:
            await self._subscriptions[letter.durable].handle(from_message(letter.headers, letter.payload))
        except Exception as error:
            if not is_lost(error):
                await self._dead_letters.failed_again(id, repr(error))
            raise
        await self._dead_letters.replayed(id, self._clock.now())

    async def backlog(self) -> dict[str, int]:
        """Messages not yet acknowledged by each durable consumer."""
        jetstream = self.jetstream()
        infos = await asyncio.gather(
            *(jetstream.consumer_info(s.consumer.stream, d) for d, s in self._subscriptions.items())
        )
        return {i.name: (i.num_pending or 0) + (i.num_ack_pending or 0) for i in infos}

    def _consumer_of(self, subscription: Subscription) -> Callable[[NatsMessage], Awaitable[None]]:
        durable = subscription.consumer.durable

        async def consume(message: NatsMessage) -> None:
            headers = dict(message.raw_message.headers or {}) | {SUBJECT: message.raw_message.subject}
            identity = headers.get("Nats-Msg-Id") or str(message.raw_message.metadata.sequence.stream)
            try:
                received = from_message(headers, message.body)
                with structlog.contextvars.bound_contextvars(
                    message=str(received.envelope.id), correlation=str(received.envelope.correlationid)
                ):
                    await subscription.handle(received)
            except Exception as error:
                if is_lost(error):
                    self._handled.labels(durable, "waiting").inc()
                    log.warning("message waits for the database", durable=durable, error=str(error))
                    raise NackMessage(delay=OUTAGE_DELAY) from error
                await self._failed(durable, f"{durable}/{identity}", headers, message.body, error)
            else:
                self._failures.pop(f"{durable}/{identity}", None)
                self._handled.labels(durable, "handled").inc()

        return consume

    async def _failed(
        self, durable: str, key: str, headers: dict[str, str], body: bytes, error: Exception
    ) -> None:
        failures = self._failures.pop(key, 0) + 1
        self._failures[key] = failures
        if len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)
        if failures <= len(self._delays) and not isinstance(error, Poison | NotCanonical):
            self._handled.labels(durable, "failed").inc()
            log.warning(
                "message failed; it is tried again", durable=durable, failures=failures, error=repr(error)
            )
            raise NackMessage(delay=self._delays[failures - 1]) from error
        try:
            id = await self._dead_letters.park(
                durable, headers, body, repr(error), failures, self._clock.now()
            )
        except Exception as lost:  # Never let go of what is not kept.
            log.error("message cannot even be parked; it waits", durable=durable, error=repr(lost))
            raise NackMessage(delay=OUTAGE_DELAY) from lost
        self._failures.pop(key, None)
        self._handled.labels(durable, "parked").inc()
        log.error("message parked as a dead letter", durable=durable, id=str(id), exc_info=error)
        raise RejectMessage from error

    async def _heal(self, stream: str, durable: str) -> None:
        await self.jetstream().add_consumer(stream, self._subscriptions[durable].consumer.config())

    async def _reconnected(self) -> None:
        self._on_reconnected()

    async def _on_error(self, error: Exception) -> None:
        if isinstance(error, nats.errors.SlowConsumerError | nats.errors.StaleConnectionError | OSError):
            log.warning("NATS connection trouble", error=repr(error))
            return
        self._errors.inc()
        log.error(
            "NATS reported an error; if a subject was denied, compare it with deploy/bus_users.py",
            error=repr(error),
        )


async def _as_it_is(message: Any) -> Any:
    return message
