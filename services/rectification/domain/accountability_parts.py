"""What an accountability consists of: its subject, its facts, its measures, its decision and what comes after."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class SubjectKind(StrEnum):
    """Whom the 问责办法 names; each kind has measures of its own."""

    UNIT = "unit"  # 地方政府、部门、学校和其他教育机构
    PERSON = "person"  # 它们的责任人
    PRIVATE_PERSON = "private_person"  # 民办学校、校外培训机构的责任人
    INSPECTOR = "inspector"  # 督学


MEASURE_RULES = {
    SubjectKind.UNIT: ("unit_measures",),
    SubjectKind.PERSON: ("person_measures",),
    SubjectKind.PRIVATE_PERSON: ("person_measures", "private_person_measures"),
    SubjectKind.INSPECTOR: ("inspector_measures",),
}
"""The rules whose words are the measures that may be taken against a subject."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is held accountable. `id` is the inspector's number or the person's account, empty for a unit."""

    kind: SubjectKind
    unit: str
    name: str
    post: str = ""
    id: str = ""

    @property
    def key(self) -> str:
        """The same for the same subject in another proceeding."""
        if self.kind is SubjectKind.UNIT:
            return f"unit/{self.unit}"
        return f"inspector/{self.id}" if self.kind is SubjectKind.INSPECTOR else f"{self.unit}/{self.name}"


@dataclass(frozen=True, slots=True)
class Clue:
    """问题线索: where it comes from and what it says. `case` is the case that climbed the whole ladder."""

    source: str
    text: str
    files: tuple[str, ...] = ()
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One of the work group; `id` is his account or his inspector's number."""

    id: str
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Fact:
    """问责事实 and what proves it."""

    text: str
    evidence: str


class Ground(StrEnum):
    """从重: in the order of the rule `aggravation_grounds`."""

    OBSTRUCTED = "obstructed"
    RETALIATED = "retaliated"
    NOT_RECTIFIED = "not_rectified"
    REPEATED = "repeated"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Aggravation:
    """A ground that applies, in the words of its rule, and what shows it."""

    ground: Ground
    words: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier decision against the same subject that still stands."""

    proceeding: UUID
    letter: str
    served_on: date


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case of the unit that is not rectified although its limit has passed."""

    number: str
    limit_on: date


@dataclass(frozen=True, slots=True)
class Obstructed:
    """An obstruction that an inspection has recorded."""

    inspection: str
    on: date
    facts: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the district's logs say of a subject by the day the opinion is formed."""

    priors: tuple[Prior, ...] = ()
    unrectified: tuple[OpenCase, ...] = ()
    obstructions: tuple[Obstructed, ...] = ()


@dataclass(frozen=True, slots=True)
class Defence:
    """陈述申辩 and how it was weighed."""

    text: str
    files: tuple[str, ...]
    on: date
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Consulted:
    """A member unit that was asked, and what it said."""

    unit: str
    opinion: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What the decision will say besides facts and basis. `effective_on` None: from the day of service.

    `considered` are circumstances weighed in the subject's favour: no rule names any, so it is free text.
    """

    background: str
    measures: tuple[str, ...]
    effective_on: date | None = None
    considered: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """问责决定书 with its five items: 基本情况, 事实, 依据, 方式, 生效时间."""

    letter: str
    background: str
    facts: tuple[Fact, ...]
    basis: tuple[str, ...]
    measures: tuple[str, ...]
    effective_on: date
    aggravation: tuple[Aggravation, ...]
    served_on: date
    considered: str = ""


class Result(StrEnum):
    """What a review or an appeal comes to."""

    UPHOLD = "uphold"  # 维持
    CHANGE = "change"  # 变更
    REVOKE = "revoke"  # 撤销


RESULT_WORDS = {Result.UPHOLD: "维持", Result.CHANGE: "变更", Result.REVOKE: "撤销"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a review or appeal decided: the measures that stand from then on, and why."""

    result: Result
    measures: tuple[str, ...]
    reasons: str


class Range(StrEnum):
    """How far a decision is published."""

    SYSTEM = "system"  # 教育系统内
    PORTAL = "portal"  # 门户网站
    MEDIA = "media"  # 主要新闻媒体
