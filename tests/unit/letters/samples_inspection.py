"""Samples of what inspection writes."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.inspection.adapters.letters import opinions as o
from services.inspection.adapters.letters import texts
from services.inspection.adapters.letters import visits as v
from shared.letters.text import LetterText
from shared.letters.values import Signed, Upward
from tests.unit.letters.parties import CC, OFFICE, UNIT, by_pack

START, END = date(2026, 9, 14), date(2026, 9, 17)
STRENGTHS = (
    "办学方向端正，德育工作扎实。学校建立全员育人机制，近三年未发生重大安全事故。",
    "教学管理规范，课程开设齐全。校本教研每周一次，教师参与率达到98%。",
)
SCORE = "按照义务教育学校督导评估指标（第2版）评分，总分100分，得86.5分，"
HEARD = ("学生", "家长", "教师", "公众")
SUGGESTIONS = ("完善校园安全巡查制度，落实每日巡查记录。", "加强体育教师配备，保证每周体育课时。")

notice = o.InspectionNotice(
    OFFICE,
    Signed("示教督〔2026〕5号", date(2026, 8, 31)),
    UNIT,
    o.AnnouncedInspection(
        name="综合督导",
        kind="综合督导",
        plan_name="示例区2026年教育督导计划",
        start=START,
        end=END,
        period="2023年9月至2026年8月",
        matters=("贯彻党的教育方针情况", "课程开设和教学管理情况", "校园安全和食品卫生情况"),
        team=(
            o.TeamMember("组长", "周旻", "示例区人民政府教育督导室副主任", "专职督学"),
            o.TeamMember("成员", "赵祎", "示例区教育学院教研员", "兼职督学"),
            o.TeamMember("成员", "孙玥", "示例区实验小学原校长", "兼职督学"),
        ),
        posts_known=True,
    ),
    o.SelfEvaluation(True, date(2026, 9, 7), 5000),
    date(2026, 9, 3),
    "校门显著位置",
    (f"电话：{OFFICE.phone}", f"邮箱：{OFFICE.email}"),
    by_pack(o.NoticeRules)["上海"],
    ("督导事项清单", "自评报告提纲"),
    CC,
)

preliminary = o.PreliminaryOpinion(
    OFFICE,
    Signed("示教督初〔2026〕8号", date(2026, 9, 18)),
    UNIT,
    o.WitnessedInspection("综合督导", START, END, True, HEARD, "听课24节，座谈3场，问卷412份"),
    o.PreliminaryFindings("学校办学行为规范，教育质量稳步提高。", STRENGTHS, SUGGESTIONS),
    (
        o.PreliminaryIssue(
            "教学楼三层东侧2具灭火器压力不足",
            (
                "编号：Q-2026-0412",
                "事实依据：现场照片3张、检查记录",
                "对照依据：《中小学幼儿园安全管理办法》第十五条",
            ),
        ),
        o.PreliminaryIssue("七年级体育课被占用", ("事实依据：课表、学生访谈",)),
    ),
    o.DefenceWindow("督导小组", date(2026, 9, 30), "", True),
    by_pack(o.DefenceRules)["上海"],
)

opinion = o.InspectionOpinion(
    OFFICE,
    Signed("示教督意〔2026〕9号", date(2026, 10, 9)),
    UNIT,
    o.HeldInspection("综合督导", START, END),
    o.Preliminary(date(2026, 9, 18)),
    o.WeighedDefence(True, date(2026, 9, 28), 1, 2, (), False),
    o.Vote(5, 4),
    o.Findings("学校办学行为规范，教育质量稳步提高。", "良好", SCORE, STRENGTHS, SUGGESTIONS),
    (
        o.OpinionIssue(
            heading="消防设施维护不到位",
            fact="教学楼三层东侧2具灭火器压力不足，疏散通道堆放课桌椅。",
            reason="不符合校园消防安全管理要求。",
            criterion="《中小学幼儿园安全管理办法》第十五条。",
            requirement="更换器材，清空通道，建立每日巡查记录。",
            deadline=date(2026, 10, 30),
            period="",
            code="Q-2026-0412",
        ),
        o.OpinionIssue(
            heading="体育课时不足",
            fact="七年级（2）班、（5）班体育课每周被占用1课时。",
            reason="未开足国家规定课程。",
            criterion="国家义务教育课程方案。",
            requirement="恢复课时，公示课表，开展一次全校自查。",
            deadline=None,
            period="10个工作日",
            code="Q-2026-0419",
        ),
    ),
    (),
    o.Due(date(2026, 11, 20)),
    by_pack(o.OpinionRules)["上海"],
    ("申辩意见分析说明",),
    CC,
)

report = o.InspectionReport(
    OFFICE,
    Upward("示教督〔2026〕11号", "周旻", date(2026, 11, 24), date(2026, 11, 23)),
    UNIT,
    o.ReportedInspection("综合督导", START, END, "周旻", 6, "办学情况", True, HEARD, "听课24节，问卷412份"),
    o.Preliminary(date(2026, 9, 18)),
    o.ReportedOpinion(
        "示教督意〔2026〕9号", date(2026, 10, 9), "学校办学行为规范。", "", "良好", SCORE, STRENGTHS
    ),
    o.DefenceSummary("学校提交申辩意见3项，采纳1项。"),
    (
        o.ReportedIssue("消防设施维护不到位。", "Q-2026-0412", date(2026, 10, 30), ""),
        o.ReportedIssue("体育课时不足。", "Q-2026-0419", None, "10个工作日"),
    ),
    o.Rectified(True, 4, date(2026, 11, 20), 2, 2, 1, 1),
    (o.Advice("增加专任体育教师编制。", "示例区委编办"),),
    ("督导意见书",),
    ("示例市人民政府教育督导委员会办公室",),
)

bulletin = v.VisitBulletin(
    OFFICE,
    Signed("示教督通〔2026〕3号", date(2026, 9, 25)),
    UNIT,
    v.BulletinVisit(
        date(2026, 9, 22), ("陈璟喆", "刘彧"), "秋季开学安全", ("现场查看", "查阅台账", "访谈"), 18, STRENGTHS
    ),
    (
        v.BulletinIssue("Q-2026-0412", "灭火器压力不足。", "更换器材，每日巡查。", "限期整改"),
        v.BulletinIssue("Q-2026-0415", "食品留样量不足125克。", "当场补留样，培训人员。", "当场整改"),
    ),
    v.Reply("10个工作日", "责任督学陈璟喆"),
    (v.Coordination("校门口交通秩序问题，", "示例区公安分局"),),
    CC,
)

record = v.VisitRecord(
    OFFICE,
    UNIT,
    v.RecordedVisit(
        code="V-2026-0098",
        zone_name="第三责任区",
        date=date(2026, 9, 22),
        hours="8:40至11:20",
        inspectors=("陈璟喆", "刘彧"),
        certificates=("D-0031", "D-0044"),
        theme="秋季开学安全",
        checklist_version="2026-2",
        announced_text="未事先通知",
        method_counts=(v.MethodCount("随堂听课", 2, "节"), v.MethodCount("访谈", 6, "人")),
        summary="检查食堂、消防和课程开设情况。",
        place_text="8:40在校门口签到，与学校登记位置相符",
        checks=(
            v.CheckedItem("消防器材是否在有效期内、压力是否正常", "不符合", "三层东侧2具压力不足。"),
            v.CheckedItem("食品留样是否足量并有记录", "不符合", "留样量不足125克，9月缺记录9日。"),
            v.CheckedItem("一键报警装置是否可用", "符合", "现场测试正常"),
        ),
        voices="访谈学生4人、教师2人，反映体育课偶有被占用。",
        urgent_text="无",
        feedback="已向校长当场反馈，建议当日更换灭火器。",
        school_opinion="",
        photos=6,
        files=2,
        submitted_at=datetime(2026, 9, 22, 11, 45),
        received_at=datetime(2026, 9, 22, 11, 46),
    ),
    (
        v.RecordedIssue("Q-2026-0412", "教学楼三层东侧2具灭火器压力不足", "限期整改", date(2026, 10, 16), ""),
        v.RecordedIssue("Q-2026-0415", "食品留样量不足125克", "当场整改", None, ""),
    ),
)

SAMPLES: dict[str, tuple[LetterText[Any], dict[str, Any]]] = {
    "inspection-notice": (
        texts.INSPECTION_NOTICE,
        {
            **{name: replace(notice, rules=rules) for name, rules in by_pack(o.NoticeRules).items()},
            "special inspection": replace(notice, inspection=replace(notice.inspection, kind="专项督导")),
            "no self-evaluation": replace(
                notice,
                self_evaluation=replace(notice.self_evaluation, required=False),
                inspection=replace(notice.inspection, period=""),
                attachments=(),
            ),
            "only what is known at the notice": replace(
                notice,
                inspection=replace(
                    notice.inspection,
                    plan_name="",
                    end=None,
                    period="",
                    posts_known=False,
                    team=tuple(replace(one, post="") for one in notice.inspection.team),
                ),
                self_evaluation=o.SelfEvaluation(True, date(2026, 9, 7), 0),
                liaison_due=None,
                contacts=(),
                attachments=(),
            ),
        },
    ),
    "preliminary-opinion": (
        texts.PRELIMINARY_OPINION,
        {
            **{name: replace(preliminary, rules=rules) for name, rules in by_pack(o.DefenceRules).items()},
            "clock starts on receipt": replace(
                preliminary,
                rules=by_pack(o.DefenceRules)["浙江"],
                defence=o.DefenceWindow(OFFICE.name, None, "", True),
            ),
            "a later day than the rule's": replace(
                preliminary, defence=replace(preliminary.defence, by_rule=False)
            ),
            "on receipt, no law, nothing found": replace(
                preliminary,
                rules=by_pack(o.DefenceRules)["all M"],
                inspection=replace(preliminary.inspection, self_evaluated=False, evidence_summary=""),
                opinion=replace(preliminary.opinion, strengths=(), suggestions=()),
                issues=(),
                defence=o.DefenceWindow(OFFICE.name, None, "10个工作日", True),
            ),
        },
    ),
    "inspection-opinion": (
        texts.INSPECTION_OPINION,
        {
            **{name: replace(opinion, rules=rules) for name, rules in by_pack(o.OpinionRules).items()},
            "defence waived": replace(opinion, defence=o.WeighedDefence(False, None, 0, 0, (), True)),
            "no defence, no grade": replace(
                opinion,
                defence=o.WeighedDefence(False, None, 0, 0, (), False),
                opinion=replace(opinion.opinion, grade=""),
                attachments=(),
            ),
            "answered in words, one dropped, nothing left": replace(
                opinion,
                defence=o.WeighedDefence(True, date(2026, 9, 28), 0, 0, ("灭火器已更换，予以采纳",), False),
                opinion=replace(opinion.opinion, strengths=(), suggestions=()),
                issues=(),
                dropped=("“灭火器压力不足”（当场已更换）",),
                report=o.Due(None),
                attachments=(),
            ),
        },
    ),
    "inspection-report": (
        texts.INSPECTION_REPORT,
        {
            "graded": report,
            "not graded": replace(report, opinion=replace(report.opinion, grade=""), attachments=()),
            "only what is known at the report": replace(
                report,
                inspection=replace(report.inspection, self_evaluated=False, evidence_summary=""),
                opinion=replace(report.opinion, grade="", strengths=(), summary="督导期间配合良好。"),
                issues=(),
                stats=replace(report.stats, counted=False),
                advice=(),
                attachments=(),
            ),
        },
    ),
    "visit-bulletin": (
        texts.VISIT_BULLETIN,
        {
            "issues": bulletin,
            "nothing found": replace(bulletin, issues=(), coordination=()),
            "only what is recorded": replace(
                bulletin, visit=replace(bulletin.visit, theme="", methods=(), item_count=0, strengths=())
            ),
        },
    ),
    "visit-record": (
        texts.VISIT_RECORD,
        {
            "issues": record,
            "nothing found": replace(record, issues=()),
            "only what is recorded": replace(
                record,
                visit=replace(
                    record.visit,
                    hours="",
                    certificates=(),
                    checklist_version="",
                    announced_text="",
                    method_counts=(),
                    place_text="",
                    summary="",
                    checks=(),
                    voices="",
                    files=0,
                ),
                issues=(replace(record.issues[0], deadline=None, period="10个工作日"),),
            ),
        },
    ),
}
