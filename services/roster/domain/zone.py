"""A zone (责任区)."""

from services.roster.domain.commands import DrawZone
from services.roster.domain.events import ZoneDrawn
from shared.event_sourcing.decider import Decider


def decide(command: DrawZone, drawn: bool) -> list[ZoneDrawn]:
    return [] if drawn else [ZoneDrawn(command.zone)]


def evolve(_drawn: bool, _event: ZoneDrawn) -> bool:
    return True


ZONE: Decider[DrawZone, bool, ZoneDrawn] = Decider(False, decide, evolve)
