"""What the office acknowledges: the record of a visit as received, a hazard as told to who must act."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias, assert_never
from uuid import UUID

from services.inspection.domain.procedure import Person, person
from services.inspection.domain.standing import OnlyPeopleAct, TextMissing
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Actor, Decider, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveVisit:
    """接收: the office takes note of a visit's record (条例 15, §3B)."""

    by: Actor
    now: datetime
    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmHazardTold:
    """Who was told of a hazard and urged to act (条例 15): school, departments, superior."""

    by: Actor
    now: datetime
    issue: UUID
    told: tuple[str, ...]


AcknowledgeCommand: TypeAlias = ReceiveVisit | ConfirmHazardTold


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReceived:
    visit: UUID
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardTold:
    issue: UUID
    by: Person
    on: date
    told: tuple[str, ...]


AcknowledgeEvent: TypeAlias = VisitReceived | HazardTold


def decide(command: AcknowledgeCommand, acknowledged: bool) -> list[AcknowledgeEvent]:
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleAct
    if acknowledged:
        return []
    by, today = person(command.by), day_of(command.now)
    match command:
        case ReceiveVisit():
            return [VisitReceived(visit=command.visit, by=by, on=today)]
        case ConfirmHazardTold():
            if not command.told or not all(name.strip() for name in command.told):
                raise TextMissing("告知了谁")
            return [HazardTold(issue=command.issue, by=by, on=today, told=command.told)]
        case _:
            assert_never(command)


def evolve(_: bool, event: AcknowledgeEvent) -> bool:
    return True


ACKNOWLEDGED: Decider[AcknowledgeCommand, bool, AcknowledgeEvent] = Decider(False, decide, evolve)
