"""What happened in a campaign: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.campaign_commands import Listed, Theme
from services.inspection.domain.procedure import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCampaign:
    """What every event says: the campaign, who did it, and on which day in Shanghai."""

    campaign: UUID
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlanned(OnCampaign):
    theme: Theme
    units: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPublished(OnCampaign):
    theme: Theme
    units: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEntered(OnCampaign):
    unit: str
    score: Decimal
    assessed_on: date
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCorrected(OnCampaign):
    unit: str
    score: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitExcused(OnCampaign):
    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignConcluded(OnCampaign):
    name: str
    arithmetic: str
    passed: int
    assessed: int


CampaignEvent: TypeAlias = (
    CampaignPlanned | CampaignPublished | ResultEntered | ResultCorrected | UnitExcused | CampaignConcluded
)
