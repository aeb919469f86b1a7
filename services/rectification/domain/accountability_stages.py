"""Where an accountability stands, as types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias, assert_never

from services.rectification.domain.accountability_parts import (
    Aggravation,
    Clue,
    Decision,
    Defence,
    Draft,
    Fact,
    Member,
    Outcome,
    Range,
    Result,
    Subject,
)
from services.rectification.domain.clocks import Clocks
from services.rectification.domain.proceeding import Proceeding
from services.rectification.domain.terms import Due


@dataclass(frozen=True, slots=True)
class Registered:
    """Waits for its work group."""

    group_due: Due


@dataclass(frozen=True, slots=True)
class Investigating:
    """Waits for the facts."""


@dataclass(frozen=True, slots=True)
class Established:
    """The facts are written: waits for the decision whether to start."""

    facts: tuple[Fact, ...]
    grave: bool


@dataclass(frozen=True, slots=True)
class Started:
    """Waits for the opinion to be notified."""

    established: Established


@dataclass(frozen=True, slots=True)
class Notified:
    """The subject knows what is held against it: its defence, then the members' opinions."""

    established: Established
    letter: str
    measures: tuple[str, ...]
    basis: tuple[str, ...]
    aggravation: tuple[Aggravation, ...]
    defence_due: Due
    defences: tuple[Defence, ...] = ()
    waived: bool = False


@dataclass(frozen=True, slots=True)
class UnderApproval:
    """The members were consulted: waits for the chair."""

    notified: Notified
    draft: Draft


@dataclass(frozen=True, slots=True)
class Approved:
    """Waits to be served."""

    notified: Notified
    draft: Draft


@dataclass(frozen=True, slots=True)
class Review:
    """复核: asked for, then decided."""

    text: str
    outcome: Outcome | None = None
    appeal_due: Due | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """申诉: filed, then decided by the next higher office; wrong ones are to be corrected."""

    text: str
    direct: bool
    outcome: Outcome | None = None
    corrected: bool = False

    @property
    def to_correct(self) -> Outcome | None:
        """What the decision must be corrected to, while it has not been."""
        wrong = self.outcome is not None and self.outcome.result is not Result.UPHOLD
        return self.outcome if wrong and not self.corrected else None


@dataclass(frozen=True, slots=True)
class InForce:
    """Served, and in force from its day. `corrections` stand in the decision's place and never in its record."""

    decision: Decision
    grave: bool
    review_due: Due
    appeal_due: Due
    corrections: tuple[Outcome, ...] = ()
    reviews: tuple[Review, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    done: frozenset[str] = frozenset()
    transfers: Mapping[str, tuple[tuple[str, ...], date]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    replies: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    published: frozenset[tuple[Range, str]] = frozenset()

    @property
    def measures(self) -> tuple[str, ...]:
        """What stands: as decided, or as reviewed and corrected since."""
        return self.corrections[-1].measures if self.corrections else self.decision.measures

    @property
    def remaining(self) -> tuple[str, ...]:
        """What stands and is not carried out yet, nor answered by who was to carry it out."""
        return tuple(measure for measure in self.measures if measure not in self.done)

    @property
    def handed_over(self) -> frozenset[str]:
        """What waits for others' reply."""
        return frozenset(measure for measures, _ in self.transfers.values() for measure in measures)

    @property
    def review_pending(self) -> bool:
        return bool(self.reviews) and self.reviews[-1].outcome is None

    @property
    def appeal_pending(self) -> bool:
        return bool(self.appeals) and self.appeals[-1].outcome is None

    @property
    def appeal_until(self) -> Due:
        """Until when an appeal can be filed: fifteen days from the review decision, else from the decision."""
        reviewed = self.reviews[-1].appeal_due if self.reviews else None
        return reviewed or self.appeal_due

    def period_over(self, today: date) -> bool:
        """Whether nobody can challenge the decision any more, and nothing that was asked is undecided."""
        if self.review_pending or self.appeal_pending or (self.appeals and self.appeals[-1].to_correct):
            return False
        challenged = bool(self.appeals)
        reviewable = not self.reviews and today <= self.review_due.on
        return challenged or not (reviewable or today <= self.appeal_until.on)


@dataclass(frozen=True, slots=True)
class Archived:
    """Waits to be filed with the next higher level."""

    in_force: InForce


@dataclass(frozen=True, slots=True)
class Ended:
    """不予启动 or 终止, with the reason, or filed upward."""

    reason: str | None
    in_force: InForce | None = None


Stage: TypeAlias = (
    Registered
    | Investigating
    | Established
    | Started
    | Notified
    | UnderApproval
    | Approved
    | InForce
    | Archived
    | Ended
)


@dataclass(frozen=True, slots=True)
class Unregistered:
    """There is no such accountability."""


@dataclass(frozen=True, slots=True)
class Accountability:
    """问责. `barred` never act in it; `asked` are those whose recusal waits for a decision, with who asked.

    `took_part` are those who had a hand in the decision, who do not review it.
    """

    about: Proceeding
    subject: Subject
    clue: Clue
    stage: Stage
    clocks: Clocks
    barred: frozenset[str]
    group: tuple[Member, ...] = ()
    asked: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decided: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    took_part: frozenset[str] = frozenset()


AccountabilityState: TypeAlias = Unregistered | Accountability


def words(stage: Stage) -> str:
    """Where it stands, in Chinese."""
    match stage:
        case Registered():
            return "待成立调查认定工作组"
        case Investigating():
            return "调查认定中"
        case Established():
            return "待决定是否启动问责"
        case Started():
            return "待告知问责意见"
        case Notified():
            return "陈述申辩和征求意见中"
        case UnderApproval():
            return "待主任审定"
        case Approved():
            return "待送达问责决定书"
        case InForce():
            return "问责决定已生效，实施中"
        case Archived():
            return "已归档，待报备"
        case Ended(reason=None):
            return "已办结"
        case Ended():
            return "已终止"
        case _:
            assert_never(stage)
