"""What a campaign (专项督导、专题) may be asked, and what it consists of."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.report import Line
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit on the list, and the stage (学段) its result is counted under."""

    code: str
    name: str
    stage: str


@dataclass(frozen=True, slots=True)
class Theme:
    """What the campaign is about. A score from `pass_mark` (合格分值) on is a pass."""

    name: str
    line: Line
    year: int
    matters: tuple[str, ...]
    pass_mark: Decimal
    full_mark: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    campaign: UUID
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCampaign(_Asked):
    """拟定专项督导; again until it is published. `ended` are listed units that are no more."""

    theme: Theme
    units: tuple[Listed, ...]
    ended: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCampaign(_Asked):
    """印发: from then on theme and list stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterResult(_Asked):
    """Enter the result of a unit, once. An inspector who is among `recused` judges no such unit, in whatever role
    he signs in, nor one who was `off_duty` on the day."""

    unit: str
    score: Decimal
    assessed_on: date
    remark: str = ""
    recused: frozenset[str] = frozenset()
    off_duty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectResult(_Asked):
    """更正: the result that was entered stays in the log."""

    unit: str
    score: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseUnit(_Asked):
    """A listed unit gets no result (撤并、停办…), with the reason."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeCampaign(_Asked):
    """办结: every unit has its result, or the reason why it has none."""


CampaignCommand: TypeAlias = (
    PlanCampaign | PublishCampaign | EnterResult | CorrectResult | ExcuseUnit | ConcludeCampaign
)
