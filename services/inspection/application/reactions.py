"""Facts of the roster as commands: what the inspections must know of units, inspectors, posts, recusals."""

from datetime import datetime

from dudao_contracts.roster import (
    InspectorAppointedV1,
    PostAssignedV1,
    PostEndedV1,
    RecusalDeclaredV1,
    UnitState,
)
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.noted import NoteFact
from shared.messaging.envelope import Received

BY = Actor("system:inspection", "系统", Role.SYSTEM)


def on_roster_fact(received: Received, now: datetime) -> NoteFact | None:
    """Keep the fact under a subject of its own, where the latest sequence wins; None: not needed here."""
    match received.fact:
        case UnitState(code=code):
            subject = f"unit-{code}"
        case InspectorAppointedV1(inspector=inspector):
            subject = f"inspector-{inspector}"
        case PostAssignedV1() | PostEndedV1() as post:
            subject = f"post-{post.inspector}-{post.unit}"
        case RecusalDeclaredV1() as recusal:
            subject = f"recusal-{recusal.inspector}-{recusal.unit}"
        case _:
            return None
    envelope = received.envelope
    return NoteFact(BY, now, envelope.type, subject, envelope.sequence, received.data)
