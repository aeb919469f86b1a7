"""Deliberation and the preliminary opinion (条例 20)."""

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.events import UrgentHazardReported
from services.inspection.domain.evidence import check_earlier
from services.inspection.domain.hearing import HEARD_AT_SCHOOL
from services.inspection.domain.inquiring import INQUIRY, inquiry_of, obstructed
from services.inspection.domain.inspection_commands import (
    Deliberate,
    ServePreliminaryOpinion,
)
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.procedure import Group, Kind, Step, person
from services.inspection.domain.refusals import SameProblemTwice
from services.inspection.domain.report import Finding, Severity, issue_id, same_words
from services.inspection.domain.stages import Announced, FedBack, Inspection, UnderOpinion
from services.inspection.domain.standing import (
    DoneOtherwise,
    NotNow,
    TeamTooSmall,
    require_able,
    require_actor,
    require_team,
    require_text,
)
from services.inspection.domain.terms import Terms, day_of
from shared.event_sourcing.decider import Refused
from shared.rules.rule import Start

DELIBERATION = "《教育督导条例》第二十条"
PRELIMINARY_LIMITS = {
    Kind.SPECIAL: "preliminary_opinion_special",
    Kind.COMPREHENSIVE: "preliminary_opinion_comprehensive",
}


class SelfEvaluationNotReviewed(Refused):
    article = INQUIRY

    def __init__(self) -> None:
        super().__init__("自评报告还没有审核，不能评议。请先审核；单位逾期拒不报送的，请登记为受阻。")


class NotExaminedOnSite(Refused):
    article = INQUIRY

    def __init__(self) -> None:
        super().__init__("还没有现场考察，不能评议。请先进行现场考察并登记。")


class NotHeard(Refused):
    article = "《教育督导条例》第十九条"

    def __init__(self, groups: frozenset[Group]) -> None:
        missing = "、".join(group for group in Group if group in groups)
        super().__init__(f"还没有听取{missing}的意见，不能评议。请先听取意见并登记。")


class OutsideTheMatters(Refused):
    """条例 13 and 16: a special inspection is of the matters fixed beforehand."""

    article = "《教育督导条例》第十六条"
    field = "findings"

    def __init__(self, finding: Finding) -> None:
        super().__init__(
            f"问题“{finding.problem}”的主题“{finding.theme}”不在事先确定的督导事项之内。"
            "请改正主题，或者另行安排督导。"
        )


class DangerPassedOver(Refused):
    """Q22: 督导问题必反馈. The unit was told of it at once; no later team makes it unsaid."""

    article = "《教育督导条例》第十五条"
    field = "findings"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"重大隐患“{problem}”已经上报并告知单位，评议的问题里没有列入。请列入；不再认定的，在督导意见书中写明理由。"
        )


def deliberate(command: Deliberate, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    """条例 20: on self-evaluation, examination and hearings, by at least as many as a team must have."""
    require_actor(command.by, inspection, command.roster)
    if isinstance(inspection.stage, UnderOpinion):
        told = inspection.stage
        if (told.present, told.evaluation, told.findings) == (
            command.present,
            command.evaluation,
            command.findings,
        ):
            return []
        raise DoneOtherwise("评议结果")
    stage = inquiry_of(inspection, "评议")
    require_team(inspection, command, terms)
    _require_inquiry(stage, inspection)
    require_able(inspection, command.present, command.roster)
    rule, present = terms.rule("team_size", day_of(command.now)), frozenset(command.present)
    if len(present) < rule.number:
        raise TeamTooSmall(rule, len(present), frozenset())
    require_text(command.evaluation, "评价")
    _require_findings(command.findings, inspection)
    check_earlier(command.findings, command.unknown_earlier)
    today = day_of(command.now)
    limit = PRELIMINARY_LIMITS[inspection.about.kind]
    events: list[InspectionEvent] = [
        happened.Deliberated(
            about=inspection.about,
            by=person(command.by),
            on=today,
            present=command.present,
            evaluation=command.evaluation,
            findings=command.findings,
            ended_on=stage.ended_on,
            preliminary_due=terms.due(limit, today) if terms.get(limit, today) else None,
        )
    ]
    return [*events, *_hazards(command.findings, inspection)]


def serve_preliminary_opinion(
    command: ServePreliminaryOpinion, inspection: Inspection, terms: Terms
) -> list[InspectionEvent]:
    """Everything the team has found is put to the unit, and the clocks of defence and opinion begin.

    A defence is never cut short by a late letter: its period begins with service also where the rule counts
    from the end of the inspection, at which the opinion should have been fed back.
    """
    if isinstance(inspection.stage, FedBack):
        return []
    stage = inspection.stage
    if not isinstance(stage, UnderOpinion):
        raise NotNow("反馈初步督导意见", inspection)
    require_team(inspection, command, terms)
    today = day_of(command.now)
    fed_back = terms.rule("opinion", today).start is Start.PRELIMINARY_FED_BACK
    return [
        happened.PreliminaryOpinionServed(
            about=inspection.about,
            by=person(command.by),
            on=today,
            letter=command.letter,
            evaluation=stage.evaluation,
            findings=stage.findings,
            defence_due=terms.due("defence", today),
            defence_from_receipt=terms.rule("defence", today).start is Start.PRELIMINARY_RECEIVED,
            opinion_due=terms.due("opinion", today if fed_back else stage.ended_on),
        )
    ]


def _require_inquiry(stage: Announced, inspection: Inspection) -> None:
    reviewed = stage.self_evaluation is not None and stage.self_evaluation.reviewed is not None
    refused = stage.self_evaluation is None and obstructed(inspection, Step.SELF_EVALUATION)
    if stage.self_evaluation_due is not None and not reviewed and not refused:
        raise SelfEvaluationNotReviewed
    if not stage.site_visits:
        raise NotExaminedOnSite
    heard = {hearing.group for hearing in stage.hearings}
    prevented = {group for group in HEARD_AT_SCHOOL if obstructed(inspection, Step.HEARING, group)}
    if missing := frozenset(Group) - heard - prevented:
        raise NotHeard(missing)


def _require_findings(findings: tuple[Finding, ...], inspection: Inspection) -> None:
    seen: set[str] = set()
    for finding in findings:
        require_text(finding.problem, "问题")
        if same_words(finding.problem) in seen:
            raise SameProblemTwice(finding.problem)
        seen.add(same_words(finding.problem))
        require_within_matters(finding, inspection)
    for problem in inspection.told:
        if same_words(problem) not in seen:
            raise DangerPassedOver(problem)


def require_within_matters(finding: Finding, inspection: Inspection) -> None:
    """Refuses what a special inspection was not announced for."""
    matters = {same_words(matter) for matter in inspection.matters}
    if inspection.about.kind is Kind.SPECIAL and same_words(finding.theme) not in matters:
        raise OutsideTheMatters(finding)


def _hazards(findings: tuple[Finding, ...], inspection: Inspection) -> list[InspectionEvent]:
    """条例 15: a danger to life does not wait for the opinion. Another team finds it again and tells nobody twice."""
    about, told = inspection.about, {same_words(problem) for problem in inspection.told}
    return [
        UrgentHazardReported(
            issue_id(about.inspection, finding.problem),
            about.inspection,
            about.unit,
            finding.problem,
            finding.demand,
            finding.department,
        )
        for finding in findings
        if finding.severity is Severity.HAZARD and same_words(finding.problem) not in told
    ]
