"""A zone (责任区)."""

import re
import sys

from services.roster.domain.commands import DrawZone
from services.roster.domain.events import ZoneDrawn
from shared.event_sourcing.decider import Decider

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
