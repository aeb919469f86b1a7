"""What may be done with a case, one thing after the other, and whether it may be done now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final, Literal

from services.rectification.domain import commands
from services.rectification.domain.case import CaseDecider
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.issue import RecheckMethod
from services.rectification.domain.stages import Case
from services.rectification.domain.standing import ReasonMissing
from shared.event_sourcing.decider import Actor, Refused

Readiness = Literal["open", "done"] | Refused

LETTER: Final = "?"  # No letter has this number.


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may be done. `buttons` are words and posts (posts.py); `fulfils` is the duty it does.

    `blank` makes the command without what a person has to say: what the domain refuses for lack of that can
    be done, what it refuses for another reason cannot.
    """

    key: str
    label: str
    icon: str
    buttons: Sequence[tuple[str, str]]
    fulfils: DutyKind
    blank: Callable[..., commands.CaseCommand]

    def readiness(self, decider: CaseDecider, case: Case, by: Actor, now: datetime) -> Readiness:
        """Whether `by` can do it now; the refusal says why not, "done" that there is nothing left to do."""
        try:
            events = decider.decide(self.blank(case_id=case.id, by=by, now=now), case)
        except Refused as refusal:
            lacking = isinstance(refusal, ReasonMissing) or refusal.field is not None
            return "open" if lacking else refusal
        return "open" if events else "done"


OFFERS: Final = (
    Offer(
        "serve-notice",
        "送达通知书",
        "mail",
        [("送达", "serve-notice")],
        DutyKind.SERVE_NOTICE,
        partial(commands.ServeNotice, letter=LETTER),
    ),
    Offer(
        "submit-plan",
        "报送方案",
        "doc",
        [("报送", "submit-plan")],
        DutyKind.SUBMIT_PLAN,
        partial(commands.SubmitPlan, measures=()),
    ),
    Offer(
        "accept-plan",
        "认可方案",
        "check",
        [("认可", "accept-plan")],
        DutyKind.REVIEW_PLAN,
        commands.AcceptPlan,
    ),
    Offer(
        "return-plan",
        "退回方案",
        "return",
        [("退回", "return-plan")],
        DutyKind.REVIEW_PLAN,
        partial(commands.ReturnPlan, reason=""),
    ),
    Offer(
        "report-completion",
        "报告完成",
        "doc",
        [("报告", "report-completion")],
        DutyKind.REPORT_COMPLETION,
        partial(commands.ReportCompletion, evidence=()),
    ),
    Offer(
        "recheck",
        "登记复查",
        "eye",
        [("通过", "recheck-passed"), ("不通过", "recheck-failed")],
        DutyKind.RECHECK,
        partial(commands.Recheck, passed=True, method=RecheckMethod.ON_SITE, note=""),
    ),
    Offer(
        "close-case",
        "批准销号",
        "stamp",
        [("批准销号", "close-case")],
        DutyKind.CLOSE_CASE,
        commands.CloseCase,
    ),
    Offer(
        "revisit",
        "登记回访",
        "sync",
        [("没有反弹", "revisit-passed"), ("反弹重开", "revisit-failed")],
        DutyKind.REVISIT,
        partial(commands.Revisit, ok=True, note=""),
    ),
    Offer(
        "decide-escalation",
        "决定是否升级",
        "flag",
        [("升级", "escalate"), ("不升级", "decline")],
        DutyKind.DECIDE_ESCALATION,
        partial(commands.DecideEscalation, escalate=True, reason=""),
    ),
    Offer(
        "serve-supervision-order",
        "送达督办单",
        "mail",
        [("送达", "serve-supervision-order")],
        DutyKind.SERVE_SUPERVISION_ORDER,
        partial(commands.ServeSupervisionOrder, letter=LETTER),
    ),
    Offer(
        "schedule-interview",
        "安排约谈",
        "cal",
        [("安排", "schedule-interview")],
        DutyKind.HOLD_INTERVIEW,
        partial(commands.ScheduleInterview, letter=LETTER, on=date.max, hosts=()),
    ),
    Offer(
        "record-interview",
        "登记约谈",
        "talk",
        [("到场", "record-interview"), ("缺席", "record-absence")],
        DutyKind.HOLD_INTERVIEW,
        partial(commands.RecordInterview, attended=True, commitments=(), note=""),
    ),
    Offer(
        "issue-circular",
        "印发通报",
        "mail",
        [("印发", "issue-circular")],
        DutyKind.ISSUE_CIRCULAR,
        partial(commands.IssueCircular, letter=LETTER, content="", suggestion=""),
    ),
    Offer(
        "form-work-group",
        "成立工作组",
        "people",
        [("成立", "form-work-group")],
        DutyKind.FORM_WORK_GROUP,
        partial(commands.FormWorkGroup, members=()),
    ),
)
"""In the order of the loop and of the ladder."""
