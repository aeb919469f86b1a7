"""The inspections' events as the facts others may know."""

from typing import Any

from dudao_contracts.envelope import Fact
from dudao_contracts.inspection import (
    IssueRaisedV1,
    LedgerEntry,
    ResultScoredV1,
    UrgentHazardReportedV1,
    VisitAnnouncedV1,
    VisitCancelledV1,
    VisitRecordedV1,
)
from dudao_contracts.inspection import Source as PublishedSource
from services.inspection.application.planning_facts import publish_planning
from services.inspection.application.procedure_facts import publish_step
from services.inspection.domain import inspection_events as happened
from services.inspection.domain.decimals import plain
from services.inspection.domain.events import (
    IssueRaised,
    UrgentHazardReported,
    VisitAnnounced,
    VisitCancelled,
    VisitRecorded,
)
from services.inspection.domain.report import LedgerOrigin, Source
from services.inspection.domain.scoring_events import ScoresFrozen
from shared.event_sourcing.event_types import Stored


def publish(stored: Stored[Any]) -> Fact | None:
    """The fact an event is to others; None for what was noted from the roster, and for a visit whose unit was not
    told."""
    match stored.event:
        case VisitRecorded() as recorded:
            return _visit_recorded(recorded)
        case IssueRaised() as raised:
            return _issue_raised(raised)
        case UrgentHazardReported() as hazard:
            return UrgentHazardReportedV1(
                issue=hazard.issue,
                visit=hazard.visit,
                unit=hazard.unit.code,
                unit_name=hazard.unit.name,
                problem=hazard.problem,
                demand=hazard.demand,
                department=hazard.department,
                helping=hazard.helping,
                found_at=hazard.found_at,
                due_at=hazard.due_at,
                told=hazard.told,
            )
        case VisitAnnounced() as announced:
            return VisitAnnouncedV1(
                visit=announced.visit,
                unit=announced.unit.code,
                unit_name=announced.unit.name,
                inspectors=announced.inspectors,
                on=announced.on,
                themes=announced.themes,
            )
        case VisitCancelled(announced=True) as cancelled:
            return VisitCancelledV1(
                visit=cancelled.visit,
                unit=cancelled.unit.code,
                unit_name=cancelled.unit.name,
                on=cancelled.on,
                reason=cancelled.reason,
            )
        case happened.OnInspection() as step:
            return publish_step(step)
        case ScoresFrozen() as frozen:
            return _result_scored(frozen)
        case other:
            return publish_planning(other)


def _visit_recorded(recorded: VisitRecorded) -> VisitRecordedV1:
    report = recorded.report
    return VisitRecordedV1(
        visit=recorded.visit,
        number=report.number,
        unit=report.unit.code,
        visited_on=report.visited_on,
        inspectors=report.inspectors,
        themes=report.themes,
        minutes=report.minutes,
        lessons_heard=report.lessons_heard,
        plans_read=report.plans_read,
        interviews=report.interviews,
        photos=report.photos,
        issues=recorded.findings,
        summary=report.summary,
        out_of_term=recorded.out_of_term,
    )


def _result_scored(frozen: ScoresFrozen) -> ResultScoredV1 | None:
    """What was left unscored is no result to anybody."""
    if frozen.total is None or frozen.grade is None:
        return None
    subject = frozen.subject
    return ResultScoredV1(
        inspection=subject.id,
        number=subject.number,
        unit=subject.unit.code,
        unit_name=subject.unit.name,
        unit_type=subject.unit_type,
        superior=subject.unit.superior,
        framework=frozen.framework,
        framework_name=frozen.framework_name,
        framework_version=frozen.version,
        score=plain(frozen.total),
        full=plain(frozen.full),
        grade=frozen.grade,
        vetoed=frozen.vetoed,
        on=frozen.on,
    )


def _issue_raised(raised: IssueRaised) -> IssueRaisedV1:
    unit, finding = raised.unit, raised.finding
    return IssueRaisedV1(
        issue=raised.issue,
        visit=raised.visit,
        number=raised.number,
        unit=unit.code,
        unit_name=unit.name,
        zone=unit.zone,
        superior=unit.superior,
        inspectors=raised.inspectors,
        line=finding.line.value,
        theme=finding.theme,
        problem=finding.problem,
        demand=finding.demand,
        severity=finding.severity.value,
        working_days=finding.working_days,
        department=finding.department,
        found_on=raised.found_on,
        fed_back_at=raised.fed_back_at,
        ledger=_entry(raised.ledger) if raised.ledger else None,
        opinion=raised.opinion,
        source=_source(raised.source) if raised.source else None,
        cause=finding.cause,
        responsible=finding.responsible,
        helping=finding.helping,
        indicator=finding.indicator,
        evidence=finding.evidence,
        earlier=finding.earlier,
    )


def _entry(origin: LedgerOrigin) -> LedgerEntry:
    return LedgerEntry(
        file_sha256=origin.file_sha256,
        row=origin.row,
        responsible=origin.responsible,
        due_on=origin.due_on,
        rectification=origin.rectification,
        closed=origin.closed,
    )


def _source(source: Source) -> PublishedSource:
    return PublishedSource(
        kind=source.kind.value,
        body=source.body,
        number=source.number,
        received_on=source.received_on,
        reply_by=source.reply_by,
    )
