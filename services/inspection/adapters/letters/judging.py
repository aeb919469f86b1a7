"""From the log of an inspection to the values of its notice, opinions and report."""

from dataclasses import replace

from services.inspection.adapters.letters.opinions import (
    AnnouncedInspection,
    DefenceRules,
    DefenceSummary,
    DefenceWindow,
    Due,
    Findings,
    HeldInspection,
    InspectionNotice,
    InspectionOpinion,
    InspectionReport,
    NoticeRules,
    OpinionIssue,
    OpinionRules,
    Preliminary,
    PreliminaryFindings,
    PreliminaryIssue,
    PreliminaryOpinion,
    Rectified,
    ReportedInspection,
    ReportedIssue,
    ReportedOpinion,
    SelfEvaluation,
    TeamMember,
    Vote,
    WeighedDefence,
    WitnessedInspection,
)
from services.inspection.adapters.letters.proceedings import Proceedings, members, period, period_of
from services.inspection.domain import inspection_events as happened
from services.inspection.domain.report import Finding
from shared.letters.citing import cited
from shared.letters.units import notice_place
from shared.letters.values import Signed, Upward

EXPERT = "专家"


def inspection_notice(event: happened.InspectionAnnounced, of: Proceedings) -> InspectionNotice:
    """督导通知 (条例 16, 17): matters, team, first day, and by when the unit evaluates itself."""
    kind = event.about.kind.value
    post = event.team.post_of
    team = (
        *(TeamMember(role, of.name(one), post(one), of.capacity(one)) for role, one in members(event.team)),
        *(TeamMember("成员", name, post(name), EXPERT) for name in event.team.experts),
    )
    due = event.self_evaluation
    office = of.office
    said = (("电话：", office.phone), ("邮箱：", office.email))
    return InspectionNotice(
        office=office,
        letter=Signed(event.letter, event.on),
        unit=of.unit,
        inspection=AnnouncedInspection(
            kind,
            event.about.kind.value,
            "",
            event.starts_on,
            None,
            "",
            event.matters,
            team,
            posts_known=any(one.post for one in team),
        ),
        self_evaluation=SelfEvaluation(due is not None, due.on if due else None, 0),
        liaison_due=None,
        notice_place=notice_place(of.told),
        contacts=tuple(label + value for label, value in said if value),
        rules=cited(NoticeRules, of.pack),
        attachments=(),
        cc=of.copies,
    )


def preliminary_opinion(event: happened.PreliminaryOpinionServed, of: Proceedings) -> PreliminaryOpinion:
    """初步督导意见 (条例 20): everything that was found, and the right to answer it."""
    start, end = of.span()
    on_receipt = event.defence_from_receipt
    due = event.defence_due
    window = DefenceWindow(
        to_name=of.office.name if on_receipt else "督导小组",
        last_day=None if on_receipt else due.on,
        period=period_of(due) if on_receipt else "",
        by_rule=on_receipt or due.start == end,
    )
    return PreliminaryOpinion(
        office=of.office,
        letter=Signed(event.letter, event.on),
        unit=of.unit,
        inspection=WitnessedInspection(
            event.about.kind.value, start, end, of.self_evaluated, of.heard, of.evidence
        ),
        opinion=PreliminaryFindings(event.evaluation, (), ()),
        issues=tuple(
            PreliminaryIssue(sentence(one.problem), (f"督导事项：{one.theme}", f"严重程度：{one.severity}"))
            for one in event.findings
        ),
        defence=window,
        rules=cited(DefenceRules, of.pack),
    )


def inspection_opinion(event: happened.OpinionServed, of: Proceedings) -> InspectionOpinion:
    """督导意见书 (条例 21): what is upheld after the defence, each with basis, demand and limit."""
    start, end = of.span()
    preliminary = of.the(happened.PreliminaryOpinionServed)
    grade, score = of.graded
    return InspectionOpinion(
        office=of.office,
        letter=Signed(event.letter, event.on),
        unit=of.unit,
        inspection=HeldInspection(event.about.kind.value, start, end),
        prelim=Preliminary(preliminary.on),
        defence=_weighed(of),
        vote=Vote(len(of.the(happened.OpinionSettled).team.inspectors), len(event.vote.ayes)),
        opinion=Findings(sentence(event.draft.evaluation), grade, score, (), ()),
        issues=tuple(_upheld(finding, n, event) for n, finding in enumerate(event.draft.problems, start=1)),
        dropped=tuple(f"“{one.problem}”（{one.reason}）" for one in event.draft.dropped),
        report=Due(None),
        rules=cited(OpinionRules, of.pack),
        attachments=(),
        cc=of.copies,
    )


def inspection_report(event: happened.ReportFiled, of: Proceedings) -> InspectionReport:
    """督导报告 (条例 23): to the government, and filed with the next higher institution."""
    opinion, preliminary = of.the(happened.OpinionServed), of.the(happened.PreliminaryOpinionServed)
    team = of.the(happened.OpinionSettled).team
    start, end = of.span()
    draft, (grade, score) = opinion.draft, of.graded
    issues = tuple(
        ReportedIssue(sentence(one.problem), f"{event.about.number}-{n}", None, period(one.working_days))
        for n, one in enumerate(draft.problems, start=1)
    )
    return InspectionReport(
        office=replace(of.office, government_name=event.government),
        letter=Upward(event.letter, event.signed_by, event.on, event.on),
        unit=of.unit,
        inspection=ReportedInspection(
            event.about.kind.value,
            start,
            end,
            of.name(team.leader),
            len(team.inspectors),
            "、".join(of.matters),
            of.self_evaluated,
            of.heard,
            of.evidence,
        ),
        prelim=Preliminary(preliminary.on),
        opinion=ReportedOpinion(
            opinion.letter, opinion.on, sentence(draft.evaluation), event.summary, grade, score, ()
        ),
        defence=DefenceSummary(of.defence()),
        issues=issues,
        stats=Rectified(False, len(issues), event.on, 0, 0, 0, 0),
        advice=(),
        attachments=(f"督导意见书（{opinion.letter}）",),
        cc=(event.filed_with,),
    )


def _weighed(of: Proceedings) -> WeighedDefence:
    filed, answers = of.every(happened.DefenceFiled), of.every(happened.DefenceAnswered)
    return WeighedDefence(
        filed=bool(filed),
        filed_on=filed[-1].on if filed else None,
        accepted=0,
        rejected=0,
        answers=tuple(one.answer.rstrip("。；") for one in answers),
        waived=bool(of.every(happened.DefenceWaived)),
    )


def _upheld(finding: Finding, n: int, event: happened.OpinionServed) -> OpinionIssue:
    return OpinionIssue(
        heading=finding.theme,
        fact=sentence(finding.problem),
        reason="",
        criterion=sentence(event.draft.basis),
        requirement=sentence(finding.demand),
        deadline=None,
        period=period(finding.working_days),
        code=f"{event.about.number}-{n}",
    )


def sentence(text: str) -> str:
    """The text with a full stop at its end."""
    return text if text.endswith(("。", "！", "？", "；", "…", ".", "）")) else f"{text}。"
