"""Values of the letters about an interview (约谈): its notice and its record."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.letters.values import Numbered, Office, Signed, Unit
from shared.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Interviewed:
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class InterviewMatter:
    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interview:
    """`hosts` with the leading body first. `time` is a day where the hour is told later, as is an empty `place`;
    nobody is named as chair, and no day for the papers, where that is not known yet."""

    reason: str
    hosts: tuple[str, ...]
    chair_name: str
    chair_post: str
    persons: tuple[Interviewed, ...]
    time: datetime | date
    place: str
    matters: tuple[InterviewMatter, ...]
    excuse_due: date | None
    papers_due: date | None
    copy_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterviewRules:
    interview: Rule | None


@dataclass(frozen=True, slots=True)
class InterviewNotice:
    """约谈通知书."""

    office: Office
    letter: Signed
    unit: Unit
    interview: Interview
    rules: InterviewRules
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attendee:
    """`absence_reason` only where he was not present."""

    name: str
    post: str
    present: bool
    absence_reason: str


@dataclass(frozen=True, slots=True)
class HeldInterview:
    """What is empty is left blank for the hand, or left out."""

    hosts: tuple[str, ...]
    time: datetime | date
    end_time: str
    place: str
    chair_name: str
    chair_post: str
    recorder: str
    line: str
    persons: tuple[Attendee, ...]
    others: tuple[str, ...]
    notice_number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Commitment:
    matter: str
    measure: str
    person: str
    deadline: date


@dataclass(frozen=True, slots=True)
class Statements:
    """What was said, promised and checked."""

    host_statement: str
    unit_statement: str
    commitments: tuple[Commitment, ...]
    check_note: str
    copies: int
    copy_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """约谈记录."""

    letter: Numbered
    unit: Unit
    interview: HeldInterview
    rules: InterviewRules
    record: Statements
