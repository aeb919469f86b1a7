"""A letter's text: a Jinja file beside the dataclass of the values it needs, rendered into a letter."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from jinja2 import Environment, StrictUndefined, Template, TemplateError, Undefined

from shared.letters.citing import is_printable
from shared.letters.lines import Form, Letter
from shared.letters.markup import MarkupFault, read
from shared.letters.plain import NotPrintable, as_value
from shared.letters.wording import cn_date, cn_datetime, cn_number, cn_range, joined

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

V = TypeVar("V", bound="DataclassInstance")


class LetterFault(ValueError):
    """A letter cannot be made of these values. Its text says which letter, where and why, in Chinese."""


@dataclass(frozen=True, slots=True)
class LetterText(Generic[V]):
    """The text `file` of the letter called `title` in Chinese, made of values of the class `values`."""

    title: str
    form: Form
    values: type[V]
    file: Path

    def letter(self, values: V) -> Letter:
        """The letter with the values filled in; raises `LetterFault`."""
        markup = self.markup(values)
        try:
            return read(markup, self.form)
        except MarkupFault as error:
            raise LetterFault(f"{self.title}写成后{error}") from error

    def markup(self, values: V) -> str:
        """The text with the values filled in, as line markup; raises `LetterFault`."""
        filled = {field.name: getattr(values, field.name) for field in fields(values)}
        try:
            return template(self.file).render(filled)
        except (TemplateError, NotPrintable, TypeError, ValueError, AttributeError) as error:
            raise LetterFault(f"{self.title}的文本第{_line(error.__traceback__)}行：{error}") from error


@cache
def template(file: Path) -> Template:
    """The letter text in the file, ready to be filled in."""
    return ENVIRONMENT.from_string(file.read_text(encoding="utf-8"))


def _printed(value: object) -> object:
    """What a placeholder prints. Only words and numbers: a day without a filter, or None, is a mistake."""
    if isinstance(value, Undefined):
        return str(value)  # Raises and names what is undefined.
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise NotPrintable(f"这里应当是文字或者数，现在是{value!r}。")
    return as_value(str(value))


def _line(trace: TracebackType | None) -> int:
    """The line of the letter text in which the error arose."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


ENVIRONMENT = Environment(
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_printed,
    autoescape=False,  # Not HTML; `_printed` keeps values from being markup.
)
ENVIRONMENT.filters.update(
    cn_date=cn_date, cn_datetime=cn_datetime, cn_range=cn_range, cn_number=cn_number, joined=joined
)
ENVIRONMENT.tests["printable"] = is_printable
