"""Where a campaign stands, and its totals, which reconcile."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID, uuid5

from services.inspection.domain.campaign_commands import Listed, Theme


@dataclass(frozen=True, slots=True)
class Unlisted:
    """There is no such campaign."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """`results` and `excused` by unit; a unit is in one of them at most."""

    campaign: UUID
    theme: Theme
    units: tuple[Listed, ...]
    published_on: date | None = None
    concluded_on: date | None = None
    results: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    excused: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def waiting(self) -> tuple[Listed, ...]:
        """Units with neither result nor excuse."""
        return tuple(u for u in self.units if u.code not in self.results and u.code not in self.excused)


CampaignState: TypeAlias = Unlisted | Campaign


@dataclass(frozen=True, slots=True)
class StageTotal:
    """The units of one stage: listed = assessed + waiting + excused, assessed = passed + failed."""

    stage: str
    listed: int
    assessed: int
    passed: int
    waiting: int
    excused: int

    @property
    def failed(self) -> int:
        return self.assessed - self.passed


@dataclass(frozen=True, slots=True)
class Totals:
    """The stages in the order of the list, their sum, and the sums written out (136=53+25+58)."""

    stages: tuple[StageTotal, ...]
    whole: StageTotal
    arithmetic: str


def totals(campaign: Campaign) -> Totals:
    """How far the campaign has come, so that whoever reads it can add it up himself (Q20)."""
    by_stage: dict[str, list[Listed]] = {}
    for unit in campaign.units:
        by_stage.setdefault(unit.stage, []).append(unit)
    stages = tuple(_total(stage, units, campaign) for stage, units in by_stage.items())
    whole = _total("合计", campaign.units, campaign)
    parts = "+".join(str(one.listed) for one in stages)
    named = "、".join(f"{one.stage}{one.listed}" for one in stages)
    return Totals(
        stages,
        whole,
        f"{whole.listed}={parts}（{named}）；"
        f"{whole.listed}=已评{whole.assessed}+待评{whole.waiting}+不评{whole.excused}；"
        f"{whole.assessed}=合格{whole.passed}+不合格{whole.failed}",
    )


def _total(stage: str, units: Sequence[Listed], campaign: Campaign) -> StageTotal:
    scores = [campaign.results[unit.code] for unit in units if unit.code in campaign.results]
    counts = Counter(score >= campaign.theme.pass_mark for score in scores)
    excused = sum(unit.code in campaign.excused for unit in units)
    waiting = len(units) - len(scores) - excused
    return StageTotal(stage, len(units), len(scores), counts[True], waiting, excused)


def inspection_id(campaign: UUID, unit: str) -> UUID:
    """The special inspection of one listed unit: one campaign inspects a unit once."""
    return uuid5(campaign, unit)
