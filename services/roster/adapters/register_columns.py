"""The columns of the register's files: the one list that import, template and export go by."""

from dataclasses import dataclass
from enum import StrEnum

from services.roster.domain.details import Degree, InspectorKind, Ownership, RecusalKind, UnitKind
from shared.spreadsheets.cell_values import Choice, Day, Reference, Several, Text, Whole
from shared.spreadsheets.tables import YEAR, Column, Layout

MOST = 10**9


class Kind(StrEnum):
    """What a file or sheet lists; the value is the CSV file's name without `.csv`."""

    UNITS = "units"
    INSPECTORS = "inspectors"
    POSTS = "posts"
    RECUSALS = "relations"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetKind(Layout):
    """A list of the register."""

    kind: Kind


_YES_NO = Choice({"是": True, "否": False})
_UNIT_CODE = "由字母、数字和短横线组成，最多40个字符，全区唯一"

# fmt: off
UNITS = SheetKind("单位", (
    Column("单位代码", "code", "code", Text(), f"单位的代码，{_UNIT_CODE}", "319991-0001", required=True, width=16),
    Column("单位名称", "name", "unit_name", Text(), "单位的全称", "临水学校", required=True, width=26),
    Column("单位类型", "kind", "kind", Choice({kind: kind.value for kind in UnitKind}), "是哪一类单位，从下拉列表中选", "小学", required=True, width=18),
    Column("校区数", "campuses", "campuses", Whole(1, MOST), "有几个校区；不填按1个", "1", width=8),
    Column("学段", "stages", "stages", Several(), "办学的学段", "小学,初中", width=16),
    Column("学生数", "students", "students", Whole(0, MOST), "在校学生（幼儿）人数；不填按0", "1404", width=10),
    Column("班级数", "classes", "classes", Whole(0, MOST), "班级数；不填按0", "35", width=8),
    Column("办学性质", "ownership", "ownership", Choice({kind: kind.value for kind in Ownership}), "公办还是民办，从下拉列表中选", "公办", required=True, width=10),
    Column("责任区", "zone", "zone", Text(), "属于哪个督学责任区；没有的责任区会随导入新建，并在结果中列出", "第一责任区"),
    Column("主管部门", "superior", "superior", Text(), "主管部门的名称", "区教育局"),
    Column("负责人", "head", "head", Text(), "主要负责人（校长、园长等）姓名", "马丽华", width=10),
    Column("负责人任职日期", "head_since", "head_since", Day(), "现任负责人从哪一天起任职", "2024-04-24", width=16),
    Column("负责人任期届满日期", "head_until", "head_until", Day(), "现任负责人的任期到哪一天；不填不改动已登记的任期", "2029-04-23", width=18, seldom=True),
    Column("电话", "phone", "phone", Text(), "联系电话", "021-00000000"),
    Column("地址", "address", "address", Text(), "办学地址", "望湖街道新港路291号", width=30),
    Column("联系人", "contact", "contact", Text(), "日常联系人", "王敏", width=10, seldom=True),
    Column("职责", "duties", "duties", Text(), "委员会成员单位的督导职责", "负责校园周边治安", width=24, seldom=True),
    Column("加入委员会日期", "joined_on", "joined_on", Day(), "成员单位从哪一天起加入", "2025-09-01", width=16, seldom=True),
    Column("退出委员会日期", "left_on", "left_on", Day(), "成员单位在哪一天退出", "2026-08-31", width=16, seldom=True),
    Column("纬度", "lat", None, Text(), "名册不保存，导入时略过", "31.167516"),
    Column("经度", "lon", None, Text(), "名册不保存，导入时略过", "121.22062"),
), key=("code",), kind=Kind.UNITS)

INSPECTORS = SheetKind("督学", (
    Column("编号", "no", "inspector", Text(), "督学的编号，由字母、数字和短横线组成，最多40个字符，全区唯一", "DX001", required=True, width=10),
    Column("姓名", "name", "inspector_name", Text(), "督学的姓名", "林美玲", required=True, width=10),
    Column("类别", "kind", "kind", Choice({"专职": InspectorKind.FULL_TIME.value, "兼职": InspectorKind.PART_TIME.value}), "专职还是兼职，从下拉列表中选", "兼职", required=True, width=8),
    Column("来源", "source", "source", Text(("在职校长", "退休校长", "高级教师", "正高级教师", "科研人员", "公务员")), "从哪里来；可以选，也可以另写", "高级教师", required=True),
    Column("退休日期", "retired_on", "retired_on", Day(), "已退休的填退休日期，未退休的不填", "2024-03-30"),
    Column("出生年份", "birth_year", "birth_year", Whole(1900, 2200), "出生的年份", "1972", required=True, width=10),
    Column("学历", "degree", "degree", Choice({degree: degree.value for degree in Degree}), "最高学历，从下拉列表中选", "本科", required=True, width=8),
    Column("教育工作年限", "education_years", "education_years", Whole(0, 100), "从事教育管理、教学或者研究的年数", "16", required=True, width=14),
    Column("身体健康", "healthy", "healthy", _YES_NO, "身体是否健康、能胜任工作", "是", required=True, width=10),
    Column("责任区", "zone", "zone", Text(), "负责哪个督学责任区；没有的责任区会随导入新建，并在结果中列出", "第一责任区"),
    Column("任期开始", "term_from", "term_from", Day(), "本届任期的第一天", "2025-09-01", required=True, width=12),
    Column("任期结束", "term_to", "term_to", Day(), "本届任期的最后一天", "2028-08-31", required=True, width=12),
    Column("连续第几届", "terms_served", "terms_served", Whole(1, 100), "这是连续第几个任期；不填按第1届", "2", width=12),
    Column("下一任期开始", "next_from", "next_from", Day(), "已经续聘、还没有开始的下一任期的第一天", "2028-09-01", width=14, seldom=True),
    Column("下一任期结束", "next_to", "next_to", Day(), "已经续聘、还没有开始的下一任期的最后一天", "2031-08-31", width=14, seldom=True),
    Column("暂停履职日期", "suspended_on", "suspended_on", Day(), "现在暂停履职的，从哪一天起；不填不改动，恢复履职请另行办理", "2026-09-11", width=14, seldom=True),
    Column(f"{YEAR}年培训学时", f"training_hours_{YEAR}", "training", Whole(0, 9000), "这一年参加集中培训的学时；每年一列", "40", width=16, item="hours"),
    Column(f"{YEAR}年考核等次", f"appraisal_{YEAR}", "appraisals", Text(("优秀", "称职", "基本称职", "不称职")), "这一年的考核等次；每年一列，可以选，也可以另写", "称职", width=16, item="grade"),
    Column("电话", "phone", "phone", Text(), "联系电话", "17000000000"),
), key=("inspector",), kind=Kind.INSPECTORS)

POSTS = SheetKind("挂牌", (
    Column("单位", "unit", "unit", Reference(Kind.UNITS), "单位代码，后面可以空一格写名称；以代码为准", "319991-0001", required=True, width=34),
    Column("督学", "inspector", "inspector", Reference(Kind.INSPECTORS), "督学编号，后面可以空一格写姓名；以编号为准", "DX006", required=True, width=20),
    Column("挂牌日期", "since", "since", Day(), "从哪一天起挂牌", "2025-09-01", required=True),
    Column("撤牌日期", "ended_on", "ended_on", Day(), "已定下撤牌的，到哪一天为止；不填不改动", "2027-08-31", seldom=True),
), key=("unit", "inspector", "since"), kind=Kind.POSTS)

RECUSALS = SheetKind("回避", (
    Column("督学", "inspector", "inspector", Reference(Kind.INSPECTORS), "督学编号，后面可以空一格写姓名；以编号为准", "DX020", required=True, width=20),
    Column("单位", "unit", "unit", Reference(Kind.UNITS), "应当回避的单位代码，后面可以空一格写名称；以代码为准", "319991-0090", required=True, width=34),
    Column("关系", "relation", "relation", Text(("与主要负责人系近亲属", "子女在该校就读", "三年内曾在该校任职")), "为什么应当回避；可以选，也可以另写。属于个人信息", "子女在该校就读", required=True, width=34),
    Column("起始日期", "since", "since", Day(), "关系从哪一天起；离开原单位的填离开的日期", "2024-03-01", required=True),
    Column("回避情形", "kind", "kind", Choice({kind: kind.value for kind in RecusalKind}), "属于哪一种法定情形，从下拉列表中选；不填按关系的文字判断", RecusalKind.FAMILY_ENROLLED, width=34, seldom=True),
), key=("inspector", "unit", "relation"), kind=Kind.RECUSALS)
# fmt: on

SHEETS = (UNITS, INSPECTORS, POSTS, RECUSALS)
"""In the order people see them."""

TAKEN_OVER = (UNITS, INSPECTORS, RECUSALS, POSTS)
"""In the order they need each other: a post that a recusal forbids is refused, not assigned and ended."""
