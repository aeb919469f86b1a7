"""The stored names of the inspections' events."""

from typing import Any

from services.inspection.domain.events import IssueRaised, UrgentHazardReported, VisitRecorded
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import FactNoted

TYPES: EventTypes[Any] = EventTypes(VisitRecorded, IssueRaised, UrgentHazardReported, FactNoted)
