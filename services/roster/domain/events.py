"""What happened in the roster: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date

from services.roster.domain.details import InspectorDetails, UnitDetails
from shared.event_sourcing.decider import Role


@dataclass(frozen=True, slots=True)
class UnitRegistered:
    code: str
    details: UnitDetails


@dataclass(frozen=True, slots=True)
class UnitChanged:
    code: str
    details: UnitDetails


@dataclass(frozen=True, slots=True)
class InspectorAppointed:
    inspector: str
    details: InspectorDetails


@dataclass(frozen=True, slots=True)
class PostAssigned:
    unit: str
    inspector: str
    since: date


@dataclass(frozen=True, slots=True)
class PostEnded:
    unit: str
    inspector: str
    ended_on: date


@dataclass(frozen=True, slots=True)
class RecusalDeclared:
    inspector: str
    unit: str
    relation: str
    since: date


@dataclass(frozen=True, slots=True)
class ZoneDrawn:
    zone: str


@dataclass(frozen=True, slots=True)
class AccountOpened:
    account: str
    person_name: str
    roles: tuple[Role, ...]
    unit: str | None
    inspector: str | None


@dataclass(frozen=True, slots=True)
class AccountClosed:
    account: str


@dataclass(frozen=True, slots=True)
class KeeperAdmitted:
    """An account that can manage accounts counts as open; `opening` is its stream's version then."""

    account: str
    opening: int


@dataclass(frozen=True, slots=True)
class KeeperDismissed:
    """An account that could manage accounts counts no more; it is about to be closed."""

    account: str
    opening: int


UnitEvent = UnitRegistered | UnitChanged
InspectorEvent = InspectorAppointed | PostAssigned | PostEnded | RecusalDeclared
AccountEvent = AccountOpened | AccountClosed
KeeperEvent = KeeperAdmitted | KeeperDismissed
