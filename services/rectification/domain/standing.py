"""Where a case stands, in a stable code and in words, and the refusal of what does not fit there."""

from typing import assert_never

from services.rectification.domain.duty import DUTY_WORDS
from services.rectification.domain.stages import (
    Accepted,
    Case,
    Closed,
    Failed,
    Noticed,
    Opened,
    Passed,
    Planned,
    PlanSentBack,
    Reported,
    Revisited,
    Stage,
    StruckInLedger,
)
from services.rectification.domain.terms import spoken
from shared.event_sourcing.decider import Refused

WORDS = {
    "opened": "待反馈",
    "reopened": "反弹重开",
    "noticed": "待方案",
    "planned": "待审方案",
    "returned": "退回重改",
    "in_progress": "整改中",
    "completed": "待复查",
    "rechecked": "待销号",
    "revisiting": "已销号，待回访",
    "closed": "已销号",
}


def code(stage: Stage) -> str:
    """The stable code of a stage, a key of `WORDS`."""
    match stage:
        case Opened():
            return "opened" if stage.reopened is None else "reopened"
        case Noticed():
            return "noticed"
        case Planned():
            return "planned"
        case PlanSentBack() | Failed():
            return "returned"
        case Accepted():
            return "in_progress"
        case Reported():
            return "completed"
        case Passed():
            return "rechecked"
        case Closed():
            return "revisiting"
        case StruckInLedger() | Revisited():
            return "closed"
        case _:
            assert_never(stage)


class NotNow(Refused):
    """The case is not where this could be done. Subclasses say what was asked for."""

    asked = ""

    def __init__(self, case: Case) -> None:
        super().__init__(f"{self.asked}现在不能办理：本案{WORDS[code(case.stage)]}。{next_step(case)}")


class OnlyPeopleDecide(Refused):
    """The system proposes; it never decides (条例 gives every power to persons and institutions)."""

    def __init__(self) -> None:
        super().__init__("系统只能提议，不能决定。请由有权限的人员登录后办理。")


class ReasonMissing(Refused):
    """What is decided is decided with reasons."""

    def __init__(self, what: str) -> None:
        super().__init__(f"没有写{what}。请写明后再提交。")


class EscalationIsPending(Refused):
    """The ladder comes first: what a person must decide or do there is not overtaken."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"本案正在督办阶梯上处理，请先办完这一步。{next_step(case)}")


def next_step(case: Case) -> str:
    """The next step in a sentence of Chinese."""
    if case.duty is None:
        return "没有待办，不需要再办理。"
    return f"请先办下一步：{DUTY_WORDS[case.duty.kind]}，{spoken(case.duty.due.on)}前。"
