"""Facts of the inspections as commands: the roster keeps who made which visit, for claims and workload."""

from datetime import datetime

from dudao_contracts.inspection import VisitRecordedV1
from services.roster.domain.visit_commands import NoteVisit
from shared.event_sourcing.decider import Actor, Role
from shared.messaging.envelope import Received

BY = Actor("system:roster", "系统", Role.SYSTEM)


def on_visit_recorded(received: Received, now: datetime) -> NoteVisit | None:
    """None for a newer version of the fact than this release knows."""
    fact = received.fact
    if not isinstance(fact, VisitRecordedV1):
        return None
    return NoteVisit(
        BY,
        now,
        str(fact.visit),
        fact.number,
        fact.unit,
        fact.visited_on,
        fact.inspectors,
        fact.minutes,
        received.envelope.sequence,
    )
