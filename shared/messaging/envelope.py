"""CloudEvents 1.0 over NATS: binary mode out, binary or structured mode in."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from pydantic import ValidationError

from dudao_contracts.envelope import FACTS, Envelope, Fact
from shared.audit.record import holds_nul
from shared.event_sourcing.event_types import Stored

PARTITIONS = 16
STRUCTURED = "application/cloudevents+json"
_SAFE = " !#$&'()*+,/:;=?@[]~"
_PLAIN = re.compile(rf"[\w.\-{re.escape(_SAFE)}]*", re.ASCII)  # What needs no quoting, told in one look.
SUBJECT = "Nats-Subject"  # Set by the receiver, so that a parked message keeps where it came from.


class Poison(Exception):
    """A message that can never be handled as it is; it is parked without further tries."""


@dataclass(frozen=True, slots=True)
class Message:
    """A fact ready to be published: subject, headers (CloudEvents NATS binding §3.1) and JSON body."""

    subject: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A fact of another service with its envelope; `fact` is None for a type not known here."""

    envelope: Envelope
    fact: Fact | None
    data: dict[str, Any]


def partition(key: str) -> int:
    """Which of the 16 partitions a case or stream belongs to, the same in every publisher."""
    return hashlib.sha256(key.encode()).digest()[0] % PARTITIONS


def to_message(fact: Fact, stored: Stored[Any], *, service: str, district: str) -> Message:
    """The message that tells others about a stored event; `Nats-Msg-Id` is the event's id."""
    record = stored.record
    envelope = Envelope(
        id=record.id,
        source=f"/dudao/{district}/{service}",
        type=fact.type(),
        subject=record.stream,
        time=record.occurred_at,
        dataschema=f"urn:dudao:schema:{fact.type()}",
        recordedat=record.recorded_at,
        district=district,
        case=record.case,
        sequence=record.version,
        position=stored.position,
        actorid=record.actor.id,
        actorname=record.actor.name,
        actingrole=record.actor.role,
        actorunit=record.actor.unit,
        causationid=record.causation,
        correlationid=record.correlation,
        traceparent=record.traceparent,
    )
    attributes = envelope.model_dump(mode="json", exclude_none=True, exclude={"datacontenttype"})
    headers = {f"ce-{name}": _quoted(str(value)) for name, value in attributes.items()}
    headers |= {"content-type": "application/json", "Nats-Msg-Id": str(record.id)}
    subject = f"{fact.type()}.{district}.{partition(record.case):02d}"
    return Message(subject, headers, fact.model_dump_json().encode())


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else quote(value, safe=_SAFE)


def from_message(headers: Mapping[str, str], body: bytes) -> Received:
    """Read a message back. Raises `Poison` saying what is wrong with it."""
    try:
        if headers.get("content-type", "").startswith(STRUCTURED):
            attributes = json.loads(body)
            data = attributes.pop("data")
        else:
            attributes = {
                name[3:].lower(): unquote(value)
                for name, value in headers.items()
                if name.lower().startswith("ce-")
            }
            data = json.loads(body)
        if holds_nul(body) or any("\0" in str(value) for value in attributes.values()):
            raise Poison("the message holds U+0000, which PostgreSQL cannot store")
        envelope = Envelope.model_validate(attributes)
        _check_publisher(envelope, headers)
        known = FACTS.get(envelope.type)
        return Received(envelope, known.model_validate(data) if known else None, data)
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise Poison(f"not a fact of this system: {where}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Poison(f"not a CloudEvents message: {error!r}") from error


def _check_publisher(envelope: Envelope, headers: Mapping[str, str]) -> None:
    """A fact comes from the service it is of: the bus lets each publish on its own subjects only."""
    subject = headers.get(SUBJECT)
    service = envelope.type.partition(".")[0]
    if subject is not None and not subject.startswith(f"{envelope.type}.{envelope.district}."):
        raise Poison(f"{envelope.type} came on the subject {subject}")
    if envelope.source != f"/dudao/{envelope.district}/{service}":
        raise Poison(f"{envelope.type} came from {envelope.source}")
