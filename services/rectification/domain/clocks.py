"""The clocks of proceedings: what each waits for, whose it is, and by when; several can run at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.rectification.domain.terms import Due
from shared.event_sourcing.decider import Role


class Clock(StrEnum):
    """One line of a proceeding, on which one thing at a time is waited for."""

    PROCEDURE = "procedure"  # the next step
    REVIEW = "review"  # 复核
    APPEAL = "appeal"  # 申诉
    CORRECTION = "correction"  # 纠正
    EXECUTION = "execution"  # 实施
    TRANSFER = "transfer"  # 移送后的反馈
    PUBLICATION = "publication"  # 公开
    COMMITMENTS = "commitments"  # 约谈承诺


class Task(StrEnum):
    """What is waited for; the value is the key of the rule that says how long."""

    APPROVE_INTERVIEW = "approve_interview"
    CONFIRM_CO_HOSTS = "confirm_co_hosts"
    SERVE_INTERVIEW_NOTICE = "serve_interview_notice"
    HOLD_INTERVIEW = "hold_interview"
    SIGN_RECORD = "sign_interview_record"
    SERVE_RECORD = "serve_interview_record"
    OPEN_COMMITMENTS = "open_commitments"
    FORM_GROUP = "work_group"
    ESTABLISH_FACTS = "establish_facts"
    DECIDE_START = "decide_start"
    NOTIFY_OPINION = "notify_opinion"
    DEFEND = "accountability_defence"
    CONSULT_MEMBERS = "consult_members"
    APPROVE_DECISION = "approve_decision"
    SERVE_DECISION = "serve_decision"
    EXECUTE = "execute_decision"
    RECEIVE_REPLY = "transfer_reply"
    PUBLISH_DECISION = "publish_decision"
    ASK_REVIEW = "review"
    DECIDE_REVIEW = "review_decision"
    APPEAL_DIRECTLY = "appeal_direct"
    APPEAL = "appeal"
    DECIDE_APPEAL = "appeal_decision"
    CORRECT = "appeal_correction"
    ARCHIVE = "archive_accountability"
    FILE_UPWARD = "file_accountability"
    CHECK_COMMENDATION = "check_commendation"
    PUBLICISE = "publicise_commendation"
    PUBLICITY = "commendation_publicity"
    APPROVE_COMMENDATION = "approve_commendation"
    PUBLISH_COMMENDATION = "publish_commendation"


TASK_WORDS: Final[Mapping[Task, str]] = MappingProxyType(
    {
        Task.APPROVE_INTERVIEW: "决定约谈提议",
        Task.CONFIRM_CO_HOSTS: "商请联合约谈单位确认",
        Task.SERVE_INTERVIEW_NOTICE: "送达约谈通知书",
        Task.HOLD_INTERVIEW: "实施约谈",
        Task.SIGN_RECORD: "签署约谈记录",
        Task.SERVE_RECORD: "送达并抄送约谈记录",
        Task.OPEN_COMMITMENTS: "约谈承诺转入整改",
        Task.FORM_GROUP: "成立调查认定工作组",
        Task.ESTABLISH_FACTS: "调查认定事实",
        Task.DECIDE_START: "决定是否启动问责",
        Task.NOTIFY_OPINION: "告知事实和问责意见",
        Task.DEFEND: "陈述申辩",
        Task.CONSULT_MEMBERS: "征求成员单位意见",
        Task.APPROVE_DECISION: "审定问责决定",
        Task.SERVE_DECISION: "送达问责决定书",
        Task.EXECUTE: "实施问责",
        Task.RECEIVE_REPLY: "收取移送处理结果",
        Task.PUBLISH_DECISION: "公开问责结果",
        Task.ASK_REVIEW: "申请复核",
        Task.DECIDE_REVIEW: "作出复核决定",
        Task.APPEAL_DIRECTLY: "直接提出申诉",
        Task.APPEAL: "不服复核决定提出申诉",
        Task.DECIDE_APPEAL: "跟进上一级的申诉处理决定",
        Task.CORRECT: "按申诉处理决定纠正",
        Task.ARCHIVE: "问责归档",
        Task.FILE_UPWARD: "报上一级备案",
        Task.CHECK_COMMENDATION: "核查表彰对象",
        Task.PUBLICISE: "开始表彰公示",
        Task.PUBLICITY: "表彰公示",
        Task.APPROVE_COMMENDATION: "决定表彰",
        Task.PUBLISH_COMMENDATION: "公布表彰决定",
    }
)

PERIODS: Final = frozenset({Task.DEFEND, Task.ASK_REVIEW, Task.APPEAL_DIRECTLY, Task.APPEAL, Task.PUBLICITY})
"""What somebody may do, or everybody may look at, for so long: it lapses and is never missed."""

AFTER_PERIOD: Final[Mapping[Task, Task]] = MappingProxyType(
    {Task.DEFEND: Task.CONSULT_MEMBERS, Task.PUBLICITY: Task.APPROVE_COMMENDATION}
)
"""What comes next on the same clock once a period has lapsed."""

_UNIT: Final = frozenset({Task.DEFEND, Task.ASK_REVIEW, Task.APPEAL_DIRECTLY, Task.APPEAL})
OWNERS: Final[Mapping[Task, Role]] = MappingProxyType(
    {
        **dict.fromkeys(_UNIT, Role.UNIT),
        **dict.fromkeys((Task.DECIDE_START, Task.APPROVE_DECISION, Task.CORRECT), Role.CHAIR),
        **dict.fromkeys((Task.APPROVE_INTERVIEW, Task.APPROVE_COMMENDATION), Role.CHIEF_INSPECTOR),
    }
)


@dataclass(frozen=True, slots=True)
class ClockDuty:
    """What one clock waits for. `owner` is a unit's code or, for everybody else, the role.

    `prompts` are the days on which the owner is prompted before `due`.
    """

    id: UUID
    clock: Clock
    kind: Task
    owner_role: Role
    owner: str
    due: Due
    prompts: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of one proceeding: what runs, how many duties there have been, what was missed and prompted."""

    running: Mapping[Clock, ClockDuty] = field(default_factory=lambda: MappingProxyType({}))
    begun: int = 0
    missed: frozenset[UUID] = frozenset()
    prompted: Mapping[UUID, int] = field(default_factory=lambda: MappingProxyType({}))

    def duty(self, id: UUID) -> ClockDuty | None:
        """The running duty with this id; None when it was done, or replaced."""
        return next((duty for duty in self.running.values() if duty.id == id), None)

    def moved(self, started: tuple[ClockDuty, ...], stopped: tuple[Clock, ...]) -> "Clocks":
        running = {clock: duty for clock, duty in self.running.items() if clock not in stopped}
        running |= {duty.clock: duty for duty in started}
        return Clocks(MappingProxyType(running), self.begun + len(started), self.missed, self.prompted)
