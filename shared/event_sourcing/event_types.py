"""Which stored name and schema version stands for which event class, and older shapes lifted up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from shared.audit.record import Record
from shared.event_sourcing.event_store import Json, Recorded

E = TypeVar("E")
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEvent(Exception):
    """The log holds an event this version of the service does not know; deploy the newer version."""


@dataclass(frozen=True, slots=True)
class Stored(Generic[E]):
    """A record read back: the event as its class, its place and everything that was recorded."""

    position: int
    event: E
    record: Record

    @property
    def stream(self) -> str:
        return self.record.stream

    @property
    def version(self) -> int:
        return self.record.version

    @property
    def case(self) -> str:
        return self.record.case


class EventTypes(Generic[E]):
    """The event classes of a service by stored name (the class name) and schema version.

    `upcasts[(name, n)]` turns data of schema n into schema n+1; the current schema of a name is one
    more than the highest n given for it, 1 by default. Stored bytes are never changed.
    """

    def __init__(self, *classes: type[E], upcasts: Mapping[tuple[str, int], Upcast] | None = None) -> None:
        self._upcasts = dict(upcasts or {})
        self._adapters: dict[str, TypeAdapter[E]] = {c.__name__: TypeAdapter(c) for c in classes}
        self._schemas = {
            name: 1 + max((n for (of, n) in self._upcasts if of == name), default=0)
            for name in self._adapters
        }

    def __iter__(self) -> Any:
        return iter(self._adapters)

    def dump(self, event: E) -> tuple[str, int, Json]:
        """The stored name, schema version and plain data of an event."""
        name = type(event).__name__
        data: Json = self._adapters[name].dump_python(event, mode="json")
        return name, self._schemas[name], data

    def load(self, recorded: Recorded) -> Stored[E]:
        """The event of a stored record, lifted to the current schema. Raises `UnknownEvent`."""
        record = Record.load(recorded.record)
        adapter = self._adapters.get(record.type)
        if adapter is None:
            raise UnknownEvent(f"position {recorded.position} holds {record.type}, unknown here")
        data = dict(record.data)
        for schema in range(record.schema, self._schemas[record.type]):
            data = self._upcasts[(record.type, schema)](data)
        return Stored(recorded.position, adapter.validate_python(data), record)
