"""What a case is about, as the inspection found it and as the parties put it on record."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.event_sourcing.decider import Actor

GRAVE = "重大隐患"


class Line(StrEnum):
    """The line of inspection (督导三条线)."""

    GOVERNMENT = "government"
    SCHOOL = "school"
    MONITORING = "monitoring"


@dataclass(frozen=True, slots=True)
class About:
    """Which case, whose, about what: repeated in every event, so that each can be read alone.

    `unit` is a code, `superior` the name of the superior department, `severity` the inspection's word.
    """

    case_id: UUID
    number: str
    issue: UUID
    unit: str
    unit_name: str
    superior: str | None
    severity: str
    problem: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a spreadsheet kept before says of the issue (台账原记载); it proves nothing by itself."""

    file_sha256: str
    row: int
    responsible: str | None
    due_on: date | None
    rectification: str | None
    closed: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Who above found it (上级督导、巡察), the number it has there, and the day they want a reply by."""

    kind: str
    body: str
    number: str
    reply_by: date | None


@dataclass(frozen=True, slots=True)
class Issue:
    """The issue as it was raised. `working_days` is the limit set for it, None when there is none.

    `opinion` is the number of the 督导意见书 that fed it back, None when a regular visit did. `source` is there when
    somebody above found it; `helping` are departments that must help beside the leading one (会办). `responsible` is a
    person of the unit, `earlier` an issue of before that was not rectified, or came back.
    """

    visit: UUID
    line: Line
    zone: str | None
    inspectors: tuple[str, ...]
    department: str | None
    theme: str
    demand: str
    working_days: int | None
    found_on: date
    fed_back_on: date
    ledger: Ledger | None
    opinion: str | None = None
    source: Source | None = None
    helping: tuple[str, ...] = ()
    cause: str | None = None
    responsible: str | None = None
    earlier: UUID | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who did it: the account or inspector's number, and the name."""

    id: str
    name: str


def person(actor: Actor) -> Person:
    return Person(actor.id, actor.name)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a plan or one commitment of an interview: what, who, until when (Q24)."""

    measure: str
    person: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that something was done: a text, and the SHA-256 (hex) of files if there are any."""

    text: str
    files: tuple[str, ...] = ()


class RecheckMethod(StrEnum):
    """How a recheck was made."""

    ON_SITE = "on_site"  # 现场
    DOCUMENTARY = "documentary"  # 书面
