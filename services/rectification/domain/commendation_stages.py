"""表彰 of a unit or a person (§3G): what may be asked, what happened, and where it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, assert_never
from uuid import UUID

from services.rectification.domain.clocks import Clocks
from services.rectification.domain.proceeding import (
    ClockLapsed,
    ClockMissed,
    ClockPrompted,
    EndClock,
    OnProceeding,
    Proceeding,
    PromptClock,
)
from services.rectification.domain.terms import Due
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True)
class Merit:
    """What it is for: the inspection it rests on with its result, who of the unit is meant, and what he gets.

    `person` is empty for the unit itself; an incentive names who sees to it.
    """

    inspection: str
    result: str
    person: str = ""
    incentives: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What speaks against it on a day: numbers of overdue cases and of accountabilities that are not over (Q29)."""

    overdue: tuple[str, ...] = ()
    accountabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnCommendation:
    proceeding: UUID
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeCommendation(_OnCommendation):
    about: Proceeding
    merit: Merit


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCommendation(_OnCommendation):
    hindrances: Hindrances = Hindrances()


@dataclass(frozen=True, slots=True, kw_only=True)
class PubliciseCommendation(_OnCommendation):
    """公示, at a place, for so long as the office's rule says."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordObjection(_OnCommendation):
    """登记公示期间的异议 and what came of it."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveCommendation(_OnCommendation):
    """决定表彰. What speaks against it is looked at again on the day."""

    hindrances: Hindrances = Hindrances()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCommendation(_OnCommendation):
    letter: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCommendation(_OnCommendation):
    """撤销, or before it is approved: 不予表彰."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationProposed(OnProceeding):
    merit: Merit


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationChecked(OnProceeding):
    """Nothing was open against the unit on this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationPublicised(OnProceeding):
    place: str
    until: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRecorded(OnProceeding):
    text: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationApproved(OnProceeding):
    merit: Merit


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationPublished(OnProceeding):
    letter: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationRevoked(OnProceeding):
    reason: str


CommendationCommand: TypeAlias = (
    ProposeCommendation
    | CheckCommendation
    | PubliciseCommendation
    | RecordObjection
    | ApproveCommendation
    | PublishCommendation
    | RevokeCommendation
    | EndClock
    | PromptClock
)
CommendationEvent: TypeAlias = (
    CommendationProposed
    | CommendationChecked
    | CommendationPublicised
    | ObjectionRecorded
    | CommendationApproved
    | CommendationPublished
    | CommendationRevoked
    | ClockMissed
    | ClockLapsed
    | ClockPrompted
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Waits to be checked."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Waits to be publicised."""


@dataclass(frozen=True, slots=True)
class Publicised:
    """Everybody may object until the period is over."""

    until: Due
    objections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Approved:
    """Waits to be published."""


@dataclass(frozen=True, slots=True)
class Published:
    letter: str


@dataclass(frozen=True, slots=True)
class Revoked:
    reason: str


Stage: TypeAlias = Proposed | Checked | Publicised | Approved | Published | Revoked


@dataclass(frozen=True, slots=True)
class Unproposed:
    """There is no such commendation."""


@dataclass(frozen=True, slots=True)
class Commendation:
    about: Proceeding
    merit: Merit
    stage: Stage
    proposed_by: str
    clocks: Clocks


CommendationState: TypeAlias = Unproposed | Commendation


def words(stage: Stage) -> str:
    """Where it stands, in Chinese."""
    match stage:
        case Proposed():
            return "待核查"
        case Checked():
            return "待公示"
        case Publicised():
            return "公示中或者待决定"
        case Approved():
            return "待公布"
        case Published():
            return "已公布"
        case Revoked():
            return "已撤销"
        case _:
            assert_never(stage)
