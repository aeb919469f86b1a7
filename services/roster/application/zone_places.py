"""The places of schools in their zones: a limit across many units' streams, decided on one stream for each zone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from services.roster.domain.details import UnitDetails
from services.roster.domain.merits import today
from services.roster.domain.unit import Ended, Registered
from services.roster.domain.unit_commands import ChangeUnit, CloseUnit, MergeUnit, RegisterUnit
from services.roster.domain.zone import FreePlaces, PlaceSchool, Zone, ZoneFull, zone_counting
from shared.event_sourcing.command_handler import CommandHandler, Context
from shared.rules.rule import Rule

SchoolsIn = Callable[[str], Awaitable[frozenset[str]]]
"""The schools the register has in a zone."""
UNDER_WAY = timedelta(minutes=1)
"""For so long a place may be taken by a school whose own entry does not say so yet."""


async def none_standing(_zone: str) -> frozenset[str]:
    return frozenset()


class ZonePlaces:
    """A school takes its place before its entry names the zone, and leaves it after the entry names another.

    A crash in between leaves a place too many taken, never one too few, and a full zone looks whether those
    who have a place are still there. Zones of before places were counted begin with `standing`.
    """

    def __init__(
        self, zones: CommandHandler[Any, Zone, Any], units: CommandHandler[Any, Any, Any], standing: SchoolsIn
    ) -> None:
        self._zones, self._units, self._standing = zones, units, standing
        self._in_turn = asyncio.Lock()

    async def enter(self, put: RegisterUnit | ChangeUnit, limit: Rule, context: Context) -> None:
        """Raises `ZoneFull`."""
        name = zone_counting(put.details)
        if name is None:
            return
        async with self._in_turn:  # Else the rows of an import would race each other for the zone's stream.
            zone, _ = await self._zones.state(_stream(name))
            if put.code in zone.schools:
                return
            standing = frozenset() if zone.schools else await self._standing(name)
            place = PlaceSchool(put.by, put.now, name, put.code, standing, limit)
            own = _for(context, f"place/{name}/{put.code}")
            try:
                await self._zones.handle(place, own, stream=_stream(name))
            except ZoneFull:
                settled = (code for code, at in zone.schools.items() if put.now - at > UNDER_WAY)
                day = today(put.now)
                gone = tuple([code for code in settled if not await self._is_in(code, name, day)])
                if not gone:
                    raise
                await self._free(FreePlaces(put.by, put.now, name, gone), context)
                await self._zones.handle(place, own, stream=_stream(name))

    async def move(self, before: UnitDetails, put: RegisterUnit | ChangeUnit, context: Context) -> None:
        """Free the place a school had, when its entry names another zone now."""
        name = zone_counting(before)
        if name is not None and name != zone_counting(put.details):
            await self._free(FreePlaces(put.by, put.now, name, (put.code,)), context)

    async def leave(self, end: MergeUnit | CloseUnit, context: Context) -> None:
        """Free the place of a unit that has ended."""
        unit, _ = await self._units.state(f"unit-{end.code}")
        name = zone_counting(unit.details) if isinstance(unit, Ended) else None
        if name is not None:
            await self._free(FreePlaces(end.by, end.now, name, (end.code,)), context)

    async def _free(self, command: FreePlaces, context: Context) -> None:
        own = _for(context, f"free/{command.zone}/{'/'.join(command.codes)}")
        await self._zones.handle(command, own, stream=_stream(command.zone))

    async def _is_in(self, code: str, zone: str, day: date) -> bool:
        unit, _ = await self._units.state(f"unit-{code}")
        there = isinstance(unit, Registered) or (isinstance(unit, Ended) and unit.there_on(day))
        return there and zone_counting(unit.details) == zone


def _stream(zone: str) -> str:
    return f"zone-{zone}"


def _for(context: Context, what: str) -> Context:
    return replace(context, cause=uuid5(context.cause, what), expected=None)
