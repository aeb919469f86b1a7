"""What the facts of other services make us do."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from dudao_contracts.envelope import Envelope, Fact
from dudao_contracts.inspection import OfficeDutyMissedV1, UrgentHazardReportedV1
from dudao_contracts.roster import (
    AccountClosedV1,
    AccountOpenedV1,
    InspectorExitedV1,
    InspectorReturnedV1,
    InspectorState,
    InspectorSuspendedV1,
    PostAssignedV1,
    PostEndedV1,
    TrainingBehindV1,
    UnitClosedV1,
    UnitMergedV1,
    UnitState,
    UnitUncoveredV1,
)
from services.notification.application.directory import Directory
from services.notification.application.recipients import recipients
from services.notification.application.wording import text_of
from services.notification.domain import inboxes
from services.notification.domain.commands import RequestMessage
from services.notification.domain.open_work import NOTHING_OPEN, OpenWork
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.noted import NoteFact
from shared.messaging.envelope import Received
from shared.workdays.deadline import SHANGHAI

SYSTEM = Actor("system:notification", "系统", Role.SYSTEM)
CROWDS: Final = (UnitUncoveredV1, TrainingBehindV1, OfficeDutyMissedV1)
"""Facts that come by the hundred, after an import or at the end of a month, and have a list of all of them."""
AT_ONCE: Final = timedelta(minutes=10)
"""Of a crowd, the office gets one message in this time."""
NEWS: Final = timedelta(days=31)
"""A post that began or ended longer ago is a register being filled in, and nobody is told."""
_IN_ONE = UUID("0f6a1c52-7d0b-5f0e-9a43-6f6d1f2b8c11")


def on_roster_fact(received: Received, now: datetime) -> NoteFact | None:
    """Keep what the roster says about units, posts, inspectors and accounts: who is who."""
    subject = _subject(received.fact)
    if subject is None:
        return None
    envelope = received.envelope
    return NoteFact(SYSTEM, now, envelope.type, subject, envelope.sequence, received.data)


def on_fact(
    received: Received, directory: Directory, now: datetime, work: OpenWork = NOTHING_OPEN
) -> list[RequestMessage]:
    """Tell everybody a fact concerns. Message ids derive from fact and inbox: redelivery adds nothing.

    `work` is what is open in the units of `changing_hands`.
    """
    fact, envelope = received.fact, received.envelope
    news = fact is not None and _is_news(fact, now)
    told = recipients(fact, directory, now.astimezone(SHANGHAI).date()) if fact and news else []
    if fact is None or not told:
        return []
    by = Actor(envelope.actorid, envelope.actorname, Role(envelope.actingrole), envelope.actorunit)
    himself = inboxes.of_inspector(getattr(fact, "inspector", ""))
    messages = []
    for inbox in told:
        text = text_of(fact, by, directory, work, own=inbox == himself)
        messages.append(
            RequestMessage(
                by=SYSTEM,
                now=now,
                message_id=_message_id(fact, envelope, inbox, crowd=inbox != himself),
                recipient=inbox,
                kind=fact.name,
                subject=text.subject,
                body=text.body,
                urgent=isinstance(fact, UrgentHazardReportedV1),
                fact=envelope.type,
                case_id=getattr(fact, "case_id", None),
                number=getattr(fact, "number", None),
                unit=_unit_of(fact),
                sequence=envelope.sequence,
            )
        )
    return messages


def changing_hands(received: Received, directory: Directory, now: datetime) -> Collection[str]:
    """The codes of the units whose open work the messages about a fact count; none for most facts."""
    match received.fact:
        case PostAssignedV1() as post if _is_news(post, now):
            return directory.former_units(post.unit)
        case UnitMergedV1(code=code) | UnitClosedV1(code=code):
            return {code}
        case _:
            return ()


def _is_news(fact: Fact, now: datetime) -> bool:
    today = now.astimezone(SHANGHAI).date()
    match fact:
        case PostAssignedV1(since=day) | PostEndedV1(ended_on=day):
            return today - day <= NEWS
        case _:
            return True


def _message_id(fact: Fact, envelope: Envelope, inbox: str, crowd: bool) -> UUID:
    if crowd and isinstance(fact, CROWDS):
        crowd_of = f"{fact.name}/{fact.rule}" if isinstance(fact, OfficeDutyMissedV1) else fact.name
        at_once = int(envelope.time.timestamp() // AT_ONCE.total_seconds())
        return uuid5(_IN_ONE, f"{crowd_of}/{at_once}/{inbox}")
    return uuid5(envelope.id, inbox)


def _unit_of(fact: Fact) -> str | None:
    """The code of the unit a message leads to."""
    match fact:
        case UnitMergedV1(into=code) | UnitClosedV1(code=code):
            return code
        case _:
            unit: str | None = getattr(fact, "unit", None)
            return unit


def _subject(fact: Fact | None) -> str | None:
    """The subject a fact is the latest word on: its stream may hold facts about several."""
    match fact:
        case UnitState(code=code):
            return f"unit-{code}"
        case PostAssignedV1() | PostEndedV1():
            return f"post-{fact.unit}-{fact.inspector}"
        case UnitMergedV1(code=code):
            return f"end-of-unit-{code}"
        case InspectorState(inspector=number):
            return f"inspector-{number}"
        case InspectorSuspendedV1() | InspectorReturnedV1() | InspectorExitedV1():
            return f"standing-{fact.inspector}"
        case AccountOpenedV1() | AccountClosedV1():
            return f"account-{fact.account}"
        case _:
            return None
