"""What a comprehensive or special inspection consists of: its team, its inquiry, its opinion."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.inspection.domain.report import Finding, Line, VisitedUnit
from shared.event_sourcing.decider import Actor, Role


class Kind(StrEnum):
    """条例 13: a comprehensive inspection is of all matters, a special one of one or some."""

    COMPREHENSIVE = "综合督导"
    SPECIAL = "专项督导"


class Group(StrEnum):
    """Who must be asked and heard (条例 19)."""

    PUBLIC = "公众"
    STUDENTS = "学生"
    PARENTS = "家长"
    TEACHERS = "教师"


class Step(StrEnum):
    """What a unit can obstruct (条例 25)."""

    SELF_EVALUATION = "自评"
    ON_SITE = "现场考察"
    HEARING = "听取意见"


class Document(StrEnum):
    """What is published."""

    REPORT = "督导报告"
    OPINION = "督导意见书"


@dataclass(frozen=True, slots=True)
class Person:
    """Who did it, and in which role."""

    id: str
    name: str
    role: Role


def person(by: Actor) -> Person:
    return Person(by.id, by.name, by.role)


@dataclass(frozen=True, slots=True)
class About:
    """What every event of an inspection says of it. The unit is as the roster had it at the plan."""

    inspection: UUID
    number: str
    kind: Kind
    line: Line
    unit: VisitedUnit


@dataclass(frozen=True, slots=True)
class TeamPost:
    """单位和职务 of one in the team: an inspector's number, or the name of an expert."""

    member: str
    post: str


@dataclass(frozen=True, slots=True)
class Team:
    """督导小组: the numbers of its inspectors, the leader among them, and experts, who decide nothing.

    `posts` are what the notice says of them; it may be silent on some or all.
    """

    inspectors: tuple[str, ...]
    leader: str
    experts: tuple[str, ...] = ()
    posts: tuple[TeamPost, ...] = ()

    def without(self, inspector: str) -> "Team":
        """The team when one has left; the next in the list leads if it was the leader."""
        rest = tuple(one for one in self.inspectors if one != inspector)
        leader = self.leader if self.leader != inspector else next(iter(rest), "")
        return Team(rest, leader, self.experts, tuple(one for one in self.posts if one.member != inspector))

    def joined_by(self, inspector: str, post: str = "") -> "Team":
        posts = (*self.posts, TeamPost(inspector, post)) if post else self.posts
        return Team((*self.inspectors, inspector), self.leader or inspector, self.experts, posts)

    def post_of(self, member: str) -> str:
        """Empty when nobody has said it."""
        return next((one.post for one in self.posts if one.member == member), "")


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """现场考察: who was there on which day, and what was seen."""

    on: date
    inspectors: tuple[str, ...]
    record: str


@dataclass(frozen=True, slots=True)
class Draw:
    """抽取参与人员: how and from how many; `drawn` are places of the list with that SHA-256, no names."""

    group: Group
    on: date
    population: int
    list_sha256: str
    method: str
    seed: str
    drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """听取意见: of a group, how (座谈会, 问卷…), of how many people, and what they said."""

    group: Group
    on: date
    method: str
    heard: int
    record: str
    unit_withdrew: bool


@dataclass(frozen=True, slots=True)
class Obstruction:
    """阻挠: which step the unit refused or hindered, when and how."""

    step: Step
    on: date
    facts: str
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A problem of the preliminary opinion that the opinion does not uphold, and why."""

    problem: str
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """督导意见书 as the team settles it: evaluation, legal basis, problems with limits, problems dropped."""

    evaluation: str
    basis: str
    problems: tuple[Finding, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Vote:
    """集体评议: who was for it and who against; `needed` is None where no rule asks for a share."""

    ayes: tuple[str, ...]
    noes: tuple[str, ...]
    needed: int | None


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is left out of a publication, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class RosterSays:
    """What the roster says, for the day an act is done on, of the inspectors concerned and of the unit.

    `out_of_term` have no term on that day, `off_duty` are suspended or have left, `recused` may not inspect
    the unit; from `unit_ended_on` there is no such unit.
    """

    out_of_term: frozenset[str] = frozenset()
    off_duty: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    unit_ended_on: date | None = None

    @property
    def unfit(self) -> frozenset[str]:
        return self.out_of_term | self.off_duty | self.recused


def natural_inspection_number(kind: Kind, unit: str, inspection: UUID) -> str:
    """The number of an inspection nobody numbered: ZX-0010-3f2a19, part of the id keeps it its own."""
    letters = "ZH" if kind is Kind.COMPREHENSIVE else "ZX"
    return f"{letters}-{unit.rpartition('-')[2]}-{inspection.hex[:6]}"
