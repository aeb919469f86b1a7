"""What a text from outside may hold: the same in every field, cell and file of every service.

Refused is what nobody can see and what makes a text look like another one: control characters, the marks
that turn the direction of writing (U+202A–202E, U+2066–2069), and U+FFFD, which stands where a character
was lost on the way. They are refused, not dropped: what was lost must be written again by who knows it.
"""

import re

from pydantic import AfterValidator

_NEVER = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffd"
_IN_LINES = re.compile(f"[{_NEVER}]")
_IN_A_LINE = re.compile(f"[{_NEVER}\t\n\r]")
_NAMES = {"\t": "制表符", "\n": "换行", "\r": "换行", "\ufffd": "乱码字符（U+FFFD）"}


def unfit(text: str, *, lines: bool = True) -> str:
    """What is wrong with the text, in a sentence; "" when it may be kept. `lines`: it may have several."""
    found = (_IN_LINES if lines else _IN_A_LINE).search(text)
    if found is None:
        return ""
    what = _NAMES.get(found[0], f"看不见的控制字符（U+{ord(found[0]):04X}）")
    return f"第{found.start() + 1}个字是{what}，请删去后重新输入。"


def _one_line(text: str) -> str:
    return _fit(text, lines=False)


def _several_lines(text: str) -> str:
    return _fit(text, lines=True)


def _fit(text: str, *, lines: bool) -> str:
    if wrong := unfit(text, lines=lines):
        raise ValueError(wrong)
    return text


ONE_LINE = AfterValidator(_one_line)
"""For a name, a title, a number: `Annotated[str, StringConstraints(...), ONE_LINE]`."""
LINES = AfterValidator(_several_lines)
"""For what people write at length."""
