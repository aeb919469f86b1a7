"""What happened to an annual plan: the stored format, never renamed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.planning import PlanItem
from services.inspection.domain.procedure import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPlan:
    """What every event says: the plan's year, who did it, and on which day in Shanghai."""

    year: int
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrafted(OnPlan):
    title: str
    items: tuple[PlanItem, ...]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentConsulted(OnPlan):
    department: str
    sent_on: date
    reply_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentReplied(OnPlan):
    department: str
    replied_on: date
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionSettled(OnPlan):
    department: str
    suggestion: int
    adopted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItemsMerged(OnPlan):
    """`items` is the whole plan from then on."""

    merged: tuple[UUID, ...]
    units: tuple[str, ...]
    reason: str
    items: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanApproved(OnPlan):
    """`items` and `over_cap` count what was approved, and the units over the load cap in it."""

    items: int
    over_cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPublished(OnPlan):
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentProposed(OnPlan):
    amendment: UUID
    removed: tuple[UUID, ...]
    added: tuple[PlanItem, ...]
    reason: str
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentDecided(OnPlan):
    """`items` is the whole plan from then on; `over_cap` counts the units over the load cap in it."""

    amendment: UUID
    granted: bool
    reason: str
    items: tuple[PlanItem, ...]
    over_cap: int


PlanEvent: TypeAlias = (
    PlanDrafted
    | DepartmentConsulted
    | DepartmentReplied
    | SuggestionSettled
    | PlanItemsMerged
    | PlanApproved
    | PlanPublished
    | AmendmentProposed
    | AmendmentDecided
)
