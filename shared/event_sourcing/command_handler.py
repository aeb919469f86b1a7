"""Reads a stream, folds it, decides, appends; decides again when somebody else was faster."""

from collections import OrderedDict
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
REMEMBERED = 10_000  # streams


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

    `events` is empty when the command had been obeyed before. `warnings` are what people should know of it
    all the same.
    """

    events: Sequence[E]
    position: int
    version: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known(Generic[S]):
    """A stream as far as it was read: its state, its tip, and the ids of its events."""

    state: S
    tip: Appended
    ids: set[UUID]


class CommandHandler(Generic[C, S, E]):
    """Handles the commands of one kind of stream.

    The states of the streams it met last are remembered. A stream only grows, so a remembered state is
    right for its version, and the append says whether that version still is the last; what would be
    refused or ignored on a remembered state is decided again on the stream as it is.
    """

    def __init__(self, store: EventStore, decider: Decider[C, S, E], types: EventTypes[E]) -> None:
        self._store, self._decider, self._types = store, decider, types
        self._remembered: OrderedDict[str, _Known[S]] = OrderedDict()

    async def handle(
        self, command: C, context: Context, *, stream: str, case: str | None = None, fresh: bool = False
    ) -> Handled[E]:
        """Decide `command` on `stream` and append what follows to the chain of `case` (default: stream).

        `fresh` decides on the initial state first, which saves a read when the stream most likely
        does not exist yet. Raises what `decide` raises, `VersionConflict` when `context.expected`
        is not the stream's version, `StoreUnavailable`.
        """
        chain, first = case or stream, _event_id(context.cause, stream, 1)
        known = self._remembered.get(stream) or self._nothing()
        certain = False
        if not fresh and not known.tip.version:
            known, certain = await self._read_on(stream, known), True
        for _ in range(ROUNDS):
            events: Sequence[E] = ()
            try:
                if first in known.ids:
                    return Handled((), known.tip.position, known.tip.version)
                if context.expected not in (None, known.tip.version):
                    raise VersionConflict(stream, context.expected or 0, known.tip.version)
                events = self._decider.decide(command, known.state)
            except Exception:
                if certain:
                    raise
            if events:
                version = known.tip.version
                ids = [first, *(_event_id(context.cause, stream, n) for n in range(2, len(events) + 1))]
                records = [
                    self._record(event, id, command, context, stream, chain, version + n)
                    for n, (id, event) in enumerate(zip(ids, events, strict=True), start=1)
                ]
                try:
                    done = await self._store.append(Append(stream, version, chain, records))
                except AlreadyAppended as again:
                    return Handled((), again.tip.position, again.tip.version)
                except VersionConflict:
                    known, certain = await self._read_on(stream, known), True
                    continue
                if done.version == version + len(records):
                    self._extend(stream, known, events, done, ids)
                else:  # Sent again after a lost answer, and others went on meanwhile: read it when asked.
                    self._remembered.pop(stream, None)
                return Handled(events, done.position, done.version)
            if certain:
                return Handled((), known.tip.position, known.tip.version)
            known, certain = await self._read_on(stream, known), True
        raise VersionConflict(stream, version, known.tip.version)

    async def state(self, stream: str) -> tuple[S, int]:
        """The folded state of a stream and its version (the initial state and 0 if there is none)."""
        known = await self._read_on(stream, self._remembered.get(stream) or self._nothing())
        return known.state, known.tip.version

    def _nothing(self) -> _Known[S]:
        return _Known(self._decider.initial, Appended(0, 0), set())

    async def _read_on(self, stream: str, known: _Known[S]) -> _Known[S]:
        newer = await self._store.read_stream(stream, known.tip.version)
        if not newer:
            return known
        events = [self._types.load(recorded).event for recorded in newer]
        tip = Appended(newer[-1].position, newer[-1].version)
        return self._extend(stream, known, events, tip, [recorded.id for recorded in newer])

    def _extend(
        self, stream: str, known: _Known[S], events: Sequence[E], tip: Appended, ids: Sequence[UUID]
    ) -> _Known[S]:
        known.ids.update(ids)  # In place: ids only come to be, and a long stream has many.
        longer = _Known(self._decider.fold(events, known.state), tip, known.ids)
        self._remembered[stream] = longer
        self._remembered.move_to_end(stream)
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return longer

    def _record(
        self, event: E, id: UUID, command: C, context: Context, stream: str, chain: str, version: int
    ) -> NewRecord:
        name, schema, data = self._types.dump(event)
        record = Record(
            id=id,
            stream=stream,
            version=version,
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
        return NewRecord(id, name, record.to_bytes())


def _event_id(cause: UUID, stream: str, n: int) -> UUID:
    return uuid5(cause, f"{stream}/{n}")
