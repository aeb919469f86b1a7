"""Duties (待办): who must do what by when. An open case always has exactly one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from services.rectification.domain.terms import Due
from shared.event_sourcing.decider import Role


class DutyKind(StrEnum):
    """What must be done."""

    SERVE_NOTICE = "serve_notice"
    SUBMIT_PLAN = "submit_plan"
    REVIEW_PLAN = "review_plan"
    REPORT_COMPLETION = "report_completion"
    RECHECK = "recheck"
    CLOSE_CASE = "close_case"
    REVISIT = "revisit"
    DECIDE_ESCALATION = "decide_escalation"
    SERVE_SUPERVISION_ORDER = "serve_supervision_order"
    HOLD_INTERVIEW = "hold_interview"
    ISSUE_CIRCULAR = "issue_circular"
    FORM_WORK_GROUP = "form_work_group"


DUTY_WORDS = {
    DutyKind.SERVE_NOTICE: "送达整改通知书",
    DutyKind.SUBMIT_PLAN: "报送整改方案",
    DutyKind.REVIEW_PLAN: "审核整改方案",
    DutyKind.REPORT_COMPLETION: "报告整改完成",
    DutyKind.RECHECK: "复查",
    DutyKind.CLOSE_CASE: "批准销号",
    DutyKind.REVISIT: "回访",
    DutyKind.DECIDE_ESCALATION: "决定是否升级",
    DutyKind.SERVE_SUPERVISION_ORDER: "送达督办单",
    DutyKind.HOLD_INTERVIEW: "组织约谈",
    DutyKind.ISSUE_CIRCULAR: "印发通报",
    DutyKind.FORM_WORK_GROUP: "成立问责工作组",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `owner` is a unit's code, an inspector's number or, for an office, its role.

    `prompts` are the days on which the owner is prompted before `due`.
    """

    id: UUID
    kind: DutyKind
    owner_role: Role
    owner: str
    due: Due
    prompts: tuple[date, ...]


def duty_id(case_id: UUID, sequence: int) -> UUID:
    """The id of the case's duty number `sequence`, counted from 1."""
    return uuid5(case_id, f"duty/{sequence}")
