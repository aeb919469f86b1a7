"""Writes a JSON Schema (2020-12) for every fact and the AsyncAPI document: `python -m dudao_contracts.schemas`."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from .asyncapi import FACTS, asyncapi, to_yaml
from .envelope import Fact
from .examples import EXAMPLES

FOLDER = Path(__file__).parents[2] / "schemas"
"""Where the generated files are in a checkout."""


class _Plain(GenerateJsonSchema):
    """Without titles that only repeat a field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema(fact: type[Fact]) -> dict[str, Any]:
    """What a fact's body looks like. Unknown fields are allowed: newer publishers add some."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:dudao:schema:{fact.type()}",
        **fact.model_json_schema(mode="serialization", schema_generator=_Plain),
        "examples": [EXAMPLES[fact.type()].model_dump(mode="json")],
    }


def files() -> dict[str, str]:
    """Every generated file by its name in the folder."""
    schemas = {
        f"{fact.type()}.json": json.dumps(json_schema(fact), ensure_ascii=False, indent=2) + "\n"
        for fact in FACTS
    }
    return schemas | {"asyncapi.yaml": to_yaml(asyncapi())}


def write(folder: Path) -> None:
    """Write the generated files, and remove the schemas of facts that are no more."""
    generated = files()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.v*.json"):
        if old.name not in generated:
            old.unlink()
    for name, text in generated.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
