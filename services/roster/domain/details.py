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
    `superior` is the name of the department above it (主管部门).
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


class InspectorKind(StrEnum):
    FULL_TIME = "full_time"  # 专职
    PART_TIME = "part_time"  # 兼职


class Degree(StrEnum):
    """Degrees of education, from the lowest to the highest."""

    COLLEGE = "专科"
    BACHELOR = "本科"
    MASTER = "硕士"
    DOCTOR = "博士"


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
