"""Where a comprehensive or special inspection stands, as types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.procedure import (
    About,
    Document,
    Draft,
    Draw,
    Group,
    Hearing,
    Obstruction,
    Person,
    Redaction,
    SiteVisit,
    Team,
    Vote,
)
from services.inspection.domain.report import Finding
from services.inspection.domain.terms import Due


@dataclass(frozen=True, slots=True)
class Planned:
    """Waits for its team."""


@dataclass(frozen=True, slots=True)
class Formed:
    """Waits for every member's statement and the notice."""


@dataclass(frozen=True, slots=True)
class SelfEvaluation:
    """What the unit says of itself; `reviewed` is what the team made of it."""

    text: str
    files: tuple[str, ...]
    reviewed: str | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """The inquiry: self-evaluation, examination on site and hearings, in whatever order."""

    letter: str
    starts_on: date
    self_evaluation_due: Due | None
    self_evaluation: SelfEvaluation | None = None
    site_visits: tuple[SiteVisit, ...] = ()
    draws: Mapping[Group, Draw] = field(default_factory=lambda: MappingProxyType({}))
    hearings: tuple[Hearing, ...] = ()

    @property
    def ended_on(self) -> date:
        """The last day of examination and hearings."""
        return max((*(v.on for v in self.site_visits), *(h.on for h in self.hearings)))


@dataclass(frozen=True, slots=True)
class UnderOpinion:
    """The team has deliberated: waits for the preliminary opinion."""

    inquiry: Announced
    present: tuple[str, ...]
    evaluation: str
    findings: tuple[Finding, ...]
    ended_on: date


@dataclass(frozen=True, slots=True)
class Defence:
    """申辩 and how it was weighed."""

    text: str
    files: tuple[str, ...]
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """An opinion that was put to the team, agreed or not; a changed team settles anew."""

    draft: Draft
    vote: Vote
    agreed: bool


@dataclass(frozen=True, slots=True)
class FedBack:
    """The preliminary opinion is served: the unit may defend itself, then the opinion is settled.

    `unreceived`: the window counts from receipt, and nobody has signed for it yet. `members` is how many the team
    had at the feedback, `against` who last voted against an opinion.
    """

    letter: str
    findings: tuple[Finding, ...]
    ended_on: date
    defence_due: Due
    opinion_due: Due
    defences: tuple[Defence, ...] = ()
    waived: bool = False
    settled: Settled | None = None
    unreceived: bool = False
    members: int = 0
    against: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Served:
    """The opinion is served, its issues are raised: waits for the report."""

    letter: str
    draft: Draft
    late_reason: str | None


@dataclass(frozen=True, slots=True)
class Approval:
    """A leader's consent to publish, and what is left out."""

    by: Person
    redactions: tuple[Redaction, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """The report is with the government and filed upward: waits for publication and the end of the cases.

    `content` is what was filed: government, next higher institution, who signed, summary. `published` are the
    documents that stand somewhere, with the place; one taken down is no more among them but among `taken_down`.
    """

    letter: str
    content: tuple[str, str, str, str]
    approvals: Mapping[Document, Approval] = field(default_factory=lambda: MappingProxyType({}))
    published: frozenset[tuple[Document, str]] = frozenset()
    taken_down: frozenset[tuple[Document, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Ended:
    """办结, or cancelled with a reason. What was published can still be taken down."""

    cancelled: str | None
    published: frozenset[tuple[Document, str]] = frozenset()
    taken_down: frozenset[tuple[Document, str]] = frozenset()


Stage: TypeAlias = Planned | Formed | Announced | UnderOpinion | FedBack | Served | Reported | Ended


@dataclass(frozen=True, slots=True)
class Unplanned:
    """There is no such inspection."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """综合督导 or 专项督导.

    `stated` have stated that they need not recuse themselves; `asked` are those whose recusal waits for a
    decision, each with who asked; `decided` says of whom it was granted. `notice` is the number of the served
    notice; `found` are the problems of the latest deliberation, also when another team must deliberate again,
    `told` the dangers to life that were told; `issues` are those its opinion raised.
    """

    about: About
    matters: tuple[str, ...]
    stage: Stage
    team: Team = Team((), "")
    released: frozenset[str] = frozenset()
    stated: frozenset[str] = frozenset()
    asked: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decided: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    obstructions: tuple[Obstruction, ...] = ()
    issues: frozenset[UUID] = frozenset()
    notice: str | None = None
    found: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


InspectionState: TypeAlias = Unplanned | Inspection
