"""Values of the letters of a special or comprehensive inspection: notice, opinions and report."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.letters.values import Office, Signed, Unit, Upward
from shared.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class TeamMember:
    role: str
    name: str
    post: str
    capacity: str


@dataclass(frozen=True, slots=True)
class AnnouncedInspection:
    """`period` is the time the matters belong to; it, the plan and the last day may be unknown, and the posts of
    the team (`posts_known`)."""

    name: str
    kind: Literal["专项督导", "综合督导"]
    plan_name: str
    start: date
    end: date | None
    period: str
    matters: tuple[str, ...]
    team: tuple[TeamMember, ...]
    posts_known: bool


@dataclass(frozen=True, slots=True)
class SelfEvaluation:
    """`due` only where it is required; 0 words: no limit."""

    required: bool
    due: date | None
    max_words: int


@dataclass(frozen=True, slots=True)
class NoticeRules:
    random_hearing: Rule | None
    recusal_request: Rule | None


@dataclass(frozen=True, slots=True)
class InspectionNotice:
    """督导通知. `notice_place` is where the unit puts up the notice (校门显著位置, 办公场所显著位置), `contacts`
    what it says there (电话：…)."""

    office: Office
    letter: Signed
    unit: Unit
    inspection: AnnouncedInspection
    self_evaluation: SelfEvaluation
    liaison_due: date | None
    notice_place: str
    contacts: tuple[str, ...]
    rules: NoticeRules
    attachments: tuple[str, ...]
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldInspection:
    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class WitnessedInspection:
    """`heard` are the groups whose opinion was asked; `evidence_summary` may be empty."""

    name: str
    start: date
    end: date
    self_evaluated: bool
    heard: tuple[str, ...]
    evidence_summary: str


@dataclass(frozen=True, slots=True)
class PreliminaryFindings:
    evaluation: str
    strengths: tuple[str, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreliminaryIssue:
    """`notes` are what else is known of it: 编号：…, 事实依据：…, 对照依据：…."""

    problem: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DefenceWindow:
    """`last_day` is None where the clock starts on receipt: then the rule of the pack is printed, or `period` where
    it may not be. `by_rule` is False where the day is later than the rule's."""

    to_name: str
    last_day: date | None
    period: str
    by_rule: bool


@dataclass(frozen=True, slots=True)
class DefenceRules:
    defence: Rule | None


@dataclass(frozen=True, slots=True)
class PreliminaryOpinion:
    """初步督导意见."""

    office: Office
    letter: Signed
    unit: Unit
    inspection: WitnessedInspection
    opinion: PreliminaryFindings
    issues: tuple[PreliminaryIssue, ...]
    defence: DefenceWindow
    rules: DefenceRules


@dataclass(frozen=True, slots=True)
class Preliminary:
    date: date


@dataclass(frozen=True, slots=True)
class WeighedDefence:
    """How the defence was weighed, in words or in numbers; `filed_on` only where it was filed."""

    filed: bool
    filed_on: date | None
    accepted: int
    rejected: int
    answers: tuple[str, ...]
    waived: bool


@dataclass(frozen=True, slots=True)
class Vote:
    total: int
    agree: int


@dataclass(frozen=True, slots=True)
class Findings:
    """`grade` may be empty; `score` is how it came about, up to a comma, or empty."""

    evaluation: str
    grade: str
    score: str
    strengths: tuple[str, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpinionIssue:
    """Rectified by `deadline`, or within `period` from receipt of the notice."""

    heading: str
    fact: str
    reason: str
    criterion: str
    requirement: str
    deadline: date | None
    period: str
    code: str


@dataclass(frozen=True, slots=True)
class Due:
    """None: by the limits of the issues."""

    due: date | None


@dataclass(frozen=True, slots=True)
class OpinionRules:
    opinion_vote: Rule | None
    opinion_review: Rule | None
    opinion_publish: Rule | None


@dataclass(frozen=True, slots=True)
class InspectionOpinion:
    """督导意见书."""

    office: Office
    letter: Signed
    unit: Unit
    inspection: HeldInspection
    prelim: Preliminary
    defence: WeighedDefence
    vote: Vote
    opinion: Findings
    issues: tuple[OpinionIssue, ...]
    dropped: tuple[str, ...]
    report: Due
    rules: OpinionRules
    attachments: tuple[str, ...]
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportedInspection:
    name: str
    start: date
    end: date
    leader_name: str
    team_size: int
    matters_summary: str
    self_evaluated: bool
    heard: tuple[str, ...]
    evidence_summary: str


@dataclass(frozen=True, slots=True)
class ReportedOpinion:
    number: str
    date: date
    evaluation: str
    summary: str
    grade: str
    score: str
    strengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DefenceSummary:
    summary: str


@dataclass(frozen=True, slots=True)
class ReportedIssue:
    problem: str
    code: str
    deadline: date | None
    period: str


@dataclass(frozen=True, slots=True)
class Rectified:
    """Counts that reconcile: total = closed + open; overdue and long-term ones are part of the open.

    Not `counted` where the cases have only begun.
    """

    counted: bool

    total: int
    as_of: date
    closed: int
    open: int
    overdue: int
    long_term: int


@dataclass(frozen=True, slots=True)
class Advice:
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """督导报告."""

    office: Office
    letter: Upward
    unit: Unit
    inspection: ReportedInspection
    prelim: Preliminary
    opinion: ReportedOpinion
    defence: DefenceSummary
    issues: tuple[ReportedIssue, ...]
    stats: Rectified
    advice: tuple[Advice, ...]
    attachments: tuple[str, ...]
    cc: tuple[str, ...]
