"""What of an inspector is told only to himself and to those who decide on him or check the office."""

from collections.abc import Iterable
from typing import Final

from services.roster.read_models.candidates import PUBLICISED
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


def candidates_told_to(principal: Principal, rows: Iterable[Row]) -> list[Row]:
    """Candidates as this person may see them: others than those who decide know those who are made known (公示)."""
    whole = principal.may("roster.read_personal")
    return told_to(principal, [row for row in rows if whole or row["step"] == PUBLICISED])


def recusals_told_to(principal: Principal, rows: Iterable[Row]) -> list[Row]:
    """Who is recused from which unit; why, how often and since when only to himself and to those who appoint.

    Others are told no more than the other services are: that he is. When a relation began says what it is.
    """
    whole = principal.may("roster.appoint_inspector")
    told: dict[tuple[str, ...], Row] = {}
    for row in rows:
        own = principal.inspector and row["inspector"] == principal.inspector
        names = tuple(row) if whole or own else ("inspector", "unit")
        shown = {name: row[name] for name in names}
        told[tuple(map(str, shown.values()))] = shown
    return list(told.values())
