"""What a message about the roster says: posts, units that end, and what the office must see to."""

from dudao_contracts.roster import (
    ComprehensiveInspectionDueV1,
    InspectorOutOfTermV1,
    InspectorOverloadedV1,
    PostAssignedV1,
    PostEndedV1,
    PostRotationDueV1,
    RosterFact,
    StaffingRuleBrokenV1,
    StaffingRuleMetV1,
    TermEndingV1,
    TrainingBehindV1,
    UnitClosedV1,
    UnitCoveredV1,
    UnitMergedV1,
    UnitUncoveredV1,
)
from services.notification.application.directory import Directory
from services.notification.domain.open_work import OpenWork
from shared.web.wording import full_date

MORE = "同一时间可能还有其他同类情况，完整名单见“督学配备”。"
"""Of what comes in crowds the office gets one message, which leads to the whole list."""


def about_roster(fact: RosterFact, directory: Directory, work: OpenWork, own: bool) -> tuple[str, str]:
    """Subject and body; `own`: for the inspector himself. `work` is what is open in the unit that changes hands.

    LookupError: nobody wrote one.
    """
    match fact:
        case PostAssignedV1():
            unit = directory.unit_name(fact.unit) or "新单位"
            return f"您已接手{unit}，任责任督学", f"自{full_date(fact.since)}起由您负责{unit}。{_open(work)}"
        case PostEndedV1():
            return f"您不再担任{directory.unit_name(fact.unit) or '原单位'}责任督学", _ended(fact, directory)
        case UnitMergedV1():
            former = directory.unit_name(fact.code) or "原单位"
            into = directory.unit_name(fact.into) or "承接单位"
            return (
                f"{former}并入{into}",
                f"自{full_date(fact.on)}起，{former}并入{into}。{former}未办结的整改案件{work.cases}件"
                f"由{into}继续办理，原定期限不变。",
            )
        case UnitClosedV1():
            unit = directory.unit_name(fact.code) or "原单位"
            return (
                f"{unit}已撤销",
                f"自{full_date(fact.on)}起撤销，没有承接单位。未办结的整改案件{work.cases}件暂由督导室负责，"
                "请督导室与主管部门商定如何办理。",
            )
        case TermEndingV1():
            return _term_ending(fact, own)
        case InspectorOutOfTermV1():
            return _out_of_term(fact, own)
        case TrainingBehindV1():
            return (
                f"{'您' if own else fact.inspector_name}{fact.year}年集中培训学时不足",
                f"已登记{fact.hours}学时，全年应不少于{fact.needed}学时，还差{fact.needed - fact.hours}学时。"
                + ("请尽快参加培训。" if own else f"请督导室安排培训。{MORE}"),
            )
        case _:
            return _to_the_office(fact, directory)


def _to_the_office(fact: RosterFact, directory: Directory) -> tuple[str, str]:
    match fact:
        case StaffingRuleBrokenV1():
            return (
                f"督学配备不达标：{fact.title}{_in(fact.scope)}",
                f"{fact.arithmetic}，自{full_date(fact.since)}起不达标。请督导室研究补足。",
            )
        case StaffingRuleMetV1():
            return (
                f"督学配备已达标：{fact.title}{_in(fact.scope)}",
                f"自{full_date(fact.on)}起重新达到要求，不需要再办理。",
            )
        case UnitUncoveredV1():
            return (
                f"{fact.unit_name}没有责任督学",
                f"自{full_date(fact.since)}起没有在任的责任督学。请督导室尽快指派。{MORE}",
            )
        case UnitCoveredV1():
            unit = directory.unit_name(fact.unit) or "原来无人督导的单位"
            return f"{unit}已有责任督学", f"自{full_date(fact.on)}起有责任督学负责，不需要再办理。"
        case InspectorOverloadedV1():
            return (
                f"{fact.inspector_name}负责的单位过多",
                f"现负责{fact.units}个单位，本区规定最多{fact.most}个。请督导室调整挂牌。",
            )
        case PostRotationDueV1():
            return (
                f"{fact.inspector_name}在{fact.unit_name}任责任督学已满{fact.years}年",
                f"自{full_date(fact.since)}起任职，已到交流年限。请督导室安排接任的督学。",
            )
        case ComprehensiveInspectionDueV1(left=True):
            return (
                f"{fact.unit_name}应开展离任综合督导",
                f"主要负责人{fact.head}自{full_date(fact.since)}任职，任期未满，在任到{full_date(fact.term_to)}。"
                "请安排一次综合督导。",
            )
        case ComprehensiveInspectionDueV1():
            return (
                f"{fact.unit_name}应开展任期综合督导",
                f"主要负责人{fact.head}的任期自{full_date(fact.since)}至{full_date(fact.term_to)}。"
                "请在任期届满前安排一次综合督导。",
            )
        case _:
            raise LookupError(f"no wording for {fact.type()}")


def _ended(fact: PostEndedV1, directory: Directory) -> str:
    until = f"挂牌至{full_date(fact.ended_on)}。"
    if fact.successor is None:
        return f"{until}目前没有指定接任的督学，您在该单位未办结的复查、回访改由其他责任督学或者督导室办理。"
    successor = directory.inspector_name(fact.successor) or "其他督学"
    return f"{until}由{successor}接任，您在该单位未办结的复查、回访一并转给接任的督学。"


def _open(work: OpenWork) -> str:
    if not work.cases and not work.revisits:
        return "该单位目前没有未办结的案件。"
    return (
        f"该单位有未办结的案件{work.cases}件，其中待复查{work.rechecks}件；另有已销号待回访{work.revisits}件。"
        "有关消息从现在起发给您，转给您的待办请接着办理。"
    )


def _term_ending(fact: TermEndingV1, own: bool) -> tuple[str, str]:
    who, until = "您" if own else fact.inspector_name, full_date(fact.term_to)
    if not fact.renewable:
        follows = "按规定不能续聘，原因见督学配备页。" if not own else "按规定不能续聘。"
    else:
        follows = "续聘由督导室办理。" if own else "拟续聘的请办理续聘，不再续聘的请安排接任的督学。"
    return f"{who}的督学聘期到{until}", f"本届聘期到{until}。{follows}"


def _out_of_term(fact: InspectorOutOfTermV1, own: bool) -> tuple[str, str]:
    who = "您" if own else fact.inspector_name
    follows = "续聘前请不要再参加督导。" if own else "请督导室办理续聘，或改派在任的督学。"
    return (
        f"任期已满仍在督导：{who}",
        f"督学任期到{full_date(fact.term_to)}届满（《教育督导条例》第六条），此后已督导{fact.visits}次，"
        f"最近一次在{full_date(fact.last_visit)}。督导记录保留，费用不能申报。{follows}",
    )


def _in(scope: str) -> str:
    return f"（{scope}）" if scope else ""
