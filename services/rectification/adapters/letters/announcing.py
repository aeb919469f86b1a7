"""Values of the letters that are announced: circular and commendation."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.letters.values import Office, Printed
from shared.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class CircularRow:
    """Counts that reconcile: total = closed + open; overdue is part of open."""

    unit: str
    total: int
    closed: int
    open: int
    overdue: int
    remark: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`basis` names the result it follows from."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class CircularContents:
    """`ground` is 条例 25 or the 问责办法; `reply_due` only where there are suggestions, and a day
    is set. Performance, demands and disclosure may be empty."""

    kind: Literal["督导通报", "通报批评"]
    ground: Literal["art25", "measures"]
    subject_unit: str
    subject_matter: str
    addressees: tuple[str, ...]
    opening: str
    units: tuple[str, ...]
    result: str
    performance: str
    rows: tuple[CircularRow, ...]
    rectification: str
    decisions: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    reply_due: date | None
    demands: tuple[str, ...]
    disclosure: str


@dataclass(frozen=True, slots=True)
class CircularRules:
    circular: Rule | None


@dataclass(frozen=True, slots=True)
class Circular:
    """通报. Where the office decides and not the committee, `office.committee_name` is the office's own name."""

    office: Office
    letter: Printed
    circular: CircularContents
    rules: CircularRules
    attachments: tuple[str, ...]
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commended:
    name: str


@dataclass(frozen=True, slots=True)
class BasisRow:
    name: str
    inspection: str
    result: str


@dataclass(frozen=True, slots=True)
class Incentive:
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class CommendationContents:
    kind: Literal["表彰", "通报表扬"]
    subject: str
    addressees: tuple[str, ...]
    background: str
    units: tuple[Commended, ...]
    persons: tuple[Commended, ...]
    unit_title: str
    person_title: str
    basis_rows: tuple[BasisRow, ...]
    incentives: tuple[Incentive, ...]


@dataclass(frozen=True, slots=True)
class Commendation:
    """表彰决定, or 通报表扬."""

    office: Office
    letter: Printed
    commendation: CommendationContents
    cc: tuple[str, ...]
