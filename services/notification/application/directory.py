"""Who is who in the district, as far as the noted facts of the roster tell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dudao_contracts.envelope import Fact
from dudao_contracts.roster import (
    AccountClosedV1,
    AccountOpenedV1,
    InspectorExitedV1,
    InspectorReturnedV1,
    InspectorState,
    InspectorSuspendedV1,
    PostAssignedV1,
    PostEndedV1,
    UnitMergedV1,
    UnitState,
)
from services.notification.domain import inboxes
from shared.event_sourcing.decider import Role

STANDS_IN = {
    Role.DEPUTY_CHIEF_INSPECTOR: Role.CHIEF_INSPECTOR,
    Role.CHAIR: Role.CHIEF_INSPECTOR,
    Role.CHIEF_INSPECTOR: Role.OFFICE,
}


@dataclass(frozen=True, slots=True)
class Post:
    """The latest time of an inspector at a unit; None for a day nobody told of. His last day is his, if a
    successor follows on the next."""

    since: date | None
    ended_on: date | None = None
    successor: str | None = None

    def over(self, day: date) -> bool:
        if self.ended_on is None:
            return False
        return self.ended_on < day or (self.ended_on == day and self.successor is None)


@dataclass(slots=True)
class Directory:
    """Units, posts, inspectors and accounts. It may be incomplete: facts arrive in any order."""

    _units: dict[str, str] = field(default_factory=dict)
    _superiors: dict[str, str | None] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)
    _merged: dict[str, str] = field(default_factory=dict)
    _posts: dict[str, dict[str, Post]] = field(default_factory=dict)
    _inspectors: dict[str, str] = field(default_factory=dict)
    _appointed: dict[str, int] = field(default_factory=dict)
    _standing: dict[str, tuple[int, Fact]] = field(default_factory=dict)
    _accounts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _held: Counter[str] = field(default_factory=Counter)

    def note(self, fact: Fact, sequence: int) -> None:
        """Take in the latest fact about one subject; facts that say nothing here are passed over.

        `sequence` is its version in its stream: of an inspector's standing two subjects tell.
        """
        match fact:
            case UnitState():
                before = self._units.get(fact.code)
                if before is not None and self._codes.get(before) == fact.code:
                    del self._codes[before]
                self._units[fact.code] = fact.unit_name
                self._codes[fact.unit_name] = fact.code
                self._superiors[fact.code] = fact.superior
            case UnitMergedV1():
                self._merged[fact.code] = fact.into
            case PostAssignedV1():
                self._posts.setdefault(fact.unit, {})[fact.inspector] = Post(fact.since)
            case PostEndedV1():
                post = Post(fact.since, fact.ended_on, fact.successor)
                self._posts.setdefault(fact.unit, {})[fact.inspector] = post
            case InspectorState():
                self._inspectors[fact.inspector] = fact.inspector_name
                self._appointed[fact.inspector] = sequence
            case InspectorReturnedV1() | InspectorSuspendedV1() | InspectorExitedV1():
                self._standing[fact.inspector] = sequence, fact
            case AccountOpenedV1():
                self._hold(fact.account, fact.roles)
            case AccountClosedV1():
                self._hold(fact.account, ())

    def inspectors_of(self, unit: str, on: date) -> list[str]:
        """The numbers of the inspectors who do duty and answer that day for a unit, or for what it was merged into."""
        holders = self._holders(unit, on) or self._holders(self.unit(unit), on)
        return sorted(filter(self.on_duty, holders))

    def _holders(self, unit: str, on: date) -> list[str]:
        posts = self._posts.get(unit, {}).items()
        return [number for number, post in posts if (post.since or on) <= on and not post.over(on)]

    def on_duty(self, inspector: str) -> bool:
        """Whether nothing says that he is suspended, or that he left after he was last appointed."""
        match self._standing.get(inspector):
            case _, InspectorSuspendedV1():
                return False
            case sequence, InspectorExitedV1():
                return sequence < self._appointed.get(inspector, 0)
            case _:
                return True

    def inspectors(self) -> list[str]:
        """The numbers of all inspectors who do duty."""
        return sorted(filter(self.on_duty, self._inspectors))

    def inspectors_after(self, unit: str, inspector: str, on: date) -> list[str]:
        """Who does that day what was this inspector's to do at a unit: he himself, his successor, or who answers
        for it."""
        posts, passed = self._posts.get(unit, {}), {inspector}
        while inspector in posts and posts[inspector].over(on):
            successor = posts[inspector].successor
            if successor is None or successor in passed:
                return self.inspectors_of(unit, on)
            passed.add(successor)
            inspector = successor
        return [inspector] if self.on_duty(inspector) else self.inspectors_of(unit, on)

    def unit(self, code: str) -> str:
        """The code of the unit that goes on in place of this one: itself, or what it was merged into."""
        passed: set[str] = set()
        while code in self._merged and code not in passed:
            passed.add(code)
            code = self._merged[code]
        return code

    def former_units(self, code: str) -> frozenset[str]:
        """The unit with those that were merged into it."""
        return frozenset({code, *(former for former in self._merged if self.unit(former) == code)})

    def unit_name(self, code: str) -> str | None:
        return self._units.get(code)

    def superior(self, code: str) -> str | None:
        """The name of a unit's superior department."""
        return self._superiors.get(code)

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
            mine |= {inboxes.of_unit(code) for code in self.former_units(unit)}
            if unit in self._units:
                mine.add(inboxes.of_superior(self._units[unit]))
        if inspector is not None:
            mine.add(inboxes.of_inspector(inspector))
        return frozenset(mine)

    def _hold(self, account: str, roles: tuple[str, ...]) -> None:
        self._held -= Counter(self._accounts.get(account, ()))  # Drops the roles nobody holds any more.
        self._held += Counter(roles)
        self._accounts[account] = roles
