"""The AsyncAPI 3.0.0 document of the bus: one channel for each fact, and who publishes it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from .envelope import Envelope, Fact
from .examples import EXAMPLES

VERSION = "0.2.0"
SERVICES = {
    "roster": "督学名册：单位、督学、责任区、挂牌与账号",
    "inspection": "督导：督导过程与发现的问题",
    "rectification": "整改：案件、复查销号与问责",
    "notification": "消息：告知了谁、谁已读",
}
FACTS = [type(example) for example in EXAMPLES.values()]
"""Every fact, in the order of the examples, whichever module is imported first."""

_TRAIT = "#/components/messageTraits/cloudevents"
# Some words mean true, false or nothing to YAML 1.1 unless they are quoted.
_PLAIN = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z$][\w.-]*", re.IGNORECASE | re.ASCII)


def asyncapi() -> dict[str, Any]:
    """The document as plain data."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "dudao 督导",
            "version": VERSION,
            "description": "Facts of district education inspection as CloudEvents 1.0 on NATS JetStream. "
            "Every service publishes to its own stream; anybody may subscribe by fact, district and partition.",
            "license": {"name": "Apache-2.0"},
            "tags": [{"name": name, "description": text} for name, text in SERVICES.items()],
        },
        "defaultContentType": "application/json",
        "servers": {
            "nats": {
                "host": "{host}:{port}",
                "protocol": "nats",
                "description": "NATS with JetStream",
                "variables": {"host": {"default": "127.0.0.1"}, "port": {"default": "4222"}},
            }
        },
        "channels": {fact.type(): _channel(fact) for fact in FACTS},
        "operations": {f"{fact.type()}.send": _sending(fact) for fact in FACTS},
        "components": {
            "messages": {fact.__name__: _message(fact) for fact in FACTS},
            "messageTraits": {"cloudevents": {"contentType": "application/json", "headers": _headers()}},
            "parameters": {
                "district": {"description": "行政区划代码，六位数字", "examples": ["319991"]},
                "partition": {
                    "description": "SHA-256 of the case chain, first byte modulo 16, two digits: "
                    "facts of one case are always in one partition",
                    "enum": [f"{n:02d}" for n in range(16)],
                },
            },
        },
    }


def to_yaml(value: object, indent: int = 0) -> str:
    """YAML of plain data: block mappings and lists, texts quoted as JSON quotes them."""
    pad = "  " * indent
    if isinstance(value, Mapping) and value:
        return "".join(f"{pad}{_key(name)}:{_below(item, indent)}" for name, item in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{pad}- {to_yaml(item, indent + 1).lstrip()}" for item in value)
    return f"{pad}{json.dumps(value, ensure_ascii=False)}\n"


def _below(value: object, indent: int) -> str:
    nested = isinstance(value, Mapping | list) and value
    return f"\n{to_yaml(value, indent + 1)}" if nested else f" {to_yaml(value)}"


def _key(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _channel(fact: type[Fact]) -> dict[str, Any]:
    return {
        "address": f"{fact.type()}.{{district}}.{{partition}}",
        "servers": [{"$ref": "#/servers/nats"}],
        "messages": {fact.__name__: {"$ref": f"#/components/messages/{fact.__name__}"}},
        "parameters": {
            name: {"$ref": f"#/components/parameters/{name}"} for name in ("district", "partition")
        },
        "tags": [{"name": fact.service}],
        "x-jetstream": {"stream": fact.service.upper()},
    }


def _sending(fact: type[Fact]) -> dict[str, Any]:
    channel = f"#/channels/{fact.type()}"
    return {
        "action": "send",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{fact.__name__}"}],
        "tags": [{"name": fact.service}],
    }


def _message(fact: type[Fact]) -> dict[str, Any]:
    said = {"summary": fact.__doc__.split("\n\n")[0]} if "__doc__" in vars(fact) and fact.__doc__ else {}
    return {
        "name": fact.type(),
        **said,
        "traits": [{"$ref": _TRAIT}],
        "payload": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {"$ref": f"./{fact.type()}.json"},
        },
    }


def _headers() -> dict[str, Any]:
    """The envelope as NATS headers (CloudEvents NATS binding, binary mode): texts, percent-encoded."""
    fields = {name: field for name, field in Envelope.model_fields.items() if name != "datacontenttype"}
    properties: dict[str, Any] = {
        f"ce-{name}": {"type": "string", **({"description": field.description} if field.description else {})}
        for name, field in fields.items()
    }
    properties["ce-specversion"]["const"] = "1.0"
    properties["Nats-Msg-Id"] = {
        "type": "string",
        "description": "equal to ce-id; absorbs what is published twice",
    }
    properties["content-type"] = {"type": "string", "const": "application/json"}
    required = ["ce-specversion", *(f"ce-{name}" for name, field in fields.items() if field.is_required())]
    return {
        "type": "object",
        "properties": properties,
        "required": [*required, "Nats-Msg-Id", "content-type"],
    }
