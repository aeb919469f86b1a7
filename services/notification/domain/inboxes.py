"""The addresses messages are put under: a unit's, an inspector's, a role's inbox."""

from shared.event_sourcing.decider import Role


def of_unit(code: str) -> str:
    return f"unit:{code}"


def of_inspector(number: str) -> str:
    return f"inspector:{number}"


def of_role(role: Role) -> str:
    return f"role:{role}"


def of_superior(name: str) -> str:
    """The inbox of a department that is known by its name only."""
    return f"superior:{name}"
