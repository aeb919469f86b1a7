"""The plain data behind a form: what a person may do now, and what he has to say for it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

FieldType = Literal["text", "textarea", "date", "number", "select", "file", "hidden", "measures"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """One row of a plan being written: the mandatory trio (measure, person, date as yyyy-mm-dd)."""

    what: str = ""
    who: str = ""
    by: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `error` is shown at the field and in the summary above the form.

    A field of type "measures" posts `<name>_what`, `<name>_who` and `<name>_by`, each once per row in row
    order, blank rows included; `measures` are the rows to begin with. `earliest` and `latest` bound dates.
    """

    name: str
    label: str
    type: FieldType
    required: bool = False
    hint: str = ""
    value: str = ""
    error: str = ""
    options: tuple[Option, ...] = ()
    measures: tuple[MeasureDraft, ...] = (MeasureDraft(),) * 3
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Submit:
    """A button of a form: a verb of two to four characters, and where it posts to."""

    label: str
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Something this person may do now.

    Every post carries `csrf`, `version` (what If-Match would say: the state the person decided on) and
    `command_id` (so that trying again does nothing twice), then the fields. Choices of equal rank, such as
    升级 and 不升级, are several `submits` of one action. `consequences` are read before an act that cannot
    be taken back. `reasons` are what speaks for it, if the system proposed it.
    """

    key: str
    label: str
    submits: tuple[Submit, ...]
    version: str
    command_id: str
    icon: str = "right"
    aside: str = ""
    primary: bool = False
    fields: tuple[Field, ...] = ()
    reasons: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    error: str = ""

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """What to mend before this can be sent again: the id of the field and what is wrong with it."""
        found = []
        for field in self.fields:
            anchor = f"{self.key}-{field.name}"
            if field.error:
                found.append(
                    (f"{anchor}-0" if field.type == "measures" else anchor, f"{field.label}：{field.error}")
                )
            for n, row in enumerate(field.measures):
                if row.error:
                    found.append((f"{anchor}-{n}", f"{field.label}{n + 1}：{row.error}"))
        return tuple(found)

    @property
    def uploads(self) -> bool:
        """Whether files travel with the form."""
        return any(field.type == "file" for field in self.fields)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why something cannot be done now: the rule, and who can."""

    title: str
    text: str
