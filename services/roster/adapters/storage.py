"""The stored names of the roster's events."""

from typing import Any

from services.roster.domain.events import (
    AccountClosed,
    AccountOpened,
    InspectorAppointed,
    KeeperAdmitted,
    KeeperDismissed,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    UnitChanged,
    UnitRegistered,
    ZoneDrawn,
)
from shared.event_sourcing.event_types import EventTypes

TYPES: EventTypes[Any] = EventTypes(
    UnitRegistered,
    UnitChanged,
    InspectorAppointed,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    ZoneDrawn,
    AccountOpened,
    AccountClosed,
    KeeperAdmitted,
    KeeperDismissed,
)
