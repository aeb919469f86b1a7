"""From the proposal of an interview to its notice: another's approval, the hosts by line, written invitation."""

from datetime import date

from services.rectification.domain import interview_events as happened
from services.rectification.domain.clock_acts import owed
from services.rectification.domain.clocks import Clocks, Task
from services.rectification.domain.interview_commands import (
    ApproveInterview,
    ConfirmCoHost,
    ProposeInterview,
    ServeInterviewNotice,
)
from services.rectification.domain.interview_events import InterviewEvent
from services.rectification.domain.interview_parts import co_host
from services.rectification.domain.interview_stages import (
    Approved,
    Ended,
    Interview,
    InterviewState,
    Notified,
    Proposed,
    Unproposed,
    hosted,
    words,
)
from services.rectification.domain.proceeding import (
    DoneOtherwise,
    NotAtThisStep,
    OwnProposal,
    require_text,
    said,
)
from services.rectification.domain.terms import Terms, day_of, spoken
from shared.event_sourcing.decider import Refused


class HostsUnconfirmed(Refused):
    """An interview is joint: of government with 组织部, of schools with the education department (S 000)."""

    field = "hosts"

    def __init__(self, needed: str) -> None:
        super().__init__(f"约谈须由督导委员会会同{needed}进行，各单位确认以后才能通知。请先登记确认。")


class InterviewDayUnfit(Refused):
    """It lies ahead, and the papers are due before it."""

    field = "at"

    def __init__(self, first: date) -> None:
        super().__init__(
            f"约谈日期应当在{spoken(first)}以后，书面材料应当在约谈当日或者以前报送。请改正日期。"
        )


class NobodyInvited(Refused):
    field = "persons"

    def __init__(self) -> None:
        super().__init__("没有写明被约谈人的姓名和职务、主持人和地点。请写明后再送达。")


def propose_interview(command: ProposeInterview, state: InterviewState, terms: Terms) -> list[InterviewEvent]:
    """Any result of an inspection may lead to one (重庆 31, V1; 浙江 25, V1)."""
    if not isinstance(state, Unproposed):
        if (state.cases, state.reason) == (command.cases, command.reason):
            return []
        raise DoneOtherwise("这次约谈")
    require_text(command.reason, "约谈的事由")
    approve = owed(command.about, Clocks(), Task.APPROVE_INTERVIEW, terms, day_of(command.now))
    return [
        happened.InterviewProposed(
            **said(command.about, command),
            started=(approve,),
            reason=command.reason,
            cases=tuple(dict.fromkeys(command.cases)),
        )
    ]


def approve_interview(command: ApproveInterview, state: Interview, terms: Terms) -> list[InterviewEvent]:
    stage = state.stage
    if isinstance(stage, Approved) and command.approve:
        return []
    if isinstance(stage, Ended) and stage.declined and not command.approve:
        return []
    if not isinstance(stage, Proposed):
        raise NotAtThisStep("批准约谈", words(stage))
    if command.by.id == stage.by:
        raise OwnProposal
    require_text(command.reason, "约谈或者不约谈的理由")
    told = said(state.about, command)
    if not command.approve:
        stopped = tuple(state.clocks.running)
        return [happened.InterviewDeclined(**told, stopped=stopped, reason=command.reason)]
    confirm = owed(state.about, state.clocks, Task.CONFIRM_CO_HOSTS, terms, told["on"])
    return [
        happened.InterviewApproved(
            **told,
            started=(confirm,),
            reason=command.reason,
            co_host=co_host(state.about.line, state.about.superior),
        )
    ]


def confirm_co_host(command: ConfirmCoHost, state: Interview, terms: Terms) -> list[InterviewEvent]:
    stage = state.stage
    if not isinstance(stage, Approved):
        raise NotAtThisStep("登记约谈单位的确认", words(stage))
    if command.host in stage.confirmed:
        return []
    require_text(command.host, "约谈单位")
    require_text(command.paper, "确认的函件或者方式")
    told = said(state.about, command)
    with_it = Approved(stage.co_host, {**stage.confirmed, command.host: command.paper})
    serve = owed(state.about, state.clocks, Task.SERVE_INTERVIEW_NOTICE, terms, told["on"])
    completes = hosted(with_it) and not hosted(stage)
    return [
        happened.CoHostConfirmed(
            **told, started=(serve,) if completes else (), host=command.host, paper=command.paper
        )
    ]


def serve_interview_notice(
    command: ServeInterviewNotice, state: Interview, terms: Terms
) -> list[InterviewEvent]:
    stage, invitation = state.stage, command.invitation
    if isinstance(stage, Notified):
        if stage.notice.invitation == invitation:
            return []
        raise DoneOtherwise("约谈通知书")
    if not isinstance(stage, Approved):
        raise NotAtThisStep("送达约谈通知书", words(stage))
    if not hosted(stage):
        raise HostsUnconfirmed(stage.co_host)
    named = (invitation.place, invitation.chair.name, *(p.name for p in invitation.persons))
    if not invitation.persons or not all(text.strip() for text in named):
        raise NobodyInvited
    today, day = day_of(command.now), day_of(invitation.at)
    if invitation.at <= command.now or not today <= invitation.papers_due <= day:
        raise InterviewDayUnfit(today)
    fixed = terms.fixed(day, today, Task.HOLD_INTERVIEW.value, f"约谈定于{spoken(day)}（{command.letter}）。")
    hold = owed(state.about, state.clocks, Task.HOLD_INTERVIEW, terms, today, due=fixed)
    return [
        happened.InterviewNoticeServed(
            **said(state.about, command),
            started=(hold,),
            letter=command.letter,
            hosts=tuple(stage.confirmed),
            invitation=invitation,
            cases=state.cases,
        )
    ]
