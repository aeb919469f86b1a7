"""Each service's README says which commands, events and read models it has; the code says the same."""

import dataclasses
import importlib
import inspect
import re
from pathlib import Path

import pytest

from deploy.provision import topology
from dudao_contracts import inspection, notification, rectification, roster
from dudao_contracts.envelope import FACTS
from shared.event_sourcing.read_model import ReadModel

ROOT = Path(__file__).parents[2]
SERVICES = ("roster", "inspection", "rectification", "notification")
SHARED = {"NoteFact", "NumberLetter", "PrintLetter", "SignReceipt"}
"""Kept by shared.event_sourcing.noted and shared.letters, for whichever service uses them."""
PUBLISHED = (roster, inspection, rectification, notification)  # Imported: each registers its facts.


def columns(service: str) -> list[set[str]]:
    """The code names in the four columns of the table: commands, published, consumed, read models."""
    text = (ROOT / "services" / service / "README.md").read_text(encoding="utf-8")
    table = text.partition("| commands |")[2].partition("\n\n")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines()]
    return [
        {name for row in rows[2:] if len(row) > n for name in re.findall(r"`([^`]+)`", row[n])}
        for n in range(4)
    ]


def commands(service: str) -> set[str]:
    """Wherever in the domain they are: one kind of stream may keep its commands beside its rules."""
    return {
        name
        for file in (ROOT / "services" / service / "domain").glob("*.py")
        for name, found in inspect.getmembers(
            importlib.import_module(f"services.{service}.domain.{file.stem}"), dataclasses.is_dataclass
        )
        if {"by", "now"} <= {f.name for f in dataclasses.fields(found)} and not name.startswith("_")
    }


def read_models(service: str) -> set[str]:
    found = set()
    for file in (ROOT / "services" / service / "read_models").glob("*.py"):
        model = getattr(importlib.import_module(f"services.{service}.read_models.{file.stem}"), "MODEL", None)
        if isinstance(model, ReadModel):
            found.add(model.name)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_the_readme_names_exactly_the_commands(service: str) -> None:
    assert columns(service)[0] - SHARED == commands(service) - SHARED


@pytest.mark.parametrize("service", SERVICES)
def test_the_readme_names_exactly_the_published_facts(service: str) -> None:
    assert columns(service)[1] == {fact.__name__ for fact in FACTS.of(service)}


@pytest.mark.parametrize("service", SERVICES)
def test_the_readme_names_facts_of_exactly_the_streams_the_service_reads(service: str) -> None:
    owners = {fact.__name__: fact.service.upper() for fact in FACTS}
    read = {consumer.stream for consumer in topology().consumers_of(service)}
    assert {owners[name] for name in columns(service)[2]} == read


@pytest.mark.parametrize("service", SERVICES)
def test_the_readme_names_exactly_the_read_models(service: str) -> None:
    assert columns(service)[3] == read_models(service)
