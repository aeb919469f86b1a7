"""The roster as the inspections know it, in memory: recording a visit asks no database."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.inspection.domain.procedure import RosterSays
from services.inspection.domain.refusals import InspectorNotKnown, UnitNotKnown
from services.inspection.domain.report import Line, VisitedUnit
from shared.event_sourcing.read_model import Row

PAUSE = 0.2  # seconds between two looks at the read model
GOVERNMENT = frozenset({"镇街", "委员会成员单位"})

ChangedAfter = Callable[[int], Awaitable[Sequence[Row]]]
Told = tuple[str, date]
"""The name of a fact about an inspector's standing and the day from which it holds."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days from the first to the last, both in ISO 8601 and in them; None: without a beginning, or an end."""

    first: str | None
    last: str | None

    def __contains__(self, day: date) -> bool:
        return (self.first or "") <= day.isoformat() <= (self.last or "9999")


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
        self._kinds: dict[str, str] = {}
        self._ends: dict[str, date] = {}
        self._inspectors: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._terms: dict[str, dict[date, date]] = {}
        self._standings: dict[str, dict[int, Told]] = {}
        self._posts: dict[tuple[str, str], Days] = {}
        self._recusals: dict[str, dict[str, date]] = {}

    async def unit(self, code: str) -> tuple[VisitedUnit, Line]:
        """The unit, and the line of inspection it falls under. Raises `UnitNotKnown`."""
        await self._refresh(code in self._units)
        try:
            return self._units[code]
        except KeyError:
            raise UnitNotKnown(code) from None

    async def kind(self, code: str) -> str:
        """What type of unit it is (幼儿园, 小学…). Raises `UnitNotKnown`."""
        await self.unit(code)
        return self._kinds[code]

    async def of_kind(self, kind: str) -> Sequence[VisitedUnit]:
        """The units of a type, by code."""
        return [unit for unit in await self.units() if self._kinds[unit.code] == kind]

    async def recused(self, unit: str, inspectors: Iterable[str], day: date) -> frozenset[str]:
        """Those of the inspectors who may not inspect the unit on the day. Raises `InspectorNotKnown`.

        What stands between them began on a day, and a visit of before is told of with him all the same; what was
        lifted is forgotten.
        """
        asked = frozenset(inspectors)
        await self._refresh(asked <= self._inspectors.keys())
        if unknown := asked - self._inspectors.keys():
            raise InspectorNotKnown(sorted(unknown))
        began = self._recusals.get(unit, {})
        return frozenset(number for number in asked if number in began and began[number] <= day)

    def off_duty(self, inspectors: Iterable[str], day: date) -> frozenset[str]:
        """Those of the inspectors who were suspended on the day, or had left."""
        told, appointed = self._standings, self._inspectors
        return frozenset(
            number for number in inspectors if off_duty(told.get(number, {}), appointed.get(number, 0), day)
        )

    def out_of_term(self, inspectors: Iterable[str], day: date) -> frozenset[str]:
        """Those of the inspectors whose term had run out by the day; nothing is known of before the first told."""
        return frozenset(
            number
            for number in inspectors
            if any(last < day for last in self._terms.get(number, {}).values())
            and not self._in_term(number, day)
        )

    async def says(self, unit: str, inspectors: Iterable[str], day: date) -> RosterSays:
        """What there is to know of the inspectors and the unit on that day. Raises `InspectorNotKnown`."""
        asked = frozenset(inspectors)
        recused = await self.recused(unit, asked, day)
        return RosterSays(
            out_of_term=frozenset(number for number in asked if not self._in_term(number, day)),
            off_duty=self.off_duty(asked, day),
            recused=recused,
            unit_ended_on=self.ended_on(unit),
        )

    def _in_term(self, inspector: str, day: date) -> bool:
        return any(first <= day <= last for first, last in self._terms.get(inspector, {}).items())

    def ended_on(self, code: str) -> date | None:
        """The first day on which there is no such unit, because it was closed or merged."""
        return self._ends.get(code)

    async def units(self, name: str = "") -> Sequence[VisitedUnit]:
        """The units whose name has `name` in it, by code."""
        await self._refresh(True)
        return [unit for _, (unit, _) in sorted(self._units.items()) if name in unit.name]

    async def posts_of(self, inspector: str, on: date) -> Sequence[VisitedUnit]:
        """The units an inspector answers for on that day, by code."""
        await self._refresh(True)
        held = (unit for (holder, unit), days in self._posts.items() if holder == inspector and on in days)
        codes = sorted(held)
        return [self._units[code][0] for code in codes if code in self._units]

    def holders(self, on: date) -> Mapping[str, Sequence[str]]:
        """The inspectors who answer for each unit on that day, by number."""
        found: dict[str, list[str]] = {}
        for inspector, unit in sorted(self._posts):
            if on in self._posts[inspector, unit]:
                found.setdefault(unit, []).append(inspector)
        return found

    def names(self) -> Mapping[str, str]:
        """What the inspectors are called, by number."""
        return self._names

    def recused_from(self, inspector: str, day: date) -> frozenset[str]:
        """The units an inspector may not inspect on the day."""
        return frozenset(
            unit for unit, began in self._recusals.items() if inspector in began and began[inspector] <= day
        )

    async def _refresh(self, found: bool) -> None:
        """Take up what changed; who was not found before is looked for without a pause."""
        if self._position() == self._looked_at or (found and self._now() < self._looked + PAUSE):
            return
        async with self._looking:
            position = self._position()
            for row in await self._changed_after(self._seen):
                self._take(row)
                self._seen = row["position"]
            self._looked_at, self._looked = position, self._now()

    def _take(self, row: Row) -> None:
        data = row["data"]
        match row["type"].rsplit(".", 2)[1]:
            case "unit-registered" | "unit-changed":
                unit = VisitedUnit(data["code"], data["unit_name"], data["zone"], data["superior"])
                line = Line.GOVERNMENT if data["kind"] in GOVERNMENT else Line.SCHOOL
                self._units[unit.code] = (unit, line)
                self._kinds[unit.code] = data["kind"]
            case "unit-merged" | "unit-closed":
                self._ends[data["code"]] = date.fromisoformat(data["on"])
            case "inspector-appointed" | "inspector-renewed":
                number, first, last = (data[name] for name in ("inspector", "term_from", "term_to"))
                self._inspectors[number] = max(row["sequence"], self._inspectors.get(number, 0))
                self._names[number] = data["inspector_name"]
                terms = self._terms.setdefault(number, {})
                terms[date.fromisoformat(first)] = date.fromisoformat(last)
            case "inspector-suspended" | "inspector-returned" | "inspector-exited" as what:
                told = self._standings.setdefault(data["inspector"], {})
                told[row["sequence"]] = what, date.fromisoformat(data["on"])
            case "post-assigned" | "post-ended":
                self._posts[data["inspector"], data["unit"]] = Days(data.get("since"), data.get("ended_on"))
            case "recusal-declared":
                began = self._recusals.setdefault(data["unit"], {})
                began[data["inspector"]] = date.fromisoformat(data["since"])
            case "recusal-lifted":
                self._recusals.get(data["unit"], {}).pop(data["inspector"], None)


def off_duty(told: Mapping[int, Told], appointed: int, day: date) -> bool:
    """Whether an inspector was suspended on the day or had left, from what was `told` of him by sequence in his
    stream. `appointed` is the sequence of his latest appointment: who is appointed again has not left."""
    since: date | None = None
    for sequence, (what, on) in sorted(told.items()):
        if what == "inspector-suspended" or (what == "inspector-exited" and sequence > appointed):
            since = since or on
            continue
        if what == "inspector-returned" and since is not None and since <= day < on:
            return True
        since = None
    return since is not None and since <= day
