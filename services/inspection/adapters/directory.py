"""The roster as the inspections know it, in memory: recording a visit asks no database."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from services.inspection.domain.refusals import InspectorNotKnown, UnitNotKnown
from services.inspection.domain.report import Line, VisitedUnit
from shared.event_sourcing.read_model import Row

PAUSE = 0.2  # seconds between two looks at the read model
GOVERNMENT = frozenset({"镇街", "委员会成员单位"})

ChangedAfter = Callable[[int], Awaitable[Sequence[Row]]]


class Directory:
    """Units, inspectors, posts and recusals, at most `PAUSE` behind their read model.

    `changed_after` gives the entries changed after a position; `position` says how far the read
    models are, so that nothing is asked while nothing happens.
    """

    def __init__(
        self,
        changed_after: ChangedAfter,
        position: Callable[[], int],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._changed_after, self._position, self._now = changed_after, position, now
        self._looking = asyncio.Lock()
        self._looked_at, self._looked = -1, float("-inf")
        self._seen = 0
        self._units: dict[str, tuple[VisitedUnit, Line]] = {}
        self._inspectors: dict[str, str] = {}
        self._posts: set[tuple[str, str]] = set()
        self._recusals: dict[str, set[str]] = {}

    async def unit(self, code: str) -> tuple[VisitedUnit, Line]:
        """The unit, and the line of inspection it falls under. Raises `UnitNotKnown`."""
        await self._refresh(code in self._units)
        try:
            return self._units[code]
        except KeyError:
            raise UnitNotKnown(code) from None

    async def recused(self, unit: str, inspectors: Iterable[str]) -> frozenset[str]:
        """Those of the inspectors who may not inspect the unit. Raises `InspectorNotKnown`."""
        asked = frozenset(inspectors)
        await self._refresh(asked <= self._inspectors.keys())
        if unknown := asked - self._inspectors.keys():
            raise InspectorNotKnown(sorted(unknown))
        return asked & self._recusals.get(unit, set())

    async def units(self, name: str = "") -> Sequence[VisitedUnit]:
        """The units whose name has `name` in it, by code."""
        await self._refresh(True)
        return [unit for _, (unit, _) in sorted(self._units.items()) if name in unit.name]

    async def posts_of(self, inspector: str) -> Sequence[VisitedUnit]:
        """The units an inspector answers for, by code."""
        await self._refresh(True)
        codes = sorted(unit for holder, unit in self._posts if holder == inspector)
        return [self._units[code][0] for code in codes if code in self._units]

    async def _refresh(self, found: bool) -> None:
        """Take up what changed; who was not found before is looked for without a pause."""
        if self._position() == self._looked_at or (found and self._now() < self._looked + PAUSE):
            return
        async with self._looking:
            position = self._position()
            for row in await self._changed_after(self._seen):
                self._take(row["type"], row["data"])
                self._seen = row["position"]
            self._looked_at, self._looked = position, self._now()

    def _take(self, type_: str, data: Mapping[str, Any]) -> None:
        match type_.rsplit(".", 2)[1]:
            case "unit-registered" | "unit-changed":
                unit = VisitedUnit(data["code"], data["unit_name"], data["zone"], data["superior"])
                line = Line.GOVERNMENT if data["kind"] in GOVERNMENT else Line.SCHOOL
                self._units[unit.code] = (unit, line)
            case "inspector-appointed":
                self._inspectors[data["inspector"]] = data["inspector_name"]
            case "post-assigned":
                self._posts.add((data["inspector"], data["unit"]))
            case "post-ended":
                self._posts.discard((data["inspector"], data["unit"]))
            case "recusal-declared":
                self._recusals.setdefault(data["unit"], set()).add(data["inspector"])
