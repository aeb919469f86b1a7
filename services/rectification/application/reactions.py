"""What the facts of other services make us do."""

from datetime import datetime
from uuid import UUID, uuid5

from dudao_contracts.inspection import InspectionObstructedV1, IssueRaisedV1
from dudao_contracts.inspection import Source as PublishedSource
from dudao_contracts.roster import (
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
from services.rectification.domain.commands import OpenCase
from services.rectification.domain.issue import About, Issue, Ledger, Line, Source
from services.rectification.domain.terms import day_of
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.noted import NoteFact
from shared.messaging.envelope import Received

CASES = UUID("5f1d3b0e-6d0c-5b39-9d62-3f7f0c1a2b64")
SYSTEM = Actor("system:rectification", "系统", Role.SYSTEM)


def case_of(issue: UUID) -> UUID:
    """The case that follows from an issue."""
    return uuid5(CASES, str(issue))


def on_issue_raised(received: Received, now: datetime) -> OpenCase | None:
    """One issue, one case (一题一案)."""
    fact = received.fact
    if not isinstance(fact, IssueRaisedV1):
        return None
    about = About(
        case_id=case_of(fact.issue),
        number=fact.number,
        issue=fact.issue,
        unit=fact.unit,
        unit_name=fact.unit_name,
        superior=fact.superior,
        severity=fact.severity,
        problem=fact.problem,
    )
    issue = Issue(
        visit=fact.visit,
        line=Line(fact.line),
        zone=fact.zone,
        inspectors=fact.inspectors,
        department=fact.department,
        theme=fact.theme,
        demand=fact.demand,
        working_days=fact.working_days,
        found_on=fact.found_on,
        fed_back_on=day_of(fact.fed_back_at),
        ledger=Ledger(**fact.ledger.model_dump()) if fact.ledger else None,
        opinion=fact.opinion,
        source=_source(fact.source) if fact.source else None,
        helping=fact.helping,
        cause=fact.cause,
        responsible=fact.responsible,
        earlier=fact.earlier,
    )
    return OpenCase(case_id=about.case_id, by=SYSTEM, now=now, about=about, issue=issue)


def on_obstruction(received: Received, now: datetime) -> NoteFact | None:
    """Keep what the inspections say of who obstructed them: it makes an accountability graver."""
    fact, envelope = received.fact, received.envelope
    if not isinstance(fact, InspectionObstructedV1):
        return None
    subject = f"obstruction-{fact.inspection}-{envelope.sequence}"
    return NoteFact(SYSTEM, now, envelope.type, subject, envelope.sequence, received.data)


def _source(told: PublishedSource) -> Source:
    return Source(told.kind, told.body, told.number, told.reply_by)


def on_roster_fact(received: Received, now: datetime) -> NoteFact | None:
    """Keep what the roster says about units, inspectors, their posts and who may not judge whom."""
    match received.fact:
        case UnitState(code=code):
            subject = f"unit-{code}"
        case UnitMergedV1(code=code) | UnitClosedV1(code=code):
            subject = f"end-of-unit-{code}"
        case InspectorState(inspector=number, term_from=term_from):
            # One for each term: who was renewed ahead is in his present term until it ends.
            subject = f"inspector-{number}-{term_from}"
        case InspectorSuspendedV1() | InspectorReturnedV1() | InspectorExitedV1() as standing:
            subject = f"standing-{standing.inspector}"
        case PostAssignedV1() | PostEndedV1() as post:
            subject = f"post-{post.inspector}-{post.unit}"
        case RecusalDeclaredV1(inspector=number, unit=code) | RecusalLiftedV1(inspector=number, unit=code):
            subject = f"recusal-{number}-{code}"
        case _:
            return None
    envelope = received.envelope
    return NoteFact(SYSTEM, now, envelope.type, subject, envelope.sequence, received.data)
