"""Opening a case and serving its notice."""

from datetime import date, timedelta

from services.rectification.domain.commands import OpenCase, ServeNotice
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.events import (
    CaseEvent,
    CaseOpened,
    ClosedInLedger,
    CompletedInLedger,
    NoticeServed,
)
from services.rectification.domain.owed import owe, plan_due
from services.rectification.domain.stages import Case, CaseState, Noticed, Opened, Unopened
from services.rectification.domain.standing import NotNow
from services.rectification.domain.terms import Due, Terms, day_of, spoken
from shared.event_sourcing.decider import Refused

MOST_WORKDAYS = 500
FARTHEST = timedelta(days=3 * 365)
DONE_IN_LEDGER = "已完成整改"


class NoticeNotDue(NotNow):
    asked = "送达整改通知书"


class NoticeServedOtherwise(Refused):
    """Somebody else was faster with this notice, and set another limit: a served date never changes."""

    def __init__(self, letter: str, due: Due) -> None:
        super().__init__(
            f"{letter}已经送达，整改期限是{spoken(due.on)}，与这次填写的不同。送达的期限不再改动，请刷新页面后按现有期限办理。"
        )


class NoticeNeedsLimit(Refused):
    """条例 21: a problem is rectified within a limit, so a notice without one is none."""

    article = "《教育督导条例》第二十一条"
    field = "working_days"

    def __init__(self, unusable: date | None) -> None:
        why = f"台账原定期限{spoken(unusable)}已过或者太远" if unusable else "督导时没有定整改时限"
        super().__init__(f"{why}，通知书缺少期限。请填写整改时限，1至{MOST_WORKDAYS}个工作日。")


def open_case(command: OpenCase, state: CaseState, terms: Terms) -> list[CaseEvent]:
    if not isinstance(state, Unopened):
        return []
    about, issue, today = command.about, command.issue, day_of(command.now)
    case, ledger = Case(about, issue, Opened(), None, 0), issue.ledger
    if ledger is not None and ledger.closed:
        return [
            CaseOpened(about=about, duty=None, issue=issue, on=today),
            ClosedInLedger(about=about, duty=None, ledger=ledger, on=today),
        ]
    if ledger is not None and DONE_IN_LEDGER in (ledger.rectification or ""):
        recheck = owe(case, DutyKind.RECHECK, terms, today)
        return [
            CaseOpened(about=about, duty=recheck, issue=issue, on=today),
            CompletedInLedger(about=about, duty=recheck, ledger=ledger, round=1, on=today),
        ]
    # What the office owed under its ledger began before dudao; its clock here begins with the adoption.
    since = issue.fed_back_on if ledger is None else today
    notice = owe(case, DutyKind.SERVE_NOTICE, terms, today, due=terms.due("serve_notice", since))
    return [CaseOpened(about=about, duty=notice, issue=issue, on=today)]


def serve_notice(command: ServeNotice, case: Case, terms: Terms) -> list[CaseEvent]:
    served = case.rounds[-1] if isinstance(case.stage, Noticed) else None
    if served is not None and served.letter == command.letter:
        if served.due is not None and command.working_days not in (None, served.due.count):
            raise NoticeServedOtherwise(command.letter, served.due)
        return []
    if not isinstance(case.stage, Opened):
        raise NoticeNotDue(case)
    today = day_of(command.now)
    due = _limit(command, case, terms, today)
    plan = plan_due(due, terms, today)
    return [
        NoticeServed(
            about=case.about,
            duty=owe(case, DutyKind.SUBMIT_PLAN, terms, today, due=plan),
            letter=command.letter,
            round=case.round + 1,
            due=due,
            plan_due=plan,
            on=today,
        )
    ]


def _limit(command: ServeNotice, case: Case, terms: Terms, today: date) -> Due:
    """The limit the office sets now, else the one set with the issue, else the date the ledger gives."""
    workdays, ledger = command.working_days or case.issue.working_days, case.issue.ledger
    if workdays is not None and 1 <= workdays <= MOST_WORKDAYS:
        return terms.limit(workdays, today)
    dated = ledger.due_on if ledger else None
    if ledger is None or dated is None or not today < dated <= today + FARTHEST:
        raise NoticeNeedsLimit(dated)
    return terms.fixed(dated, today, "rectification_limit", f"台账第{ledger.row}行原定的整改时限。")
