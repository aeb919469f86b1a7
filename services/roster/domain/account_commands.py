"""What may be asked of accounts and of the list of who manages them."""

from dataclasses import dataclass
from datetime import datetime

from shared.event_sourcing.decider import Actor, Role


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
class EndInspecting:
    """Take the inspector's part from the account of one who has left; the person keeps his other roles."""

    by: Actor
    now: datetime
    account: str
    inspector: str


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


AccountCommand = OpenAccount | CloseAccount | EndInspecting
KeeperCommand = CountKeepers | AdmitKeeper | DismissKeeper
