"""The audit record: RFC 8785 canonical JSON, written once and never re-serialised."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from json.encoder import encode_basestring as _quoted
from typing import ClassVar, Generic
from uuid import UUID

from typing_extensions import TypeVar

from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_store import Json

D = TypeVar("D", default=Json)

MAX_INT = 2**53 - 1  # RFC 8785 numbers are IEEE 754 doubles; beyond this they lose digits.
_nul = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

_compact = partial(json.JSONEncoder, ensure_ascii=False, separators=(",", ":"), check_circular=False)
_sorted = _compact(sort_keys=True).encode
_as_given = _compact().encode


class NotCanonical(ValueError):
    """A value that has no canonical form here, or bytes that are not in it.

    `pointer` (RFC 6901) says where; the message also says how to mend it.
    """

    def __init__(self, pointer: str, problem: str) -> None:
        super().__init__(f"{pointer or '(root)'}: {problem}")
        self.pointer = pointer


def canonical(value: object) -> bytes:
    """The RFC 8785 bytes of dicts with text keys, lists, text, whole numbers, booleans and None.

    Raises `NotCanonical` for anything else: floats, whole numbers beyond 2^53-1, times, lone surrogates.
    """
    return _encoded(_text(value, ""))


def _text(value: object, pointer: str) -> str:
    return _sorted(value) if _plain(value) else _as_given(_arranged(value, pointer))


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        _arranged(json.loads(text), "")  # Says which text it was.
        raise


def holds_nul(json_text: bytes) -> bool:
    """Whether JSON holds U+0000, raw or escaped, which PostgreSQL cannot keep in a text column.

    The six characters of the escape themselves, written with their backslash escaped, are no U+0000.
    """
    # Almost no text has the escape at all, and to look for it costs a hundredth of the expression.
    return b"\x00" in json_text or (b"\\u0000" in json_text and _nul.search(json_text) is not None)


def _plain(value: object) -> bool:
    """Whether the C encoder's own key order is RFC 8785's and nothing in `value` needs refusing.

    Python orders text by code point, RFC 8785 by UTF-16 unit: they agree below U+D800.
    """
    items: Iterable[object] = (value,)
    if type(value) is dict:
        try:
            keys = "".join(value)
        except TypeError:
            return False
        if not keys.isascii() and max(keys) >= "\ud800":
            return False
        items = value.values()
    elif type(value) is list or type(value) is tuple:
        items = value
    for item in items:
        kind = type(item)
        if kind is str or kind is bool or item is None:
            continue
        if kind is int:
            if not -MAX_INT <= item <= MAX_INT:  # type: ignore[operator]  # kind says it is an int
                return False
        elif (kind is not dict and kind is not list and kind is not tuple) or not _plain(item):
            return False
    return True


def _arranged(value: object, pointer: str) -> object:
    """`value` with keys in UTF-16 order, or `NotCanonical` with the place and the remedy."""
    match value:
        case None | bool():
            return value
        case str():
            return _checked(value, pointer)
        case int():
            if not -MAX_INT <= value <= MAX_INT:
                raise NotCanonical(pointer, f"{value} is beyond 2^53-1; write it as a string")
            return value
        case list() | tuple():
            return [_arranged(item, f"{pointer}/{index}") for index, item in enumerate(value)]
        case dict():
            for key in value:
                if not isinstance(key, str):
                    raise NotCanonical(pointer, f"key {key!r} is not text; write it as a string")
                _checked(key, pointer)
            return {
                key: _arranged(value[key], f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
                for key in sorted(value, key=lambda key: key.encode("utf-16-be"))
            }
        case float() | Decimal():
            raise NotCanonical(pointer, f"{value} is a {type(value).__name__}; write decimals as strings")
        case datetime():
            raise NotCanonical(pointer, f"{value} is a datetime; write it as rfc3339() gives it")
        case date():
            raise NotCanonical(pointer, f"{value} is a date; write it as YYYY-MM-DD text")
        case _:
            raise NotCanonical(
                pointer, f"{type(value).__name__} is not JSON; write text, a whole number, a list or a dict"
            )


def _checked(text: str, pointer: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        problem = f"character {error.start} of {text!r} is half a surrogate pair; decode the input as UTF-8"
        raise NotCanonical(pointer, problem) from None
    return text


def _quoted_or_null(text: str | None) -> str:
    return "null" if text is None else _quoted(text)


def rfc3339(moment: datetime, pointer: str = "") -> str:
    """`moment` in UTC with microseconds, `2026-09-01T02:03:04.000005Z`; a naive one is refused."""
    if moment.tzinfo is not UTC:
        if moment.utcoffset() is None:
            raise NotCanonical(pointer, f"{moment} has no time zone; use datetime.now(UTC) or set tzinfo")
        moment = moment.astimezone(UTC)
    return moment.isoformat("T", "microseconds")[:-6] + "Z"


@dataclass(frozen=True, slots=True)
class Record(Generic[D]):
    """One event as it is stored: what happened, to what, by whom, why and because of what.

    `version` counts from 1 in `stream`; `schema` is the version of the event type's own format;
    `case` names the chain the record extends. `occurred_at` is when it happened, `recorded_at` when
    we learnt of it, both aware. `causation` is the id of the command or message obeyed.
    """

    V: ClassVar[int] = 1

    id: UUID
    stream: str
    version: int
    type: str
    schema: int
    case: str
    data: D
    actor: Actor
    reason: str | None
    occurred_at: datetime
    recorded_at: datetime
    causation: UUID
    correlation: UUID
    traceparent: str | None

    def to_bytes(self) -> bytes:
        """The canonical bytes, to be stored and hashed. Raises `NotCanonical`."""
        actor = self.actor
        return _encoded(  # Spelt out, in key order: half the cost of encoding a dict.
            f'{{"actor":{{"id":{_quoted(actor.id)},"name":{_quoted(actor.name)},'
            f'"role":"{actor.role.value}","unit":{_quoted_or_null(actor.unit)}}},'
            f'"case":{_quoted(self.case)},'
            f'"causation":"{self.causation}",'
            f'"correlation":"{self.correlation}",'
            f'"data":{_text(self.data, "/data")},'
            f'"id":"{self.id}",'
            f'"occurred_at":"{rfc3339(self.occurred_at, "/occurred_at")}",'
            f'"reason":{_quoted_or_null(self.reason)},'
            f'"recorded_at":"{rfc3339(self.recorded_at, "/recorded_at")}",'
            f'"schema":{self.schema:d},'
            f'"stream":{_quoted(self.stream)},'
            f'"traceparent":{_quoted_or_null(self.traceparent)},'
            f'"type":{_quoted(self.type)},'
            f'"v":{self.V},'
            f'"version":{self.version:d}}}'
        )

    @classmethod
    def is_current(cls, stored: bytes) -> bool:
        """Whether our own canonical bytes are in this version of the format: their last keys are v and version."""
        return stored.rpartition(b',"v":')[2].startswith(b"%d," % cls.V)

    @classmethod
    def parse(cls, stored: bytes) -> "Record":
        """Read bytes of our own log: nothing is checked but the format's version."""
        fields = json.loads(stored)
        if fields["v"] != cls.V:
            raise NotCanonical("/v", f"format {fields['v']!r} is not known here; upgrade dudao to read it")
        actor = fields["actor"]
        return Record(
            UUID(fields["id"]),
            fields["stream"],
            fields["version"],
            fields["type"],
            fields["schema"],
            fields["case"],
            fields["data"],
            Actor(actor["id"], actor["name"], Role(actor["role"]), actor["unit"]),
            fields["reason"],
            datetime.fromisoformat(fields["occurred_at"]),
            datetime.fromisoformat(fields["recorded_at"]),
            UUID(fields["causation"]),
            UUID(fields["correlation"]),
            fields["traceparent"],
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Record":
        """Read bytes that may have been tampered with: only the exact canonical form is accepted."""
        try:
            record = cls.parse(stored)
        except NotCanonical:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise NotCanonical("", f"not a record: {type(error).__name__} {error}") from error
        record._check_types()
        rewritten = record.to_bytes()
        if rewritten != stored:
            pairs = enumerate(zip_longest(stored, rewritten))
            differs = next(index for index, (found, due) in pairs if found != due)
            raise NotCanonical("", f"byte {differs} is not as RFC 8785 and the record format have it")
        return record

    def _check_types(self) -> None:
        actor = self.actor
        texts = {"stream": self.stream, "type": self.type, "case": self.case}
        texts |= {"actor/id": actor.id, "actor/name": actor.name}
        optional = {"reason": self.reason, "traceparent": self.traceparent, "actor/unit": actor.unit}
        texts |= {name: text for name, text in optional.items() if text is not None}
        for name, text in texts.items():
            if type(text) is not str:
                raise NotCanonical(f"/{name}", f"{text!r} is not text")
        for name, count in {"version": self.version, "schema": self.schema}.items():
            if type(count) is not int or count < 1:
                raise NotCanonical(f"/{name}", f"{count!r} is not a whole number from 1")
        if type(self.data) is not dict:
            raise NotCanonical("/data", "not an object")
