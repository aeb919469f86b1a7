"""A danger to life (重大隐患): told at once, before the visit's record, on a clock of minutes."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.inspection.domain.commands import ReportUrgentHazard
from services.inspection.domain.events import IssueRaised, UrgentHazardReported, VisitEvent
from services.inspection.domain.evidence import require_limit
from services.inspection.domain.report import (
    Finding,
    Severity,
    VisitedUnit,
    issue_id,
    issue_number,
    natural_number,
    same_words,
)
from services.inspection.domain.terms import SET_BY_OFFICE, Terms, cited, day_of
from services.inspection.domain.visit_stages import Visit
from services.inspection.domain.visiting import check_inspectors, check_same_unit, check_unit
from shared.event_sourcing.decider import Refused

REPORT_WITHIN = "urgent_hazard_report"


class NoHazard(Refused):
    field = "severity"

    def __init__(self) -> None:
        super().__init__("立即上报的只限重大隐患。其他问题请写在督导记录里。")


def report_urgent_hazard(command: ReportUrgentHazard, visit: Visit, terms: Terms) -> list[VisitEvent]:
    """条例 15: school, departments and office are told at once. Late is late, and still told; so is one whose
    finder's clock says nonsense, which then nobody knows the minute of."""
    finding, issues = command.finding, visit.issues
    if finding.earlier in command.unknown_earlier:
        finding = replace(finding, earlier=None)  # What it is said to follow delays no report.
    words = same_words(finding.problem)
    if words in issues.urgent:
        return []
    if finding.severity is not Severity.HAZARD:
        raise NoHazard
    require_limit(finding)
    check_same_unit(visit, command.unit)
    found_at = min(command.found_at, command.now)  # A phone's clock that is ahead must not delay the report.
    credible = terms.reaches(day_of(found_at))
    told_at = found_at if credible else command.now
    found_on = day_of(told_at)
    check_inspectors(command.by, command.inspectors, command.recused)
    check_unit(command.unit, command.unit_ended_on, found_on)
    minute = found_at if credible else None
    events: list[VisitEvent] = [reported(command.visit, command.unit, finding, minute, command.told, terms)]
    if words not in issues.raised:
        number = command.number or natural_number(command.unit.code, found_on, command.visit)
        events.append(
            IssueRaised(
                issue_id(command.visit, finding.problem),
                command.visit,
                issue_number(number, len(issues.raised) + 1),
                command.unit,
                command.inspectors,
                finding,
                found_on,
                told_at,
                None,
            )
        )
    return events


def reported(
    visit: UUID,
    unit: VisitedUnit,
    finding: Finding,
    found_at: datetime | None,
    told: str | None,
    terms: Terms,
) -> UrgentHazardReported:
    """The report, with the minute it was due: counted from the finding, not from a connection."""
    rule = terms.rule(REPORT_WITHIN, day_of(found_at)) if found_at else None
    return UrgentHazardReported(
        issue_id(visit, finding.problem),
        visit,
        unit,
        finding.problem,
        finding.demand,
        finding.department,
        finding.helping,
        found_at,
        found_at + timedelta(minutes=rule.number) if found_at and rule else None,
        (cited(rule) or SET_BY_OFFICE) if rule else None,
        told,
    )
