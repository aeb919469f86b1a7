"""Where an interview stands, as types, and how each event moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias, assert_never
from uuid import UUID

from services.rectification.domain import interview_events as happened
from services.rectification.domain.clock_acts import after
from services.rectification.domain.clocks import Clocks
from services.rectification.domain.interview_events import InterviewEvent
from services.rectification.domain.interview_parts import Recipient
from services.rectification.domain.proceeding import ClockLapsed, ClockMissed, ClockPrompted, Proceeding


@dataclass(frozen=True, slots=True)
class Proposed:
    """Waits for somebody else's approval."""

    by: str


@dataclass(frozen=True, slots=True)
class Approved:
    """Waits for the hosts, then for the notice. `confirmed` says by what each host confirmed."""

    co_host: str
    confirmed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Notified:
    """Waits for the day."""

    approved: Approved
    notice: happened.InterviewNoticeServed


@dataclass(frozen=True, slots=True)
class Held:
    """Waits for the signatures."""

    meeting: happened.MeetingHeld


@dataclass(frozen=True, slots=True)
class Signed:
    """Waits to be served, copied, and for its commitments to become cases."""

    meeting: happened.MeetingHeld
    record: happened.RecordSigned
    received_by: str | None = None
    copies: Mapping[Recipient, str] = field(default_factory=lambda: MappingProxyType({}))
    opened: bool = False


@dataclass(frozen=True, slots=True)
class NotAttended:
    """Nobody came, and without excuse."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Closed, or declined with the reason."""

    note: str
    declined: bool = False


Stage: TypeAlias = Proposed | Approved | Notified | Held | Signed | NotAttended | Ended


@dataclass(frozen=True, slots=True)
class Unproposed:
    """There is no such interview."""


@dataclass(frozen=True, slots=True)
class Interview:
    """约谈. `notices` are all that were served: one for another day is a new one."""

    about: Proceeding
    cases: tuple[UUID, ...]
    reason: str
    stage: Stage
    clocks: Clocks
    notices: tuple[happened.InterviewNoticeServed, ...] = ()


InterviewState: TypeAlias = Unproposed | Interview


def words(stage: Stage) -> str:
    """Where it stands, in Chinese."""
    match stage:
        case Proposed():
            return "待批准"
        case Approved(co_host=co_host, confirmed=confirmed):
            return "待送达约谈通知书" if _complete(co_host, confirmed) else "待约谈单位确认"
        case Notified():
            return "待约谈"
        case Held():
            return "待签署约谈记录"
        case Signed():
            return "待送达、抄送约谈记录和转入整改"
        case NotAttended():
            return "未参加约谈，待办结"
        case Ended():
            return "不予约谈" if stage.declined else "已办结"
        case _:
            assert_never(stage)


def hosted(stage: Approved) -> bool:
    """Whether the committee and the host the line asks for have both confirmed."""
    return _complete(stage.co_host, stage.confirmed)


def _complete(co_host: str, confirmed: Mapping[str, str]) -> bool:
    return any(co_host in host for host in confirmed) and len(confirmed) > 1


def evolve(state: InterviewState, event: InterviewEvent) -> InterviewState:
    if isinstance(state, Unproposed):
        assert isinstance(event, happened.InterviewProposed), "it begins with its proposal"
        clocks = after(Clocks(), event)
        return Interview(event.about, event.cases, event.reason, Proposed(event.by.id), clocks)
    clocks = after(state.clocks, event)
    match event:
        case ClockMissed() | ClockLapsed() | ClockPrompted():
            return replace(state, clocks=clocks)
        case happened.InterviewNoticeServed():
            state = replace(state, notices=(*state.notices, event))
    return replace(state, stage=_next(state.stage, event), clocks=clocks)


def _next(stage: Stage, event: InterviewEvent) -> Stage:
    match stage, event:
        case Proposed(), happened.InterviewApproved(co_host=co_host):
            return Approved(co_host)
        case Proposed(), happened.InterviewDeclined(reason=reason):
            return Ended(reason, declined=True)
        case Approved(), happened.CoHostConfirmed(host=host, paper=paper):
            return replace(stage, confirmed=MappingProxyType({**stage.confirmed, host: paper}))
        case Approved(), happened.InterviewNoticeServed():
            return Notified(stage, event)
        case Notified(), happened.MeetingHeld():
            return Held(event)
        case Notified(), happened.MeetingUnattended(excused=excused, reason=reason):
            return stage.approved if excused else NotAttended(reason)
        case Held(), happened.RecordSigned():
            return Signed(stage.meeting, event)
        case Signed(), happened.RecordServed(received_by=received_by):
            return replace(stage, received_by=received_by)
        case Signed(), happened.RecordCopied(recipient=recipient, receipt=receipt):
            return replace(stage, copies=MappingProxyType({**stage.copies, recipient: receipt}))
        case Signed(), happened.CommitmentsOpened():
            return replace(stage, opened=True)
        case _, happened.InterviewClosed(note=note):
            return Ended(note)
        case _:
            raise AssertionError(f"{type(event).__name__} after {type(stage).__name__}")
