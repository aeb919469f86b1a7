"""What an event store guarantees, and the shapes that go in and out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewRecord:
    """One event ready to be stored: its id and the canonical bytes of its record (RFC 8785)."""

    id: UUID
    type: str
    record: bytes


@dataclass(frozen=True, slots=True)
class Append:
    """Events that follow from one cause, to be put at the end of one stream; never empty.

    `expected` is the version the writer decided on (0: the stream must not exist). `case` names the
    chain the records extend. Ids derive from the cause, so the id of the first record says whether
    this append was made before.
    """

    stream: str
    expected: int
    case: str
    records: Sequence[NewRecord]


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a stream's last record is: its position in the log and the stream's version."""

    position: int
    version: int


class VersionConflict(Exception):
    """Somebody else appended first: decide again on the new state."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}, not {expected}: reload it and decide again")
        self.stream, self.expected, self.actual = stream, expected, actual


class AlreadyAppended(Exception):
    """This append was made before; nothing was stored now. `tip` is where the stream is now."""

    def __init__(self, stream: str, tip: Appended) -> None:
        super().__init__(f"{stream} already holds this append; it is at version {tip.version}")
        self.stream, self.tip = stream, tip


class StoreUnavailable(Exception):
    """The store cannot be reached. Nothing is known to be lost; the same append may be sent again."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stored record: its place in the service's log, its bytes and its link in the case's chain.

    `position` is gapless from 1 over the service; `record` is canonical JSON, never re-serialised;
    `link` is SHA-256(link of the case's previous record ‖ record), 32 bytes.
    """

    position: int
    stream: str
    version: int
    id: UUID
    type: str
    case: str
    record: bytes
    link: bytes
    stored_at: datetime


class EventStore(Protocol):
    """An append-only log of one service.

    - Positions are gapless and ordered as commits are: a reader that has seen position p has seen
      every record up to p, and `read_log(p)` misses nothing, whatever writers roll back.
    - An append is all or nothing. Of parallel appends with one expected version exactly one
      succeeds; the others get `VersionConflict`. An append made before gets `AlreadyAppended`,
      checked before the version.
    - Nothing that was appended is ever changed or removed.
    """

    async def append(self, append: Append) -> Appended: ...

    async def read_stream(self, stream: str, after: int = 0) -> Sequence[Recorded]:
        """The records of a stream with version > `after`, in version order; empty when there are none."""
        ...

    async def read_case(self, case: str) -> Sequence[Recorded]:
        """All records of a case's chain in position order, across its streams."""
        ...

    async def read_log(self, after: int, limit: int) -> Sequence[Recorded]:
        """At most `limit` records with position > `after`, in position order."""
        ...

    async def head(self) -> int:
        """The position of the last record, 0 when there is none."""
        ...

    async def wait_beyond(self, position: int, timeout: float) -> None:
        """Return when the log may hold a position > `position`, or after `timeout` seconds."""
        ...
