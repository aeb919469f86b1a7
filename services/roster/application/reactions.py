"""Facts of the inspections as commands: the roster keeps who made which visit, and which units were inspected."""

from datetime import datetime

from dudao_contracts.inspection import OpinionServedV1, VisitRecordedV1
from services.roster.domain.inspected import NoteComprehensiveInspection
from services.roster.domain.visit_commands import NoteVisit
from shared.event_sourcing.decider import Actor, Role
from shared.messaging.envelope import Received
from shared.workdays.deadline import SHANGHAI

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


def on_opinion_served(received: Received, now: datetime) -> NoteComprehensiveInspection | None:
    """What is due at the end of a head's term is done with its opinion (Q7). None for a special inspection."""
    fact = received.fact
    if not isinstance(fact, OpinionServedV1) or fact.kind != "综合督导":
        return None
    on = received.envelope.time.astimezone(SHANGHAI).date()
    return NoteComprehensiveInspection(BY, now, str(fact.inspection), fact.unit, on)
