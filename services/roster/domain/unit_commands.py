"""What may be asked of units and zones."""

from dataclasses import dataclass
from datetime import date, datetime

from services.roster.domain.details import UnitDetails
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    """Enter a unit into the register."""

    by: Actor
    now: datetime
    code: str
    details: UnitDetails


@dataclass(frozen=True, slots=True)
class ChangeUnit:
    """Replace what the register says of a unit."""

    by: Actor
    now: datetime
    code: str
    details: UnitDetails


@dataclass(frozen=True, slots=True)
class AppointHead:
    """Enter who heads a unit (主要负责人), since when, and until when if his term of office is fixed."""

    by: Actor
    now: datetime
    code: str
    head: str
    since: date
    term_to: date | None
    document: str | None


@dataclass(frozen=True, slots=True)
class MergeUnit:
    """End a unit that becomes part of another; its history stays (撤并)."""

    by: Actor
    now: datetime
    code: str
    into: str
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class CloseUnit:
    """End a unit; its history stays (撤销)."""

    by: Actor
    now: datetime
    code: str
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class DrawZone:
    """Make a zone (责任区)."""

    by: Actor
    now: datetime
    zone: str


UnitCommand = RegisterUnit | ChangeUnit | AppointHead | MergeUnit | CloseUnit
