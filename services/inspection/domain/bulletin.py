"""督导通报: what the office tells a school in writing after a visit, with problems, ways and measures (S 004)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.inspection.domain.report import VisitedUnit
from services.inspection.domain.terms import day_of
from services.inspection.domain.visit_stages import Recorded, Visit
from shared.event_sourcing.decider import Actor, Decider, Refused


@dataclass(frozen=True, slots=True)
class ServeBulletin:
    """`unit` is None for a visit nobody has recorded. `strengths` are what the school does well."""

    by: Actor
    now: datetime
    visit: UUID
    unit: VisitedUnit | None
    strengths: tuple[str, ...]
    letter: str = ""


@dataclass(frozen=True, slots=True)
class BulletinServed:
    visit: UUID
    letter: str
    unit: VisitedUnit
    strengths: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Told:
    """The bulletin of a visit, if there is one."""

    served: BulletinServed | None = None


class VisitNotRecorded(Refused):
    def __init__(self) -> None:
        super().__init__("这次督导还没有提交督导记录，不能通报。请先提交记录。")


class ToldOtherwise(Refused):
    def __init__(self, letter: str) -> None:
        super().__init__(f"{letter}已经通报了这次督导，内容与这次填写的不同，不能再改。请刷新查看。")


def unit_of_record(visit: Visit) -> VisitedUnit | None:
    """The unit a record was submitted of."""
    return visit.report.unit if isinstance(visit, Recorded) else None


def stream_of_bulletin(visit: UUID) -> str:
    return f"bulletin-{visit}"


def decide(command: ServeBulletin, told: Told) -> list[BulletinServed]:
    if command.unit is None:
        raise VisitNotRecorded
    if told.served is not None:
        if told.served.strengths == command.strengths:
            return []
        raise ToldOtherwise(told.served.letter)
    on = day_of(command.now)
    return [BulletinServed(command.visit, command.letter, command.unit, command.strengths, on)]


def evolve(_told: Told, event: BulletinServed) -> Told:
    return Told(event)


BULLETIN: Decider[ServeBulletin, Told, BulletinServed] = Decider(Told(), decide, evolve)
