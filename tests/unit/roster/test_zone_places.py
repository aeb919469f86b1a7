"""At most twenty schools in a zone (教督〔2012〕7号), however many are put there at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.details import UnitDetails, UnitKind
from services.roster.domain.events import PlacesFreed, SchoolPlaced
from services.roster.domain.unit import UnitNumbersWrong
from services.roster.domain.unit_commands import CloseUnit, RegisterUnit
from services.roster.domain.zone import ZONE, FreePlaces, PlaceSchool, ZoneFull
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import NOW, OFFICE, RULES, school

LIMIT = RULES.rule("zone_schools_max")
FIRST, SECOND = school(zone="第一责任区"), school(zone="第二责任区")
LATER = NOW + timedelta(minutes=2)
zone = DeciderTest(ZONE)


def place(code: str, standing: Sequence[str] = ()) -> PlaceSchool:
    return PlaceSchool(OFFICE, NOW, "第一责任区", code, frozenset(standing), LIMIT)


def placed(code: str) -> SchoolPlaced:
    return SchoolPlaced("第一责任区", code, NOW)


FULL = [placed(f"{n:02}") for n in range(20)]
free = FreePlaces(OFFICE, NOW, "第一责任区", ("00", "99"))


def test_a_zone_takes_in_twenty_schools() -> None:
    zone.given(*FULL[:19]).when(place("19")).then(FULL[19])
    refusal = zone.given(*FULL).when(place("20")).then_refused(ZoneFull)
    assert "第一责任区已有学校20所" in str(refusal)
    zone.given(*FULL).when(place("00")).then_nothing()
    zone.again(place("00"))


def test_a_place_that_is_free_again_is_given_again() -> None:
    freed = PlacesFreed("第一责任区", ("00",))
    zone.given(*FULL).when(free).then(freed)
    zone.given(*FULL).again(free)
    zone.given(*FULL, freed).when(place("20")).then(placed("20"))


def test_a_zone_of_before_places_were_counted_begins_with_the_schools_it_has() -> None:
    standing = [f"{n:02}" for n in range(19)]
    zone.when(place("19", standing)).then(*FULL)
    zone.when(place("20", [*standing, "19"])).then_refused(ZoneFull)
    zone.when(place("00", ["00"])).then(placed("00"))


class District:
    """Two processes of the roster over one log."""

    def __init__(self) -> None:
        self.store = InMemoryEventStore()
        self.processes = [RosterHandlers(self.store, TYPES) for _ in range(2)]

    async def put(self, code: str, details: UnitDetails = FIRST, later: bool = False) -> bool:
        """Whether the zone let it in."""
        roster = self.processes[int(code) % 2]
        command = RegisterUnit(OFFICE, LATER if later else NOW, code, details)
        try:
            await roster.put_unit(command, Context(uuid4(), uuid4()), LIMIT)
        except ZoneFull:
            return False
        return True

    async def fill(self) -> list[bool]:
        return list(await asyncio.gather(*(self.put(str(n)) for n in range(20))))


async def test_of_many_at_once_in_two_processes_twenty_are_let_in() -> None:
    district = District()
    let_in = await asyncio.gather(*(district.put(str(n)) for n in range(30)))
    assert sum(let_in) == 20
    again = await asyncio.gather(*(district.put(str(n)) for n in range(30)))
    assert again == let_in


async def test_who_moves_away_or_ends_leaves_room() -> None:
    district = District()
    assert all(await district.fill())
    assert not await district.put("20")
    assert await district.put("3", SECOND)
    assert await district.put("20")
    assert not await district.put("21")
    close = CloseUnit(OFFICE, NOW, "4", date(2026, 8, 31), "云教〔2026〕31号")
    await district.processes[0].unit(close, Context(uuid4(), uuid4()))
    assert await district.put("21")


async def test_who_ends_later_keeps_his_place_until_then() -> None:
    """教督〔2012〕7号: a school that is there is counted."""
    district = District()
    assert all(await district.fill())
    close = CloseUnit(OFFICE, NOW, "4", LATER.date() + timedelta(days=30), "云教〔2026〕31号")
    await district.processes[0].unit(close, Context(uuid4(), uuid4()))
    assert not await district.put("20", later=True)
    command = RegisterUnit(OFFICE, LATER + timedelta(days=31), "20", FIRST)
    await district.processes[0].put_unit(command, Context(uuid4(), uuid4()), LIMIT)


async def test_kindergartens_and_what_has_no_zone_need_no_place() -> None:
    district = District()
    await district.fill()
    assert await district.put("20", replace(FIRST, kind=UnitKind.KINDERGARTEN))
    assert await district.put("21", school(zone=None))
    assert not await district.put("20"), "a kindergarten that becomes a school"


async def test_a_place_that_was_taken_before_a_crash_is_found_empty_after_a_minute() -> None:
    """The unit's own entry never came."""
    district = District()
    roster = district.processes[0]
    for n in range(19):
        await district.put(str(n))
    crashed = PlaceSchool(OFFICE, NOW, "第一责任区", "crashed", frozenset(), LIMIT)
    await roster._zones.handle(crashed, Context(uuid4(), uuid4()), stream="zone-第一责任区")
    assert not await district.put("20"), "it may be under way"
    assert await district.put("20", later=True)
    assert not await district.put("21", later=True)


async def test_what_is_refused_takes_no_place() -> None:
    district = District()
    for n in range(19):
        await district.put(str(n))
    with pytest.raises(UnitNumbersWrong):
        await district.put("19", replace(FIRST, campuses=0))
    assert await district.put("20")
