"""Values of the letters of accountability: notice, decision, review and transfer."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.letters.values import Fact, Office, Signed, Unit
from shared.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class NotifiedSubject:
    name: str
    appellation: str


@dataclass(frozen=True, slots=True)
class WorkGroup:
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotifiedCase:
    """Of `basis` only what may be printed as law is printed."""

    subject_matter: str
    facts: tuple[Fact, ...]
    basis: tuple[Rule, ...]
    proposed_measure: str
    aggravation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DefencePeriod:
    text: str


@dataclass(frozen=True, slots=True)
class AccountabilityNotice:
    """问责告知书."""

    office: Office
    letter: Signed
    subject: NotifiedSubject
    group: WorkGroup
    case: NotifiedCase
    defence: DefencePeriod


@dataclass(frozen=True, slots=True)
class Subject:
    """A unit with its credit code, or a person with name and post."""

    kind: Literal["unit", "person"]
    name: str
    post: str
    credit_code: str
    appellation: str


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """`influence_period` stays empty until its basis is verified; `handed_over` is what others carry out."""

    line: str
    background: str
    procedure_summary: str
    consulted: tuple[str, ...]
    approver_post: str
    facts: tuple[Fact, ...]
    basis: tuple[Rule, ...]
    aggravation: tuple[str, ...]
    measures: tuple[str, ...]
    handed_over: tuple[str, ...]
    effective_text: str
    influence_period: str


@dataclass(frozen=True, slots=True)
class FormedGroup:
    formed_on: date


@dataclass(frozen=True, slots=True)
class NoticeLetter:
    number: str
    date: date


@dataclass(frozen=True, slots=True)
class HeardDefence:
    """What was said in defence and answered, where it was filed."""

    filed: bool
    filed_on: date | None
    summary: str
    answer: str


@dataclass(frozen=True, slots=True)
class AccountabilityDecision:
    """问责决定书."""

    office: Office
    letter: Signed
    unit: Unit
    subject: Subject
    case: DecidedCase
    group: FormedGroup
    notice: NoticeLetter
    defence: HeardDefence
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applicant:
    """`post` is empty for a unit."""

    name: str
    post: str


@dataclass(frozen=True, slots=True)
class ReviewedDecision:
    number: str
    served_on: date
    summary: str
    date: date


@dataclass(frozen=True, slots=True)
class Application:
    received_on: date
    request: str
    reasons: str
    date: date


@dataclass(frozen=True, slots=True)
class Review:
    """`changed_part` and `new_text` of a change, `redo` of a revocation."""

    findings: tuple[str, ...]
    handlers: tuple[str, ...]
    opinion: str
    result: Literal["uphold", "change", "revoke"]
    changed_part: str
    new_text: str
    redo: bool


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """复核决定书."""

    office: Office
    letter: Signed
    applicant: Applicant
    decision: ReviewedDecision
    application: Application
    review: Review
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concerned:
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """`hash_short` begins the SHA-256 of the file."""

    name: str
    date: date
    pages: int
    hash_short: str


@dataclass(frozen=True, slots=True)
class Transfer:
    subject: str
    origin: str
    suspicion: str
    persons: tuple[Concerned, ...]
    clues: tuple[str, ...]
    work_done: str
    opinion: str
    pages: int
    reply_due: date
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    name: str


@dataclass(frozen=True, slots=True)
class TransferLetter:
    """移送函."""

    office: Office
    letter: Signed
    recipient: Addressee
    transfer: Transfer
