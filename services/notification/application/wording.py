"""What a message says: what happened, what is to be done, by when, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from dudao_contracts.envelope import Fact
from dudao_contracts.inspection import (
    InspectionFact,
    ProcedureFact,
    ResultScoredV1,
    UrgentHazardReportedV1,
    VisitAnnouncedV1,
    VisitCancelledV1,
)
from dudao_contracts.proceedings import ProceedingFact
from dudao_contracts.rectification import (
    AccountabilityStartedV1,
    CaseClosedV1,
    CaseFact,
    CaseOpenedV1,
    CaseReopenedV1,
    CircularIssuedV1,
    CompletionReportedV1,
    DeadlineMissedV1,
    DutyKind,
    EscalationDecidedV1,
    EscalationDeclinedV1,
    EscalationProposedV1,
    InterviewHeldV1,
    InterviewMissedV1,
    InterviewScheduledV1,
    NoticeServedV1,
    PlanAcceptedV1,
    PlanReturnedV1,
    PlanSubmittedV1,
    PromptIssuedV1,
    RecheckFailedV1,
    RecheckPassedV1,
    RevisitPassedV1,
    Rung,
    SupervisionOrderServedV1,
)
from dudao_contracts.roster import RosterFact
from services.notification.application.directory import Directory
from services.notification.application.inspection_wording import about_inspection, about_result
from services.notification.application.planning_wording import about_planning
from services.notification.application.proceeding_wording import about_proceeding
from services.notification.application.recipients import DECIDERS
from services.notification.application.roster_wording import about_roster
from services.notification.domain.open_work import NOTHING_OPEN, OpenWork
from shared.event_sourcing.decider import Actor, Role
from shared.identity.principal import ROLE_NAMES
from shared.web.wording import full_date, in_shanghai

DUTIES: Mapping[DutyKind, str] = {
    "serve_notice": "送达整改通知书",
    "submit_plan": "提交整改方案",
    "review_plan": "审整改方案",
    "report_completion": "报告整改完成",
    "recheck": "复查",
    "close_case": "批准或退回销号",
    "revisit": "回访",
    "decide_escalation": "决定是否升级",
    "serve_supervision_order": "送达督办单",
    "hold_interview": "组织约谈",
    "issue_circular": "印发通报",
    "form_work_group": "成立问责工作组",
}
RUNGS: Mapping[Rung, str] = {
    "prompt": "工作提示",
    "notice": "发整改通知书",
    "supervision_order": "督办",
    "interview": "约谈",
    "circular": "通报批评",
    "accountability": "问责",
}


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    body: str


def text_of(
    fact: Fact, by: Actor, directory: Directory, work: OpenWork = NOTHING_OPEN, own: bool = False
) -> Text:
    """The message about a fact that `by` brought about. LookupError: nobody wrote one.

    Of the roster's facts it depends on what is open in the unit, and on whether it is for the inspector himself.
    """
    match fact:
        case RosterFact():
            return Text(*about_roster(fact, directory, work, own))
        case ProcedureFact():
            return Text(*about_inspection(fact))
        case ResultScoredV1():
            return Text(*about_result(fact))
        case ProceedingFact():
            return Text(*about_proceeding(fact))
        case UrgentHazardReportedV1():
            return Text(f"紧急隐患：{fact.unit_name}", _hazard(fact, by))
        case VisitAnnouncedV1():
            themes = f"督导主题：{'、'.join(fact.themes)}。" if fact.themes else ""
            return Text(
                f"{full_date(fact.on)}到{fact.unit_name}督导",
                f"经常性督导，督学{len(fact.inspectors)}名。{themes}请按日常工作安排，不作专门准备。",
            )
        case VisitCancelledV1():
            return Text(
                f"{full_date(fact.on)}对{fact.unit_name}的督导已取消", f"原因：{_sentence(fact.reason)}"
            )
        case InspectionFact():
            return Text(*about_planning(fact))
        case CaseFact():
            subject, body = _about(fact, by, directory)
            return Text(subject, f"问题：{_sentence(fact.problem)}{body}")
        case _:
            raise LookupError(f"no wording for {fact.type()}")


def _hazard(fact: UrgentHazardReportedV1, by: Actor) -> str:
    departments = [fact.department] if fact.department else []
    departments += [name for name in fact.helping if name not in departments]
    others = f"请{'、'.join(departments)}到场会办。" if departments else ""
    found = f"{in_shanghai(fact.found_at):%H:%M}发现。" if fact.found_at else ""
    told = f"已当面告知{fact.told}。" if fact.told else ""
    return (
        f"{_sentence(fact.problem)}要求：{_sentence(fact.demand)}{_person(by)}现场报告。{found}{told}"
        f"请{fact.unit_name}立即处置，先保障师生安全。{others}"
    )


def _about(fact: CaseFact, by: Actor, directory: Directory) -> tuple[str, str]:
    unit = fact.unit_name
    match fact:
        case CaseOpenedV1():
            assistance = f"会办单位：{fact.department}。" if fact.department else ""
            return (
                f"{unit}有新的整改案件",
                f"严重程度：{fact.severity}。{full_date(fact.found_on)}督导发现。{assistance}"
                "下一步：督导室送达整改通知书，期限自送达起算。",
            )
        case NoticeServedV1():
            return (
                f"整改通知书已送达{unit}",
                f"{fact.letter}。请{unit}最迟{full_date(fact.plan_due.on)}提交整改方案，"
                f"最迟{full_date(fact.due.on)}完成整改并报告。",
            )
        case PlanSubmittedV1():
            return (
                f"{unit}提交整改方案（第{fact.round}轮）",
                f"共{fact.measures}项措施。下一步：督导室审方案。",
            )
        case PlanAcceptedV1():
            return (
                f"{unit}的整改方案已通过（第{fact.round}轮）",
                f"下一步：请{unit}按方案整改，完成后报告并附佐证。",
            )
        case PlanReturnedV1():
            return (
                f"{unit}的整改方案被退回（第{fact.round}轮）",
                f"退回理由：{_sentence(fact.reason)}{_person(by)}退回。下一步：请{unit}改好后再次提交。",
            )
        case CompletionReportedV1():
            pace = "按期" if fact.on_time else "超期"
            return (
                f"{unit}报告整改完成（第{fact.round}轮）",
                f"{pace}报告。下一步：请责任督学复查。",
            )
        case RecheckPassedV1():
            return (
                f"{unit}复查通过（第{fact.round}轮）",
                f"{_person(by)}复查。下一步：请副总督学批准或退回销号。",
            )
        case RecheckFailedV1():
            return (
                f"{unit}复查不通过（第{fact.round}轮）",
                f"原因：{_sentence(fact.reason)}{_person(by)}复查。下一步：请{unit}继续整改，完成后再次报告。",
            )
        case CaseClosedV1(basis="ledger"):
            return f"{unit}的案件已销号", "依据：原台账已记载销号。"
        case CaseClosedV1():
            return f"{unit}的案件已销号", "复查通过，已批准销号。下一步：责任督学回访。"
        case RevisitPassedV1():
            return f"{unit}回访通过", "回访未见反弹。"
        case CaseReopenedV1():
            return (
                f"{unit}的问题反弹，案件重新整改",
                f"原因：{_sentence(fact.reason)}下一步：请{unit}重新整改。",
            )
        case PromptIssuedV1():
            return (
                f"工作提示：{unit}{DUTIES[fact.duty]}{_left(fact.workdays_left)}",
                f"{DUTIES[fact.duty]}最迟{full_date(fact.due_on)}。本提示不改变原定期限，不作为评价或者处理。",
            )
        case DeadlineMissedV1():
            return (
                f"已超期：{unit}案件{DUTIES[fact.duty]}",
                f"{_owner(fact, directory)}应最迟{full_date(fact.due_on)}{DUTIES[fact.duty]}，到期未办。",
            )
        case EscalationProposedV1():
            return (
                f"建议对{unit}{RUNGS[fact.rung]}",
                f"理由：{_sentence(fact.ground)}下一步：请{ROLE_NAMES[DECIDERS[fact.rung]]}最迟{full_date(fact.decide_by)}决定，升或不升都写理由。",
            )
        case EscalationDecidedV1():
            return (
                f"决定对{unit}{RUNGS[fact.rung]}",
                f"理由：{_sentence(fact.reason)}{_person(by)}决定。",
            )
        case EscalationDeclinedV1():
            return (
                f"决定不对{unit}{RUNGS[fact.rung]}",
                f"理由：{_sentence(fact.reason)}{_person(by)}决定。案件仍按现阶段整改，期限至{full_date(fact.due.on)}。",
            )
        case SupervisionOrderServedV1():
            copy = f"抄送{fact.copied_to}，请督促整改。" if fact.copied_to else ""
            return (
                f"督办单已送达{unit}",
                f"{fact.letter}。请{unit}最迟{full_date(fact.due.on)}完成整改并报告。{copy}",
            )
        case InterviewScheduledV1():
            return (
                f"{full_date(fact.on)}约谈{unit}",
                f"{fact.letter}。由{'、'.join(fact.hosts)}约谈。请{unit}主要负责人按时参加。",
            )
        case InterviewHeldV1():
            return (
                f"已约谈{unit}",
                f"请{unit}最迟{full_date(fact.due.on)}兑现约谈承诺并报告。",
            )
        case InterviewMissedV1():
            return f"{unit}未参加约谈", "下一步：由本办按程序研究处理。"
        case CircularIssuedV1():
            return (
                f"对{unit}通报批评",
                f"{fact.letter}。请{unit}最迟{full_date(fact.due.on)}完成整改并报告。",
            )
        case AccountabilityStartedV1():
            return (
                f"对{unit}启动问责",
                f"下一步：最迟{full_date(fact.work_group_by)}成立工作组。{unit}有权陈述、申辩。",
            )
        case _:
            raise LookupError(f"no wording for {fact.type()}")


def _left(workdays: int) -> str:
    return f"剩{workdays}个工作日" if workdays else "今天到期"


def _owner(fact: DeadlineMissedV1, directory: Directory) -> str:
    role = Role(fact.owner_role)
    if role is Role.UNIT:
        return fact.unit_name
    name = directory.inspector_name(fact.owner) if role is Role.INSPECTOR else None
    return f"{name}（{ROLE_NAMES[role]}）" if name else ROLE_NAMES[role]


def _person(by: Actor) -> str:
    """People appear with name and role, every time."""
    return f"{by.name}（{ROLE_NAMES[by.role]}）"


def _sentence(text: str) -> str:
    """The text closed by one full stop."""
    return f"{text.strip().rstrip('。；;.')}。"
