"""Who is who in the district, as far as the noted facts of the roster tell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from dudao_contracts.envelope import Fact
from dudao_contracts.roster import (
    AccountClosedV1,
    AccountOpenedV1,
    InspectorAppointedV1,
    PostAssignedV1,
    PostEndedV1,
    UnitState,
)
from services.notification.domain import inboxes
from shared.event_sourcing.decider import Role

STANDS_IN = {
    Role.DEPUTY_CHIEF_INSPECTOR: Role.CHIEF_INSPECTOR,
    Role.CHAIR: Role.CHIEF_INSPECTOR,
    Role.CHIEF_INSPECTOR: Role.OFFICE,
}


@dataclass(slots=True)
class Directory:
    """Units, posts, inspectors and accounts. It may be incomplete: facts arrive in any order."""

    _units: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)
    _posts: dict[str, set[str]] = field(default_factory=dict)
    _inspectors: dict[str, str] = field(default_factory=dict)
    _accounts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _held: Counter[str] = field(default_factory=Counter)

    def note(self, fact: Fact) -> None:
        """Take in the latest fact about one subject; facts that say nothing here are passed over."""
        match fact:
            case UnitState():
                before = self._units.get(fact.code)
                if before is not None and self._codes.get(before) == fact.code:
                    del self._codes[before]
                self._units[fact.code] = fact.unit_name
                self._codes[fact.unit_name] = fact.code
            case PostAssignedV1():
                self._posts.setdefault(fact.unit, set()).add(fact.inspector)
            case PostEndedV1():
                self._posts.get(fact.unit, set()).discard(fact.inspector)
            case InspectorAppointedV1():
                self._inspectors[fact.inspector] = fact.inspector_name
            case AccountOpenedV1():
                self._hold(fact.account, fact.roles)
            case AccountClosedV1():
                self._hold(fact.account, ())

    def inspectors_of(self, unit: str) -> list[str]:
        """The numbers of the inspectors who answer for a unit (责任督学)."""
        return sorted(self._posts.get(unit, ()))

    def inspector_name(self, number: str) -> str | None:
        return self._inspectors.get(number)

    def department(self, name: str) -> str:
        """The inbox of a department a fact names: its unit's, or one under its name."""
        code = self._codes.get(name)
        return inboxes.of_unit(code) if code else inboxes.of_superior(name)

    def role(self, role: Role) -> str:
        """The inbox of a role; while nobody can sign in with it, of the role that stands in for it."""
        while self._held and role not in self._held and role in STANDS_IN:
            role = STANDS_IN[role]
        return inboxes.of_role(role)

    def open_to(self, roles: Iterable[str], unit: str | None, inspector: str | None) -> frozenset[str]:
        """The inboxes a person may open, in all his roles, for his unit, as inspector."""
        mine = {inboxes.of_role(Role(role)) for role in roles}
        if unit is not None:
            mine.add(inboxes.of_unit(unit))
            if unit in self._units:
                mine.add(inboxes.of_superior(self._units[unit]))
        if inspector is not None:
            mine.add(inboxes.of_inspector(inspector))
        return frozenset(mine)

    def _hold(self, account: str, roles: tuple[str, ...]) -> None:
        self._held -= Counter(self._accounts.get(account, ()))  # Drops the roles nobody holds any more.
        self._held += Counter(roles)
        self._accounts[account] = roles
