"""What may be asked about the scores of an inspection."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.framework import Framework
from services.inspection.domain.marking import Seen
from services.inspection.domain.scoring_events import Adjustment, Subject, Vetoed
from services.inspection.domain.third_party import OnBehalf
from shared.event_sourcing.decider import Actor


class Phase(IntEnum):
    """How far the subject is, as far as its scores are concerned."""

    PREPARING = 0
    INQUIRING = 1
    DELIBERATED = 2
    SERVED = 3
    ENDED = 4


@dataclass(frozen=True, slots=True)
class SubjectSays:
    """What the subject's own log (and the roster) says at the moment of the act.

    `members` are the inspectors of the team who can do duty, `experts` the names of others in it; `recused`
    must not judge the unit, of `undecided` that is being decided, `stated` have said that they need not
    recuse themselves. `examined`: somebody was on site.
    """

    phase: Phase
    members: frozenset[str] = frozenset()
    experts: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    stated: frozenset[str] = frozenset()
    examined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """`scored` is the id of what is scored: an inspection's, or that of another thing of the same unit."""

    scored: UUID
    by: Actor
    now: datetime
    says: SubjectSays


@dataclass(frozen=True, slots=True, kw_only=True)
class BindFramework(_Asked):
    """Fix the version by which the subject is scored."""

    subject: Subject
    framework: Framework
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreItself(_Asked):
    """自评分: the unit's own score, with its self-evaluation."""

    seen: tuple[Seen, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreAsExpert(_Asked):
    """专家评分: of one member of the team or one third party. `paper` is the signed sheet the office enters."""

    scorer: str
    seen: tuple[Seen, ...]
    paper: str = ""
    on_behalf: OnBehalf | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideFinalScore(_Asked):
    """最终得分: the experts' average, but for what the team decided otherwise with a reason (`adjustments`)."""

    seen: tuple[Seen, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    vetoed: tuple[Vetoed, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveUnscored(_Asked):
    """不评分, with a reason: the opinion can be served without a score."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeScores(_Asked):
    """The result is being served: nothing of the scores changes any more."""


ScoringCommand: TypeAlias = (
    BindFramework | ScoreItself | ScoreAsExpert | DecideFinalScore | LeaveUnscored | FreezeScores
)
