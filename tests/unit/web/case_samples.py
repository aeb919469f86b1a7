"""One case of the sample district 云汀区, its log and what may be done about it."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from services.rectification.entrypoints.marks import RECHECK_FAILED, RUNG, SEVERITY, STATE
from services.rectification.entrypoints.views import (
    CaseLog,
    CaseView,
    Duty,
    EvidenceView,
    LadderStep,
    LetterView,
    Measure,
    RoundPart,
    RoundView,
)
from shared.web.components import (
    CalendarDay,
    DayKind,
    Due,
    LogRow,
    Mark,
    Note,
    WhyThisDate,
)
from shared.web.forms import Action, Field, MeasureDraft, Submit, WhyNot
from tests.unit.web.page_samples import CASE, LEDGER, TODAY, options, rows_of


def why() -> WhyThisDate:
    start, squares, counted = date(2026, 9, 28), [], 0
    for offset in range(21):
        day = start + timedelta(days=offset)
        holiday = date(2026, 10, 1) <= day <= date(2026, 10, 7)
        rest = holiday or (day.weekday() >= 5 and day != date(2026, 10, 10))
        kind: DayKind = "off"
        label = "" if day > date(2026, 10, 16) else "放假" if holiday else "周末"
        if day == start:
            kind, label = "start", "送达"
        elif not rest and counted < 10:
            counted += 1
            label = f"第{counted}"
            kind = "end" if counted == 10 else "swap" if day.weekday() >= 5 else "counted"
        squares.append(CalendarDay(day, kind, label))
    return WhyThisDate(
        headline="10个工作日，自送达次日起算",
        summary="跳过放假7天、周末1天；10月10日（周六）调休上班，计入。",
        spoken="从9月28日送达起数，9月29日为第1个工作日，10月1日至7日放假不计，10月10日周六调休上班计入，"
        "10月16日为第10个工作日",
        days=tuple(squares),
        rule="督办新期限　10个工作日",
        rule_note="编号 ladder.supervise，2026年9月1日起用；法规只要求“限期整改”，未规定天数",
        basis="《教育督导条例》第二十一条、第二十二条",
        start="督办单送达",
        start_day=start,
        start_note="首日不计（民法典第二百零一条）；日志第11条",
        end_day=date(2026, 10, 16),
        calendar="工作日历2026年第1版，已核对放假通知",
        set_by_office=True,
    )


def log_row(row: dict[str, str]) -> LogRow:
    number, occurred = int(row["number"]), datetime.fromisoformat(row["occurred"])
    return LogRow(
        number=number,
        event=row["event"],
        text=row["text"],
        actor=row["actor"],
        role=row["role"],
        occurred=occurred,
        recorded=occurred + timedelta(minutes=int(row["minutes"])),
        hash=sha256(row["event"].encode()).hexdigest(),
        checkpoint="" if number > 14 else "检查点 2026年10月13日 06:00，共4,804条",
    )


def extension() -> Action:
    return Action(
        key="decide-extension",
        label="决定延期申请",
        submits=(
            Submit("同意延期", f"{CASE}/grant-extension"),
            Submit("不同意", f"{CASE}/refuse-extension"),
        ),
        version="16",
        command_id="0b6c1d1e-3a55-4d0e-9a43-2d9a4d0f7c11",
        icon="cal",
        aside="10月16日止",
        primary=True,
        reasons=("学校申请延至10月21日（周三），多3个工作日", "理由：留样柜采购到货延迟，附采购合同"),
        fields=(
            Field(
                "until",
                "新的期限",
                "date",
                required=True,
                value="2026-10-21",
                earliest=date(2026, 10, 17),
                latest=date(2026, 10, 30),
            ),
            Field("reason", "理由", "textarea", required=True, hint="同意与不同意都要写，记入日志。"),
        ),
        consequences=("已送达文书上的日期不变，新期限另行记录", "决定记入日志，不能撤回"),
    )


def plan(faulty: bool = False) -> Action:
    rows = (
        MeasureDraft("添置48小时留样柜1台", "吴海燕（总务主任）", "2026-10-14"),
        MeasureDraft(
            "每餐双人留样签字",
            "",
            "2026-10-30",
            "填写负责人；完成日期不晚于10月16日（周五）" if faulty else "",
        ),
        MeasureDraft(),
    )
    return Action(
        key="submit-plan",
        label="报送方案",
        submits=(Submit("报送", f"{CASE}/submit-plan", primary=True),),
        version="16",
        command_id="58a7a4f6-6f6c-4b55-9d2e-0a3c3c7d6a90",
        icon="doc",
        fields=(
            Field(
                "measure",
                "措施",
                "measures",
                required=True,
                hint="每条写明做什么、谁负责、哪天完成。",
                measures=rows,
            ),
            Field("evidence", "附件", "file", hint="照片或扫描件，每个不超过20 MB。"),
        ),
    )


def case(*actions: Action) -> CaseView:
    return CaseView(
        number="202609-044-4",
        problem="食品留样时间不足48小时，留样记录缺7天",
        unit="梧桐小学",
        unit_kind="小学",
        unit_url=f"{LEDGER}?q=梧桐小学&tab=all",
        zone="第三责任区",
        superior="区教育局",
        ledger_url=LEDGER,
        severity=SEVERITY["严重"],
        state=STATE["in_progress"],
        rung=RUNG["supervision_order"],
        round=2,
        department="区市场监管局",
        source="JC-202609-044 经常性督导",
        found_on=date(2026, 9, 9),
        duties=(
            Duty("梧桐小学 高卫东", "报告整改完成", Due.on(date(2026, 10, 16), today=TODAY, count=3), why()),
        ),
        rest="",
        ladder=(
            LadderStep(RUNG["prompt"], "done", ("9月11日、9月17日", "系统发出2次"), "已过"),
            LadderStep(RUNG["notice"], "done", ("9月11日送达", "云督整〔2026〕44号"), "已过"),
            LadderStep(
                RUNG["supervision_order"], "here", ("9月28日送达", "云督办〔2026〕7号"), "现在　抄送区教育局"
            ),
            LadderStep(RUNG["interview"], "maybe", ("10月16日未完成", "或再次不通过"), "下一级，须人决定"),
            LadderStep(RUNG["circular"], "far", ("约谈后仍未改",), "未到"),
            LadderStep(RUNG["accountability"], "far", ("督导委员会决定",), "未到"),
        ),
        ladder_note="若10月16日（周五）前未报告完成，系统于10月19日（周一）提议约谈；须区教育局共同约谈，由沈静宜决定。",
        rounds=(
            RoundView(
                2,
                "督办",
                date(2026, 9, 28),
                date(2026, 10, 16),
                STATE["in_progress"],
                (
                    RoundPart(
                        "方案　9月30日报，10月8日认可",
                        icon="done",
                        measures=(
                            Measure(
                                "添置48小时留样柜1台",
                                "吴海燕（总务主任）",
                                date(2026, 10, 14),
                                Mark("到货延迟", "warn"),
                            ),
                            Measure(
                                "每餐双人留样签字",
                                "钱国芳（食堂负责人）",
                                date(2026, 10, 8),
                                Mark("已做到", "ok"),
                            ),
                            Measure("校长每周查留样记录1次", "高卫东（校长）", date(2026, 10, 16)),
                        ),
                    ),
                    RoundPart("完成报告", "等梧桐小学报告，10月16日（周五）止"),
                    RoundPart("复查", "报告后5个工作日内。复查人不得是证据提交人。"),
                ),
                open=True,
            ),
            RoundView(
                1,
                "整改通知书",
                date(2026, 9, 11),
                date(2026, 9, 18),
                RECHECK_FAILED,
                (
                    RoundPart(
                        "方案　9月14日报，9月15日认可",
                        icon="done",
                        measures=(Measure("延长留样至48小时", "钱国芳", date(2026, 9, 16)),),
                    ),
                    RoundPart("完成报告　9月17日", "称已改；照片2张，记录表1份。", icon="done"),
                    RoundPart(
                        "复查　9月21日，现场",
                        "不通过。抽查3天，留样均为36小时；记录仍缺2天。",
                        "程秀英 责任督学",
                        "return",
                    ),
                ),
            ),
        ),
        log=CaseLog(tuple(log_row(row) for row in rows_of("case_log.csv")), verified=9, waiting=2),
        letters=(
            LetterView(
                "督办单",
                "云督办〔2026〕7号",
                ("9月28日送达，签收 高卫东", "抄送 区教育局，9月29日签收"),
                ((f"{CASE}/letters/2", "PDF"),),
            ),
            LetterView(
                "整改通知书",
                "云督整〔2026〕44号",
                ("9月11日送达，签收 高卫东",),
                ((f"{CASE}/letters/1", "PDF"),),
            ),
        ),
        evidence=(
            EvidenceView(
                "留样柜现状.jpg",
                "9月21日 10:22 现场拍摄　程秀英",
                "c41d" * 16,
                "1.8 MB",
                True,
                f"{CASE}/files/1",
            ),
            EvidenceView(
                "留样柜采购合同.pdf",
                "10月13日 10:37 上传　高卫东",
                "3b60" * 16,
                "640 KB",
                False,
                f"{CASE}/files/2",
            ),
        ),
        notes=(
            Note(
                "延期申请等您决定",
                "学校要延至10月21日（周三），多3个工作日。须在10月16日前决定。",
                "warn",
                "alert",
            ),
        ),
        actions=actions or (extension(), urge(), withdraw()),
        why_not=(WhyNot("为什么不能销号", "还没有通过的复查。销号要先复查通过，再由复查人以外的人批准。"),),
    )


def urge() -> Action:
    return Action(
        key="urge",
        label="催办",
        submits=(Submit("催办", f"{CASE}/urge"),),
        version="16",
        command_id="5f0a4a2e-54b9-4a2b-8c8e-8f6fbd0b3f5d",
        icon="mail",
        aside="提示单位和上级",
    )


def withdraw() -> Action:
    return Action(
        key="withdraw",
        label="撤销案件",
        submits=(Submit("撤销", f"{CASE}/withdraw"),),
        version="16",
        command_id="3d5a0d52-3f0c-4c7c-8a9f-9d0c7a6d2b1e",
        icon="slash",
        aside="须主任批准",
        fields=(
            Field("reason", "理由", "textarea", required=True),
            Field("basis", "依据", "select", options=options("请选", "问题不成立", "并入另案")),
        ),
    )
