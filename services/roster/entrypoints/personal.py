"""What of an inspector is told only to himself and to those who decide on him or check the office."""

from collections.abc import Iterable
from typing import Final

from shared.event_sourcing.read_model import Row
from shared.identity.principal import Principal

PERSONAL: Final = frozenset(
    {
        "birth_year",
        "degree",
        "healthy",
        "appraisals",
        "recorded_appraisals",
        "overrides",
        "exit_ground",
        "rejected_for",
    }
)
"""Fields of inspectors and candidates."""


def told_to(principal: Principal, rows: Iterable[Row]) -> list[Row]:
    """The rows as this person may see them; another system is nobody's superior."""
    whole = principal.may("roster.read_personal")
    return [
        row
        if whole or (principal.inspector and row["inspector"] == principal.inspector)
        else {name: value for name, value in row.items() if name not in PERSONAL}
        for row in rows
    ]
