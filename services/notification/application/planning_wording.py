"""What a message about plans, themes, campaigns and the office's own missed duties says."""

from dudao_contracts.envelope import Fact
from dudao_contracts.inspection import (
    CampaignConcludedV1,
    CampaignPublishedV1,
    OfficeDutyMissedV1,
    PlanApprovedV1,
    PlanPublishedV1,
    ThemePublishedV1,
)
from shared.web.wording import full_date


def about_planning(fact: Fact) -> tuple[str, str]:
    """Subject and body. LookupError: nobody wrote one."""
    match fact:
        case PlanApprovedV1():
            what = f"{fact.year}年度督导计划{'的调整' if fact.amended else ''}"
            over = (
                f"其中{fact.over_cap}个单位超过本区设定的入校次数上限，理由已记录。" if fact.over_cap else ""
            )
            follows = "" if fact.amended else "下一步：公布计划。"
            return f"{what}已批准", f"计划现有督导事项{fact.items}项。{over}{follows}"
        case PlanPublishedV1():
            return f"{fact.year}年度督导计划已公布", f"公布位置：{fact.place.rstrip('。')}。"
        case ThemePublishedV1():
            year, month = fact.month.split("-")
            version = f"第{fact.checklist}版" if fact.checklist > 1 else ""
            why = f"改版理由：{fact.reason.rstrip('。')}。" if fact.reason else ""
            return (
                f"{year}年{int(month)}月督导主题：{fact.theme}{version}",
                f"清单{len(fact.items)}项：{'、'.join(fact.items)}。责任区可以自选，最多{fact.local_max}项。{why}",
            )
        case CampaignPublishedV1():
            return (
                f"您单位列入专项督导：{fact.campaign_name}",
                f"督导事项：{'、'.join(fact.matters)}。合格分值{fact.pass_mark}分，共{len(fact.units)}个单位。"
                "进校时间另发督导通知。",
            )
        case CampaignConcludedV1():
            return (
                f"专项督导已办结：{fact.campaign_name}",
                f"已评{fact.assessed}个单位，合格{fact.passed}个。{fact.arithmetic}。",
            )
        case OfficeDutyMissedV1():
            basis = f"依据：{fact.basis}。" if fact.basis else ""
            return (
                f"督导机构逾期：{fact.about}",
                f"应最迟{full_date(fact.due_on)}办理，到期未办。{fact.explanation}{basis}"
                "请督导室尽快补办或者说明；同一规则同时还有其他逾期的，见“逾期”名单。",
            )
        case _:
            raise LookupError(f"no wording for {fact.type()}")
