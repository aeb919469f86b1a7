"""Samples of circulars, accountability, review, transfer and commendation."""

from dataclasses import replace
from datetime import date

from services.rectification.adapters.letters import accountability as a
from services.rectification.adapters.letters import announcing as n
from shared.letters.values import Fact, Printed, Signed
from tests.unit.letters.parties import OFFICE, PACKS, UNIT, by_pack

ADDRESSEES = ("各成员单位", "各镇（街道）", "各学校")
NATIONAL = PACKS.pack("national", date(2026, 9, 1))
BASIS = tuple(NATIONAL.rule(key) for key in ("unit_measures", "superior_duty"))
FACTS = (
    Fact("消防设施问题逾期52日未完成整改。", "督办单、复查记录"),
    Fact("未按要求报送整改报告。", "收文登记"),
)

circular = n.Circular(
    OFFICE,
    Printed("示教督委〔2026〕6号", date(2027, 1, 11), date(2027, 1, 8)),
    n.CircularContents(
        kind="通报批评",
        ground="art25",
        subject_unit=UNIT.name,
        subject_matter="督导问题整改不力",
        addressees=ADDRESSEES,
        opening="2026年9月，区教育督导室对示例区第三中学进行综合督导。",
        units=(UNIT.name,),
        result="共发现问题4项，发出整改通知书和督办单各1份。",
        performance="学校主要负责人未履行整改第一责任人职责。",
        rows=(n.CircularRow(UNIT.name, 4, 2, 2, 1, "消防设施问题逾期，约谈后仍未完成。"),),
        rectification="截至2027年1月5日，仍有2项未完成。",
        decisions=("责令示例区第三中学限期完成整改。",),
        suggestions=(n.Suggestion("对学校主要负责人予以批评教育。", "整改逾期"),),
        reply_due=date(2027, 2, 8),
        demands=("各单位引以为戒，对照自查。",),
        disclosure="发至各镇（街道）、各学校",
    ),
    by_pack(n.CircularRules)["上海"],
    ("整改情况明细表",),
    ("中共示例区委办公室", "示例区人民政府办公室"),
)
other_ground = replace(circular.circular, kind="督导通报", ground="measures", suggestions=(), reply_due=None)

CIRCULARS = {
    "criticism": circular,
    "only what a case knows": replace(
        circular,
        circular=replace(
            circular.circular, performance="", reply_due=None, demands=(), disclosure="", ground="measures"
        ),
        attachments=(),
    ),
    **{
        name: replace(circular, circular=other_ground, rules=rules, attachments=())
        for name, rules in by_pack(n.CircularRules).items()
    },
}

notice = a.AccountabilityNotice(
    OFFICE,
    Signed("示教督责告〔2027〕1号", date(2027, 2, 20)),
    a.NotifiedSubject(UNIT.name, "你校"),
    a.WorkGroup(("示例区纪委监委", "示例区委组织部")),
    a.NotifiedCase(
        "示例区第三中学整改不力问题", FACTS, BASIS, "拟对示例区第三中学予以通报批评。", ("拒不整改",)
    ),
    a.DefencePeriod("5个工作日"),
)

NOTICES = {
    "aggravated": notice,
    "not aggravated": replace(notice, case=replace(notice.case, aggravation=())),
}

decision = a.AccountabilityDecision(
    OFFICE,
    Signed("示教督责〔2027〕1号", date(2027, 3, 12)),
    UNIT,
    a.Subject("unit", UNIT.name, "", "12330000470000000X", "你校"),
    a.DecidedCase(
        line="督学",
        background="示例区第三中学系公办初级中学。",
        procedure_summary="2026年10月12日发出整改通知书，11月23日督办，12月15日约谈。",
        consulted=("示例区纪委监委", "示例区委组织部"),
        approver_post="区教育督导委员会主任",
        facts=FACTS,
        basis=BASIS,
        aggravation=("一年内再次被问责",),
        measures=("通报批评。", "责令公开整改情况。"),
        handed_over=("组织处理",),
        effective_text="送达之日",
        influence_period="",
    ),
    a.FormedGroup(date(2027, 1, 20)),
    a.NoticeLetter("示教督责告〔2027〕1号", date(2027, 2, 20)),
    a.HeardDefence(True, date(2027, 2, 25), "整改资金未到位。", "资金问题不影响及时报告，不予采纳。"),
    ("中共示例区教育工作委员会", "示例区教育局"),
)

DECISIONS = {
    "unit": decision,
    "person, no defence": replace(
        decision,
        subject=a.Subject("person", "王珺", "校长", "", "你"),
        case=replace(decision.case, aggravation=(), handed_over=(), influence_period="12个月"),
        defence=a.HeardDefence(False, None, "", ""),
    ),
}

review = a.ReviewDecision(
    OFFICE,
    Signed("示教督复〔2027〕1号", date(2027, 4, 20)),
    a.Applicant(UNIT.name, ""),
    a.ReviewedDecision(
        "示教督责〔2027〕1号", date(2027, 3, 15), "对示例区第三中学予以通报批评。", date(2027, 3, 12)
    ),
    a.Application(date(2027, 3, 30), "请求撤销原决定。", "理由是整改资金未到位。", date(2027, 3, 29)),
    a.Review(("原决定认定的事实清楚。",), ("赵祎", "孙玥"), "原决定适用依据正确。", "uphold", "", "", False),
    ("示例区教育局",),
)

REVIEWS = {
    "uphold": review,
    "change, for a person": replace(
        review,
        applicant=a.Applicant("王珺", "校长"),
        review=replace(review.review, result="change", changed_part="第四部分第一项", new_text="批评教育。"),
    ),
    "revoke": replace(review, review=replace(review.review, result="revoke")),
    "revoke and do again": replace(review, review=replace(review.review, result="revoke", redo=True)),
}

TRANSFERS = {
    "clues": a.TransferLetter(
        OFFICE,
        Signed("示教督移〔2027〕1号", date(2027, 3, 15)),
        a.Addressee("中共示例区纪律检查委员会"),
        a.Transfer(
            subject="示例区第三中学王珺",
            origin="综合督导",
            suspicion="违规收费",
            persons=(a.Concerned("王珺", "示例区第三中学校长"),),
            clues=("2026年春季学期收取未公示费用。", "收费未入学校账户。"),
            work_done="已调取账目，询问有关人员5人。",
            opinion="建议进一步核查资金去向。",
            pages=46,
            reply_due=date(2027, 4, 15),
            evidence=(
                a.Evidence("账目复印件", date(2027, 2, 3), 30, "9f86d081884c"),
                a.Evidence("询问笔录", date(2027, 2, 9), 16, "60303ae22b99"),
            ),
        ),
    )
}

commendation = n.Commendation(
    OFFICE,
    Printed("示教督委〔2027〕2号", date(2027, 6, 19), date(2027, 6, 18)),
    n.CommendationContents(
        kind="通报表扬",
        subject="2026学年教育督导先进单位和个人",
        addressees=ADDRESSEES,
        background="2026学年，各单位认真落实督导要求。",
        units=(n.Commended("示例区实验小学"), n.Commended("示例区第一幼儿园")),
        persons=(n.Commended("陈璟喆"), n.Commended("刘彧"), n.Commended("孙玥")),
        unit_title="教育督导先进单位",
        person_title="优秀责任督学",
        basis_rows=(
            n.BasisRow("示例区实验小学", "2026年综合督导", "优秀"),
            n.BasisRow("陈璟喆", "2026年度考核", "优秀"),
        ),
        incentives=(n.Incentive("在绩效工资分配中予以倾斜。", "示例区教育局"),),
    ),
    ("中共示例区委办公室", "示例区教育局"),
)

COMMENDATIONS = {
    "praise": commendation,
    "decision for persons only": replace(
        commendation, commendation=replace(commendation.commendation, kind="表彰", units=())
    ),
    "units only": replace(commendation, commendation=replace(commendation.commendation, persons=())),
}
