"""Samples of notices, supervision orders, prompts and interviews."""

from dataclasses import replace
from datetime import date, datetime

from services.rectification.adapters.letters import interviews as i
from services.rectification.adapters.letters import rectifying as r
from shared.letters.values import Numbered, Signed
from tests.unit.letters.parties import CC, OFFICE, UNIT, by_pack

FIRE = "教学楼三层东侧2具灭火器压力不足，疏散通道堆放课桌椅。"
FIRE_DEMAND = "更换器材，清空通道，建立每日巡查记录。"
FOOD_DEMAND = "规范留样操作，补齐管理制度，明确专人负责。"
SPORT_DEMAND = "恢复课时，公示课表，开展一次全校自查。"

NO_SUPERIOR = replace(UNIT, superior_name="", party_committee_name="")

notice = r.RectificationNotice(
    OFFICE,
    Signed("示教督改〔2026〕21号", date(2026, 10, 12)),
    UNIT,
    r.FoundIn("综合督导", "综合督导", date(2026, 9, 14), date(2026, 9, 17)),
    r.OpinionLetter("示教督意〔2026〕9号", date(2026, 10, 9)),
    (
        r.NoticeIssue("Q-2026-0412", FIRE, FIRE_DEMAND, True, None, "", False),
        r.NoticeIssue(
            "Q-2026-0415",
            "食堂食品留样量不足125克，9月留样记录缺失9日。",
            FOOD_DEMAND,
            False,
            date(2026, 11, 6),
            "",
            False,
        ),
        r.NoticeIssue(
            "Q-2026-0419",
            "七年级（2）班、（5）班体育课每周被占用1课时，未开足国家课程。",
            SPORT_DEMAND,
            False,
            date(2026, 11, 13),
            "",
            False,
        ),
        r.NoticeIssue(
            "Q-2026-0421",
            "专任教师中具有高级职称的比例为18.2%，低于规划目标。",
            "制定教师培养计划，分年度提高比例。",
            False,
            date(2028, 6, 30),
            "",
            True,
        ),
    ),
    r.PlanPeriod("5个工作日", date(2026, 10, 19)),
    r.ReportAsked(4, date(2026, 11, 20), "我室"),
    (
        r.Milestone("Q-2026-0421", "高级职称教师比例", "18.2%", "20%", date(2027, 6, 30)),
        r.Milestone("Q-2026-0421", "高级职称教师比例", "18.2%", "23%", date(2028, 6, 30)),
    ),
    ("整改阶段目标表",),
    CC,
)

NOTICES = {
    "comprehensive": notice,
    "regular visit, nothing at once": replace(
        notice,
        inspection=r.FoundIn("经常性督导", "经常性督导", date(2026, 9, 22), date(2026, 9, 22)),
        opinion=None,
        issues=(r.NoticeIssue("Q-2026-0412", FIRE, FIRE_DEMAND, False, None, "10个工作日内", False),),
        unit=NO_SUPERIOR,
        plan=r.PlanPeriod("", date(2026, 9, 30)),
        report=r.ReportAsked(3, date(2026, 11, 20), "责任督学"),
        milestones=(),
        attachments=(),
    ),
}

order = r.SupervisionOrder(
    OFFICE,
    r.OrderLetter("示教督办〔2026〕7号", date(2026, 11, 23), "督办单"),
    UNIT,
    r.SourceLetter(
        "教育督导整改通知书", "示教督改〔2026〕21号", date(2026, 11, 13), False, date(2026, 10, 12)
    ),
    "overdue",
    date(2026, 11, 20),
    True,
    None,
    (
        r.OrderIssue("Q-2026-0412", FIRE, date(2026, 10, 30), 21, FIRE_DEMAND),
        r.OrderIssue(
            "Q-2026-0415",
            "食堂食品留样量不足125克，留样记录缺失9日。",
            date(2026, 11, 6),
            14,
            FOOD_DEMAND,
        ),
        r.OrderIssue(
            "Q-2026-0419",
            "七年级两个班体育课被占用，未开足开齐国家课程。",
            date(2026, 11, 13),
            7,
            SPORT_DEMAND,
        ),
    ),
    r.NewLimit(False, "", date(2026, 12, 7)),
    r.ReportDay(date(2026, 12, 9)),
    r.SuperiorReply(date(2026, 12, 11), ""),
    by_pack(r.OrderRules)["上海"],
    (),
    CC,
)

ORDERS = {
    "overdue": order,
    "recheck failed, from an opinion, limit on receipt": replace(
        order,
        letter=replace(order.letter, kind_name="督办函"),
        source=replace(order.source, title="督导意见书", number="示教督意〔2026〕9号", is_opinion=True),
        reason="recheck_failed",
        recheck=r.RecheckDay(date(2026, 11, 19)),
        deadline=r.NewLimit(True, "10个工作日", None),
        report=None,
        attachments=("未完成整改问题清单",),
    ),
    "reported late": replace(order, report_missing=False),
    "plan missing, reply on receipt": replace(
        order,
        reason="plan_missing",
        issues=(replace(order.issues[0], days_late=0),),
        superior=r.SuperiorReply(None, "10个工作日"),
    ),
    "no superior": replace(order, unit=NO_SUPERIOR),
}

prompt = r.WorkPrompt(
    OFFICE,
    Signed("示教督提〔2026〕4号", date(2026, 11, 6)),
    UNIT,
    r.Prompt(
        "整改时限即将届满",
        "due_soon",
        "",
        ("逐项核对完成情况，备齐佐证材料。",),
        ("提前报送整改报告。",),
        date(2026, 11, 10),
    ),
    r.PromptSource("教育督导整改通知书", "示教督改〔2026〕21号", date(2026, 10, 12)),
    date(2026, 11, 6),
    (r.PromptIssue("Q-2026-0419", "七年级体育课被占用", date(2026, 11, 13), "5个工作日"),),
)

PROMPTS = {
    "due soon": prompt,
    "a pattern, no reply": replace(
        prompt,
        prompt=replace(
            prompt.prompt,
            subject="校园食品安全",
            kind="pattern",
            background="多所学校食品留样不规范。",
            reply_due=None,
        ),
        source=None,
        issues=(),
    ),
}

interview = i.InterviewNotice(
    OFFICE,
    Signed("示教督约〔2026〕2号", date(2026, 12, 10)),
    UNIT,
    i.Interview(
        reason="你校对督办事项逾期未完成整改。",
        hosts=(OFFICE.committee_name, "示例区教育局"),
        chair_name="周旻",
        chair_post="区教育督导委员会副主任",
        persons=(i.Interviewed("王珺", "校长"), i.Interviewed("吴頔", "副校长")),
        time=datetime(2026, 12, 15, 14),
        place="区政府第三会议室",
        matters=(
            i.InterviewMatter("消防设施整改逾期", ("Q-2026-0412",)),
            i.InterviewMatter("整改责任未落实", ()),
        ),
        excuse_due=date(2026, 12, 14),
        papers_due=date(2026, 12, 14),
        copy_to=("中共示例区教育工作委员会", "示例区教育局"),
    ),
    by_pack(i.InterviewRules)["浙江"],
    ("中共示例区教育工作委员会", "示例区教育局"),
)

INTERVIEWS = {
    **{name: replace(interview, rules=rules) for name, rules in by_pack(i.InterviewRules).items()},
    "hour and place told later": replace(
        interview,
        interview=replace(
            interview.interview,
            chair_name="",
            chair_post="",
            time=date(2026, 12, 15),
            place="",
            excuse_due=None,
            papers_due=None,
            copy_to=(),
        ),
    ),
}

record = i.InterviewRecord(
    Numbered("示教督约〔2026〕3号"),
    UNIT,
    i.HeldInterview(
        hosts=(OFFICE.committee_name, "示例区教育局"),
        time=datetime(2026, 12, 15, 14),
        end_time="15时40分",
        place="区政府第三会议室",
        chair_name="周旻",
        chair_post="区教育督导委员会副主任",
        recorder="赵祎",
        line="督学",
        persons=(i.Attendee("王珺", "校长", True, ""), i.Attendee("吴頔", "副校长", False, "住院治疗")),
        others=("陈璟喆", "刘彧"),
        notice_number="示教督约〔2026〕2号",
        reason="对督办事项逾期未完成整改。",
    ),
    by_pack(i.InterviewRules)["浙江"],
    i.Statements(
        host_statement="问题拖延时间长，责任不落实。要求立即完成消防整改，并向全校通报。",
        unit_statement="校长表示接受批评，将在一周内完成。",
        commitments=(
            i.Commitment("更换灭火器，清空疏散通道", "采购并安装，每日巡查", "王珺", date(2026, 12, 22)),
            i.Commitment("恢复体育课时", "公示课表，专人督查", "吴頔", date(2026, 12, 25)),
        ),
        check_note="记录无误。",
        copies=4,
        copy_to=("中共示例区教育工作委员会", "示例区教育局"),
    ),
)

RECORDS = {
    **{name: replace(record, rules=rules) for name, rules in by_pack(i.InterviewRules).items()},
    "blanks for the hand": replace(
        record,
        letter=Numbered(""),
        interview=replace(
            record.interview,
            time=date(2026, 12, 15),
            end_time="",
            place="",
            chair_name="",
            chair_post="",
            persons=(i.Attendee("主要负责人", "", True, ""),),
            others=(),
            notice_number="",
        ),
        record=replace(record.record, unit_statement="", check_note="", copy_to=()),
    ),
}
