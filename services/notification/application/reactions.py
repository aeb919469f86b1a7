"""What the facts of other services make us do."""

from datetime import datetime
from uuid import uuid5

from dudao_contracts.envelope import Fact
from dudao_contracts.inspection import UrgentHazardReportedV1
from dudao_contracts.roster import (
    AccountClosedV1,
    AccountOpenedV1,
    InspectorAppointedV1,
    PostAssignedV1,
    PostEndedV1,
    UnitState,
)
from services.notification.application.directory import Directory
from services.notification.application.recipients import recipients
from services.notification.application.wording import text_of
from services.notification.domain.commands import RequestMessage
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.noted import NoteFact
from shared.messaging.envelope import Received

SYSTEM = Actor("system:notification", "系统", Role.SYSTEM)


def on_roster_fact(received: Received, now: datetime) -> NoteFact | None:
    """Keep what the roster says about units, posts, inspectors and accounts."""
    subject = _subject(received.fact)
    if subject is None:
        return None
    envelope = received.envelope
    return NoteFact(SYSTEM, now, envelope.type, subject, envelope.sequence, received.data)


def on_fact(received: Received, directory: Directory, now: datetime) -> list[RequestMessage]:
    """Tell everybody a fact concerns. Message ids derive from fact and inbox: redelivery adds nothing."""
    fact, envelope = received.fact, received.envelope
    told = recipients(fact, directory) if fact is not None else []
    if fact is None or not told:
        return []
    by = Actor(envelope.actorid, envelope.actorname, Role(envelope.actingrole), envelope.actorunit)
    text = text_of(fact, by, directory)
    return [
        RequestMessage(
            by=SYSTEM,
            now=now,
            message_id=uuid5(envelope.id, inbox),
            recipient=inbox,
            kind=fact.name,
            subject=text.subject,
            body=text.body,
            urgent=isinstance(fact, UrgentHazardReportedV1),
            fact=envelope.type,
            case_id=getattr(fact, "case_id", None),
            number=getattr(fact, "number", None),
            unit=getattr(fact, "unit", None),
        )
        for inbox in told
    ]


def _subject(fact: Fact | None) -> str | None:
    """The subject a fact is the latest word on: its stream may hold facts about several."""
    match fact:
        case UnitState(code=code):
            return f"unit-{code}"
        case PostAssignedV1() | PostEndedV1():
            return f"post-{fact.unit}-{fact.inspector}"
        case InspectorAppointedV1(inspector=number):
            return f"inspector-{number}"
        case AccountOpenedV1() | AccountClosedV1():
            return f"account-{fact.account}"
        case _:
            return None
