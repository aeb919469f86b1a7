"""Values of the letters that ask for rectification: notice, supervision order and prompt."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.letters.values import Office, Signed, Unit
from shared.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class FoundIn:
    """The inspection that found the issues; `kind` 经常性督导 is a regular visit, 督导 any other.

    `start` is None where only the last day is known.
    """

    kind: Literal["经常性督导", "专项督导", "综合督导", "督导"]
    name: str
    start: date | None
    end: date


@dataclass(frozen=True, slots=True)
class OpinionLetter:
    """The opinion before the notice."""

    number: str
    date: date


@dataclass(frozen=True, slots=True)
class NoticeIssue:
    """Rectified at once, by `deadline`, or within `period_text` from receipt (10个工作日内)."""

    code: str
    problem: str
    requirement: str
    immediate: bool
    deadline: date | None
    period_text: str
    milestones: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    code: str
    indicator: str
    baseline: str
    target: str
    date: date


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """A period from receipt (5个工作日), or a day where `text` is empty."""

    text: str
    due: date


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """`item_no` is 4 where some issue has milestones, else 3."""

    item_no: int
    due: date
    to_name: str


@dataclass(frozen=True, slots=True)
class RectificationNotice:
    """整改通知书. After a regular visit there is no `opinion`."""

    office: Office
    letter: Signed
    unit: Unit
    inspection: FoundIn
    opinion: OpinionLetter | None
    issues: tuple[NoticeIssue, ...]
    plan: PlanPeriod
    report: ReportAsked
    milestones: tuple[Milestone, ...]
    attachments: tuple[str, ...]
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceLetter:
    """The letter whose demands are not met; 条例 25 is printed only where it is a 督导意见书."""

    title: str
    number: str
    deadline: date
    is_opinion: bool
    date: date


@dataclass(frozen=True, slots=True)
class OrderLetter:
    """`kind_name` is 督办单 or 督办函."""

    number: str
    date: date
    kind_name: str


@dataclass(frozen=True, slots=True)
class OrderIssue:
    code: str
    problem: str
    original_deadline: date
    days_late: int
    demand: str


@dataclass(frozen=True, slots=True)
class RecheckDay:
    date: date


@dataclass(frozen=True, slots=True)
class NewLimit:
    """A period from receipt, or a day when the order is served at once."""

    from_service: bool
    text: str
    date: date | None


@dataclass(frozen=True, slots=True)
class ReportDay:
    due: date


@dataclass(frozen=True, slots=True)
class SuperiorReply:
    """By when the superior department answers, as a day, or as a period from receipt (10个工作日)."""

    reply_due: date | None
    reply_within: str


@dataclass(frozen=True, slots=True)
class OrderRules:
    superior_duty: Rule | None


@dataclass(frozen=True, slots=True)
class SupervisionOrder:
    """督办单. `recheck` is the one that failed; `report` is None where the limit runs from receipt.

    Of a plan that is missing the issues have the day on which it was due.
    """

    office: Office
    letter: OrderLetter
    unit: Unit
    source: SourceLetter
    reason: Literal["overdue", "plan_missing", "recheck_failed"]
    as_of: date
    report_missing: bool
    recheck: RecheckDay | None
    issues: tuple[OrderIssue, ...]
    deadline: NewLimit
    report: ReportDay | None
    superior: SuperiorReply
    rules: OrderRules
    attachments: tuple[str, ...]
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """`background` is printed where a pattern was seen in several visits."""

    subject: str
    kind: Literal["due_soon", "pattern"]
    background: str
    matters: tuple[str, ...]
    advice: tuple[str, ...]
    reply_due: date | None


@dataclass(frozen=True, slots=True)
class PromptSource:
    title: str
    number: str
    date: date


@dataclass(frozen=True, slots=True)
class PromptIssue:
    code: str
    problem: str
    deadline: date
    remaining: str


@dataclass(frozen=True, slots=True)
class WorkPrompt:
    """工作提示. `source` is the letter whose limits end soon; None where a pattern was seen."""

    office: Office
    letter: Signed
    unit: Unit
    prompt: Prompt
    source: PromptSource | None
    as_of: date
    issues: tuple[PromptIssue, ...]
