"""What the roster may be asked."""

from dataclasses import dataclass
from datetime import date, datetime

from services.roster.domain.details import InspectorDetails, UnitDetails
from shared.event_sourcing.decider import Actor, Role
from shared.rules.pack import RulePack


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
class AppointInspector:
    """Appoint an inspector for a term, appoint him again for a later one, or mend the entry of his term.

    `rules` are those in force on the day it is decided.
    """

    by: Actor
    now: datetime
    inspector: str
    details: InspectorDetails
    rules: RulePack


@dataclass(frozen=True, slots=True)
class AssignPost:
    """Make an inspector answer for a unit (挂牌)."""

    by: Actor
    now: datetime
    inspector: str
    unit: str
    since: date


@dataclass(frozen=True, slots=True)
class EndPost:
    """End an inspector's answering for a unit."""

    by: Actor
    now: datetime
    inspector: str
    unit: str
    ended_on: date


@dataclass(frozen=True, slots=True)
class DeclareRecusal:
    """Declare that an inspector may not inspect a unit (回避). `relation` never leaves the roster."""

    by: Actor
    now: datetime
    inspector: str
    unit: str
    relation: str
    since: date


@dataclass(frozen=True, slots=True)
class DrawZone:
    """Make a zone (责任区)."""

    by: Actor
    now: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Let a person sign in, in these roles."""

    by: Actor
    now: datetime
    account: str
    person_name: str
    roles: tuple[Role, ...]
    unit: str | None
    inspector: str | None


@dataclass(frozen=True, slots=True)
class CloseAccount:
    """Let a person sign in no more."""

    by: Actor
    now: datetime
    account: str


@dataclass(frozen=True, slots=True)
class CountKeepers:
    """Begin the list of those who can manage accounts: each with the version its stream was opened at."""

    by: Actor
    now: datetime
    openings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class AdmitKeeper:
    """Count an account that was opened among those who can manage accounts."""

    by: Actor
    now: datetime
    account: str
    opening: int


@dataclass(frozen=True, slots=True)
class DismissKeeper:
    """Count an account no more among those who can manage accounts, so that it can be closed."""

    by: Actor
    now: datetime
    account: str
    opening: int


UnitCommand = RegisterUnit | ChangeUnit
InspectorCommand = AppointInspector | AssignPost | EndPost | DeclareRecusal
AccountCommand = OpenAccount | CloseAccount
KeeperCommand = CountKeepers | AdmitKeeper | DismissKeeper
