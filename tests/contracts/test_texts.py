"""No field of any service takes a text with what nobody can see: one rule for all of them (`texts.py`)."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from deploy.installation import SERVICES
from services.inspection.adapters.ledger_cells import Wrong, problem, result
from shared.letters import routes as letters
from shared.runtime import operations as running
from shared.runtime.texts import unfit
from tests.contracts.routes import composed

ROOT = Path(__file__).parents[2]
ENTRYPOINTS = sorted((ROOT / "services").glob("*/entrypoints/*.py"))
MODULES = [
    letters,
    running,
    *(import_module(".".join(file.relative_to(ROOT).with_suffix("").parts)) for file in ENTRYPOINTS),
]
OPEN = {
    "roster /api/service-token": "its fields are those of OAuth, which says that others are passed over (RFC 6749 §3.2)",
}
"""Bodies that are not refused for a field they do not know: which, and why."""
SECRET = {"password", "new_password", "client_id", "client_secret", "grant_type", "scope"}
"""Never shown and never kept: it is compared with what is known."""
ONE_BY_ONE = {"rows"}
"""The rows of a batch: each is read as a body of its own."""
HIDDEN = "正常\u202e文字名称内容"
UNSEEN = ("\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202a", "\u202e", "\u2066", "\u2069", "\ufffd")


def models() -> Iterator[type[BaseModel]]:
    """Whatever may be asked: a body takes no field it does not know, an answer is no body."""
    for module in MODULES:
        for value in vars(module).values():
            if not isinstance(value, type) or not issubclass(value, BaseModel):
                continue
            if value.model_config.get("extra") == "forbid" and not issubclass(value, BaseSettings):
                yield value


def texts(field: FieldInfo) -> list[Any]:
    """The field's own type, and what it may hold many of, as far as any text is taken there."""
    whole: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    parts = [part for part in get_args(field.annotation) if part not in (type(None), ...)]
    return [one for one in (whole, *parts) if takes(one, HIDDEN.replace("\u202e", ""))]


def takes(of: Any, text: str) -> bool:
    try:
        TypeAdapter(of).validate_python(text)
    except (ValidationError, PydanticUserError):
        return False
    return True


def test_no_field_of_any_body_takes_what_turns_the_writing_round() -> None:
    fields = {
        f"{model.__module__}.{model.__name__}.{name}": texts(field)
        for model in models()
        for name, field in model.model_fields.items()
        if name not in SECRET | ONE_BY_ONE
    }
    looked_at = {name: kinds for name, kinds in fields.items() if kinds}
    assert len(looked_at) > 200
    assert [name for name, kinds in looked_at.items() if any(takes(one, HIDDEN) for one in kinds)] == []


def opened(schema: Mapping[str, Any], known: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
    """The objects in what may be sent that take fields nobody has named, by the names of their models."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return
        seen.add(name)
        if known[name].get("properties") and known[name].get("additionalProperties") is not False:
            yield name
        schema = known[name]
    parts = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]
    parts += [one for either in ("anyOf", "oneOf", "allOf") for one in schema.get(either, ())]
    for part in parts:
        if isinstance(part, Mapping):
            yield from opened(part, known, seen)


@pytest.mark.parametrize("service", SERVICES)
def test_every_body_that_can_be_sent_is_among_the_models_looked_at(service: str, tmp_path: Path) -> None:
    """An open one would not be: it is known by its taking only fields that it names."""
    document = composed(service, tmp_path).openapi()
    known = document["components"]["schemas"]
    looked_at = {model.__name__ for model in models()}
    for path, operations in document["paths"].items():
        if f"{service} {path}" in OPEN:
            continue
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                seen: set[str] = set()
                assert (path, list(opened(content["schema"], known, seen))) == (path, [])
                assert seen, f"{path} takes what no model describes"
                objects = {name for name in seen if known[name].get("properties")}
                assert {name.removesuffix("-Input") for name in objects} <= looked_at


@pytest.mark.parametrize("character", UNSEEN)
def test_what_nobody_can_see_is_refused_and_named(character: str) -> None:
    assert unfit(f"临水{character}学校").startswith("第3个字是")
    assert unfit(f"临水{character}学校", lines=False).endswith("请删去后重新输入。")


def test_lines_are_for_what_is_written_at_length() -> None:
    assert unfit("一、整改\r\n\t二、复查") == ""
    assert unfit("临水\n学校", lines=False) == "第3个字是换行，请删去后重新输入。"
    assert unfit("临水学校（𠮷校区）・Ａ－1", lines=False) == ""


def test_neither_does_a_cell_of_the_old_ledger() -> None:
    with pytest.raises(Wrong, match="U\\+202E") as wrong:
        problem(result("食堂\u202e留样不足"))
    assert wrong.value.code == "unfit-character"
