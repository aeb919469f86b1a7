"""A comprehensive inspection (综合督导) as far as the roster needs it: of which unit, and when its opinion was served."""

from dataclasses import dataclass
from datetime import date, datetime

from services.roster.domain.events import ComprehensiveInspectionNoted
from shared.event_sourcing.decider import Actor, Decider


@dataclass(frozen=True, slots=True)
class NoteComprehensiveInspection:
    """Keep that the unit was inspected comprehensively; the opinion (督导意见书) was served `on` that day."""

    by: Actor
    now: datetime
    inspection: str
    unit: str
    on: date


def decide(command: NoteComprehensiveInspection, noted: bool) -> list[ComprehensiveInspectionNoted]:
    """An opinion is served once."""
    return [] if noted else [ComprehensiveInspectionNoted(command.inspection, command.unit, command.on)]


def evolve(_noted: bool, _event: ComprehensiveInspectionNoted) -> bool:
    return True


COMPREHENSIVE: Decider[NoteComprehensiveInspection, bool, ComprehensiveInspectionNoted] = Decider(
    False, decide, evolve
)
