"""What a visit reports: the unit, the work done there, and the findings."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from unicodedata import normalize
from uuid import UUID, uuid5

from services.inspection.domain.on_site import Checklist, Feedback, Picture, Presence

VISITS = UUID("0b0b8a52-64d5-5d57-9d3c-3f6f8c1f7a01")


class Severity(StrEnum):
    """How grave a finding is, from the lightest to the gravest."""

    MINOR = "轻微"
    ORDINARY = "一般"
    SERIOUS = "严重"
    HAZARD = "重大隐患"

    def graver_than(self, other: "Severity") -> bool:
        grades = list(Severity)
        return grades.index(self) > grades.index(other)


class Line(StrEnum):
    """Line of inspection (督导三条线)."""

    GOVERNMENT = "government"  # 督政
    SCHOOL = "school"  # 督学
    MONITORING = "monitoring"  # 评估监测


@dataclass(frozen=True, slots=True)
class VisitedUnit:
    """The unit as the roster had it at the visit."""

    code: str
    name: str
    zone: str | None
    superior: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and what is demanded of the unit.

    `working_days` is the limit for rectification in statutory workdays (工作日); only a ledger may
    leave it out. `department` must help (会办), and so must those in `helping`. `item` is the item of the
    visit's checklist, `indicator` of a framework; `evidence` are pictures by SHA-256; `earlier` is an issue of
    before that was not rectified, or came back. `responsible` is a person of the unit.
    """

    theme: str
    problem: str
    demand: str
    severity: Severity
    working_days: int | None
    department: str | None
    line: Line
    item: str | None = None
    cause: str | None = None
    responsible: str | None = None
    helping: tuple[str, ...] = ()
    indicator: str | None = None
    evidence: tuple[str, ...] = ()
    earlier: UUID | None = None


@dataclass(frozen=True, slots=True)
class VisitReport:
    """The record of a visit (督导记录). `started` is local time; `minutes` None when it was not noted.

    Counted are lessons heard (听课节数), teaching plans read (查阅教案份数), people interviewed (访谈人数) and in
    meetings (座谈人数), questionnaires (问卷份数), places looked at (巡查处数) and papers read (查阅资料份数).
    `photos` is how many were taken, `pictures` those that were handed in.
    """

    number: str
    unit: VisitedUnit
    inspectors: tuple[str, ...]
    visited_on: date
    started: time | None
    minutes: int | None
    themes: tuple[str, ...]
    lessons_heard: int
    plans_read: int
    interviews: int
    photos: int
    summary: str
    discussants: int = 0
    questionnaires: int = 0
    patrols: int = 0
    papers_read: int = 0
    came: Presence | None = None
    left: Presence | None = None
    checklist: Checklist | None = None
    pictures: tuple[Picture, ...] = ()
    feedback: Feedback | None = None

    @property
    def files(self) -> frozenset[str]:
        """The hashes of all files it refers to."""
        signature = self.feedback.signature if self.feedback else None
        return frozenset(one.sha256 for one in self.pictures) | ({signature} if signature else set())


@dataclass(frozen=True, slots=True)
class LedgerOrigin:
    """What the office's spreadsheet said of an issue. `row` counts from 1 as in the file."""

    file_sha256: str
    row: int
    responsible: str | None
    due_on: date | None
    rectification: str | None
    closed: bool
    remark: str | None


@dataclass(frozen=True, slots=True)
class LedgerIssue:
    """One row of the spreadsheet."""

    inspectors: tuple[str, ...]
    finding: Finding
    origin: LedgerOrigin


class SourceKind(StrEnum):
    """Who above found it."""

    SUPERIOR = "上级督导"
    DISCIPLINE = "巡察"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a finding from above comes from: the body, its number for it, and by when it wants a reply."""

    kind: SourceKind
    body: str
    number: str
    received_on: date
    reply_by: date | None


def natural_visit_id(unit: str, visited_on: date) -> UUID:
    """The id of a visit nobody gave one: the same in every list that names the unit and the day."""
    return uuid5(VISITS, f"{unit}|{visited_on.isoformat()}")


def natural_number(unit: str, visited_on: date, visit: UUID) -> str:
    """The number of a visit nobody numbered: day and unit, and part of the id for a second visit that day."""
    number = f"JC-{visited_on:%Y%m%d}-{unit.rpartition('-')[2]}"
    return number if visit == natural_visit_id(unit, visited_on) else f"{number}-{visit.hex[:6]}"


def issue_number(visit_number: str, n: int) -> str:
    """Visit, then problem: 202609-044-4 is the fourth problem of visit JC-202609-044."""
    return f"{visit_number.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ-') or visit_number}-{n}"


def same_words(problem: str) -> str:
    """The problem without what does not change its meaning: white space and the width of characters."""
    return "".join(normalize("NFKC", problem).split())


def issue_id(visit: UUID, problem: str) -> UUID:
    """One visit raises one problem once."""
    return uuid5(visit, same_words(problem))
