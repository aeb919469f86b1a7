"""Where the scores of one inspection stand, as types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from services.inspection.domain.framework import Framework
from services.inspection.domain.marking import Sheet
from services.inspection.domain.scoring_events import Final, Subject


@dataclass(frozen=True, slots=True)
class Unbound:
    """It is not scored by any framework."""


@dataclass(frozen=True, slots=True)
class Open:
    """Being scored. `experts` are the sheets by scorer, third parties among them in `bodies`; `unscored` is why
    no score will be decided."""

    subject: Subject
    framework: Framework
    version: int
    own: Sheet | None = None
    experts: Mapping[str, Sheet] = field(default_factory=lambda: MappingProxyType({}))
    bodies: frozenset[str] = frozenset()
    final: Final | None = None
    unscored: str | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """Served: it stays as it is."""

    scores: Open


Scoring: TypeAlias = Unbound | Open | Frozen
