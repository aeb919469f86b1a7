"""Results as they are told: ranked among what can be compared, and who was not scored listed beside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.inspection.domain.ranking import Group, Place, Result, places
from shared.event_sourcing.read_model import Row

UNDECIDED = "还没有结果"
NOT_INSPECTED = "没有按这个指标体系督导"

Units = Mapping[str, Sequence[tuple[str, str]]]
"""Code and name of all units, by their type."""


def ranked(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The served results with a score, each with its place; `rank` is None for one that a later one replaced."""
    scored = [row for row in rows if row["served"] and row["total"] is not None]
    found = places(
        Result(row["id"], row["unit"], group_of(row), Decimal(row["total"]), row["on"]) for row in scored
    )
    return [{**row, **_place(found.get(row["id"]))} for row in scored]


def groups_json(rows: Sequence[Row], units: Units) -> list[dict[str, Any]]:
    """Results by what can be compared. Who has none is listed as not scored with the reason, never ranked."""
    names = {group_of(row): row["framework_name"] for row in rows}
    results: dict[Group, list[dict[str, Any]]] = defaultdict(list)
    for one in ranked(rows):
        results[group_of(one)].append(one)
    return [
        {
            "framework": group.framework,
            "framework_name": names[group],
            "version": group.version,
            "unit_type": group.unit_type,
            "year": group.year,
            "of": max((one["of"] or 0 for one in results[group]), default=0),
            "results": sorted(results[group], key=lambda one: (one["rank"] or len(rows) + 1, one["unit"])),
            "not_scored": _not_scored(results[group], [row for row in rows if group_of(row) == group], units),
        }
        for group in sorted(names)
    ]


def _place(place: Place | None) -> dict[str, int | None]:
    return {"rank": place.rank if place else None, "of": place.of if place else None}


def group_of(row: Row) -> Group:
    return Group(row["framework"], row["version"], row["unit_type"], row["year"])


def _not_scored(scored: Iterable[Row], rows: Sequence[Row], units: Units) -> list[dict[str, str]]:
    done = {row["unit"] for row in scored}
    waiting = {row["unit"]: (row["unit_name"], row["unscored"] or UNDECIDED) for row in rows}
    others = {code: (name, NOT_INSPECTED) for code, name in units.get(rows[0]["unit_type"], ())}
    return [
        {"unit": code, "unit_name": name, "why": why}
        for code, (name, why) in sorted({**others, **waiting}.items())
        if code not in done
    ]
