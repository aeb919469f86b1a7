"""Facts of others as commands: what the inspections must know of the roster, and of the cases of their issues."""

from datetime import datetime

from dudao_contracts.roster import (
    ComprehensiveInspectionDueV1,
    InspectorExitedV1,
    InspectorReturnedV1,
    InspectorState,
    InspectorSuspendedV1,
    PostAssignedV1,
    PostEndedV1,
    RecusalDeclaredV1,
    RecusalLiftedV1,
    UnitClosedV1,
    UnitMergedV1,
    UnitState,
)
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.noted import NoteFact
from shared.messaging.envelope import Received

CASE_FACTS = frozenset(
    {"rectification.case-closed.v1", "rectification.case-withdrawn.v1", "rectification.case-reopened.v1"}
)
"""What of a case says whether the issue it came from is settled."""

BY = Actor("system:inspection", "系统", Role.SYSTEM)


def on_roster_fact(received: Received, now: datetime) -> NoteFact | None:
    """Keep the fact under a subject of its own, where the latest sequence wins; None: not needed here."""
    envelope = received.envelope
    match received.fact:
        case UnitState(code=code):
            subject = f"unit-{code}"
        case UnitMergedV1(code=code) | UnitClosedV1(code=code):
            subject = f"end-of-unit-{code}"
        case InspectorState(inspector=inspector, term_from=term_from):
            # One for each term: who was renewed ahead is in his present term until it ends.
            subject = f"inspector-{inspector}-{term_from}"
        case InspectorSuspendedV1() | InspectorReturnedV1() | InspectorExitedV1() as standing:
            # Each is kept: a visit on a day of a suspension is refused after the return as well.
            subject = f"standing-{standing.inspector}-{envelope.sequence}"
        case PostAssignedV1() | PostEndedV1() as post:
            subject = f"post-{post.inspector}-{post.unit}"
        case RecusalDeclaredV1() | RecusalLiftedV1() as recusal:
            subject = f"recusal-{recusal.inspector}-{recusal.unit}"
        case ComprehensiveInspectionDueV1() as term:
            subject = f"head-term-{term.unit}-{term.since}"
        case _:
            return None
    return NoteFact(BY, now, envelope.type, subject, envelope.sequence, received.data)


def on_case_fact(received: Received, now: datetime) -> NoteFact | None:
    """Keep how the case of an issue stands; of one case the latest sequence wins."""
    envelope = received.envelope
    if envelope.type not in CASE_FACTS:
        return None
    subject = f"case-of-{received.data['issue']}"
    return NoteFact(BY, now, envelope.type, subject, envelope.sequence, received.data)
