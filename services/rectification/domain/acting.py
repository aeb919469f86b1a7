"""The acts of the ladder: supervision order, interview, circular, work group."""

from datetime import date

from services.rectification.domain.commands import (
    FormWorkGroup,
    IssueCircular,
    RecordInterview,
    ScheduleInterview,
    ServeSupervisionOrder,
)
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.escalating import propose
from services.rectification.domain.events import (
    CaseEvent,
    CircularIssued,
    InterviewHeld,
    InterviewMissed,
    InterviewScheduled,
    SupervisionOrderServed,
    WorkGroupFormed,
)
from services.rectification.domain.evolving import resumed
from services.rectification.domain.interview_parts import co_host
from services.rectification.domain.issue import person
from services.rectification.domain.ladder import Rung
from services.rectification.domain.owed import owe, owe_under
from services.rectification.domain.planning import check_measures
from services.rectification.domain.stages import Case, Decided, InterviewSet, Proposed
from services.rectification.domain.standing import NotNow, ReasonMissing
from services.rectification.domain.terms import RENEWED_LIMIT, Terms, day_of, spoken
from shared.event_sourcing.decider import Refused

ABSENT = "未按通知参加约谈"


class OrderNotDecided(NotNow):
    """A 督办单 follows a person's decision."""

    asked = "送达督办单"


class InterviewNotDecided(NotNow):
    """A 约谈 follows a person's decision."""

    asked = "安排约谈"


class InterviewNotSet(NotNow):
    asked = "登记约谈情况"


class CircularNotDecided(NotNow):
    """A 通报 follows a person's decision."""

    asked = "印发通报"


class AccountabilityNotStarted(NotNow):
    asked = "成立问责工作组"


class CoHostMissing(Refused):
    """Interviews are joint: of schools with the education department, of government with 组织部 (S 000)."""

    field = "hosts"

    def __init__(self, cohost: str) -> None:
        super().__init__(f"约谈须由督导委员会会同{cohost}进行。请补上{cohost}。")


class InterviewDayUnfit(Refused):
    """An interview lies ahead and within its limit."""

    field = "on"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"约谈日期须在{spoken(first)}至{spoken(last)}之间。请改日期。")


class InterviewNotYetHeld(Refused):
    """What has not happened cannot be recorded."""

    def __init__(self, on: date) -> None:
        super().__init__(f"约谈定于{spoken(on)}，还没有进行。请在约谈之后登记。")


def serve_supervision_order(command: ServeSupervisionOrder, case: Case, terms: Terms) -> list[CaseEvent]:
    if case.rounds and case.rounds[-1].letter == command.letter and case.escalation is None:
        return []
    _require_decided(case, Rung.SUPERVISION_ORDER, OrderNotDecided)
    today = day_of(command.now)
    due = terms.due(RENEWED_LIMIT, today)
    return [
        SupervisionOrderServed(
            about=case.about,
            duty=owe_under(case, resumed(case.stage), due, terms, today),
            letter=command.letter,
            copied_to=case.about.superior,
            round=case.round + 1,
            due=due,
            on=today,
        )
    ]


def schedule_interview(command: ScheduleInterview, case: Case, terms: Terms) -> list[CaseEvent]:
    if case.escalation == InterviewSet(command.letter, command.on, command.hosts):
        return []
    _require_decided(case, Rung.INTERVIEW, InterviewNotDecided)
    assert case.duty is not None
    _require_cohost(command.hosts, case)
    today = day_of(command.now)
    limit = case.duty.due if case.duty.due.on >= today else terms.due("hold_interview", today)
    if not today <= command.on <= limit.on:
        raise InterviewDayUnfit(today, limit.on)
    day = terms.fixed(
        command.on, today, "hold_interview", f"约谈定于{spoken(command.on)}（{command.letter}）。"
    )
    return [
        InterviewScheduled(
            about=case.about,
            duty=owe(case, DutyKind.HOLD_INTERVIEW, terms, today, due=day),
            letter=command.letter,
            held_on=command.on,
            hosts=command.hosts,
            on=today,
            interview=command.interview,
            invitation=command.invitation,
        )
    ]


def record_interview(command: RecordInterview, case: Case, terms: Terms) -> list[CaseEvent]:
    if _already_recorded(command, case):
        return []
    if not isinstance(case.escalation, InterviewSet):
        raise InterviewNotSet(case)
    today = day_of(command.now)
    if today < case.escalation.held_on:
        raise InterviewNotYetHeld(case.escalation.held_on)
    if not command.note.strip():
        raise ReasonMissing("约谈情况")
    by = person(command.by)
    if not command.attended:
        proposal = propose(case, ABSENT, terms, today)
        assert proposal is not None, "an interview is not the top of the ladder"
        missed = InterviewMissed(about=case.about, duty=proposal.duty, note=command.note, by=by, on=today)
        return [missed, proposal]
    due = terms.due("interview_commitment", today)
    check_measures(command.commitments, due.on, today)
    return [
        InterviewHeld(
            about=case.about,
            duty=owe(case, DutyKind.REPORT_COMPLETION, terms, today, due=due),
            commitments=command.commitments,
            note=command.note,
            round=case.round + 1,
            due=due,
            by=by,
            on=today,
            letter=command.letter,
            meeting=command.meeting,
        )
    ]


def issue_circular(command: IssueCircular, case: Case, terms: Terms) -> list[CaseEvent]:
    if case.rounds and case.rounds[-1].letter == command.letter and case.escalation is None:
        return []
    _require_decided(case, Rung.CIRCULAR, CircularNotDecided)
    if not command.content.strip():
        raise ReasonMissing("通报内容")
    today = day_of(command.now)
    due = terms.due("circular_limit", today)
    return [
        CircularIssued(
            about=case.about,
            duty=owe_under(case, resumed(case.stage), due, terms, today),
            letter=command.letter,
            content=command.content,
            suggestion=command.suggestion,
            round=case.round + 1,
            due=due,
            on=today,
        )
    ]


def form_work_group(command: FormWorkGroup, case: Case, terms: Terms) -> list[CaseEvent]:
    last = case.rounds[-1] if case.rounds else None
    if last and (last.began_with, last.note) == ("WorkGroupFormed", "、".join(command.members)):
        return []
    _require_decided(case, Rung.ACCOUNTABILITY, AccountabilityNotStarted)
    if not command.members or not all(member.strip() for member in command.members):
        raise ReasonMissing("工作组成员")
    today = day_of(command.now)
    due = terms.due(RENEWED_LIMIT, today)
    return [
        WorkGroupFormed(
            about=case.about,
            duty=owe_under(case, resumed(case.stage), due, terms, today),
            members=command.members,
            round=case.round + 1,
            due=due,
            on=today,
        )
    ]


def _require_decided(case: Case, rung: Rung, refusal: type[NotNow]) -> None:
    if not isinstance(case.escalation, Decided) or case.escalation.rung is not rung:
        raise refusal(case)


def _require_cohost(hosts: tuple[str, ...], case: Case) -> None:
    cohost = co_host(case.issue.line, case.about.superior)
    if len(set(hosts)) < 2 or not any(cohost in host for host in hosts):
        raise CoHostMissing(cohost)


def _already_recorded(command: RecordInterview, case: Case) -> bool:
    if not command.attended:
        return isinstance(case.escalation, Proposed) and case.escalation.ground == ABSENT
    last = case.rounds[-1] if case.rounds else None
    held = bool(last and last.began_with == "InterviewHeld" and last.note == command.note)
    return held and bool(last and last.plan and last.plan.measures == command.commitments)
