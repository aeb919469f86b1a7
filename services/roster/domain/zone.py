"""A zone (责任区)."""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import assert_never

from services.roster.domain.details import UnitDetails, UnitKind
from services.roster.domain.events import PlacesFreed, SchoolPlaced, ZoneDrawn, ZoneEvent
from services.roster.domain.requirement import UNCOUNTED, Unit
from services.roster.domain.unit_commands import DrawZone
from shared.event_sourcing.decider import Actor, Decider, Refused
from shared.rules.rule import Rule

UNCOUNTED_HERE = UNCOUNTED | {UnitKind.KINDERGARTEN}
"""What the limit of 20 schools a zone does not count: it was made for schools, before kindergartens."""


class ZoneFull(Refused):
    article = "教督〔2012〕7号文件"
    field = "zone"

    def __init__(self, zone: str, most: str) -> None:
        super().__init__(f"{zone}已有学校{most}，一个责任区至多{most}。请划入其他责任区，或新设责任区。")


def zone_counting(details: UnitDetails) -> str | None:
    """The zone whose limit counts the unit; None: no limit does."""
    return None if details.kind in UNCOUNTED_HERE else details.zone


def schools_in(zone: str | None, units: Iterable[Unit]) -> list[Unit]:
    """The schools of a zone as its limit counts them."""
    return [unit for unit in units if unit.zone == zone and unit.kind not in UNCOUNTED_HERE]


DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class PlaceSchool:
    """Let a school into a zone; `standing` are those that were in it before places were counted."""

    by: Actor
    now: datetime
    zone: str
    code: str
    standing: frozenset[str]
    limit: Rule


@dataclass(frozen=True, slots=True)
class FreePlaces:
    """Count these schools no more: they have moved, or ended."""

    by: Actor
    now: datetime
    zone: str
    codes: tuple[str, ...]


ZoneCommand = DrawZone | PlaceSchool | FreePlaces


@dataclass(frozen=True, slots=True)
class Zone:
    """Whether it was drawn, and the schools that have a place in it, each since when."""

    drawn: bool = False
    schools: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))


def place_school(command: PlaceSchool, zone: Zone) -> list[ZoneEvent]:
    """教督〔2012〕7号: at most twenty."""
    before = sorted(command.standing - {command.code}) if not zone.schools else []
    if command.code in zone.schools:
        return []
    if len(zone.schools) + len(before) >= command.limit.number:
        raise ZoneFull(command.zone, command.limit.amount)
    return [SchoolPlaced(command.zone, code, command.now) for code in (*before, command.code)]


def free_places(command: FreePlaces, zone: Zone) -> list[ZoneEvent]:
    codes = tuple(code for code in command.codes if code in zone.schools)
    return [PlacesFreed(command.zone, codes)] if codes else []


def decide(command: ZoneCommand, zone: Zone) -> list[ZoneEvent]:
    match command:
        case DrawZone():
            return [] if zone.drawn else [ZoneDrawn(command.zone)]
        case PlaceSchool():
            return place_school(command, zone)
        case FreePlaces():
            return free_places(command, zone)
        case _:
            assert_never(command)


def evolve(zone: Zone, event: ZoneEvent) -> Zone:
    match event:
        case ZoneDrawn():
            return replace(zone, drawn=True)
        case SchoolPlaced(code=code, at=at):
            return replace(zone, schools=MappingProxyType({**zone.schools, code: at}))
        case PlacesFreed(codes=codes):
            left = {code: at for code, at in zone.schools.items() if code not in codes}
            return replace(zone, schools=MappingProxyType(left))
        case _:
            assert_never(event)


ZONE: Decider[ZoneCommand, Zone, ZoneEvent] = Decider(Zone(), decide, evolve)


def by_number(zone: str) -> tuple[int, str]:
    """第二责任区 before 第三责任区, which sorting by characters does not know; names without a number last."""
    found = re.search(r"[一二三四五六七八九十]+|\d+", zone)
    if not found:
        return sys.maxsize, zone
    tens, ten, ones = found[0].rpartition("十")
    if not ten:
        return (int(ones) if ones.isdecimal() else DIGITS.find(ones)), zone
    return (DIGITS.find(tens) if tens else 1) * 10 + (DIGITS.find(ones) if ones else 0), zone
