"""From the log of a case to the values of the letters that ask for rectification."""

from services.rectification.adapters.letters.history import History, days_late
from services.rectification.adapters.letters.rectifying import (
    FoundIn,
    NewLimit,
    NoticeIssue,
    OpinionLetter,
    OrderIssue,
    OrderLetter,
    OrderRules,
    PlanPeriod,
    Prompt,
    PromptIssue,
    PromptSource,
    RecheckDay,
    RectificationNotice,
    ReportAsked,
    SourceLetter,
    SuperiorReply,
    SupervisionOrder,
    WorkPrompt,
)
from services.rectification.domain.duty import DUTY_WORDS
from services.rectification.domain.events import CircularIssued, NoticeServed, SupervisionOrderServed
from services.rectification.domain.prompting import WorkPromptServed
from services.rectification.domain.stages import Failed
from services.rectification.domain.terms import Due
from shared.letters.citing import cited
from shared.letters.values import Signed
from shared.workdays.deadline import Unit as PeriodUnit

TITLES: dict[type[object], str] = {
    NoticeServed: "教育督导整改通知书",
    SupervisionOrderServed: "督办单",
    CircularIssued: "通报",
}


def rectification_notice(event: NoticeServed, of: History) -> RectificationNotice:
    """整改通知书: one issue, its demand and its limit."""
    issue, about = of.before.issue, event.about
    opinion = OpinionLetter(issue.opinion, issue.fed_back_on) if issue.opinion else None
    kind, name = ("督导", "督导") if opinion else ("经常性督导", "经常性督导")
    found = FoundIn(kind, name, None if opinion else issue.found_on, issue.found_on)  # type: ignore[arg-type]
    asked = NoticeIssue(about.number, about.problem, issue.demand, False, event.due.on, "", False)
    return RectificationNotice(
        office=of.office,
        letter=Signed(event.letter, event.on),
        unit=of.unit,
        inspection=found,
        opinion=opinion,
        issues=(asked,),
        plan=PlanPeriod(period(event.plan_due), event.plan_due.on),
        report=ReportAsked(3, event.due.on, of.office.self_name),
        milestones=(),
        attachments=(),
        cc=of.copies,
    )


def supervision_order(event: SupervisionOrderServed, of: History) -> SupervisionOrder:
    """督办单: what was not done of which letter, and the new limit."""
    letter, before = of.last_letter(), of.before
    assert letter is not None, "an order follows a letter"
    source, written = letter
    missed = before.rounds[-1].due
    due = event.due.on if missed is None else missed.on
    if of.plan_missing and isinstance(source, NoticeServed):
        due = source.plan_due.on
    failed = before.stage.recheck if isinstance(before.stage, Failed) else None
    reason = "recheck_failed" if failed else "plan_missing" if of.plan_missing else "overdue"
    issue = OrderIssue(
        event.about.number, event.about.problem, due, days_late(due, event.on), before.issue.demand
    )
    reply = of.pack.get("superior_reply")
    within = period(event.due)
    return SupervisionOrder(
        office=of.office,
        letter=OrderLetter(event.letter, event.on, "督办单"),
        unit=of.unit,
        source=SourceLetter(
            TITLES[type(source)], written.number, due, before.issue.opinion is not None, written.on
        ),
        reason=reason,  # type: ignore[arg-type]
        as_of=event.on,
        report_missing=reason == "overdue" and before.rounds[-1].completion is None,
        recheck=RecheckDay(failed.on) if failed else None,
        issues=(issue,),
        deadline=NewLimit(bool(within), within, None if within else event.due.on),
        report=None,
        superior=SuperiorReply(None, reply.amount if reply else within),
        rules=cited(OrderRules, of.pack),
        attachments=(),
        cc=of.copies,
    )


def work_prompt(event: WorkPromptServed, of: History) -> WorkPrompt:
    """工作提示: what the unit has still to do, and until when."""
    letter, about = of.last_letter(), event.about
    what = DUTY_WORDS[event.duty.kind]
    source, matters = None, (f"请按期{what}。",)
    issue = PromptIssue(about.number, about.problem, event.duty.due.on, f"{event.workdays_left}个工作日")
    if letter is not None:
        source = PromptSource(TITLES[type(letter[0])], letter[1].number, letter[1].on)
    return WorkPrompt(
        office=of.office,
        letter=Signed(event.letter, event.on),
        unit=of.unit,
        prompt=Prompt("督导问题整改", "due_soon", "", matters, event.advice, event.reply_by),
        source=source,
        as_of=event.on,
        issues=(issue,),
    )


def period(due: Due) -> str:
    """5个工作日; empty for a day that somebody fixed."""
    return PeriodUnit(due.unit).amount(due.count) if due.unit and due.count else ""
