"""How far a visit is: states as types, from the plan to what the office and the unit say of its record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from uuid import UUID

from services.inspection.domain.events import IssueRaised
from services.inspection.domain.on_site import Picture, Presence
from services.inspection.domain.report import VisitedUnit, VisitReport


@dataclass(frozen=True, slots=True)
class Issues:
    """The issues of a visit by the words of their problem.

    `apart` are those that did not come with its record: rows of a ledger, and dangers told before or after it.
    `urgent` are the dangers that were told.
    """

    raised: Mapping[str, IssueRaised] = field(default_factory=lambda: MappingProxyType({}))
    apart: frozenset[str] = frozenset()
    urgent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit that is to be made."""

    unit: VisitedUnit
    inspectors: tuple[str, ...]
    on: date
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Nobody has told of this visit, except of a danger found on it."""

    issues: Issues = Issues()


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Known to the office and the inspectors; to the unit once it is announced."""

    plan: Plan
    announced: bool = False
    issues: Issues = Issues()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Will not be made."""

    issues: Issues


@dataclass(frozen=True, slots=True)
class OnSite:
    """The inspectors are there."""

    unit: VisitedUnit
    came: Presence
    issues: Issues


@dataclass(frozen=True, slots=True)
class FromLedger:
    """Known only by its issues in a spreadsheet; its record may still come."""

    report: VisitReport
    issues: Issues


@dataclass(frozen=True, slots=True)
class Recorded:
    """Submitted by those who were there, with the findings fed back; immutable, what follows is added.

    `supplements` are text and pictures of each, by its id.
    """

    report: VisitReport
    issues: Issues
    received: bool = False
    confirmed: tuple[bool, str] | None = None
    supplements: Mapping[UUID, tuple[str, tuple[Picture, ...]]] = field(
        default_factory=lambda: MappingProxyType({})
    )


Visit = Unrecorded | Scheduled | Cancelled | OnSite | FromLedger | Recorded


def unit_of(visit: Visit) -> VisitedUnit | None:
    """The unit the visit is to, as far as anybody has said."""
    match visit:
        case Scheduled(plan=plan):
            return plan.unit
        case OnSite(unit=unit):
            return unit
        case FromLedger(report=report) | Recorded(report=report):
            return report.unit
        case Unrecorded(issues=issues) | Cancelled(issues=issues):
            return next((issue.unit for issue in issues.raised.values()), None)
