"""A visit (经常性督导): its record, immutable once submitted, and the issues it raises."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from types import MappingProxyType
from typing import assert_never

from services.inspection.domain.commands import RecordLedgerIssues, RecordVisit, VisitCommand
from services.inspection.domain.events import IssueRaised, UrgentHazardReported, VisitEvent, VisitRecorded
from services.inspection.domain.evidence import check_evidence, check_outcomes
from services.inspection.domain.refusals import (
    FeedbackMistimed,
    InspectorOffDuty,
    InspectorRecused,
    LimitMissing,
    NoInspector,
    NotOnesOwnVisit,
    SameProblemTwice,
    UnitHasEnded,
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
from shared.event_sourcing.decider import Decider, Role
from shared.workdays.deadline import SHANGHAI

Raised = Mapping[str, IssueRaised]
"""The issues of a visit by the words of their problem."""


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Nobody has told of this visit."""

    raised: Raised = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class FromLedger:
    """Known only by its issues in a spreadsheet; its record may still come."""

    report: VisitReport
    raised: Raised


@dataclass(frozen=True, slots=True)
class Recorded:
    """Submitted by those who were there."""

    report: VisitReport
    raised: Raised


Visit = Unrecorded | FromLedger | Recorded


def record_visit(command: RecordVisit, visit: Visit) -> list[VisitEvent]:
    if isinstance(visit, Recorded):
        if _says_the_same(command, visit):
            return []
        raise VisitAlreadyRecorded(visit.report, [issue.finding for issue in visit.raised.values()])
    _check(command)
    report = command.report
    new = [finding for finding in command.findings if same_words(finding.problem) not in visit.raised]
    events: list[VisitEvent] = [
        VisitRecorded(
            command.visit,
            report,
            len(command.findings),
            from_ledger=False,
            out_of_term=_in_order(command.out_of_term, report),
        )
    ]
    for n, finding in enumerate(new, start=len(visit.raised) + 1):
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
    events.extend(_hazards(command))
    return events


def record_ledger_issues(command: RecordLedgerIssues, visit: Visit) -> list[VisitEvent]:
    """Raise what this visit has not raised yet; the rest was told before, here or in the visit's record."""
    _check_day(command.visited_on, command.now)
    told: dict[str, LedgerIssue] = {}
    for issue in command.issues:
        told.setdefault(same_words(issue.finding.problem), issue)
    new = [issue for words, issue in told.items() if words not in visit.raised]
    if not new:
        return []
    _check_unit(command)
    events: list[VisitEvent] = []
    if isinstance(visit, Unrecorded):
        report = _report_from_ledger(command)
        out_of_term = _in_order(command.out_of_term, report)
        events.append(VisitRecorded(command.visit, report, len(new), True, out_of_term))
    else:
        report = visit.report
    for n, issue in enumerate(new, start=len(visit.raised) + 1):
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


def _says_the_same(command: RecordVisit, visit: Recorded) -> bool:
    """Whether it is the submitted record again; the roster may have renamed the unit in between."""
    told = {same_words(finding.problem): finding for finding in command.findings}
    own = {words: issue.finding for words, issue in visit.raised.items() if issue.ledger is None}
    return (
        replace(command.report, unit=visit.report.unit) == visit.report
        and command.report.unit.code == visit.report.unit.code
        and own == {words: finding for words, finding in told.items() if words in own}
        and told.keys() <= visit.raised.keys()
    )


def _check(command: RecordVisit) -> None:
    report = command.report
    if not report.inspectors:
        raise NoInspector
    if recused := command.recused.intersection(report.inspectors):
        raise InspectorRecused(recused)
    if command.by.role is Role.INSPECTOR and command.by.id not in report.inspectors:
        raise NotOnesOwnVisit
    _check_day(report.visited_on, command.now)
    _check_unit(command)
    if away := command.off_duty.intersection(report.inspectors):
        raise InspectorOffDuty(away, report.visited_on)
    if (
        command.fed_back_at > command.now
        or command.fed_back_at.astimezone(SHANGHAI).date() < report.visited_on
    ):
        raise FeedbackMistimed
    check_evidence(report, command.findings, command.missing)
    check_outcomes(report.checklist, command.findings)
    seen: set[str] = set()
    for finding in command.findings:
        if finding.working_days is None or finding.working_days < 1:
            raise LimitMissing(finding.problem)
        words = same_words(finding.problem)
        if words in seen:
            raise SameProblemTwice(finding.problem)
        seen.add(words)


def _check_day(visited_on: date, now: datetime) -> None:
    if visited_on > now.astimezone(SHANGHAI).date():
        raise VisitInFuture(visited_on)


def _check_unit(command: VisitCommand) -> None:
    """A visit made before the unit ended counts, whenever it is told of."""
    of = command.report if isinstance(command, RecordVisit) else command
    if command.unit_ended_on is not None and of.visited_on >= command.unit_ended_on:
        raise UnitHasEnded(of.unit.name, command.unit_ended_on)


def _hazards(command: RecordVisit) -> Iterator[UrgentHazardReported]:
    """条例 15: a danger to life is told at once, also one that a ledger had written down without saying so."""
    for finding in command.findings:
        if finding.severity is Severity.HAZARD:
            yield UrgentHazardReported(
                issue_id(command.visit, finding.problem),
                command.visit,
                command.report.unit,
                finding.problem,
                finding.demand,
                finding.department,
            )


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


def decide(command: VisitCommand, visit: Visit) -> list[VisitEvent]:
    match command:
        case RecordVisit():
            return record_visit(command, visit)
        case RecordLedgerIssues():
            return record_ledger_issues(command, visit)
        case _:
            assert_never(command)


def evolve(visit: Visit, event: VisitEvent) -> Visit:
    match event:
        case VisitRecorded(report=report, from_ledger=True):
            return FromLedger(report, visit.raised)
        case VisitRecorded(report=report):
            return Recorded(report, visit.raised)
        case IssueRaised(finding=finding):
            raised = MappingProxyType({**visit.raised, same_words(finding.problem): event})
            return replace(visit, raised=raised)
        case UrgentHazardReported():
            return visit
        case _:
            assert_never(event)


VISIT: Decider[VisitCommand, Visit, VisitEvent] = Decider(Unrecorded(), decide, evolve)
