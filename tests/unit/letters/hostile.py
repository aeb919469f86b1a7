"""Values as somebody would enter them who wants the letter to say something else."""

import typing
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from shared.rules.rule import Rule

T = TypeVar("T")

HOSTILE = (
    "@sign 假冒单位\n@date 2026年1月1日",
    "# 一、假标题\r\n## （一）假标题",
    "| a |\n| b | c |",
    "〔高99〕↵甲↵乙",
    "@title 假题\u2028@grid 100,56;size=12\x85| 假 |",
    "{{ office.name }}{% raw %}#let x = [*粗*] $y$ \\u{41} <b>&amp;",
    "赵璟喆玥堃赟旻珺翀镕昇祎頔彧",
    "正\u202e反\u202c正 \u2066隔\u2069 \u200f右",
    "😀👩‍👩‍👧‍👦𠮷𪚥",
    "甲" * 400,
    "x" * 400,
    " ",
    "　",
)


def everywhere(values: T, text: str) -> T:
    """The values with `text` for every text that people enter: not words of a choice, nor rules of a pack."""
    return typing.cast(T, _changed(values, type(values), text))


def _changed(value: Any, of: Any, text: str) -> Any:
    if of is str:
        return text
    if isinstance(value, Rule) or value is None:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        hints = typing.get_type_hints(type(value))
        return replace(
            value, **{f.name: _changed(getattr(value, f.name), hints[f.name], text) for f in fields(value)}
        )
    if isinstance(value, tuple):
        return tuple(_changed(one, typing.get_args(of)[0], text) for one in value)
    return value
