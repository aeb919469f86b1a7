"""A zone (责任区)."""

import re
import sys
from collections.abc import Iterable

from services.roster.domain.commands import DrawZone
from services.roster.domain.details import UnitDetails, UnitKind
from services.roster.domain.events import ZoneDrawn
from services.roster.domain.requirement import UNCOUNTED, Unit
from shared.event_sourcing.decider import Decider, Refused
from shared.rules.pack import RulePack

UNCOUNTED_HERE = UNCOUNTED | {UnitKind.KINDERGARTEN}
"""What the limit of 20 schools a zone does not count: it was made for schools, before kindergartens."""


class ZoneFull(Refused):
    article = "教督〔2012〕7号文件"
    field = "zone"

    def __init__(self, zone: str, most: str) -> None:
        super().__init__(f"{zone}已有学校{most}，一个责任区至多{most}。请划入其他责任区，或新设责任区。")


def schools_in(zone: str | None, units: Iterable[Unit]) -> list[Unit]:
    """The schools of a zone as its limit counts them."""
    return [unit for unit in units if unit.zone == zone and unit.kind not in UNCOUNTED_HERE]


def check_zone(code: str, details: UnitDetails, units: Iterable[Unit], rules: RulePack) -> None:
    """Raise `ZoneFull` when a school moves into a zone that has as many as it may; `units` are those there are."""
    if details.zone is None or details.kind in UNCOUNTED_HERE:
        return
    schools = schools_in(details.zone, units)
    most = rules.rule("zone_schools_max")
    if len(schools) >= most.number and all(unit.code != code for unit in schools):
        raise ZoneFull(details.zone, most.amount)


DIGITS = "零一二三四五六七八九"


def decide(command: DrawZone, drawn: bool) -> list[ZoneDrawn]:
    return [] if drawn else [ZoneDrawn(command.zone)]


def evolve(_drawn: bool, _event: ZoneDrawn) -> bool:
    return True


ZONE: Decider[DrawZone, bool, ZoneDrawn] = Decider(False, decide, evolve)


def by_number(zone: str) -> tuple[int, str]:
    """第二责任区 before 第三责任区, which sorting by characters does not know; names without a number last."""
    found = re.search(r"[一二三四五六七八九十]+|\d+", zone)
    if not found:
        return sys.maxsize, zone
    tens, ten, ones = found[0].rpartition("十")
    if not ten:
        return (int(ones) if ones.isdecimal() else DIGITS.find(ones)), zone
    return (DIGITS.find(tens) if tens else 1) * 10 + (DIGITS.find(ones) if ones else 0), zone
