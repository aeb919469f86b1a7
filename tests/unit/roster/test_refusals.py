"""Every refusal of the roster's domain is asked for by name in one of its tests."""

import ast
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import services.roster.domain as domain
from shared.event_sourcing.decider import Refused


def test_no_rule_of_the_roster_is_without_a_test() -> None:
    named = {name for path in Path(__file__).parent.glob("test_*.py") for name in _used(path)}
    modules = [import_module(f"{domain.__name__}.{one.name}") for one in iter_modules(domain.__path__)]
    refusals = {
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Refused) and thing.__module__ == module.__name__
    }
    assert {one.__name__ for one in refusals} - named == set()


def _used(path: Path) -> set[str]:
    """The names a test uses; an import alone is no use."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
