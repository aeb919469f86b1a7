"""What happened to the scores of an inspection: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.framework import Framework
from services.inspection.domain.marking import Sheet
from services.inspection.domain.procedure import Person
from services.inspection.domain.report import VisitedUnit
from services.inspection.domain.third_party import OnBehalf


@dataclass(frozen=True, slots=True)
class Subject:
    """What is scored: the inspection (or another thing with an id), the unit, and the unit's type that day."""

    id: UUID
    number: str
    unit: VisitedUnit
    unit_type: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A mark the team decided otherwise than the experts' average, and why."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Vetoed:
    """A veto item that was found, and the facts."""

    code: str
    facts: str


@dataclass(frozen=True, slots=True)
class Final:
    """The decided score. `counted` are the experts whose sheets the `average` is of."""

    sheet: Sheet
    average: Sheet
    counted: tuple[str, ...]
    adjustments: tuple[Adjustment, ...]
    vetoed: tuple[Vetoed, ...]
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    subject: Subject
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkBound(_Scored):
    """The whole version stands here: whoever has this log can do every sum again."""

    framework: Framework
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfScored(_Scored):
    """`reason` is why it replaces the sheet before, None for the first; so in all that follow."""

    sheet: Sheet
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertScored(_Scored):
    """`paper` names the signed sheet when the office entered it, `on_behalf` the third party it is of."""

    scorer: str
    sheet: Sheet
    paper: str | None
    on_behalf: OnBehalf | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalScoreDecided(_Scored):
    final: Final
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftUnscored(_Scored):
    """No score is decided, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresFrozen(_Scored):
    """The result is served: `total` and `grade` are None for one that was left unscored."""

    framework: str
    framework_name: str
    version: int
    full: Decimal
    total: Decimal | None
    grade: str | None
    vetoed: tuple[str, ...]


ScoringEvent: TypeAlias = (
    FrameworkBound | SelfScored | ExpertScored | FinalScoreDecided | LeftUnscored | ScoresFrozen
)
