"""What may be asked of an interview (约谈) as a proceeding of its own. Letters arrive with their number."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from services.rectification.domain.interview_parts import (
    Attendee,
    Commitment,
    Invitation,
    Recipient,
    Signature,
)
from services.rectification.domain.proceeding import EndClock, Proceeding, PromptClock
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnInterview:
    proceeding: UUID
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeInterview(_OnInterview):
    """提出约谈. `cases` are the cases of the unit that it is about, if any: any result may lead to one."""

    about: Proceeding
    reason: str
    cases: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveInterview(_OnInterview):
    """批准约谈, or decline it: with reasons for both."""

    approve: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCoHost(_OnInterview):
    """登记一家约谈单位的确认. `paper` is its letter, or what else it confirmed with."""

    host: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeInterviewNotice(_OnInterview):
    """送达约谈通知书."""

    letter: str
    invitation: Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeeting(_OnInterview):
    """登记约谈情况. `letter` is the number of the record."""

    letter: str
    attendees: tuple[Attendee, ...]
    host_statement: str
    unit_statement: str
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAbsence(_OnInterview):
    """登记未到. `excused`: another day is set."""

    excused: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRecord(_OnInterview):
    """登记约谈记录的签字. `refusal`: why somebody would not sign, and the two who witnessed it."""

    signatures: tuple[Signature, ...]
    refusal: str = ""
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeRecord(_OnInterview):
    """约谈记录下发被督导单位."""

    received_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRecord(_OnInterview):
    """约谈记录抄送备案, with its receipt."""

    recipient: Recipient
    name: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCommitments(_OnInterview):
    """约谈承诺转入整改: each has a case with its own clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInterview(_OnInterview):
    """办结约谈."""

    note: str


InterviewCommand: TypeAlias = (
    ProposeInterview
    | ApproveInterview
    | ConfirmCoHost
    | ServeInterviewNotice
    | RecordMeeting
    | RecordAbsence
    | SignRecord
    | ServeRecord
    | CopyRecord
    | OpenCommitments
    | CloseInterview
    | EndClock
    | PromptClock
)
