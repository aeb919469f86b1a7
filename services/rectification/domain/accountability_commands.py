"""What may be asked of an accountability. Letters arrive with their number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from services.rectification.domain.accountability_parts import (
    Clue,
    Consulted,
    Draft,
    Fact,
    Ground,
    Member,
    Range,
    Record,
    Result,
    Subject,
)
from services.rectification.domain.proceeding import EndClock, Proceeding, PromptClock
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnAccountability:
    """`recused`: those among the persons concerned of whom the roster says that they may not judge this unit;
    `inspector`: the number of who asks, if he is an inspector besides."""

    proceeding: UUID
    by: Actor
    now: datetime
    recused: frozenset[str] = frozenset()
    inspector: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterClue(_OnAccountability):
    """登记问责线索. `completed_on`: when the inspection work was completed, the day of the clue without one;
    `barred`: who may never act here, as the inspector complained of."""

    about: Proceeding
    subject: Subject
    clue: Clue
    completed_on: date | None = None
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormGroup(_OnAccountability):
    """成立调查认定工作组."""

    members: tuple[Member, ...]
    late_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRecusal(_OnAccountability):
    """申请某人回避."""

    person: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRecusal(_OnAccountability):
    """决定是否回避."""

    person: str
    granted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishFacts(_OnAccountability):
    """认定事实; `grave`: 情节严重."""

    facts: tuple[Fact, ...]
    grave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideStart(_OnAccountability):
    """决定启动问责, or not, with reasons."""

    start: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A ground for 从重 that the work group found itself, and what shows it."""

    ground: Ground
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyOpinion(_OnAccountability):
    """送达问责告知书."""

    letter: str
    measures: tuple[str, ...]
    basis: tuple[str, ...]
    declared: tuple[Declared, ...] = ()
    record: Record = Record()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDefence(_OnAccountability):
    """陈述申辩."""

    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveDefence(_OnAccountability):
    """表示不（再）陈述申辩. `paper`: what the subject signed, where the office enters it."""

    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDefence(_OnAccountability):
    """研究并答复第 `defence` 次陈述申辩."""

    defence: int
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAccountability(_OnAccountability):
    """终止问责: what was said in defence, or came to light since, leaves no ground."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultMembers(_OnAccountability):
    """征求成员单位意见，形成问责意见."""

    consulted: tuple[Consulted, ...]
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveDecision(_OnAccountability):
    """主任或者副主任审定."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeDecision(_OnAccountability):
    """送达问责决定书."""

    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteMeasure(_OnAccountability):
    """登记一项问责方式的实施情况."""

    measure: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferMeasures(_OnAccountability):
    """移送其他部门实施."""

    letter: str
    recipient: str
    measures: tuple[str, ...]
    reply_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReply(_OnAccountability):
    """登记移送的处理结果. `transfer` is the number of the letter it answers."""

    transfer: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishDecision(_OnAccountability):
    """公开问责结果."""

    range: Range
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReview(_OnAccountability):
    """申请复核."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReview(_OnAccountability):
    """送达复核决定书. `handlers` are those who made the review; `measures` stand when it changes the decision."""

    letter: str
    result: Result
    reasons: str
    handlers: tuple[Member, ...]
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAppeal(_OnAccountability):
    """向上一级提出申诉."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAppealDecision(_OnAccountability):
    """登记收到的申诉处理决定书."""

    letter: str
    result: Result
    reasons: str
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectDecision(_OnAccountability):
    """按申诉处理决定纠正原决定."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveAccountability(_OnAccountability):
    """归档. `retention` is how long by the office's own schedule."""

    contents: tuple[str, ...]
    retention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpward(_OnAccountability):
    """报上一级备案."""

    recipient: str


AccountabilityCommand: TypeAlias = (
    RegisterClue
    | FormGroup
    | AskRecusal
    | DecideRecusal
    | EstablishFacts
    | DecideStart
    | NotifyOpinion
    | FileDefence
    | WaiveDefence
    | AnswerDefence
    | DropAccountability
    | ConsultMembers
    | ApproveDecision
    | ServeDecision
    | ExecuteMeasure
    | TransferMeasures
    | RecordReply
    | PublishDecision
    | AskReview
    | DecideReview
    | FileAppeal
    | RecordAppealDecision
    | CorrectDecision
    | ArchiveAccountability
    | FileUpward
    | EndClock
    | PromptClock
)
