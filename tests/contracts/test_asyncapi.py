"""The AsyncAPI document describes the bus as it is."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from dudao_contracts import asyncapi as generator
from dudao_contracts.asyncapi import asyncapi, to_yaml
from dudao_contracts.envelope import FACTS
from dudao_contracts.examples import EXAMPLES, envelope_of
from shared.audit.record import Record
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_types import Stored
from shared.messaging.envelope import PARTITIONS, to_message
from shared.messaging.streams import load_streams

FOLDER = Path("shared/contracts/schemas")
DOCUMENT: dict[str, Any] = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text(encoding="utf-8"))


def references(value: Any) -> Iterator[str]:
    match value:
        case dict():
            if "$ref" in value:
                yield value["$ref"]
            for item in value.values():
                yield from references(item)
        case list():
            for item in value:
                yield from references(item)


def resolve(reference: str) -> Any:
    file, _, pointer = reference.partition("#")
    value: Any = DOCUMENT
    if file:
        value = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    for step in pointer.split("/")[1:]:
        value = value[step.replace("~1", "/").replace("~0", "~")]
    return value


def test_the_file_says_what_the_generator_means() -> None:
    assert asyncapi() == DOCUMENT


def test_yaml_keeps_every_kind_of_plain_data() -> None:
    data = {
        "plain": "text",
        "on": True,
        "a: b": ["- x", "", "否", None, 1.5, {"k": []}, [["n"], {}]],
        "long": "一行\n两行: #",
        "7": {"$ref": "#/x"},
    }
    assert yaml.safe_load(to_yaml(data)) == data


def test_every_reference_leads_somewhere() -> None:
    found = list(references(DOCUMENT))
    assert found
    for reference in found:
        assert resolve(reference), reference


def test_it_has_the_parts_asyncapi_3_requires() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(DOCUMENT["info"])
    assert set(DOCUMENT) <= {
        "asyncapi", "id", "info", "servers", "defaultContentType", "channels", "operations", "components",
    }  # fmt: skip
    for server in DOCUMENT["servers"].values():
        assert {"host", "protocol"} <= set(server)
    for operation in DOCUMENT["operations"].values():
        assert operation["action"] in ("send", "receive")
        channel = resolve(operation["channel"]["$ref"])
        for message in operation["messages"]:
            assert message["$ref"].startswith(operation["channel"]["$ref"] + "/messages/")
            assert resolve(message["$ref"]) in channel["messages"].values()


def test_every_fact_has_a_channel_of_its_own_and_its_service_sends_on_it() -> None:
    assert set(DOCUMENT["channels"]) == {fact.type() for fact in FACTS}
    for fact in FACTS:
        channel = DOCUMENT["channels"][fact.type()]
        assert channel["address"] == f"{fact.type()}.{{district}}.{{partition}}"
        assert set(channel["parameters"]) == {"district", "partition"}
        operation = DOCUMENT["operations"][f"{fact.type()}.send"]
        assert operation["tags"] == [{"name": fact.service}]
        (message,) = channel["messages"].values()
        payload = resolve(message["$ref"])["payload"]["schema"]["$ref"]
        assert resolve(payload)["$id"] == f"urn:dudao:schema:{fact.type()}"


def test_channels_are_in_the_streams_that_are_provisioned() -> None:
    topology = load_streams(Path("deploy/streams.toml"))
    owners = {stream.name: stream.owner for stream in topology.streams}
    for fact in FACTS:
        assert owners[DOCUMENT["channels"][fact.type()]["x-jetstream"]["stream"]] == fact.service
    assert [tag["name"] for tag in DOCUMENT["info"]["tags"]] == list(topology.services)


def test_headers_and_subject_are_those_of_a_real_message() -> None:
    example = EXAMPLES["rectification.notice-served.v1"]
    envelope = envelope_of(example)
    record = Record(
        id=envelope.id,
        stream=envelope.subject,
        version=1,
        type="NoticeServed",
        schema=1,
        case=envelope.case,
        data=None,
        actor=Actor("heyuzhen", "何玉珍", Role.OFFICE, "319991-0120"),
        reason=None,
        occurred_at=envelope.time,
        recorded_at=envelope.recordedat,
        causation=envelope.causationid,
        correlation=envelope.correlationid,
        traceparent=envelope.traceparent,
    )
    message = to_message(example, Stored(1, record), service="rectification", district="319991")
    headers = resolve("#/components/messageTraits/cloudevents/headers")
    assert set(headers["required"]) <= set(message.headers)
    assert set(message.headers) == set(headers["properties"])
    assert all(
        message.headers[name] == of["const"] for name, of in headers["properties"].items() if "const" in of
    )
    partitions = resolve("#/components/parameters/partition")["enum"]
    assert len(partitions) == PARTITIONS
    assert message.subject in [f"{example.type()}.319991.{partition}" for partition in partitions]


def test_the_version_is_that_of_the_distribution() -> None:
    project = tomllib.loads(Path("shared/contracts/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == generator.VERSION
    assert f"## {generator.VERSION}" in Path("shared/contracts/CHANGELOG.md").read_text(encoding="utf-8")
