"""The shape and the word of every severity, state, rung and next step, as people see them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.rectification.domain.duty import DutyKind
from shared.web.components import Mark

SEVERITY: Final[Mapping[str, Mark]] = MappingProxyType(
    {
        "轻微": Mark("轻微", "sev-1", "ring"),
        "一般": Mark("一般", "sev-2", "dia"),
        "严重": Mark("严重", "sev-3", "diaf"),
        "重大隐患": Mark("重大隐患", "sev-4", "tri"),
    }
)

STATE: Final[Mapping[str, Mark]] = MappingProxyType(
    {
        "opened": Mark("待反馈", "st-open", "ring"),
        "reopened": Mark("反弹重开", "st-back", "zig"),
        "noticed": Mark("待方案", "st-wait", "mail"),
        "planned": Mark("待审方案", "st-open", "doc"),
        "returned": Mark("退回重改", "st-back", "return"),
        "in_progress": Mark("整改中", "st-open", "half"),
        "completed": Mark("待复查", "st-open", "eye"),
        "rechecked": Mark("待销号", "st-open", "stamp"),
        "revisiting": Mark("待回访", "st-pass", "sync"),
        "closed": Mark("已销号", "st-pass", "done"),
    }
)
"""By the code of the state, in the order of the loop."""

RECHECK_FAILED: Final = Mark("复查不通过", "st-back", "return")
RECHECK_PASSED: Final = Mark("复查通过", "st-pass", "done")
NOT_FINISHED: Final = Mark("未完成", "st-back", "slash")

RUNG: Final[Mapping[str, Mark]] = MappingProxyType(
    {
        "prompt": Mark("提示", "rung rung-0"),
        "notice": Mark("整改通知书", "rung rung-1"),
        "supervision_order": Mark("督办", "rung rung-2"),
        "interview": Mark("约谈", "rung rung-3"),
        "circular": Mark("通报", "rung rung-4"),
        "accountability": Mark("问责", "rung rung-5"),
    }
)
"""From the lightest rung to the gravest."""

NEXT_STEP: Final[Mapping[str, str]] = MappingProxyType(
    {
        DutyKind.SERVE_NOTICE: "送达通知书",
        DutyKind.SUBMIT_PLAN: "报送方案",
        DutyKind.REVIEW_PLAN: "审方案",
        DutyKind.REPORT_COMPLETION: "报告完成",
        DutyKind.RECHECK: "复查",
        DutyKind.CLOSE_CASE: "批准销号",
        DutyKind.REVISIT: "回访",
        DutyKind.DECIDE_ESCALATION: "决定升级",
        DutyKind.SERVE_SUPERVISION_ORDER: "送达督办单",
        DutyKind.HOLD_INTERVIEW: "约谈",
        DutyKind.ISSUE_CIRCULAR: "印发通报",
        DutyKind.FORM_WORK_GROUP: "成立工作组",
    }
)
"""The duty in as few characters as a column of the ledger has room for."""
