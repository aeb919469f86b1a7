"""Reads a stream, folds it, decides, appends; decides again when somebody else was faster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID, uuid5

from shared.audit.record import Record
from shared.event_sourcing.decider import Actor, Decider
from shared.event_sourcing.event_store import (
    AlreadyAppended,
    Append,
    Appended,
    EventStore,
    NewRecord,
    Recorded,
    VersionConflict,
)
from shared.event_sourcing.event_types import EventTypes


class Command(Protocol):
    """What every command carries: who asks, and the instant it is decided at."""

    @property
    def by(self) -> Actor: ...
    @property
    def now(self) -> datetime: ...


C = TypeVar("C", bound=Command)
S = TypeVar("S")
E = TypeVar("E")

# Twenty people on one case need twenty rounds at worst; more than that is a fault, not contention.
ROUNDS = 64


@dataclass(frozen=True, slots=True)
class Context:
    """Where a command comes from. Event ids derive from `cause`, so obeying it twice is harmless.

    `cause` is the id of the request or message obeyed; `correlation` the id of the first cause of
    all; `expected` the version the person was looking at (If-Match), None to decide on any;
    `occurred_at` when it happened, None for the command's `now`.
    """

    cause: UUID
    correlation: UUID
    traceparent: str | None = None
    reason: str | None = None
    occurred_at: datetime | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Handled(Generic[E]):
    """What came of a command: the events it led to and where the stream is now.

    `events` is empty when the command had been obeyed before.
    """

    events: Sequence[E]
    position: int
    version: int


class CommandHandler(Generic[C, S, E]):
    """Handles the commands of one kind of stream."""

    def __init__(self, store: EventStore, decider: Decider[C, S, E], types: EventTypes[E]) -> None:
        self._store, self._decider, self._types = store, decider, types

    async def handle(
        self, command: C, context: Context, *, stream: str, case: str | None = None, fresh: bool = False
    ) -> Handled[E]:
        """Decide `command` on `stream` and append what follows to the chain of `case` (default: stream).

        `fresh` decides on the initial state first, which saves a read when the stream most likely
        does not exist yet. Raises what `decide` raises, `VersionConflict` when `context.expected`
        is not the stream's version, `StoreUnavailable`.
        """
        chain = case or stream
        stored: Sequence[Recorded] = () if fresh else await self._store.read_stream(stream)
        for _ in range(ROUNDS):
            tip = Appended(stored[-1].position, stored[-1].version) if stored else Appended(0, 0)
            if any(r.id == _event_id(context.cause, stream, 1) for r in stored):
                return Handled((), tip.position, tip.version)
            if context.expected not in (None, tip.version):
                raise VersionConflict(stream, context.expected or 0, tip.version)
            state = self._decider.fold(self._types.load(r).event for r in stored)
            events = self._decider.decide(command, state)
            if not events:
                return Handled((), tip.position, tip.version)
            records = [
                self._record(event, command, context, stream, chain, tip.version, n)
                for n, event in enumerate(events, start=1)
            ]
            try:
                done = await self._store.append(Append(stream, tip.version, chain, records))
            except AlreadyAppended as again:
                return Handled((), again.tip.position, again.tip.version)
            except VersionConflict:
                stored = await self._store.read_stream(stream)
                continue
            return Handled(events, done.position, done.version)
        raise VersionConflict(stream, tip.version, stored[-1].version)

    async def state(self, stream: str) -> tuple[S, int]:
        """The folded state of a stream and its version (the initial state and 0 if there is none)."""
        stored = await self._store.read_stream(stream)
        return self._decider.fold(self._types.load(r).event for r in stored), len(stored)

    def _record(
        self, event: E, command: C, context: Context, stream: str, chain: str, tip: int, n: int
    ) -> NewRecord:
        name, schema, data = self._types.dump(event)
        record = Record(
            id=_event_id(context.cause, stream, n),
            stream=stream,
            version=tip + n,
            type=name,
            schema=schema,
            case=chain,
            data=data,
            actor=command.by,
            reason=context.reason,
            occurred_at=context.occurred_at or command.now,
            recorded_at=command.now,
            causation=context.cause,
            correlation=context.correlation,
            traceparent=context.traceparent,
        )
        return NewRecord(record.id, name, record.to_bytes())


def _event_id(cause: UUID, stream: str, n: int) -> UUID:
    return uuid5(cause, f"{stream}/{n}")
