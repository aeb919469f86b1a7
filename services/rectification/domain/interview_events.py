"""What happened in an interview as a proceeding of its own: the stored format, never renamed."""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from services.rectification.domain.interview_parts import (
    Attendee,
    Commitment,
    Invitation,
    Recipient,
    Signature,
)
from services.rectification.domain.proceeding import ClockLapsed, ClockMissed, ClockPrompted, OnProceeding


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewProposed(OnProceeding):
    reason: str
    cases: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewApproved(OnProceeding):
    """批准; `co_host` must confirm besides the committee."""

    reason: str
    co_host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewDeclined(OnProceeding):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoHostConfirmed(OnProceeding):
    host: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewNoticeServed(OnProceeding):
    """约谈通知书 served; a later notice for another day does not change this one."""

    letter: str
    hosts: tuple[str, ...]
    invitation: Invitation
    cases: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld(OnProceeding):
    letter: str
    attendees: tuple[Attendee, ...]
    host_statement: str
    unit_statement: str
    commitments: tuple[Commitment, ...]
    cases: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingUnattended(OnProceeding):
    excused: bool
    reason: str
    cases: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSigned(OnProceeding):
    signatures: tuple[Signature, ...]
    refusal: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordServed(OnProceeding):
    letter: str
    received_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCopied(OnProceeding):
    recipient: Recipient
    name: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentsOpened(OnProceeding):
    """`commitments` are those that become cases of their own, each with the id of its issue."""

    commitments: tuple[tuple[UUID, Commitment], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewClosed(OnProceeding):
    note: str


InterviewEvent: TypeAlias = (
    InterviewProposed
    | InterviewApproved
    | InterviewDeclined
    | CoHostConfirmed
    | InterviewNoticeServed
    | MeetingHeld
    | MeetingUnattended
    | RecordSigned
    | RecordServed
    | RecordCopied
    | CommitmentsOpened
    | InterviewClosed
    | ClockMissed
    | ClockLapsed
    | ClockPrompted
)
