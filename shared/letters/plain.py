"""Values are text, never markup: what would be read as markup, or cannot be printed, is dealt with here."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

MARKUP = "#@|↵〔"
"""What begins or divides lines of markup."""

_FIRST = 0x10FF00  # Private code points at the very end of Unicode.
_AWAY = {ord(char): chr(_FIRST + n) for n, char in enumerate(MARKUP)}
_BACK = {_FIRST + n: char for n, char in enumerate(MARKUP)}

BREAK = "\u2028"
"""Stands for every line break of a value, so that a value never makes a line of markup."""

_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # They turn the reading direction.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0010ff00-\U0010ffff]"
)


class NotPrintable(ValueError):
    """A value holds a character that no letter can hold. Its text names it, in Chinese."""


def as_value(text: str) -> str:
    """The text as it may stand in markup; raises `NotPrintable` for control characters and the like."""
    if found := _FORBIDDEN.search(text):
        where = f"第{found.start() + 1}个字符 U+{ord(found[0]):04X}"
        raise NotPrintable(f"“{printable_start(text)}”含有不能印在文书上的字符（{where}），请删去后再试。")
    text = _TURNS.sub("", text).replace("\t", " ")
    return _BREAKS.sub(BREAK, text).translate(_AWAY)


V = TypeVar("V")


def without_unprintable(values: V) -> V:
    """The values with every character left out that no letter can hold: what was served must be printed."""
    return cast(V, _cleaned(values))


def _cleaned(value: object) -> object:
    if type(value) is str:  # No word of a choice: those are an enum's.
        return _FORBIDDEN.sub("", value)
    if isinstance(value, tuple):
        return tuple(_cleaned(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def as_text(markup: str) -> str:
    """What is printed for a piece of markup: the values' own characters are back."""
    return markup.translate(_BACK)


def printable_start(text: str) -> str:
    """The first characters of a text, fit for a message."""
    return "".join(char for char in text[:20] if char.isprintable())
