"""The ladder of escalation (督办阶梯): its rungs, who decides on each, and when one may be skipped."""

from enum import StrEnum

from shared.event_sourcing.decider import Role


class Rung(StrEnum):
    """How far a case has climbed; the order of the members is the order of the rungs."""

    PROMPT = "prompt"  # 提示: no letter has been served yet
    NOTICE = "notice"  # 整改通知书
    SUPERVISION_ORDER = "supervision_order"  # 督办单
    INTERVIEW = "interview"  # 约谈
    CIRCULAR = "circular"  # 通报批评
    ACCOUNTABILITY = "accountability"  # 问责

    @property
    def height(self) -> int:
        return list(Rung).index(self)

    @property
    def next(self) -> "Rung | None":
        """The rung above; None at the top."""
        rungs = list(Rung)
        return rungs[self.height + 1] if self.height + 1 < len(rungs) else None


class SkipGround(StrEnum):
    """Why rungs may be skipped."""

    GRAVE_SAFETY = "grave_safety"  # 重大隐患
    REFUSAL = "refusal"  # 拒不整改
    RETALIATION = "retaliation"  # 打击报复


RUNG_WORDS = {
    Rung.PROMPT: "提示",
    Rung.NOTICE: "整改通知书",
    Rung.SUPERVISION_ORDER: "督办",
    Rung.INTERVIEW: "约谈",
    Rung.CIRCULAR: "通报批评",
    Rung.ACCOUNTABILITY: "问责",
}

DECIDES = {
    Rung.SUPERVISION_ORDER: Role.DEPUTY_CHIEF_INSPECTOR,
    Rung.INTERVIEW: Role.DEPUTY_CHIEF_INSPECTOR,
    Rung.CIRCULAR: Role.CHIEF_INSPECTOR,
    Rung.ACCOUNTABILITY: Role.CHAIR,
}
"""Whose duty it is to decide on a proposed rung."""
