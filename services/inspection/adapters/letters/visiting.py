"""From the log of a visit to the values of its record and its bulletin."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.inspection.adapters.letters.judging import sentence
from services.inspection.adapters.letters.proceedings import period
from services.inspection.adapters.letters.visits import (
    BulletinIssue,
    BulletinVisit,
    CheckedItem,
    Coordination,
    MethodCount,
    RecordedIssue,
    RecordedVisit,
    Reply,
    VisitBulletin,
    VisitRecord,
)
from services.inspection.domain.bulletin import BulletinServed
from services.inspection.domain.events import IssueRaised, VisitAnnounced, VisitRecorded
from services.inspection.domain.on_site import Checklist, Presence
from services.inspection.domain.report import Finding, Severity, VisitReport
from shared.event_sourcing.event_types import Stored
from shared.letters.units import unit_of
from shared.letters.values import Office, Signed
from shared.letters.wording import cn_date, cn_datetime
from shared.rules.pack import RulePack
from shared.workdays.deadline import SHANGHAI

Names = Mapping[str, str]
"""What inspectors are called, by number."""
REPLY = "visit_reply"


def visit_record(
    recorded: Stored[VisitRecorded],
    issues: Sequence[IssueRaised],
    office: Office,
    told: Mapping[str, Any],
    names: Names,
    announced: Stored[VisitAnnounced] | None = None,
) -> VisitRecord:
    """督导记录表: what was submitted, and room for those who sign by hand."""
    report, record = recorded.event.report, recorded.record
    hazards = "；".join(one.finding.problem for one in issues if one.finding.severity is Severity.HAZARD)
    visit = RecordedVisit(
        code=report.number,
        zone_name=report.unit.zone or "",
        date=report.visited_on,
        hours=hours(report),
        inspectors=tuple(names.get(one, one) for one in report.inspectors),
        certificates=(),
        theme="、".join(report.themes),
        checklist_version=_version(report.checklist) if report.checklist else "",
        announced_text=_announced(report, announced),
        method_counts=methods(report),
        place_text="；".join(_attendance(report)),
        summary=report.summary,
        checks=tuple(
            CheckedItem(one.text, one.outcome.value, one.note)
            for one in (report.checklist.checks if report.checklist else ())
        ),
        voices="",
        urgent_text=hazards or "无",
        feedback=_fed_back(report, issues),
        school_opinion=report.feedback.answer if report.feedback else "",
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
        len(report.checklist.checks) if report.checklist else 0,
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
            Coordination(one.finding.problem.rstrip("。") + "，", "、".join(departments))
            for one in issues
            if (departments := _helpers(one.finding))
        ),
        cc=(unit.superior_name or office.government_name, f"责任督学{'、'.join(inspectors)}"),
    )


def methods(report: VisitReport) -> tuple[MethodCount, ...]:
    """How often each method was used, without those that were not."""
    counts = (
        MethodCount("随堂听课", report.lessons_heard, "节"),
        MethodCount("查阅教案", report.plans_read, "本"),
        MethodCount("查阅资料", report.papers_read, "份"),
        MethodCount("访谈", report.interviews, "人次"),
        MethodCount("座谈", report.discussants, "人次"),
        MethodCount("问卷调查", report.questionnaires, "份"),
        MethodCount("现场巡查", report.patrols, "处"),
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


def _version(checklist: Checklist) -> str:
    return f"{checklist.theme}第{checklist.version}版"


def _announced(report: VisitReport, announced: Stored[VisitAnnounced] | None) -> str:
    """Whether the unit knew; of a visit that was entered later without a check-in nobody says."""
    if announced is not None:
        return f"{cn_date(announced.record.occurred_at.astimezone(SHANGHAI))}通知"
    return "未事先通知" if report.came else ""


def _attendance(report: VisitReport) -> Iterator[str]:
    """When and where the inspectors came and left, in words: a position is not for a paper (PIPL 28)."""
    for presence, what in ((report.came, "签到"), (report.left, "签退")):
        if presence is not None:
            at = presence.at.astimezone(SHANGHAI)
            yield f"{at.hour}:{at.minute:02}{what}{_where(presence)}"


def _where(presence: Presence) -> str:
    where = presence.place or ("手机定位" if presence.fix else "")
    return f"（{where}）" if where else ""


def _fed_back(report: VisitReport, issues: Sequence[IssueRaised]) -> str:
    """To whom the problems were told, and that he signed for it on the device."""
    if not issues:
        return ""
    told, signed = "", ""
    if report.feedback is not None:
        told = f"向{report.feedback.told}"
        signed = "校方已在设备上签名。" if report.feedback.signature else ""
    return f"已于{cn_datetime(issues[0].fed_back_at)}{told}当场反馈。{signed}"


def _helpers(finding: Finding) -> tuple[str, ...]:
    """The departments that must help, the one in charge first."""
    return tuple(dict.fromkeys((*((finding.department,) if finding.department else ()), *finding.helping)))


def _recorded(one: IssueRaised) -> RecordedIssue:
    within = period(one.finding.working_days)
    return RecordedIssue(one.number, one.finding.problem, outcome(one.finding), None, within)


def outcome(finding: Finding) -> str:
    """What becomes of a problem (§3B); what was mended on the spot is no finding, but an item of the checklist."""
    if finding.severity is Severity.HAZARD:
        return "紧急隐患"
    return "转部门协调" if _helpers(finding) else "限期整改"


def _handling(one: IssueRaised) -> str:
    return "立即整改" if one.finding.severity is Severity.HAZARD else "限期整改"
