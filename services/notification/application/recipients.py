"""Which fact goes to whom: one table, and how its relations become inboxes."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum, auto

from dudao_contracts import inspection, proceedings, rectification, roster
from dudao_contracts.envelope import Fact
from services.notification.application.directory import Directory
from services.notification.domain import inboxes
from shared.event_sourcing.decider import Role


class Relation(Enum):
    """What a recipient is to the fact."""

    UNIT = auto()  # 被督导单位
    SUPERIOR = auto()  # its superior department (主管部门)
    INSPECTORS = auto()  # its responsible inspectors (责任督学)
    OWNER = auto()  # whose duty it is
    DECIDER = auto()  # who decides on the proposed rung
    DEPARTMENT = auto()  # the department that helps or must act
    COPIED = auto()  # who is named under 抄送
    INSPECTOR = auto()  # the inspector it is about
    LISTED = auto()  # the units of a campaign (专项督导)
    MEMBERS = auto()  # the inspectors of the team (督导小组)


Target = Role | Relation

UNIT, SUPERIOR, INSPECTORS = Relation.UNIT, Relation.SUPERIOR, Relation.INSPECTORS
OFFICE, CHAIR = Role.OFFICE, Role.CHAIR
CHIEF, DEPUTY = Role.CHIEF_INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR

RECIPIENTS: Mapping[type[Fact], tuple[Target, ...]] = {
    inspection.VisitRecordedV1: (),  # Its issues are told of one by one.
    inspection.IssueRaisedV1: (),  # Told of when its case is opened.
    inspection.UrgentHazardReportedV1: (UNIT, Relation.DEPARTMENT, OFFICE, CHIEF),  # 条例 15
    inspection.VisitAnnouncedV1: (UNIT,),
    inspection.VisitCancelledV1: (UNIT,),
    inspection.TeamFormedV1: (Relation.MEMBERS,),
    inspection.InspectionAnnouncedV1: (UNIT, SUPERIOR),
    inspection.PreliminaryOpinionServedV1: (UNIT,),
    inspection.DefenceFiledV1: (OFFICE,),
    inspection.OpinionServedV1: (UNIT, SUPERIOR, CHIEF),
    inspection.ReportFiledUpwardV1: (CHIEF,),
    inspection.ResultPublishedV1: (UNIT, SUPERIOR),
    inspection.ResultScoredV1: (UNIT, SUPERIOR),
    inspection.InspectionObstructedV1: (OFFICE, CHIEF, SUPERIOR),
    inspection.InspectionClosedV1: (UNIT, OFFICE),
    inspection.PlanApprovedV1: (OFFICE, CHIEF),
    inspection.PlanPublishedV1: (CHAIR, CHIEF, Role.INSPECTOR),
    inspection.ThemePublishedV1: (Role.INSPECTOR,),
    inspection.CampaignPublishedV1: (Relation.LISTED,),
    inspection.CampaignConcludedV1: (OFFICE, CHIEF),
    inspection.OfficeDutyMissedV1: (OFFICE, CHIEF, DEPUTY),  # 上海 29: the institution's own periods
    rectification.CaseOpenedV1: (UNIT, INSPECTORS),
    rectification.NoticeServedV1: (UNIT, SUPERIOR, INSPECTORS),
    rectification.PlanSubmittedV1: (OFFICE,),
    rectification.PlanAcceptedV1: (UNIT,),
    rectification.PlanReturnedV1: (UNIT,),
    rectification.CompletionReportedV1: (INSPECTORS,),
    rectification.RecheckPassedV1: (DEPUTY,),
    rectification.RecheckFailedV1: (UNIT,),
    rectification.CaseClosedV1: (UNIT, INSPECTORS),
    rectification.RevisitPassedV1: (UNIT, OFFICE),
    rectification.CaseReopenedV1: (UNIT, OFFICE),
    rectification.PromptIssuedV1: (Relation.OWNER,),  # A prompt stays between the office and who must act.
    rectification.DeadlineMissedV1: (Relation.OWNER, OFFICE, SUPERIOR),
    rectification.EscalationProposedV1: (Relation.DECIDER, CHIEF),
    rectification.EscalationDecidedV1: (OFFICE, UNIT),
    rectification.EscalationDeclinedV1: (OFFICE, UNIT),
    rectification.SupervisionOrderServedV1: (UNIT, Relation.COPIED),
    rectification.InterviewScheduledV1: (UNIT, SUPERIOR, CHIEF),
    rectification.InterviewHeldV1: (UNIT, SUPERIOR, OFFICE),
    rectification.InterviewMissedV1: (SUPERIOR, OFFICE, CHIEF),
    rectification.CircularIssuedV1: (UNIT, SUPERIOR),
    rectification.AccountabilityStartedV1: (CHAIR, UNIT),
    proceedings.InterviewNoticeServedV1: (UNIT, SUPERIOR, CHIEF),
    proceedings.InterviewRecordServedV1: (UNIT, SUPERIOR),
    proceedings.AccountabilityNotifiedV1: (UNIT,),
    proceedings.AccountabilityDefendedV1: (OFFICE,),
    proceedings.AccountabilityDecidedV1: (UNIT, SUPERIOR, CHAIR),
    proceedings.ReviewAskedV1: (OFFICE, CHIEF),
    proceedings.ReviewDecidedV1: (UNIT, SUPERIOR),
    proceedings.AppealFiledV1: (OFFICE, CHIEF),
    proceedings.AppealDecidedV1: (UNIT, OFFICE, CHAIR),
    proceedings.AccountabilityCorrectedV1: (UNIT, SUPERIOR),
    proceedings.CommendationApprovedV1: (UNIT, OFFICE),
    proceedings.CommendationRevokedV1: (OFFICE, CHIEF),
    proceedings.StepPromptedV1: (Relation.OWNER,),
    proceedings.StepMissedV1: (Relation.OWNER, CHIEF),
    roster.PostAssignedV1: (Relation.INSPECTOR,),
    roster.PostEndedV1: (Relation.INSPECTOR,),  # The successor is told by the post he was assigned.
    roster.UnitMergedV1: (UNIT, OFFICE),
    roster.UnitClosedV1: (SUPERIOR, OFFICE),
    roster.StaffingRuleBrokenV1: (OFFICE, CHIEF),
    roster.StaffingRuleMetV1: (OFFICE, CHIEF),
    roster.TermEndingV1: (OFFICE, Relation.INSPECTOR),
    roster.InspectorOutOfTermV1: (OFFICE, CHIEF, Relation.INSPECTOR),
    roster.TrainingBehindV1: (Relation.INSPECTOR, OFFICE),
    roster.UnitUncoveredV1: (OFFICE,),
    roster.UnitCoveredV1: (OFFICE,),
    roster.InspectorOverloadedV1: (OFFICE,),
    roster.PostRotationDueV1: (OFFICE,),
    roster.ComprehensiveInspectionDueV1: (OFFICE, CHIEF, DEPUTY),
}

DUTY_OWNERS: Mapping[rectification.DutyKind, Target] = {
    "serve_notice": OFFICE,
    "submit_plan": UNIT,
    "review_plan": OFFICE,
    "report_completion": UNIT,
    "recheck": INSPECTORS,
    "close_case": DEPUTY,
    "revisit": INSPECTORS,
    "decide_escalation": DEPUTY,
    "serve_supervision_order": OFFICE,
    "hold_interview": DEPUTY,
    "issue_circular": CHIEF,
    "form_work_group": CHAIR,
}
DECIDERS: Mapping[rectification.Rung, Role] = {
    "prompt": OFFICE,
    "notice": OFFICE,
    "supervision_order": DEPUTY,
    "interview": DEPUTY,
    "circular": CHIEF,
    "accountability": CHAIR,
}


def recipients(fact: Fact, directory: Directory, on: date) -> list[str]:
    """The inboxes a fact is told to on that day, each once; none for a fact that is nobody's news."""
    targets = RECIPIENTS.get(type(fact), ())
    return list(dict.fromkeys(inbox for target in targets for inbox in _inboxes(target, fact, directory, on)))


def _inboxes(target: Target, fact: Fact, directory: Directory, on: date) -> Iterable[str]:
    if target is Role.INSPECTOR:  # Each for himself: what one has read the others have not.
        return [*map(inboxes.of_inspector, directory.inspectors())] or [directory.role(target)]
    if isinstance(target, Role):
        return [directory.role(target)]
    match target, fact:
        case _, proceedings.ProceedingFact():
            return _of_a_proceeding(target, fact, directory)
        case Relation.OWNER, rectification.PromptIssuedV1():
            return _inboxes(DUTY_OWNERS[fact.duty], fact, directory, on)
        case Relation.OWNER, rectification.DeadlineMissedV1(owner_role=Role.INSPECTOR):
            return _of_inspectors(directory.inspectors_after(fact.unit, fact.owner, on), directory)
        case Relation.OWNER, rectification.DeadlineMissedV1(owner_role=Role.UNIT):
            return [inboxes.of_unit(fact.unit)]
        case Relation.OWNER, rectification.DeadlineMissedV1():
            return [directory.role(Role(fact.owner_role))]
        case Relation.DECIDER, rectification.EscalationProposedV1():
            return [directory.role(DECIDERS[fact.rung])]
        case Relation.SUPERIOR, rectification.DeadlineMissedV1(owner_role=role) if role != Role.UNIT:
            return []  # The superior answers for its unit's duties, not for the office's.
        case Relation.SUPERIOR, rectification.CaseFact(superior=str(name)):
            return [directory.department(name)]
        case Relation.COPIED, rectification.SupervisionOrderServedV1(copied_to=str(name)):
            return [directory.department(name)]
        case Relation.DEPARTMENT, inspection.UrgentHazardReportedV1():
            lead = [fact.department] if fact.department else []
            return [directory.department(name) for name in (*lead, *fact.helping)]
        case (
            Relation.SUPERIOR,
            inspection.ProcedureFact(superior=str(name)) | inspection.ResultScoredV1(superior=str(name)),
        ):
            return [directory.department(name)]
        case Relation.UNIT, inspection.InspectionClosedV1(letter=None):
            return []  # It was never told that it would be inspected.
        case Relation.UNIT, inspection.ProcedureFact() | inspection.ResultScoredV1():
            return [inboxes.of_unit(fact.unit)]
        case Relation.LISTED, inspection.CampaignPublishedV1():
            return [inboxes.of_unit(code) for code in fact.units]
        case Relation.MEMBERS, inspection.TeamFormedV1():
            return [inboxes.of_inspector(number) for number in fact.inspectors]
        case (
            Relation.UNIT,
            rectification.CaseFact()
            | inspection.UrgentHazardReportedV1()
            | inspection.VisitAnnouncedV1()
            | inspection.VisitCancelledV1(),
        ):
            return [inboxes.of_unit(fact.unit)]
        case Relation.INSPECTORS, rectification.CaseFact():
            found = fact.inspectors if isinstance(fact, rectification.CaseOpenedV1) else ()
            numbers = directory.inspectors_of(fact.unit, on) or list(filter(directory.on_duty, found))
            return _of_inspectors(numbers, directory)
        case _:
            return _of_the_roster(target, fact, directory)


def _of_a_proceeding(target: Target, fact: proceedings.ProceedingFact, directory: Directory) -> Iterable[str]:
    match target, fact:
        case Relation.UNIT, _:
            return [inboxes.of_unit(fact.unit)]
        case Relation.SUPERIOR, proceedings.ProceedingFact(superior=str(name)):
            return [directory.department(name)]
        case Relation.OWNER, proceedings.StepPromptedV1() | proceedings.StepMissedV1():
            role = Role(fact.owner_role)
            return [inboxes.of_unit(fact.unit)] if role is Role.UNIT else [directory.role(role)]
        case _:
            return []


def _of_the_roster(target: Target, fact: Fact, directory: Directory) -> Iterable[str]:
    match target, fact:
        case (
            Relation.INSPECTOR,
            roster.PostAssignedV1(inspector=number)
            | roster.PostEndedV1(inspector=number)
            | roster.TermEndingV1(inspector=number)
            | roster.InspectorOutOfTermV1(inspector=number)
            | roster.TrainingBehindV1(inspector=number),
        ):
            return [inboxes.of_inspector(number)]
        case Relation.UNIT, roster.UnitMergedV1():
            return [inboxes.of_unit(fact.into)]
        case Relation.SUPERIOR, roster.UnitClosedV1():
            superior = directory.superior(fact.code)
            return [directory.department(superior)] if superior else []
        case _:
            return []


def _of_inspectors(numbers: Iterable[str], directory: Directory) -> list[str]:
    """Nobody answers for the unit: better the office learns of it than nobody."""
    return [inboxes.of_inspector(n) for n in numbers] or [directory.role(OFFICE)]
