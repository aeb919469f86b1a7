"""What the person who asks may see: as whom he reads, and whose duties are his."""

from typing import Annotated, Final

from shared.event_sourcing.decider import Actor, Role
from shared.identity.principal import Principal
from shared.runtime.caller import Caller, Permitted, may

READ: Final = "rectification.read"

Reader = Annotated[Permitted, may(READ)]
LogReader = Annotated[Permitted, may("rectification.read_log")]


def reader(called: Caller) -> Actor:
    """The caller as a reader of cases. Raises a 403 `Problem` when he may not read any."""
    return called.acting(READ)


def owners(person: Principal) -> set[tuple[str, str]]:
    """The owners (role, owner) whose duties are the person's; the chief also stands in for the deputy."""
    mine: set[tuple[str, str]] = set()
    for role in person.roles:
        if role is Role.UNIT and person.unit:
            mine.add((role.value, person.unit))
        elif role is Role.INSPECTOR and person.inspector:
            mine.add((role.value, person.inspector))
        else:
            mine.add((role.value, role.value))
        if role is Role.CHIEF_INSPECTOR:
            mine.add((Role.DEPUTY_CHIEF_INSPECTOR.value,) * 2)
    return mine
