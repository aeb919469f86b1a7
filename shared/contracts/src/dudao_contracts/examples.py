"""One valid example of every fact: the story of one case at 梧桐小学 in the sample district 云汀区."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from .due import Due
from .envelope import Envelope, Fact
from .examples_proceedings import PROCEEDING_FACTS
from .examples_roster import ROSTER_FACTS, UNIT, ZONE
from .inspection import (
    CampaignConcludedV1,
    CampaignPublishedV1,
    DefenceFiledV1,
    InspectionAnnouncedV1,
    InspectionClosedV1,
    InspectionObstructedV1,
    IssueRaisedV1,
    OfficeDutyMissedV1,
    OpinionServedV1,
    PlanApprovedV1,
    PlanPublishedV1,
    PreliminaryOpinionServedV1,
    ProcedureFact,
    ReportFiledUpwardV1,
    ResultPublishedV1,
    ResultScoredV1,
    TeamFormedV1,
    ThemePublishedV1,
    UrgentHazardReportedV1,
    VisitAnnouncedV1,
    VisitCancelledV1,
    VisitRecordedV1,
)
from .notification import MessageDeliveredV1, MessageReadV1
from .rectification import (
    AccountabilityStartedV1,
    CaseClosedV1,
    CaseFact,
    CaseOpenedV1,
    CaseReopenedV1,
    CircularIssuedV1,
    CompletionReportedV1,
    DeadlineMissedV1,
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
    SupervisionOrderServedV1,
)

C = TypeVar("C", bound=CaseFact)
P = TypeVar("P", bound=ProcedureFact)

DISTRICT = "319991"
INSPECTORS = ("DX008", "DX018")
PROBLEM = "食品留样时间不足48小时，留样记录缺7天"
DEMAND = "按要求留样并补正登记制度，校长签字确认"

_IDS = UUID("7b1c1f0e-52f8-5d0a-9a67-6c1a3f1d0e01")
VISIT, ISSUE, CASE, MESSAGE = (uuid5(_IDS, name) for name in ("visit", "issue", "case", "message"))


def _case(fact: type[C], **own: Any) -> C:
    return fact(
        case_id=CASE,
        number="202609-044-4",
        issue=ISSUE,
        unit=UNIT,
        unit_name="梧桐小学",
        superior="区教育局",
        severity="严重",
        problem=PROBLEM,
        **own,
    )


def _procedure(fact: type[P], **own: Any) -> P:
    return fact(
        inspection=uuid5(_IDS, "inspection"),
        number="ZH-202609-03",
        kind="综合督导",
        line="school",
        unit=UNIT,
        unit_name="梧桐小学",
        superior="区教育局",
        **own,
    )


def _due(on: date, rule: str, explanation: str) -> Due:
    return Due(on=on, rule=rule, basis="本区设定", explanation=explanation, provisional=False)


_FACTS: tuple[Fact, ...] = (
    *ROSTER_FACTS,
    VisitRecordedV1(
        visit=VISIT,
        number="JC-202609-044",
        unit=UNIT,
        visited_on=date(2026, 9, 9),
        inspectors=INSPECTORS,
        themes=("场地开放", "校园安全", "控辍保学", "食堂食品安全"),
        minutes=120,
        lessons_heard=3,
        plans_read=8,
        interviews=10,
        photos=6,
        issues=4,
        summary="校园安全、食堂食品安全",
    ),
    IssueRaisedV1(
        issue=ISSUE,
        visit=VISIT,
        number="202609-044-4",
        unit=UNIT,
        unit_name="梧桐小学",
        zone=ZONE,
        superior="区教育局",
        inspectors=INSPECTORS,
        line="school",
        theme="食堂食品安全",
        problem=PROBLEM,
        demand=DEMAND,
        severity="严重",
        working_days=5,
        department="区市场监管局",
        found_on=date(2026, 9, 9),
        fed_back_at=datetime(2026, 9, 9, 7, 15, tzinfo=UTC),
    ),
    UrgentHazardReportedV1(
        issue=uuid5(_IDS, "hazard"),
        visit=VISIT,
        unit=UNIT,
        unit_name="梧桐小学",
        problem="实验室危化品未双人双锁",
        demand="落实双人双锁与台账",
        department="公安分局",
        helping=("区应急管理局",),
        found_at=datetime(2026, 9, 9, 1, 51, tzinfo=UTC),
        due_at=datetime(2026, 9, 9, 2, 21, tzinfo=UTC),
        told="袁伟（校长）",
    ),
    VisitAnnouncedV1(
        visit=uuid5(_IDS, "announced"),
        unit=UNIT,
        unit_name="梧桐小学",
        inspectors=INSPECTORS,
        on=date(2026, 10, 13),
        themes=("校园安全",),
    ),
    VisitCancelledV1(
        visit=uuid5(_IDS, "announced"),
        unit=UNIT,
        unit_name="梧桐小学",
        on=date(2026, 10, 13),
        reason="当天全区停课。",
    ),
    _procedure(TeamFormedV1, inspectors=("DX008", "DX018", "DX022"), leader="DX008", experts=("陆明远",)),
    _procedure(
        InspectionAnnouncedV1,
        letter="云教督〔2026〕9号",
        matters=("依法办学", "校园安全", "食堂食品安全"),
        starts_on=date(2026, 9, 15),
        self_evaluation_by=date(2026, 9, 11),
    ),
    _procedure(
        PreliminaryOpinionServedV1,
        letter="云教督初〔2026〕3号",
        problems=2,
        defence_due=Due(
            on=date(2026, 10, 8),
            rule="defence",
            basis="《上海市教育督导条例》第二十一条",
            explanation="自2026年9月17日的次日起算10个工作日，中秋节、国庆节放假不计。",
            provisional=False,
        ),
    ),
    _procedure(DefenceFiledV1, defence=1),
    _procedure(
        OpinionServedV1, letter="云教督意〔2026〕3号", problems=2, due_on=date(2026, 10, 16), late=False
    ),
    _procedure(
        ReportFiledUpwardV1,
        letter="云教督〔2026〕12号",
        government="云汀区人民政府",
        filed_with="市人民政府教育督导委员会办公室",
    ),
    _procedure(ResultPublishedV1, document="督导报告", place="区政府网站"),
    _procedure(
        InspectionObstructedV1, step="自评", on=date(2026, 9, 14), facts="期限已过，经催告仍未报送自评报告"
    ),
    ResultScoredV1(
        inspection=uuid5(_IDS, "inspection"),
        number="ZH-202609-03",
        unit=UNIT,
        unit_name="梧桐小学",
        unit_type="小学",
        superior="区教育局",
        framework="XX-ZH",
        framework_name="小学综合督导评估指标",
        framework_version=2,
        score="91.35",
        full="100",
        grade="A",
        vetoed=(),
        on=date(2026, 10, 13),
    ),
    _procedure(InspectionClosedV1, outcome="closed", reason=None, letter="云教督〔2026〕9号"),
    PlanApprovedV1(year=2027, items=46, over_cap=1, amended=False),
    PlanPublishedV1(year=2027, place="区政府网站"),
    ThemePublishedV1(
        month="2026-09",
        theme="食堂食品安全",
        line="school",
        checklist=1,
        items=("食品留样", "食材采购", "明厨亮灶"),
        local_max=5,
        reason="",
    ),
    CampaignPublishedV1(
        campaign=uuid5(_IDS, "campaign"),
        campaign_name="食堂食品安全专项督导",
        line="school",
        year=2026,
        matters=("食材采购", "食品留样"),
        units=(UNIT,),
        pass_mark="80",
    ),
    CampaignConcludedV1(
        campaign=uuid5(_IDS, "campaign"),
        campaign_name="食堂食品安全专项督导",
        passed=1,
        assessed=1,
        arithmetic="1=1（小学1）；1=已评1+待评0+不评0；1=合格1+不合格0",
    ),
    OfficeDutyMissedV1(
        duty=uuid5(_IDS, "duty"),
        rule="visits_per_month",
        title="每月到学校督导",
        basis="《中小学校责任督学挂牌督导办法》",
        about="2026年9月梧桐小学",
        due_on=date(2026, 9, 30),
        explanation="每月到学校督导至少1次。2026年9月已到校0次，应到1次。",
        unit=UNIT,
        zone=ZONE,
        inspectors=INSPECTORS,
    ),
    _case(
        CaseOpenedV1,
        theme="食堂食品安全",
        zone=ZONE,
        inspectors=INSPECTORS,
        department="区市场监管局",
        found_on=date(2026, 9, 9),
    ),
    _case(
        NoticeServedV1,
        letter="云督整〔2026〕44号",
        due=_due(
            date(2026, 9, 20),
            "rectification_limit",
            "自送达次日2026年9月15日起算5个工作日，9月20日调休上班。",
        ),
        plan_due=_due(date(2026, 9, 17), "submit_plan", "自送达次日2026年9月15日起算3个工作日。"),
    ),
    _case(PlanSubmittedV1, round=1, measures=3),
    _case(PlanAcceptedV1, round=1),
    _case(PlanReturnedV1, round=1, reason="第2项措施没有写明责任人"),
    _case(CompletionReportedV1, round=1, on_time=True),
    _case(RecheckPassedV1, round=1, inspector="DX018"),
    _case(RecheckFailedV1, round=1, inspector="DX018", reason="留样记录仍缺2天"),
    _case(CaseClosedV1, basis="recheck"),
    _case(RevisitPassedV1),
    _case(CaseReopenedV1, reason="回访抽查3天留样，1天不足48小时"),
    _case(PromptIssuedV1, duty="report_completion", due_on=date(2026, 9, 20), workdays_left=1),
    _case(
        DeadlineMissedV1, duty="report_completion", due_on=date(2026, 9, 20), owner_role="unit", owner=UNIT
    ),
    _case(
        EscalationProposedV1,
        rung="supervision_order",
        ground="整改期限2026年9月20日已过，单位没有报告整改情况",
        decide_by=date(2026, 9, 24),
    ),
    _case(EscalationDecidedV1, rung="supervision_order", reason="食品安全问题不能拖，同类问题去年出现过1次"),
    _case(
        EscalationDeclinedV1,
        rung="supervision_order",
        reason="冷藏柜已到货，9月23日可完成，继续盯办",
        due=_due(date(2026, 9, 23), "rectification_limit", "区教育督导室商定的新时限：2026年9月23日。"),
    ),
    _case(
        SupervisionOrderServedV1,
        letter="云督办〔2026〕7号",
        due=_due(
            date(2026, 10, 16),
            "supervision_order_limit",
            "自送达次日2026年9月29日起算10个工作日，国庆节放假顺延。",
        ),
        copied_to="区教育局",
    ),
    _case(
        InterviewScheduledV1,
        letter="云督约〔2026〕3号",
        on=date(2026, 10, 22),
        hosts=("区人民政府教育督导委员会办公室", "区教育局"),
    ),
    _case(
        InterviewHeldV1,
        due=_due(date(2026, 11, 5), "interview_commitments", "自约谈次日2026年10月23日起算10个工作日。"),
    ),
    _case(InterviewMissedV1),
    _case(
        CircularIssuedV1,
        letter="云督委〔2026〕5号",
        due=_due(date(2026, 11, 26), "circular_limit", "自印发次日2026年11月13日起算10个工作日。"),
    ),
    _case(AccountabilityStartedV1, work_group_by=date(2027, 1, 25)),
    *PROCEEDING_FACTS,
    MessageDeliveredV1(message=MESSAGE, recipient=f"unit:{UNIT}", kind="notice-served", channel="inbox"),
    MessageReadV1(message=MESSAGE, recipient=f"unit:{UNIT}", kind="notice-served", reader="gaoweidong"),
)

EXAMPLES: Mapping[str, Fact] = {fact.type(): fact for fact in _FACTS}
"""The example of each fact by its CloudEvents type."""


def envelope_of(fact: Fact) -> Envelope:
    """The CloudEvents attributes an example could travel with."""
    id = uuid5(_IDS, fact.type())
    happened = datetime(2026, 9, 14, 2, 3, 4, 5, tzinfo=UTC)
    return Envelope(
        id=id,
        source=f"/dudao/{DISTRICT}/{fact.service}",
        type=fact.type(),
        subject=f"case-{CASE}" if isinstance(fact, CaseFact) else f"{fact.service}-{UNIT}",
        time=happened,
        dataschema=f"urn:dudao:schema:{fact.type()}",
        recordedat=happened,
        district=DISTRICT,
        case=str(CASE),
        sequence=1,
        position=1,
        actorid="DX018",
        actorname="程秀英",
        actingrole="inspector",
        causationid=uuid5(id, "cause"),
        correlationid=ISSUE,
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )
