"""A visit (经常性督导): from its plan to its record, immutable once submitted, and the issues it raises."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import assert_never

from services.inspection.domain import events as happened
from services.inspection.domain.commands import (
    AnnounceVisit,
    CancelVisit,
    CheckIn,
    ConfirmVisit,
    ReceiveVisit,
    RecordLedgerIssues,
    RecordVisit,
    ReportUrgentHazard,
    ScheduleVisit,
    SupplementVisit,
    VisitCommand,
)
from services.inspection.domain.events import VisitEvent
from services.inspection.domain.following_up import confirm_visit, receive_visit, supplement_visit
from services.inspection.domain.hazards import report_urgent_hazard
from services.inspection.domain.recording import record_ledger_issues, record_visit
from services.inspection.domain.report import same_words
from services.inspection.domain.terms import Terms
from services.inspection.domain.visit_stages import (
    Cancelled,
    FromLedger,
    Issues,
    OnSite,
    Plan,
    Recorded,
    Scheduled,
    Unrecorded,
    Visit,
)
from services.inspection.domain.visiting import announce_visit, cancel_visit, check_in, schedule_visit
from shared.event_sourcing.decider import Decider
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

VisitDecider = Decider[VisitCommand, Visit, VisitEvent]


def visit_decider(pack_on: Callable[[date], RulePack], calendar: Calendar) -> VisitDecider:
    """The decider under the packs in force (`pack_on` gives that of a day) and the calendar."""
    terms = Terms(pack_on, calendar)

    def decide_visit(command: VisitCommand, visit: Visit) -> list[VisitEvent]:
        return decide(command, visit, terms)

    return Decider(Unrecorded(), decide_visit, evolve)


def decide(command: VisitCommand, visit: Visit, terms: Terms) -> list[VisitEvent]:
    match command:
        case ScheduleVisit():
            return schedule_visit(command, visit, terms)
        case AnnounceVisit():
            return announce_visit(command, visit, terms)
        case CancelVisit():
            return cancel_visit(command, visit)
        case CheckIn():
            return check_in(command, visit)
        case ReportUrgentHazard():
            return report_urgent_hazard(command, visit, terms)
        case RecordVisit():
            return record_visit(command, visit, terms)
        case RecordLedgerIssues():
            return record_ledger_issues(command, visit)
        case ReceiveVisit():
            return receive_visit(command, visit)
        case ConfirmVisit():
            return confirm_visit(command, visit)
        case SupplementVisit():
            return supplement_visit(command, visit)
        case _:
            assert_never(command)


def evolve(visit: Visit, event: VisitEvent) -> Visit:
    match event:
        case happened.VisitScheduled():
            return Scheduled(Plan(event.unit, event.inspectors, event.on, event.themes), issues=visit.issues)
        case happened.VisitAnnounced():
            plan = Plan(event.unit, event.inspectors, event.on, event.themes)
            return Scheduled(plan, announced=True, issues=visit.issues)
        case happened.VisitCancelled():
            return Cancelled(visit.issues)
        case happened.CheckedIn():
            return OnSite(event.unit, event.came, visit.issues)
        case happened.VisitRecorded(report=report, from_ledger=True):
            return FromLedger(report, visit.issues)
        case happened.VisitRecorded(report=report):
            return Recorded(report, visit.issues)
        case happened.IssueRaised() | happened.UrgentHazardReported():
            return replace(visit, issues=_with(visit.issues, event))
    assert isinstance(visit, Recorded), f"{type(event).__name__} before the record"
    match event:
        case happened.VisitReceived():
            return replace(visit, received=True)
        case happened.VisitConfirmed():
            return replace(visit, confirmed=(event.agrees, event.remark))
        case happened.VisitSupplemented():
            added = MappingProxyType({**visit.supplements, event.supplement: (event.text, event.pictures)})
            return replace(visit, supplements=added)
        case _:
            assert_never(event)


def _with(issues: Issues, event: happened.IssueRaised | happened.UrgentHazardReported) -> Issues:
    if isinstance(event, happened.UrgentHazardReported):
        return replace(issues, urgent=issues.urgent | {same_words(event.problem)})
    words = same_words(event.finding.problem)
    raised = MappingProxyType({**issues.raised, words: event})
    # One told by itself is raised after its report; one of the record before it.
    alone = event.ledger is not None or words in issues.urgent
    return replace(issues, raised=raised, apart=issues.apart | {words} if alone else issues.apart)
