"""Submitting the record of a visit, and taking over what a ledger says of one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time

from services.inspection.domain.commands import RecordLedgerIssues, RecordVisit
from services.inspection.domain.events import IssueRaised, UrgentHazardReported, VisitEvent, VisitRecorded
from services.inspection.domain.evidence import check_earlier, check_evidence, check_outcomes, require_limit
from services.inspection.domain.hazards import reported
from services.inspection.domain.refusals import (
    FeedbackMistimed,
    SameProblemTwice,
    VisitAlreadyRecorded,
    VisitInFuture,
)
from services.inspection.domain.report import (
    LedgerIssue,
    Severity,
    VisitReport,
    issue_id,
    issue_number,
    natural_number,
    same_words,
)
from services.inspection.domain.terms import Terms, day_of
from services.inspection.domain.visit_stages import (
    Cancelled,
    FromLedger,
    OnSite,
    Recorded,
    Scheduled,
    Unrecorded,
    Visit,
)
from services.inspection.domain.visiting import (
    VisitWasCancelled,
    check_inspectors,
    check_on_duty,
    check_same_unit,
    check_unit,
)
from shared.workdays.deadline import SHANGHAI


def record_visit(command: RecordVisit, visit: Visit, terms: Terms) -> list[VisitEvent]:
    if isinstance(visit, Recorded):
        if _says_the_same(command, visit):
            return []
        raise VisitAlreadyRecorded(visit.report, [issue.finding for issue in visit.issues.raised.values()])
    report = _report(command, visit)
    _check(command, terms)
    raised = visit.issues.raised
    new = [finding for finding in command.findings if same_words(finding.problem) not in raised]
    events: list[VisitEvent] = [
        VisitRecorded(
            command.visit,
            report,
            len(command.findings),
            from_ledger=False,
            out_of_term=_in_order(command.out_of_term, report),
            raised_before=len(raised),
        )
    ]
    for n, finding in enumerate(new, start=len(raised) + 1):
        events.append(
            IssueRaised(
                issue_id(command.visit, finding.problem),
                command.visit,
                issue_number(report.number, n),
                report.unit,
                report.inspectors,
                finding,
                report.visited_on,
                command.fed_back_at,
                None,
            )
        )
    events.extend(_hazards(command, report, visit, terms))
    return events


def record_ledger_issues(command: RecordLedgerIssues, visit: Visit) -> list[VisitEvent]:
    """Raise what this visit has not raised yet; the rest was told before, here or in the visit's record."""
    _check_day(command.visited_on, command.now)
    told: dict[str, LedgerIssue] = {}
    for issue in command.issues:
        told.setdefault(same_words(issue.finding.problem), issue)
    raised = visit.issues.raised
    new = [issue for words, issue in told.items() if words not in raised]
    if not new:
        return []
    if isinstance(visit, Cancelled):
        raise VisitWasCancelled
    check_same_unit(visit, command.unit)
    check_unit(command.unit, command.unit_ended_on, command.visited_on)
    events: list[VisitEvent] = []
    if isinstance(visit, FromLedger | Recorded):
        report = visit.report
    else:
        report = _report_from_ledger(command)
        out_of_term = _in_order(command.out_of_term, report)
        events.append(VisitRecorded(command.visit, report, len(new), True, out_of_term, len(raised)))
    for n, issue in enumerate(new, start=len(raised) + 1):
        events.append(
            IssueRaised(
                issue_id(command.visit, issue.finding.problem),
                command.visit,
                issue_number(report.number, n),
                command.unit,
                issue.inspectors,
                issue.finding,
                command.visited_on,
                datetime.combine(command.visited_on, time(), SHANGHAI),
                issue.origin,
            )
        )
    return events


def _report(
    command: RecordVisit, visit: Unrecorded | Scheduled | Cancelled | OnSite | FromLedger
) -> VisitReport:
    """The report of the visit that was planned and begun; a check-in sent ahead need not be sent again."""
    if isinstance(visit, Cancelled):
        raise VisitWasCancelled
    check_same_unit(visit, command.report.unit)
    if isinstance(visit, OnSite):
        return replace(command.report, came=command.report.came or visit.came)
    return command.report


def _says_the_same(command: RecordVisit, visit: Recorded) -> bool:
    """Whether it is the submitted record again; the roster may have renamed the unit in between."""
    told = {same_words(finding.problem): finding for finding in command.findings}
    issues, stored = visit.issues, visit.report
    own = {w: issue.finding for w, issue in issues.raised.items() if w not in issues.apart}
    again = replace(command.report, unit=stored.unit, came=command.report.came or stored.came)
    return (
        again == stored
        and command.report.unit.code == stored.unit.code
        and own == {words: finding for words, finding in told.items() if words in own}
        and told.keys() <= issues.raised.keys()
    )


def _check(command: RecordVisit, terms: Terms) -> None:
    report = command.report
    check_inspectors(command.by, report.inspectors, command.recused)
    _check_day(report.visited_on, command.now)
    check_unit(report.unit, command.unit_ended_on, report.visited_on)
    check_on_duty(report.inspectors, command.off_duty, report.visited_on)
    if command.fed_back_at > command.now or day_of(command.fed_back_at) < report.visited_on:
        raise FeedbackMistimed
    if command.findings:
        terms.require(day_of(command.fed_back_at))  # From then on runs the clock of their cases.
    check_evidence(report, command.findings, command.missing)
    check_earlier(command.findings, command.unknown_earlier)
    check_outcomes(report.checklist, command.findings)
    seen: set[str] = set()
    for finding in command.findings:
        require_limit(finding)
        words = same_words(finding.problem)
        if words in seen:
            raise SameProblemTwice(finding.problem)
        seen.add(words)


def _check_day(visited_on: date, now: datetime) -> None:
    if visited_on > day_of(now):
        raise VisitInFuture(visited_on)


def _hazards(
    command: RecordVisit, report: VisitReport, visit: Visit, terms: Terms
) -> Iterator[UrgentHazardReported]:
    """条例 15: a danger to life is told at once, also one that a ledger had written down without saying so."""
    for finding in command.findings:
        if finding.severity is Severity.HAZARD and same_words(finding.problem) not in visit.issues.urgent:
            # A list of old visits says nothing of when a danger was seen.
            found_at = command.fed_back_at if report.came else None
            told = report.feedback.told if report.feedback else None
            yield reported(command.visit, report.unit, finding, found_at, told, terms)


def _report_from_ledger(command: RecordLedgerIssues) -> VisitReport:
    return VisitReport(
        number=natural_number(command.unit.code, command.visited_on, command.visit),
        unit=command.unit,
        inspectors=_each_once(number for issue in command.issues for number in issue.inspectors),
        visited_on=command.visited_on,
        started=None,
        minutes=None,
        themes=_each_once(issue.finding.theme for issue in command.issues if issue.finding.theme),
        lessons_heard=0,
        plans_read=0,
        interviews=0,
        photos=0,
        summary="",
    )


def _in_order(some: frozenset[str], report: VisitReport) -> tuple[str, ...]:
    """Those of the visit's inspectors, in the order in which it names them."""
    return tuple(number for number in report.inspectors if number in some)


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
