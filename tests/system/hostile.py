"""What an attacker sends: every command of an OpenAPI document, good bodies for it, and what spoils them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from jsonschema import Draft202012Validator

Json = Any
OPEN_TO_ALL = tuple(
    f"/roster/api/{name}" for name in ("sign-in", "renew", "sign-out", "password", "service-token")
)
DEEP = "[" * 100_000 + "]" * 100_000

# Not one of these is a body any command takes.
NO_BODIES: Mapping[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{'measures': 1",
    "half a body": b'{"a": [1, {"b": ',
    "latin-1": b'{"a": "\xe9\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "NUL": b'{"reason": "a\x00b"}',
    "escaped NUL": b'{"reason": "a\\u0000b"}',
    "a number": b"17",
    "a text": b'"x"',
    "a list": b'[{"reason": "x"}]',
    "NaN": b'{"reason": NaN, "working_days": Infinity}',
    "a very long number": b'{"working_days": ' + b"9" * 5000 + b"}",
    "deep nesting": DEEP.encode(),
    "deep nesting in a field": b'{"reason": ' + DEEP.encode() + b"}",
    "unknown fields": b'{"__proto__": {"admin": true}, "constructor": 1}',
    "five megabytes": b'{"reason": "' + b"x" * 5 * 1024 * 1024 + b'"}',
}
# Put in the place of every field in turn; where the schema allows one of them it may be obeyed.
HOSTILE: Sequence[Json] = (
    None,
    True,
    -1,
    1.5,
    10**30,
    "",
    " \t\u3000",
    "\ud800",
    "'; DROP TABLE log.event; --",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "\u202e\u200f\ufeff\x1b[31m\x7f",
    "字" * 20_000,
    [],
    {},
    [None] * 2000,
    {"\ud800": "\ud800", "": ""},
)


@dataclass(frozen=True)
class Command:
    """One POST, PUT, PATCH or DELETE of a service, with a path that exists where one can."""

    service: str
    method: str
    path: str
    schema: Mapping[str, Json] | None
    required: bool

    @property
    def url(self) -> str:
        return f"/{self.service}{self.path}"

    @cached_property
    def hostile(self) -> Sequence[tuple[str, Json, bool]]:
        """Good bodies with one field left out or made hostile: which field, and whether that is allowed."""
        if self.schema is None or self.url in OPEN_TO_ALL:
            return []
        allows = Draft202012Validator(self.schema).is_valid
        return [(where, body, allows(body)) for where, body in variants(sample(self.schema))]


def commands_of(service: str, document: Json, known: Mapping[str, str]) -> Iterator[Command]:
    for path, operations in document["paths"].items():
        if not path.startswith("/api/"):
            continue
        for method in operations.keys() & {"post", "put", "patch", "delete"}:
            operation = operations[method]
            url = path
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    wrong = str(uuid4()) if parameter["schema"].get("format") == "uuid" else "none-such"
                    name = parameter["name"]
                    url = url.replace(f"{{{name}}}", known.get(name, wrong))
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if schema is not None:
                schema = {**schema, "components": document["components"]}
            required = operation.get("requestBody", {}).get("required", False)
            yield Command(service, method.upper(), url, schema, required)


def variants(good: Json) -> Iterator[tuple[str, Json]]:
    """A good value with one field, at any depth, left out or replaced; and which field it was."""
    if isinstance(good, list) and good:
        yield from ((f"0/{where}".rstrip("/"), [changed]) for where, changed in variants(good[0]))
    if not isinstance(good, dict):
        return
    for name, value in good.items():
        yield name, {key: good[key] for key in good if key != name}
        yield from (
            (name, {**good, name: hostile}) for hostile in HOSTILE if not is_read_kindly(hostile, value)
        )
        yield from ((f"{name}/{where}", {**good, name: changed}) for where, changed in variants(value))


def is_read_kindly(hostile: Json, good: Json) -> bool:
    """Pydantic takes true for 1, and a number for a day or an instant: seconds since 1970."""
    dated = isinstance(good, str) and good[:2] == "20"
    return (hostile is True and isinstance(good, int | float)) or (type(hostile) in (int, float) and dated)


def sample(schema: Mapping[str, Json], root: Mapping[str, Json] | None = None) -> Json:
    """A small value that `schema` allows; every field is there."""
    root = root or schema
    if "$ref" in schema:
        found: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return sample(found, root)
    for either in ("anyOf", "oneOf", "allOf"):
        if either in schema:
            return sample(schema[either][0], root)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "object":
            return {name: sample(field, root) for name, field in schema.get("properties", {}).items()}
        case "array":
            return [sample(schema["items"], root)] if schema.get("items") else []
        case "integer" | "number":
            return max(schema.get("minimum", 1), 1)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return sample_text(schema)


def sample_text(schema: Mapping[str, Json]) -> str:
    formats = {
        "date": "2026-11-03",
        "date-time": "2026-10-30T09:00:00+08:00",
        "time": "09:00:00",
        "uuid": "7b1c1f0e-52f8-5d0a-9a67-6c1a3f1d0e01",
    }
    if "format" in schema and schema["format"] in formats:
        return formats[schema["format"]]
    pattern = schema.get("pattern", "")
    if "64" in pattern:
        return "0" * 64
    if pattern.startswith("^[0-9]{1,7}"):
        return "1"
    if "{18}" in pattern:
        return "1" * 18
    if pattern.startswith("^20"):
        return "2026-11"
    return "JC-1" if "A-Z]{0,8}" in pattern else "x1" if pattern else "文字文字文字文字"


def dumps(body: Json) -> bytes:
    """JSON as an attacker writes it: lone surrogates stay escapes."""
    return json.dumps(body).encode()


def a_zip(entries: Mapping[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        for name, entry in entries.items():
            file.writestr(name, entry)
    return content.getvalue()
