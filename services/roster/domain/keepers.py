"""Who can open and close accounts: never nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from services.roster.domain.account_commands import AdmitKeeper, CountKeepers, DismissKeeper, KeeperCommand
from services.roster.domain.events import KeeperAdmitted, KeeperDismissed, KeeperEvent
from shared.event_sourcing.decider import Decider, Refused, Role

KEEPING = frozenset({Role.OFFICE})
"""The roles that may do `roster.open_account`; a test compares them with shared/identity/permissions.py."""


class LastKeeper(Refused):
    """Without anybody to open accounts, all would be locked out."""

    field = "account"

    def __init__(self, account: str) -> None:
        super().__init__(
            f"账号{account}是最后一个能开账号的督导室账号，停用后就没有人能开账号。"
            "请先给另一人开一个督导室账号，再停用它。"
        )


@dataclass(frozen=True, slots=True)
class Keepers:
    """The accounts that count as open, and those that were dismissed, each by its last opening.

    An opening is the version of the account's stream at which it was opened: an admission that comes late,
    after the dismissal of the same opening, is known by it.
    """

    admitted: Mapping[str, int] = field(default_factory=dict)
    dismissed: Mapping[str, int] = field(default_factory=dict)


def keeps(roles: tuple[Role, ...]) -> bool:
    """Whether somebody in these roles can open and close accounts."""
    return not KEEPING.isdisjoint(roles)


def count_keepers(command: CountKeepers, keepers: Keepers) -> list[KeeperEvent]:
    if keepers.admitted or keepers.dismissed:
        return []  # Counted before: what was read for this count may be older than what followed that one.
    return [KeeperAdmitted(account, opening) for account, opening in command.openings]


def admit_keeper(command: AdmitKeeper, keepers: Keepers) -> list[KeeperEvent]:
    known = max(keepers.admitted.get(command.account, 0), keepers.dismissed.get(command.account, 0))
    return [] if known >= command.opening else [KeeperAdmitted(command.account, command.opening)]


def dismiss_keeper(command: DismissKeeper, keepers: Keepers) -> list[KeeperEvent]:
    account, opening = command.account, command.opening
    if keepers.dismissed.get(account, 0) >= opening:
        return []
    if not keepers.admitted.keys() - {account}:
        raise LastKeeper(account)
    return [KeeperDismissed(account, opening)]


def decide(command: KeeperCommand, keepers: Keepers) -> list[KeeperEvent]:
    match command:
        case CountKeepers():
            return count_keepers(command, keepers)
        case AdmitKeeper():
            return admit_keeper(command, keepers)
        case DismissKeeper():
            return dismiss_keeper(command, keepers)
        case _:
            assert_never(command)


def evolve(keepers: Keepers, event: KeeperEvent) -> Keepers:
    match event:
        case KeeperAdmitted(account, opening):
            return replace(keepers, admitted={**keepers.admitted, account: opening})
        case KeeperDismissed(account, opening):
            admitted = {a: o for a, o in keepers.admitted.items() if a != account}
            return Keepers(admitted, {**keepers.dismissed, account: opening})
        case _:
            assert_never(event)


KEEPERS: Decider[KeeperCommand, Keepers, KeeperEvent] = Decider(Keepers(), decide, evolve)
