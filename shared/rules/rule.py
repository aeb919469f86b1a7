"""One rule: a value, what starts its clock, the article behind it, and whether it may be printed as law."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from shared.workdays.deadline import Unit


class Mark(StrEnum):
    """How the value is known."""

    V1 = "V1"  # read in the full statutory text
    V2 = "V2"  # read in an excerpt
    S = "S"  # stated in a source document of the district, a draft until the adopted one is entered
    M = "M"  # from memory or chosen by the product: never printed as law


class Kind(StrEnum):
    """Whether the value binds by law or is a default that the office may change."""

    LAW = "law"
    OFFICE_DEFAULT = "office_default"


class Bound(StrEnum):
    """Which side of the value is allowed."""

    AT_LEAST = "至少"
    AT_MOST = "至多"


class Start(StrEnum):
    """The event that starts a clock. One on receipt cannot run before the letter is served."""

    INSPECTION_ENDED = "督导结束"
    DELIBERATION_ENDED = "评议结束"
    PRELIMINARY_FED_BACK = "反馈初步督导意见"
    PRELIMINARY_RECEIVED = "收到初步督导意见"
    OPINION_RECEIVED = "收到督导意见书"
    REVIEW_ASKED = "收到复核申请"
    RECHECK_ASKED = "收到复查申请"
    RECTIFICATION_ENDED = "整改结束"
    TERM_ENDS = "任期届满"
    PUBLICITY_BEGINS = "公示开始前一日"
    VISIT = "经常性督导之日"
    ENTRY = "入校之日"
    VISIT_SUBMITTED = "提交督导记录"
    DEFENCE_FILED = "提出申辩"
    REPORT_FILED = "提交督导报告"
    PLAN_APPROVED = "批准年度督导计划"
    VISIT_RECORD_RECEIVED = "收到督导记录"
    VISIT_REPLY_RECEIVED = "收到整改反馈"
    FINDING_CONFIRMED = "问题确认"
    NOTICE_RECEIVED = "收到整改通知书"
    PLAN_SUBMITTED = "提交整改方案"
    COMPLETION_REPORTED = "报告整改完成"
    RECHECK_PASSED = "复查通过"
    CASE_CLOSED = "销号"
    RECTIFICATION_DUE = "整改期限届满"
    OVERDUE_OR_FAILED = "整改逾期或者复查不通过"
    ORDER_RECEIVED = "收到督办单"
    ORDER_MISSED = "督办期限届满"
    INTERVIEW_DECIDED = "决定约谈"
    INTERVIEW_HELD = "约谈"
    COMMITMENT_MISSED = "约谈承诺期限届满"
    CIRCULAR_RECEIVED = "收到通报"
    CIRCULAR_MISSED = "通报期限届满"
    INSPECTION_WORK_COMPLETED = "督导工作完成"
    ACCOUNTABILITY_NOTICE_RECEIVED = "收到问责告知书"
    DECISION_RECEIVED = "收到问责决定书"
    REVIEW_DECISION_RECEIVED = "收到复核决定书"
    APPEAL_ASKED = "收到申诉"
    APPEAL_DECISION_RECEIVED = "收到申诉处理决定书"
    INTERVIEW_PROPOSED = "提出约谈"
    CO_HOSTS_CONFIRMED = "约谈单位确认"
    RECORD_SIGNED = "约谈记录签字"
    WORK_GROUP_FORMED = "成立调查认定工作组"
    FACTS_ESTABLISHED = "认定事实"
    ACCOUNTABILITY_STARTED = "启动问责"
    DEFENCE_ENDED = "陈述申辩结束"
    MEMBERS_CONSULTED = "征求成员单位意见"
    DECISION_APPROVED = "审定问责决定"
    DECISION_IN_FORCE = "问责决定生效"
    PERIODS_OVER = "复核申诉期满"
    ACCOUNTABILITY_ARCHIVED = "问责归档"
    COMMENDATION_PROPOSED = "提出表彰"
    COMMENDATION_PUBLICISED = "表彰公示"
    PUBLICITY_ENDED = "表彰公示结束"
    COMMENDATION_APPROVED = "决定表彰"

    @property
    def on_receipt(self) -> bool:
        """Whether the clock starts only when somebody has received something."""
        return self.startswith("收到")


PERIODS = frozenset(Unit)
UNITS = PERIODS | {"年", "次", "人", "届", "所", "学时", "种", "项", "个点", "分钟", "%", "分数", "月份"}
_DIGITS = "零一二三四五六七八九"


class RuleMisused(TypeError):
    """A rule was asked for something that it does not hold. Its text says what it holds, in Chinese."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated value with its basis.

    `values` holds one number, the two ends of a range (3至5年), numerator and denominator (unit 分数) or
    the numbers of months (unit 月份); it is empty for a rule that fixes a duty only. `words` holds values
    that are words (学历, 考核等次). `text` is the wording that a letter may print, in Arabic numerals.
    `law` includes the document number where articles cannot be cited; `law`, `article` and `text` may be
    empty. `before` counts back from `start`. `source` says where the value was read, or why it was chosen.
    """

    key: str
    title: str
    values: tuple[int, ...]
    words: tuple[str, ...]
    unit: str | None
    start: Start | None
    before: bool
    roll_on_holiday: bool
    bound: Bound | None
    law: str
    article: str
    text: str
    mark: Mark
    verified: bool
    kind: Kind
    effective_from: date
    effective_to: date | None
    source: str
    jurisdiction: str

    @property
    def printable(self) -> bool:
        """Whether a letter may cite it as law: V1, V2, or S once the adopted document stands in `law`."""
        return self.kind is Kind.LAW and self.mark is not Mark.M

    @property
    def citation(self) -> str:
        """《教育督导条例》第二十一条; for a default the article it serves; empty if there is none."""
        return f"{self.law}{self.article}"

    @property
    def number(self) -> int:
        """The one number it holds; raises `RuleMisused` for ranges, fractions and plain duties."""
        if len(self.values) != 1:
            raise RuleMisused(
                f"规则{self.key}（{self.title}）不是单一的数值，而是{self.amount or '一项义务'}。"
            )
        return self.values[0]

    @property
    def share(self) -> Fraction:
        """The proportion it holds: 30 % is 3/10, 三分之二 is 2/3."""
        if self.unit == "%":
            return Fraction(self.number, 100)
        if self.unit == "分数":
            return Fraction(*self.values)
        raise RuleMisused(f"规则{self.key}（{self.title}）不是比例，而是{self.amount or '一项义务'}。")

    @property
    def amount(self) -> str:
        """The value in words: 10个工作日, 30日, 3至5年, 三分之二, 大学本科; empty for a plain duty."""
        if not self.values:
            return "、".join(self.words)
        if self.unit == "分数":
            over, under = self.values
            return f"{_DIGITS[under]}分之{_DIGITS[over]}"
        if self.unit == "月份":
            return "、".join(f"{month}月" for month in self.values)
        if self.unit in PERIODS and len(self.values) == 1:
            return Unit(self.unit).amount(self.values[0])
        return f"{'至'.join(map(str, self.values))}{self.unit}"

    def days(self) -> tuple[int, Unit]:
        """The period as (count, unit); raises `RuleMisused` if it is not a period in 日, 工作日 or 月."""
        if self.unit not in PERIODS:
            raise RuleMisused(f"规则{self.key}（{self.title}）不是期限，而是{self.amount or '一项义务'}。")
        return self.number, Unit(self.unit)

    def in_force(self, on: date) -> bool:
        """Whether it applies on that day (both ends included)."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)
