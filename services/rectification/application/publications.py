"""A case's events as the facts others may know."""

from typing import Any, TypedDict, cast
from uuid import UUID

from dudao_contracts import rectification as facts
from dudao_contracts.envelope import Fact
from services.rectification.application.proceeding_facts import publish_proceeding
from services.rectification.domain import events
from services.rectification.domain.issue import About
from services.rectification.domain.proceeding import OnProceeding
from services.rectification.domain.terms import Due
from shared.event_sourcing.event_types import Stored, fields_of


class _About(TypedDict):
    case_id: UUID
    number: str
    issue: UUID
    unit: str
    unit_name: str
    superior: str | None
    severity: str
    problem: str


def publish(stored: Stored[Any]) -> Fact | None:
    """The fact an event is to others. What the ledger reported, the return of a case at the top of the
    ladder, the names of a work group and who goes on with a case stay here: the roster told others of it."""
    event = stored.event
    if isinstance(event, OnProceeding):
        return publish_proceeding(event)
    if not isinstance(event, events.OnCase):
        return None
    about = _about(event.about)
    match event:
        case events.CaseOpened(issue=issue):
            return facts.CaseOpenedV1(
                **about,
                theme=issue.theme,
                zone=issue.zone,
                inspectors=issue.inspectors,
                department=issue.department,
                found_on=issue.found_on,
            )
        case events.ClosedInLedger():
            return facts.CaseClosedV1(**about, basis="ledger")
        case events.NoticeServed():
            due, plan_due = _due(event.due), _due(event.plan_due)
            return facts.NoticeServedV1(**about, letter=event.letter, due=due, plan_due=plan_due)
        case events.PlanSubmitted():
            return facts.PlanSubmittedV1(**about, round=event.round, measures=len(event.measures))
        case events.PlanAccepted():
            return facts.PlanAcceptedV1(**about, round=event.round)
        case events.PlanReturned():
            return facts.PlanReturnedV1(**about, round=event.round, reason=event.reason)
        case events.CompletionReported():
            return facts.CompletionReportedV1(**about, round=event.round, on_time=event.on_time)
        case events.RecheckPassed():
            return facts.RecheckPassedV1(**about, round=event.round, inspector=event.by.id)
        case events.RecheckFailed():
            return facts.RecheckFailedV1(**about, round=event.round, inspector=event.by.id, reason=event.note)
        case events.CaseClosed():
            return facts.CaseClosedV1(**about, basis="recheck")
        case events.RevisitPassed():
            return facts.RevisitPassedV1(**about)
        case events.CaseReopened():
            return facts.CaseReopenedV1(**about, reason=event.reason)
        case events.PromptIssued(duty=duty) if duty is not None:
            return facts.PromptIssuedV1(
                **about, duty=duty.kind.value, due_on=duty.due.on, workdays_left=event.workdays_left
            )
        case events.DeadlineMissed(missed=missed):
            return facts.DeadlineMissedV1(
                **about,
                duty=missed.kind.value,
                due_on=missed.due.on,
                owner_role=missed.owner_role,
                owner=missed.owner,
            )
        case _:
            return _on_the_ladder(event, about)


def _on_the_ladder(event: events.OnCase, about: _About) -> Fact | None:
    match event:
        case events.EscalationProposed(duty=duty) if duty is not None:
            return facts.EscalationProposedV1(
                **about, rung=event.rung.value, ground=event.ground, decide_by=duty.due.on
            )
        case events.EscalationDecided():
            return facts.EscalationDecidedV1(**about, rung=event.rung.value, reason=event.reason)
        case events.EscalationDeclined():
            return facts.EscalationDeclinedV1(
                **about, rung=event.rung.value, reason=event.reason, due=_due(event.due)
            )
        case events.SupervisionOrderServed():
            return facts.SupervisionOrderServedV1(
                **about, letter=event.letter, due=_due(event.due), copied_to=event.copied_to
            )
        case events.InterviewScheduled():
            return facts.InterviewScheduledV1(
                **about,
                letter=event.letter,
                on=event.held_on,
                hosts=event.hosts,
                interview=event.interview,
            )
        case events.InterviewHeld():
            return facts.InterviewHeldV1(**about, due=_due(event.due))
        case events.InterviewMissed():
            return facts.InterviewMissedV1(**about)
        case events.CircularIssued():
            return facts.CircularIssuedV1(**about, letter=event.letter, due=_due(event.due))
        case events.AccountabilityStarted():
            return facts.AccountabilityStartedV1(**about, work_group_by=event.work_group.on)
        case _:
            return None


def _about(about: About) -> _About:
    return cast(_About, fields_of(about))


def _due(due: Due) -> facts.Due:
    return facts.Due(
        on=due.on, rule=due.rule, basis=due.basis, explanation=due.explanation, provisional=due.provisional
    )
