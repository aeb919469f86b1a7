"""What a message about an interview, an accountability or a commendation says."""

from collections.abc import Mapping
from typing import Final

from dudao_contracts.proceedings import (
    AccountabilityCorrectedV1,
    AccountabilityDecidedV1,
    AccountabilityDefendedV1,
    AccountabilityNotifiedV1,
    AppealDecidedV1,
    AppealFiledV1,
    CommendationApprovedV1,
    CommendationRevokedV1,
    InterviewNoticeServedV1,
    InterviewRecordServedV1,
    ProceedingFact,
    Result,
    ReviewAskedV1,
    ReviewDecidedV1,
    StepMissedV1,
    StepPromptedV1,
)
from shared.event_sourcing.decider import Role
from shared.identity.principal import ROLE_NAMES
from shared.web.wording import full_date

RESULTS: Final[Mapping[Result, str]] = {
    "uphold": "维持原决定",
    "change": "变更原决定",
    "revoke": "撤销原决定",
}


def about_proceeding(fact: ProceedingFact) -> tuple[str, str]:
    """Subject and body. LookupError: nobody wrote one."""
    unit = fact.unit_name
    match fact:
        case InterviewNoticeServedV1():
            return (
                f"{full_date(fact.on)}约谈{unit}",
                f"{fact.letter}。由{'、'.join(fact.hosts)}在{fact.place}约谈。请被约谈人按时参加，不得委托他人代替；"
                f"最迟{full_date(fact.papers_due)}报送书面材料。",
            )
        case InterviewRecordServedV1():
            return f"约谈记录已送达{unit}", f"{fact.letter}。请{unit}按承诺整改，约谈结果作为考核的依据。"
        case AccountabilityNotifiedV1():
            return (
                f"问责告知书已送达{unit}",
                f"{fact.letter}。当事人有权陈述申辩，最迟{full_date(fact.defence_due.on)}提出；"
                "不因陈述申辩而从重处理。",
            )
        case AccountabilityDefendedV1():
            return (
                f"{unit}问责一案收到陈述申辩（第{fact.defence}次）",
                "请研究并答复，答复以后才能形成问责意见。",
            )
        case AccountabilityDecidedV1():
            return (
                f"问责决定书已送达{unit}",
                f"{fact.letter}，自{full_date(fact.effective_on)}起生效。不服的，可以最迟{full_date(fact.review_due.on)}申请复核，"
                f"或者最迟{full_date(fact.appeal_due.on)}直接向上一级提出申诉。复核、申诉期间不停止执行。",
            )
        case ReviewAskedV1():
            return (
                f"{unit}申请复核问责决定",
                f"请没有参与原案办理的人员承办，最迟{full_date(fact.decision_due.on)}作出复核决定。原决定不停止执行。",
            )
        case ReviewDecidedV1():
            return (
                f"复核决定书已送达{unit}：{RESULTS[fact.result]}",
                f"{fact.letter}。不服的，可以最迟{full_date(fact.appeal_due.on)}向上一级提出申诉。",
            )
        case AppealFiledV1():
            way = "不经复核直接" if fact.direct else "不服复核决定，"
            return (
                f"{unit}对问责决定提出申诉",
                f"{way}向上一级提出申诉，上一级应最迟{full_date(fact.decision_due.on)}作出处理决定。原决定不停止执行。",
            )
        case AppealDecidedV1():
            then = (
                f"请最迟{full_date(fact.correct_by.on)}纠正原决定。"
                if fact.correct_by
                else "原决定继续执行。"
            )
            return f"{unit}的申诉处理决定：{RESULTS[fact.result]}", f"{fact.letter}。{then}"
        case AccountabilityCorrectedV1():
            return (
                f"对{unit}的问责决定已纠正：{RESULTS[fact.result]}",
                f"{fact.letter}。原决定书留存在卷，以纠正后的内容为准。",
            )
        case CommendationApprovedV1():
            return f"决定表彰{unit}", f"依据：{_sentence(fact.basis)}下一步：公布表彰决定。"
        case CommendationRevokedV1():
            return f"不予表彰或者撤销表彰：{unit}", f"原因：{_sentence(fact.reason)}"
        case StepPromptedV1():
            left = f"剩{fact.workdays_left}个工作日" if fact.workdays_left else "今天到期"
            return (
                f"提示：{fact.step}{left}（{unit}）",
                f"事由：{_sentence(fact.matter)}{fact.step}最迟{full_date(fact.due_on)}。",
            )
        case StepMissedV1():
            owner = unit if fact.owner_role == Role.UNIT else ROLE_NAMES[Role(fact.owner_role)]
            return (
                f"已超期：{fact.step}（{unit}）",
                f"事由：{_sentence(fact.matter)}{owner}应最迟{full_date(fact.due_on)}{fact.step}，到期未办。",
            )
        case _:
            raise LookupError(f"no wording for {fact.type()}")


def _sentence(text: str) -> str:
    """The text closed by one full stop."""
    return f"{text.strip().rstrip('。；;.')}。"
