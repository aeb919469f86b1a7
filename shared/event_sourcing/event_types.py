"""Which stored name and schema version stands for which event class, and older shapes lifted up."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from shared.audit.record import Record
from shared.event_sourcing.event_store import Json, Recorded

RECENT = 1024  # records that are kept read

E = TypeVar("E")
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEvent(Exception):
    """The log holds an event this version of the service does not know; deploy the newer version."""


class UnreadableRecord(Exception):
    """The log holds bytes that are no record of ours: somebody has changed them."""

    def __init__(self, position: int, why: Exception) -> None:
        super().__init__(f"the record at position {position} cannot be read: {why}")
        self.position = position


@dataclass(frozen=True, slots=True)
class Stored(Generic[E]):
    """A record read back: its place, and everything that was recorded with the event as its class."""

    position: int
    record: Record[E]

    @property
    def event(self) -> E:
        return self.record.data

    @property
    def stream(self) -> str:
        return self.record.stream

    @property
    def version(self) -> int:
        return self.record.version

    @property
    def case(self) -> str:
        return self.record.case


def fields_of(part: Any) -> dict[str, Any]:
    """The fields of a dataclass by name, as they are: `dataclasses.asdict` copies what they hold, at twenty times
    the cost."""
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


class EventTypes(Generic[E]):
    """The event classes of a service by stored name (the class name) and schema version.

    `upcasts[(name, n)]` turns data of schema n into schema n+1; the current schema of a name is one
    more than the highest n given for it, 1 by default. Stored bytes are never changed.
    """

    def __init__(self, *classes: type[E], upcasts: Mapping[tuple[str, int], Upcast] | None = None) -> None:
        self._upcasts = dict(upcasts or {})
        self._classes = {c.__name__: c for c in classes}
        self._schemas = {
            name: 1 + max((n for (of, n) in self._upcasts if of == name), default=0) for name in self._classes
        }
        # Made when first asked for: a service has a hundred classes, and making one takes milliseconds.
        self._adapter = cache(self._adapter_of)
        self._record_adapter = cache(self._record_adapter_of)
        # The relay and the read models read the same records, one shortly after the other.
        self._read = lru_cache(RECENT)(self._read_record)

    def __iter__(self) -> Any:
        return iter(self._classes)

    def dump(self, event: E) -> tuple[str, int, Json]:
        """The stored name, schema version and plain data of an event."""
        name = type(event).__name__
        data: Json = self._adapter(name).dump_python(event, mode="json")
        return name, self._schemas[name], data

    def load(self, recorded: Recorded) -> Stored[E]:
        """The event of a stored record, lifted to the current schema. Raises `UnknownEvent`, `UnreadableRecord`."""
        try:
            return Stored(recorded.position, self._read(recorded.type, recorded.record))
        except UnknownEvent as unknown:
            raise UnknownEvent(f"position {recorded.position} holds {unknown}") from None
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableRecord(recorded.position, error) from error

    def _read_record(self, name: str, stored: bytes) -> Record[E]:
        if name not in self._classes:
            raise UnknownEvent(f"{name}, unknown here")
        current = self._schemas[name]
        if current == 1 and Record.is_current(stored):
            with contextlib.suppress(ValidationError):  # It may be of a newer schema: said below.
                record = self._record_adapter(name).validate_json(stored)
                if record.type == name and record.schema == current:
                    return record
        raw: Record[Any] = Record.parse(stored)
        if raw.type != name or raw.schema > current:
            raise UnknownEvent(f"{raw.type} in schema {raw.schema}, here {name} is known up to {current}")
        data = dict(raw.data)
        for schema in range(raw.schema, current):
            data = self._upcasts[(name, schema)](data)
        return replace(raw, data=self._adapter(name).validate_python(data))

    def _adapter_of(self, name: str) -> TypeAdapter[E]:
        return TypeAdapter(self._classes[name])

    def _record_adapter_of(self, name: str) -> TypeAdapter[Record[E]]:
        # A record with its event in one pass: half the cost of one after the other.
        record: Any = Record
        return TypeAdapter(record[self._classes[name]])
