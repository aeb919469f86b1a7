"""An obligation that was missed: found once, and on record from then on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from services.inspection.domain.obligations import Obligation
from shared.event_sourcing.decider import Actor, Decider, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class MissDuty:
    """登记逾期: the watcher found an obligation whose time had passed."""

    by: Actor
    now: datetime
    obligation: Obligation


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDutyMissed:
    """`duty` is the obligation's id; the rest is what it was when it was found."""

    duty: UUID
    rule: str
    title: str
    basis: str
    about: str
    due_on: date
    explanation: str
    unit: str | None
    zone: str | None
    inspectors: tuple[str, ...]


Missed: TypeAlias = bool


class NotMissed(Refused):
    def __init__(self, about: str) -> None:
        super().__init__(f"{about}没有逾期，不能登记。请核对日期。")


def decide(command: MissDuty, missed: Missed) -> list[OfficeDutyMissed]:
    one = command.obligation
    if missed:
        return []
    if not one.missed(command.now):
        raise NotMissed(one.about)
    return [
        OfficeDutyMissed(
            duty=one.id,
            rule=one.rule,
            title=one.title,
            basis=one.basis,
            about=one.about,
            due_on=one.due_on,
            explanation=one.explanation,
            unit=one.unit,
            zone=one.zone,
            inspectors=one.inspectors,
        )
    ]


def evolve(_: Missed, event: OfficeDutyMissed) -> Missed:
    return True


MISSING: Decider[MissDuty, Missed, OfficeDutyMissed] = Decider(False, decide, evolve)
