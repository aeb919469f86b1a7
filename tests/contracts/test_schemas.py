"""What is published is what is committed: schemas, examples and facts agree."""

import json
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dudao_contracts import schemas
from dudao_contracts.envelope import FACTS, Envelope, Fact
from dudao_contracts.examples import EXAMPLES, envelope_of
from shared.audit.record import canonical

FOLDER = Path("shared/contracts/schemas")

every_fact = pytest.mark.parametrize("fact", list(FACTS), ids=lambda fact: fact.type())


@cache
def validator(fact: type[Fact]) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{fact.type()}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_committed_files_are_the_generated_ones() -> None:
    """If this fails on purpose: `python -m dudao_contracts.schemas`, and read the diff."""
    committed = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
    assert committed == schemas.files()


def test_generating_removes_the_schemas_of_facts_that_are_no_more(tmp_path: Path) -> None:
    (tmp_path / "roster.unit-forgotten.v1.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("kept")
    schemas.write(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {*schemas.files(), "notes.txt"}


def test_every_fact_has_exactly_one_example() -> None:
    assert {type(example).type(): type(example) for example in EXAMPLES.values()} == {
        f.type(): f for f in FACTS
    }


@every_fact
def test_an_example_is_valid_and_survives_the_wire(fact: type[Fact]) -> None:
    example = EXAMPLES[fact.type()]
    body = example.model_dump_json()
    validator(fact).validate(json.loads(body))
    assert fact.model_validate_json(body) == example
    assert canonical(json.loads(body))  # No floats: a subscriber can keep it in its log.


@every_fact
def test_a_schema_finds_what_the_model_would_not_take(fact: type[Fact]) -> None:
    body = EXAMPLES[fact.type()].model_dump(mode="json")
    for field in body:
        if fact.model_fields[field].is_required():
            without = {name: value for name, value in body.items() if name != field}
            assert not validator(fact).is_valid(without), field


@every_fact
def test_a_field_a_newer_publisher_adds_is_no_error(fact: type[Fact]) -> None:
    body = EXAMPLES[fact.type()].model_dump(mode="json") | {"added_later": [1, 2]}
    validator(fact).validate(body)
    assert fact.model_validate(body) == EXAMPLES[fact.type()]


@every_fact
def test_a_schema_names_itself_as_the_envelope_does(fact: type[Fact]) -> None:
    schema = schemas.json_schema(fact)
    assert schema["$id"] == envelope_of(EXAMPLES[fact.type()]).dataschema
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_envelope_of_an_example_survives_the_wire() -> None:
    envelope = envelope_of(EXAMPLES["inspection.issue-raised.v1"])
    assert Envelope.model_validate_json(envelope.model_dump_json()) == envelope
