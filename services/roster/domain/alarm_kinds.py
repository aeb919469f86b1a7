"""The kinds of alarm, and what is said of one that stands."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AlarmKind(StrEnum):
    """The kinds of alarm; the stored format, never renamed."""

    STAFFING_RULE = "staffing-rule"
    TERM_ENDING = "term-ending"
    OUT_OF_TERM = "inspector-out-of-term"
    TRAINING_BEHIND = "training-behind"
    UNIT_UNCOVERED = "unit-uncovered"
    OVERLOADED = "inspector-overloaded"
    ROTATION_DUE = "post-rotation-due"
    INSPECTION_DUE = "comprehensive-inspection-due"


Facts = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm that stands on a day: one per kind and subject. `facts` are told to others, days in ISO 8601."""

    kind: AlarmKind
    subject: str
    since: date
    facts: Facts
