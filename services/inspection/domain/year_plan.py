"""Where an annual plan stands, as types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.planning import PlanItem
from services.inspection.domain.procedure import Person


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a department suggested, and whether it was adopted; None while nobody has said."""

    text: str
    adopted: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Consultation:
    """征求意见 with one department. `replied_on` None: no reply (yet)."""

    sent_on: date
    reply_by: date
    replied_on: date | None = None
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Amendment:
    """An amendment that waits for its decision, or was decided."""

    by: Person
    removed: tuple[UUID, ...]
    added: tuple[PlanItem, ...]
    reason: str
    reasons: Mapping[str, str]
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class NoPlan:
    """Nobody has drafted the plan of that year."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a year.

    `drafters` have each drafted it once, `reasons` says why a unit is over the load cap, `approved_on` and
    `published_on` are None until it is.
    """

    year: int
    title: str
    items: tuple[PlanItem, ...]
    reasons: Mapping[str, str]
    drafters: frozenset[str]
    consultations: Mapping[str, Consultation] = field(default_factory=lambda: MappingProxyType({}))
    approved_by: Person | None = None
    approved_on: date | None = None
    published_on: date | None = None
    place: str = ""
    amendments: Mapping[UUID, Amendment] = field(default_factory=lambda: MappingProxyType({}))


PlanState: TypeAlias = NoPlan | Plan
