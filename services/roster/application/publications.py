"""The roster's events as the facts others may know."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from dudao_contracts.envelope import Fact
from dudao_contracts.roster import (
    AccountClosedV1,
    AccountOpenedV1,
    ComprehensiveInspectionDueV1,
    HeadAppointedV1,
    InspectorAppointedV1,
    InspectorAppraisedV1,
    InspectorExitedV1,
    InspectorOutOfTermV1,
    InspectorOverloadedV1,
    InspectorRenewedV1,
    InspectorReturnedV1,
    InspectorState,
    InspectorSuspendedV1,
    PostAssignedV1,
    PostEndedV1,
    PostRotationDueV1,
    RecusalDeclaredV1,
    RecusalLiftedV1,
    StaffingRuleBrokenV1,
    StaffingRuleMetV1,
    TermEndingV1,
    TrainingBehindV1,
    TrainingRecordedV1,
    UnitChangedV1,
    UnitClosedV1,
    UnitCoveredV1,
    UnitMergedV1,
    UnitRegisteredV1,
    UnitUncoveredV1,
    ZoneDrawnV1,
)
from services.roster.domain.alarm_kinds import AlarmKind
from services.roster.domain.details import InspectorDetails
from services.roster.domain.events import (
    AccountClosed,
    AccountOpened,
    AlarmCleared,
    AlarmRaised,
    HeadAppointed,
    InspectorAppointed,
    InspectorAppraised,
    InspectorExited,
    InspectorRenewed,
    InspectorReturned,
    InspectorSuspended,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    RecusalLifted,
    TrainingRecorded,
    UnitChanged,
    UnitClosed,
    UnitMerged,
    UnitRegistered,
    ZoneDrawn,
)
from shared.event_sourcing.event_types import Stored
from shared.workdays.deadline import SHANGHAI

RAISED: Mapping[str, type[Fact]] = {
    AlarmKind.STAFFING_RULE: StaffingRuleBrokenV1,
    AlarmKind.TERM_ENDING: TermEndingV1,
    AlarmKind.OUT_OF_TERM: InspectorOutOfTermV1,
    AlarmKind.TRAINING_BEHIND: TrainingBehindV1,
    AlarmKind.UNIT_UNCOVERED: UnitUncoveredV1,
    AlarmKind.OVERLOADED: InspectorOverloadedV1,
    AlarmKind.ROTATION_DUE: PostRotationDueV1,
    AlarmKind.INSPECTION_DUE: ComprehensiveInspectionDueV1,
}
CLEARED: Mapping[str, type[Fact]] = {
    AlarmKind.STAFFING_RULE: StaffingRuleMetV1,
    AlarmKind.UNIT_UNCOVERED: UnitCoveredV1,
}


def publish(stored: Stored[Any]) -> Fact | None:
    """The fact an event is to others; what is personal (relation, degree, grades, grounds, money) stays here."""
    match stored.event:
        case UnitRegistered(code, details):
            return UnitRegisteredV1(code=code, **asdict(details))
        case UnitChanged(code, details):
            return UnitChangedV1(code=code, **asdict(details))
        case HeadAppointed() as head:
            return HeadAppointedV1(code=head.code, head=head.head, since=head.since, term_to=head.term_to)
        case UnitMerged() as merged:
            return UnitMergedV1(code=merged.code, into=merged.into, on=merged.on)
        case UnitClosed() as closed:
            return UnitClosedV1(code=closed.code, on=closed.on)
        case ZoneDrawn(zone):
            return ZoneDrawnV1(zone=zone)
        case AlarmRaised() as alarm:
            return RAISED[alarm.kind].model_validate(alarm.facts)
        case AlarmCleared() as alarm:
            return _cleared(alarm)
        case AccountOpened() as opened:
            return AccountOpenedV1(**asdict(opened))
        case AccountClosed(account):
            return AccountClosedV1(account=account)
        case RecusalDeclared() as recusal:
            return RecusalDeclaredV1(inspector=recusal.inspector, unit=recusal.unit, since=_told_on(stored))
        case RecusalLifted(recused=False) as lifted:
            return RecusalLiftedV1(inspector=lifted.inspector, unit=lifted.unit, on=_told_on(stored))
        case event:
            return _of_inspector(event)


def _told_on(stored: Stored[Any]) -> date:
    """The day it was told: since when a relation exists, and until when, says what it is."""
    return stored.record.recorded_at.astimezone(SHANGHAI).date()


def _of_inspector(event: Any) -> Fact | None:
    match event:
        case InspectorAppointed(inspector, details):
            return _state(InspectorAppointedV1, inspector, details)
        case InspectorRenewed(inspector, details):
            return _state(InspectorRenewedV1, inspector, details)
        case InspectorSuspended(inspector, on):
            return InspectorSuspendedV1(inspector=inspector, on=on)
        case InspectorReturned(inspector, on):
            return InspectorReturnedV1(inspector=inspector, on=on)
        case InspectorExited(inspector, on):
            return InspectorExitedV1(inspector=inspector, on=on)
        case TrainingRecorded() as one:
            return TrainingRecordedV1(
                inspector=one.inspector, on=one.on, hours=one.hours, mode=one.mode.value, title=one.title
            )
        case InspectorAppraised(inspector, year):
            return InspectorAppraisedV1(inspector=inspector, year=year)
        case PostAssigned(unit, inspector, since):
            return PostAssignedV1(unit=unit, inspector=inspector, since=since)
        case PostEnded() as post:
            return PostEndedV1(**asdict(post))
        case _:
            return None


def _state(fact: type[InspectorState], inspector: str, details: InspectorDetails) -> InspectorState:
    return fact(
        inspector=inspector,
        inspector_name=details.inspector_name,
        kind=details.kind.value,
        zone=details.zone,
        term_from=details.term_from,
        term_to=details.term_to,
    )


def _cleared(alarm: AlarmCleared) -> Fact | None:
    """Most alarms have no opposite that is news to others."""
    fact = CLEARED.get(alarm.kind)
    if fact is None or not alarm.mended:
        return None
    known = {name: value for name, value in alarm.facts.items() if name in fact.model_fields}
    return fact.model_validate(known | {"on": alarm.on})
