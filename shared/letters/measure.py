"""How wide text is, and where a title breaks. A cell is the width of one Chinese character."""

import math
import unicodedata
from collections.abc import Iterator, Sequence

TITLE_CELLS = 20
"""The longest line of a title."""

_LONGEST = 12  # Sense units that are tried in every way; what has more is hardly a title.


def cells(text: str) -> float:
    """The width of a text: 1 for a Chinese character, a half for a Latin one."""
    return sum(_cell(char) for char in text)


def _cell(char: str) -> float:
    if unicodedata.combining(char):
        return 0
    return 1 if unicodedata.east_asian_width(char) in "WFA" else 0.5


def is_sentence(text: str) -> bool:
    """Whether a cell of a table holds running text, which is set left, and not a word or a figure."""
    return any(mark in text for mark in "，。；") or len(text) > 20


def title_lines(units: Sequence[str], limit: float = TITLE_CELLS) -> tuple[str, ...]:
    """The title over the fewest lines and these balanced, broken only between units.

    A unit that is longer than a line by itself is cut into even parts.
    """
    parts = [part for unit in units for part in _even_parts(unit, limit)]
    if len(parts) > _LONGEST:
        return tuple(parts)
    fitting = [lines for lines in _breaks(parts) if all(cells(line) <= limit for line in lines)]
    return min(fitting, key=lambda lines: (len(lines), sum(cells(line) ** 2 for line in lines)), default=())


def _even_parts(unit: str, limit: float) -> list[str]:
    count = max(1, math.ceil(cells(unit) / limit))
    if count == 1:
        return [unit]
    parts, width = [""], cells(unit) / count
    for char in unit:
        if cells(parts[-1] + char) > limit or (len(parts) < count and cells(parts[-1]) >= width):
            parts.append("")
        parts[-1] += char
    return parts


def _breaks(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every way to put neighbouring parts on lines."""
    if not parts:
        yield ()
    for count in range(1, len(parts) + 1):
        for rest in _breaks(parts[count:]):
            yield ("".join(parts[:count]), *rest)
