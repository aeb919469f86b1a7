"""The roster's events as the facts others may know."""

from dataclasses import asdict
from typing import Any

from dudao_contracts.envelope import Fact
from dudao_contracts.roster import (
    AccountClosedV1,
    AccountOpenedV1,
    InspectorAppointedV1,
    PostAssignedV1,
    PostEndedV1,
    RecusalDeclaredV1,
    UnitChangedV1,
    UnitRegisteredV1,
    ZoneDrawnV1,
)
from services.roster.domain.events import (
    AccountClosed,
    AccountOpened,
    InspectorAppointed,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    UnitChanged,
    UnitRegistered,
    ZoneDrawn,
)
from shared.event_sourcing.event_types import Stored


def publish(stored: Stored[Any]) -> Fact | None:
    """The fact an event is to others; what is personal (relation, degree, health) stays here."""
    match stored.event:
        case UnitRegistered(code, details):
            return UnitRegisteredV1(code=code, **asdict(details))
        case UnitChanged(code, details):
            return UnitChangedV1(code=code, **asdict(details))
        case InspectorAppointed(inspector, details):
            return InspectorAppointedV1(
                inspector=inspector,
                inspector_name=details.inspector_name,
                kind=details.kind.value,
                zone=details.zone,
                term_from=details.term_from,
                term_to=details.term_to,
            )
        case PostAssigned(unit, inspector, since):
            return PostAssignedV1(unit=unit, inspector=inspector, since=since)
        case PostEnded(unit, inspector, ended_on):
            return PostEndedV1(unit=unit, inspector=inspector, ended_on=ended_on)
        case RecusalDeclared() as recusal:
            return RecusalDeclaredV1(inspector=recusal.inspector, unit=recusal.unit, since=recusal.since)
        case ZoneDrawn(zone):
            return ZoneDrawnV1(zone=zone)
        case AccountOpened() as opened:
            return AccountOpenedV1(**asdict(opened))
        case AccountClosed(account):
            return AccountClosedV1(account=account)
        case _:
            return None
