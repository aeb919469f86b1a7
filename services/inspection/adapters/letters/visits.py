"""Values of the papers of a regular visit: its bulletin and its record."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.letters.values import Office, Signed, Unit


@dataclass(frozen=True, slots=True)
class BulletinVisit:
    date: date
    inspectors: tuple[str, ...]
    theme: str
    methods: tuple[str, ...]
    item_count: int
    strengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulletinIssue:
    code: str
    problem: str
    measure: str
    handling: str


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    to_name: str


@dataclass(frozen=True, slots=True)
class Coordination:
    matter: str
    owner: str


@dataclass(frozen=True, slots=True)
class VisitBulletin:
    """督导通报（单校）."""

    office: Office
    letter: Signed
    unit: Unit
    visit: BulletinVisit
    issues: tuple[BulletinIssue, ...]
    reply: Reply
    coordination: tuple[Coordination, ...]
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodCount:
    """随堂听课3节: how often a method was used."""

    name: str
    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class CheckedItem:
    text: str
    result: str
    note: str


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """A visit as submitted. Places are words, never a track; names of pupils never appear. What is empty is left
    out, or left blank for the hand."""

    code: str
    zone_name: str
    date: date
    hours: str
    inspectors: tuple[str, ...]
    certificates: tuple[str, ...]
    theme: str
    checklist_version: str
    announced_text: str
    method_counts: tuple[MethodCount, ...]
    place_text: str
    summary: str
    checks: tuple[CheckedItem, ...]
    voices: str
    urgent_text: str
    feedback: str
    school_opinion: str
    photos: int
    files: int
    submitted_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class RecordedIssue:
    code: str
    problem: str
    outcome: str
    deadline: date | None
    period: str


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """责任督学督导记录表."""

    office: Office
    unit: Unit
    visit: RecordedVisit
    issues: tuple[RecordedIssue, ...]
