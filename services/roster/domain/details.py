"""What the register says of a unit and of an inspector."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnitKind(StrEnum):
    """What an inspected unit is."""

    KINDERGARTEN = "幼儿园"
    PRIMARY = "小学"
    JUNIOR = "初级中学"
    NINE_YEAR = "九年一贯制学校"
    SENIOR = "普通高中"
    VOCATIONAL = "中等职业学校"
    SPECIAL = "特殊教育学校"
    TRAINING = "校外培训机构"
    TOWN = "镇街"
    MEMBER = "委员会成员单位"


class Ownership(StrEnum):
    PUBLIC = "公办"
    PRIVATE = "民办"


@dataclass(frozen=True, slots=True)
class UnitDetails:
    """The whole register entry of an inspected unit.

    `campuses` and `stages` feed the 1:5 arithmetic, `head_since` the end-of-term inspection;
    `superior` is the name of the department above it (主管部门). Of a member unit of the committee
    (成员单位) `duties` are what it answers for and `joined_on` and `left_on` the days it came and went;
    `contact` is the person to speak with.
    """

    unit_name: str
    kind: UnitKind
    campuses: int
    stages: tuple[str, ...]
    students: int
    classes: int
    ownership: Ownership
    zone: str | None
    superior: str | None
    head: str | None
    head_since: date | None
    phone: str | None
    address: str | None
    contact: str | None = None
    duties: str | None = None
    joined_on: date | None = None
    left_on: date | None = None


class InspectorKind(StrEnum):
    FULL_TIME = "full_time"  # 专职
    PART_TIME = "part_time"  # 兼职


class Degree(StrEnum):
    """Degrees of education, from the lowest to the highest."""

    COLLEGE = "专科"
    BACHELOR = "本科"
    MASTER = "硕士"
    DOCTOR = "博士"


class TrainingMode(StrEnum):
    """How hours were trained. Which of them count towards the 40 a year, the rule pack says."""

    CENTRAL = "集中培训"
    ONLINE = "网络培训"
    SELF_STUDY = "自学"
    PRE_JOB = "岗前培训"


@dataclass(frozen=True, slots=True)
class Training:
    """Hours of centralised training in a year (学时)."""

    year: int
    hours: int


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The grade of a year's appraisal (考核等次)."""

    year: int
    grade: str


@dataclass(frozen=True, slots=True)
class CandidateDetails:
    """Who is recommended as inspector (推荐), and what the check of his qualification needs (条例 7, Q10, Q11).

    `source` is the pool he comes from (在职教师、科研人员、公务员…); `leading_cadre` says whether he is a
    leading cadre, whose part-time office the cadre authority must clear.
    """

    inspector_name: str
    kind: InspectorKind
    source: str
    retired_on: date | None
    birth_year: int
    degree: Degree
    education_years: int
    healthy: bool
    zone: str | None
    phone: str | None
    leading_cadre: bool = False


@dataclass(frozen=True, slots=True)
class AppointmentPapers:
    """What an appointment rests on: who appointed, by which document, and the papers handed out.

    `letter` is the number of the letter of appointment (聘书), `certificate` that of the inspector's
    card (督学证).
    """

    authority: str
    document: str
    letter: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Override:
    """A soft limit (原则上) that was passed on purpose: which rule, what it came to, and why."""

    rule: str
    measured: str
    reason: str


class ExitGround(StrEnum):
    """Why an inspector leaves (退出)."""

    EXPIRY = "任期届满"
    RESIGNATION = "本人辞任"
    UNFIT = "不适合继续任职"
    FAILED_APPRAISAL = "考核不合格"
    DISCIPLINE = "违纪违规"
    OVER_AGE = "超过任职年龄"


class RecusalKind(StrEnum):
    """What a recusal rests on (条例 10; 浙江 20)."""

    RELATIVE = "与主要负责人系近亲属"
    FAMILY_EMPLOYED = "配偶、父母或者子女在该单位任职"
    FAMILY_ENROLLED = "配偶、父母或者子女在该单位就读"
    STAFF = "系该单位工作人员"
    FORMER_STAFF = "离开该单位未满规定年限"
    OTHER = "其他可能影响公正的情形"


class CostKind(StrEnum):
    """What an inspector may be paid back for a visit (Q14)."""

    COMMUNICATION = "通讯"
    TRANSPORT = "交通"
    BOARD = "食宿"
    LABOUR = "劳务"


@dataclass(frozen=True, slots=True)
class CostItem:
    """One item of a claim; `amount` in fen (分)."""

    kind: CostKind
    amount: int
    note: str


@dataclass(frozen=True, slots=True)
class InspectorDetails:
    """The whole register entry of an inspector in one term.

    `education_years` are years in education management, teaching or research; `terms_served`
    counts consecutive terms, the one from `term_from` to `term_to` (both days included) among them.
    """

    inspector_name: str
    kind: InspectorKind
    source: str
    retired_on: date | None
    birth_year: int
    degree: Degree
    education_years: int
    healthy: bool
    zone: str | None
    term_from: date
    term_to: date
    terms_served: int
    training: tuple[Training, ...]
    appraisals: tuple[Appraisal, ...]
    phone: str | None
