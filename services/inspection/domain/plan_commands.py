"""What the annual plan (年度督导计划) may be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.planning import PlanItem
from shared.event_sourcing.decider import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What every command carries."""

    year: int
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlan(_Asked):
    """起草: all items of the plan; again until it is approved.

    `reasons` says of each unit over the load cap why; `ended` are planned units that are no more by then.
    """

    title: str
    items: tuple[PlanItem, ...]
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ended: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultDepartment(_Asked):
    """征求意见: the draft was sent to a department on a day, with an answer asked for by another."""

    department: str
    sent_on: date
    reply_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReply(_Asked):
    """A department replied, with suggestions or without."""

    department: str
    replied_on: date
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleSuggestion(_Asked):
    """A suggestion (counted from 1 within its department's) is adopted or not, with the reason."""

    department: str
    suggestion: int
    adopted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeItems(_Asked):
    """合并入校: at these units one item takes the place of several. An approved plan is amended."""

    items: tuple[UUID, ...]
    units: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePlan(_Asked):
    """批准."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPlan(_Asked):
    """公布: where people can read it."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeAmendment(_Asked):
    """调整: items taken out and put in, with the reason; a leader decides."""

    amendment: UUID
    removed: tuple[UUID, ...]
    added: tuple[PlanItem, ...]
    reason: str
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ended: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAmendment(_Asked):
    amendment: UUID
    granted: bool
    reason: str


PlanCommand: TypeAlias = (
    DraftPlan
    | ConsultDepartment
    | RecordReply
    | SettleSuggestion
    | MergeItems
    | ApprovePlan
    | PublishPlan
    | ProposeAmendment
    | DecideAmendment
)
