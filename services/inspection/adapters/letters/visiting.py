"""From the log of a visit to the values of its record and its bulletin."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.inspection.adapters.letters.judging import sentence
from services.inspection.adapters.letters.proceedings import period
from services.inspection.adapters.letters.visits import (
    BulletinIssue,
    BulletinVisit,
    Coordination,
    MethodCount,
    RecordedIssue,
    RecordedVisit,
    Reply,
    VisitBulletin,
    VisitRecord,
)
from services.inspection.domain.bulletin import BulletinServed
from services.inspection.domain.events import IssueRaised, VisitRecorded
from services.inspection.domain.report import Severity, VisitReport
from shared.event_sourcing.event_types import Stored
from shared.letters.units import unit_of
from shared.letters.values import Office, Signed
from shared.letters.wording import cn_datetime
from shared.rules.pack import RulePack

Names = Mapping[str, str]
"""What inspectors are called, by number."""
REPLY = "visit_reply"


def visit_record(
    recorded: Stored[VisitRecorded],
    issues: Sequence[IssueRaised],
    office: Office,
    told: Mapping[str, Any],
    names: Names,
) -> VisitRecord:
    """督导记录表: what was submitted, and room for those who sign by hand."""
    report = recorded.event.report
    fed_back = f"已于{cn_datetime(issues[0].fed_back_at)}当场反馈。" if issues else ""
    hazards = "；".join(one.finding.problem for one in issues if one.finding.severity is Severity.HAZARD)
    record = recorded.record
    visit = RecordedVisit(
        code=report.number,
        zone_name=report.unit.zone or "",
        date=report.visited_on,
        hours=hours(report),
        inspectors=tuple(names.get(one, one) for one in report.inspectors),
        certificates=(),
        theme="、".join(report.themes),
        checklist_version="",
        announced_text="",
        method_counts=methods(report),
        place_text="",
        summary=report.summary,
        checks=(),
        voices="",
        urgent_text=hazards or "无",
        feedback=fed_back,
        school_opinion="",
        photos=report.photos,
        files=0,
        submitted_at=record.occurred_at,
        received_at=record.recorded_at,
    )
    unit = unit_of(report.unit.name, report.unit.superior, told)
    return VisitRecord(office, unit, visit, tuple(_recorded(one) for one in issues))


def visit_bulletin(
    event: BulletinServed,
    report: VisitReport,
    issues: Sequence[IssueRaised],
    office: Office,
    told: Mapping[str, Any],
    names: Names,
    pack: RulePack,
) -> VisitBulletin:
    """督导通报: the problems of a visit with what is asked for, and what others must help with."""
    unit = unit_of(event.unit.name, event.unit.superior, told)
    reply = pack.get(REPLY)
    inspectors = tuple(names.get(one, one) for one in report.inspectors)
    visit = BulletinVisit(
        report.visited_on,
        inspectors,
        "、".join(report.themes),
        tuple(f"{one.name}{one.count}{one.unit}" for one in methods(report)),
        0,
        tuple(sentence(one) for one in event.strengths),
    )
    return VisitBulletin(
        office=office,
        letter=Signed(event.letter, event.on),
        unit=unit,
        visit=visit,
        issues=tuple(
            BulletinIssue(one.number, one.finding.problem, one.finding.demand, _handling(one))
            for one in issues
        ),
        reply=Reply(reply.amount if reply else "3日", office.self_name),
        coordination=tuple(
            Coordination(one.finding.problem.rstrip("。") + "，", one.finding.department)
            for one in issues
            if one.finding.department
        ),
        cc=(unit.superior_name or office.government_name, f"责任督学{'、'.join(inspectors)}"),
    )


def methods(report: VisitReport) -> tuple[MethodCount, ...]:
    """How often each method was used, without those that were not."""
    counts = (
        MethodCount("随堂听课", report.lessons_heard, "节"),
        MethodCount("查阅教案", report.plans_read, "本"),
        MethodCount("访谈", report.interviews, "人次"),
    )
    return tuple(one for one in counts if one.count)


def hours(report: VisitReport) -> str:
    """8:40至11:20; empty where nobody noted when it began."""
    if report.started is None:
        return ""
    began = datetime.combine(report.visited_on, report.started)
    if report.minutes is None:
        return f"{began.hour}:{began.minute:02}开始"
    ended = began + timedelta(minutes=report.minutes)
    return f"{began.hour}:{began.minute:02}至{ended.hour}:{ended.minute:02}"


def _recorded(one: IssueRaised) -> RecordedIssue:
    within = period(one.finding.working_days)
    return RecordedIssue(one.number, one.finding.problem, _handling(one), None, within)


def _handling(one: IssueRaised) -> str:
    return "立即整改" if one.finding.severity is Severity.HAZARD else "限期整改"
