"""Follows every placeholder of a letter text through the types of its values."""

import types
import typing
from dataclasses import is_dataclass
from typing import Any

from jinja2 import nodes

from shared.letters.text import ENVIRONMENT, LetterText

Used = set[tuple[type, str]]
"""Fields that a text reads, by class."""


def fields_read(text: LetterText[Any]) -> Used:
    """Every field the text reads; raises `AssertionError` for one that its values do not have."""
    used: Used = set()
    tree = ENVIRONMENT.parse(text.file.read_text(encoding="utf-8"))
    _visit(tree, typing.get_type_hints(text.values), used, text.values)
    return used


def _visit(node: nodes.Node, names: dict[str, Any], used: Used, root: type) -> None:
    if isinstance(node, nodes.For):
        inner = names | {node.target.name: _one_of(_type(node.iter, names, used, root))}  # type: ignore[attr-defined]
        for part in (*([node.test] if node.test else []), *node.body):
            _visit(part, inner, used, root)
        for part in node.else_:
            _visit(part, names, used, root)
    elif isinstance(node, nodes.Getattr | nodes.Name):
        _type(node, names, used, root)
    elif isinstance(node, nodes.Filter) and node.name == "map":
        (attribute,) = [one.value.value for one in node.kwargs if one.key == "attribute"]  # type: ignore[attr-defined]
        _field(_one_of(_type(node.node, names, used, root)), attribute, used)
    else:
        for child in node.iter_child_nodes():
            _visit(child, names, used, root)


def _type(node: nodes.Node | None, names: dict[str, Any], used: Used, root: type) -> Any:
    if isinstance(node, nodes.Name):
        if node.name == "loop":
            return None
        assert node.name in names, f"{root.__name__} has no {node.name}"
        if names[node.name] == typing.get_type_hints(root).get(node.name):
            used.add((root, node.name))
        return names[node.name]
    assert isinstance(node, nodes.Getattr), f"cannot follow {node}"
    of = _type(node.node, names, used, root)
    return None if of is None else _field(of, node.attr, used)


def _field(of: Any, name: str, used: Used) -> Any:
    cls = next((one for one in typing.get_args(of) if is_dataclass(one)), of)  # Of `X | None` X.
    assert is_dataclass(cls), f"{of} has no {name}"
    hints = typing.get_type_hints(cls)
    assert name in hints, f"{cls} has no {name}"
    used.add((typing.cast(type, cls), name))
    return hints[name]


def _one_of(sequence: Any) -> Any:
    assert typing.get_origin(sequence) is tuple, f"{sequence} is no sequence"
    return typing.get_args(sequence)[0]


def classes_of(values: type) -> set[type]:
    """The dataclasses a letter's values are made of."""
    found: set[type] = {values}
    for of in typing.get_type_hints(values).values():
        for part in _parts(of):
            found |= classes_of(part)
    return found


def _parts(of: Any) -> list[type]:
    if is_dataclass(of):
        return [typing.cast(type, of)]
    if typing.get_origin(of) in (tuple, types.UnionType):
        return [part for one in typing.get_args(of) for part in _parts(one)]
    return []
