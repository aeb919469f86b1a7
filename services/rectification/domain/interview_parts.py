"""What an interview consists of: its hosts, its invitation, who came, what was promised and who signed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.rectification.domain.issue import Line

COMMITTEE: Final = "教育督导委员会"
GOVERNMENT_COHOST: Final = "组织部"
SCHOOL_COHOST: Final = "教育局"


def co_host(line: Line, superior: str | None) -> str:
    """Who must interview with the committee: of government 组织部, of schools the education department (S 000)."""
    return GOVERNMENT_COHOST if line is Line.GOVERNMENT else superior or SCHOOL_COHOST


@dataclass(frozen=True, slots=True)
class Invited:
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """约谈通知: when and where, who leads it, who must come, and until when the papers are due."""

    at: datetime
    place: str
    chair: Invited
    persons: tuple[Invited, ...]
    papers_due: date


@dataclass(frozen=True, slots=True)
class Attendee:
    """One who was invited; `absence` is why he did not come, empty for who came."""

    name: str
    post: str
    absence: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """约谈情况: who came, what the hosts pointed out, and what the unit said to it."""

    attendees: tuple[Attendee, ...]
    host_statement: str
    unit_statement: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """整改承诺. `case` is the case it belongs to; without one it becomes a case of its own."""

    matter: str
    measure: str
    person: str
    due_on: date
    case: UUID | None = None


class Side(StrEnum):
    """Whose signature it is."""

    UNIT = "被约谈人"
    HOST = "约谈方"
    RECORDER = "记录人"


@dataclass(frozen=True, slots=True)
class Signature:
    side: Side
    name: str


class Recipient(StrEnum):
    """To whom a record is copied for filing (S 000; 无锡 25, V2)."""

    PARTY_COMMITTEE = "党委"
    SUPERIOR = "上级主管部门"
