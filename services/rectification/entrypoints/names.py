"""Who is meant by an owner or an actor, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.domain.issue import About
from services.rectification.read_models import inspectors, units
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.read_model import Row
from shared.identity.principal import ROLE_NAMES

AUTOMATIC = "按规则自动记录"


@dataclass(frozen=True, slots=True)
class Names:
    """What units and inspectors are called, as far as the roster has told."""

    units: Mapping[str, Row]
    inspectors: Mapping[str, str]

    @classmethod
    async def read(cls, connection: AsyncConnection, owners: Iterable[tuple[str, str]]) -> "Names":
        """The names of these owners (role, owner)."""
        named = set(owners)
        return cls(
            await units.by_code(connection, [owner for role, owner in named if role == Role.UNIT]),
            await inspectors.names(connection, [owner for role, owner in named if role == Role.INSPECTOR]),
        )

    def owner(self, role: str, owner: str) -> str:
        """The head of a unit, an inspector, or the office of that role; the number where no name is known."""
        if role == Role.UNIT:
            return str(self.units.get(owner, {}).get("head") or owner)
        if role == Role.INSPECTOR:
            return self.inspectors.get(owner, owner)
        return ROLE_NAMES[Role(role)]


def role_of(actor: Actor, about: About | None) -> str:
    """As what the actor acted: his role, the unit he answers for, or nobody at all."""
    if actor.role is Role.SYSTEM:
        return AUTOMATIC
    if about and actor.unit == about.unit:
        return about.unit_name
    return ROLE_NAMES[actor.role]
