"""What a message about a comprehensive or special inspection says."""

from dudao_contracts.inspection import (
    DefenceFiledV1,
    InspectionAnnouncedV1,
    InspectionClosedV1,
    InspectionObstructedV1,
    OpinionServedV1,
    PreliminaryOpinionServedV1,
    ProcedureFact,
    ReportFiledUpwardV1,
    ResultPublishedV1,
    ResultScoredV1,
    TeamFormedV1,
)
from shared.web.wording import full_date


def about_inspection(fact: ProcedureFact) -> tuple[str, str]:
    """Subject and body. LookupError: nobody wrote one."""
    unit, kind = fact.unit_name, fact.kind
    match fact:
        case TeamFormedV1():
            return (
                f"您是{unit}{kind}的督导小组成员",
                f"督导小组现有督学{len(fact.inspectors)}名。请作出回避声明；有应当回避的情形的，请申请回避。",
            )
        case InspectionAnnouncedV1():
            evaluate = (
                f"请{unit}最迟{full_date(fact.self_evaluation_by)}报送自评报告。"
                if fact.self_evaluation_by
                else ""
            )
            return (
                f"督导通知已送达{unit}",
                f"{fact.letter}。{full_date(fact.starts_on)}起对{unit}进行{kind}，"
                f"督导事项：{'、'.join(fact.matters)}。{evaluate}",
            )
        case PreliminaryOpinionServedV1():
            window = (
                "请先签收，申辩期限从签收之日起算"
                if fact.from_receipt
                else f"最迟{full_date(fact.defence_due.on)}提出"
            )
            return (
                f"初步督导意见已送达{unit}",
                f"{fact.letter}，共{fact.problems}个问题。{unit}可以申辩，{window}；不申辩的，可以表示不再申辩。",
            )
        case DefenceFiledV1():
            return (
                f"{unit}对初步督导意见提出申辩（第{fact.defence}次）",
                "请督导小组研究并答复，答复以后才能作出督导意见书。",
            )
        case OpinionServedV1():
            late = f"按规定应在{full_date(fact.due_on)}前作出，逾期送达，原因已记录。" if fact.late else ""
            rectify = (
                f"共{fact.problems}个问题，每个问题另行送达整改通知书，请{unit}按期整改。"
                if fact.problems
                else "没有需要整改的问题。"
            )
            return f"督导意见书已送达{unit}", f"{fact.letter}。{late}{rectify}"
        case ReportFiledUpwardV1():
            return (
                f"{unit}{kind}的督导报告已报送",
                f"{fact.letter}，已提交{fact.government}，报{fact.filed_with}备案。下一步：批准并公布。",
            )
        case ResultPublishedV1():
            return f"{unit}的{fact.document}已公布", f"公布位置：{_sentence(fact.place)}"
        case InspectionObstructedV1():
            return (
                f"{unit}阻挠督导：{fact.step}",
                f"{full_date(fact.on)}，{_sentence(fact.facts)}请按规定通报批评并责令改正，督导程序继续进行。",
            )
        case InspectionClosedV1(outcome="closed"):
            return f"对{unit}的{kind}已办结", "督导结果已公布，问题全部销号。"
        case InspectionClosedV1():
            return f"对{unit}的{kind}已取消", f"原因：{_sentence(fact.reason or '')}"
        case _:
            raise LookupError(f"no wording for {fact.type()}")


def about_result(fact: ResultScoredV1) -> tuple[str, str]:
    """Subject and body about the score an opinion is served with."""
    veto = f"有{len(fact.vetoed)}个否决项，等次因此受限。" if fact.vetoed else ""
    return (
        f"{fact.unit_name}的督导得分已议定",
        f"{fact.score}分（满分{fact.full}分），等次：{fact.grade}。{veto}"
        f"按“{fact.framework_name}”第{fact.framework_version}版评定，随督导意见书送达；逐项得分和算式可以查看。",
    )


def _sentence(text: str) -> str:
    """The text closed by one full stop."""
    return f"{text.strip().rstrip('。；;.')}。"
