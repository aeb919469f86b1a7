"""From which day the clocks count, and inspections made before there was this log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias, assert_never

from services.inspection.domain.procedure import Kind, Person, person
from services.inspection.domain.standing import OnlyPeopleAct, require_text
from services.inspection.domain.terms import NoRulesThen, day_of
from shared.event_sourcing.decider import Actor, Decider, Refused, Role
from shared.rules.pack import NoSuchPack, RulePack


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginCounting:
    """设定起算日: from that day on the records are complete, so what is not in them was not done.

    It can be changed with a reason; what was found missed before stays in the log.
    """

    by: Actor
    now: datetime
    since: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEarlierInspection:
    """补录: a comprehensive or special inspection of a unit from before this log, and its source."""

    by: Actor
    now: datetime
    unit: str
    kind: Kind
    ended_on: date
    source: str


CountingCommand: TypeAlias = BeginCounting | NoteEarlierInspection


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingBegun:
    by: Person
    on: date
    since: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierInspectionNoted:
    by: Person
    on: date
    unit: str
    kind: Kind
    ended_on: date
    source: str


CountingEvent: TypeAlias = CountingBegun | EarlierInspectionNoted


@dataclass(frozen=True, slots=True)
class Counting:
    """`since` None: the office has not said from when its records are complete; it said so on `said_on`."""

    since: date | None = None
    said_on: date | None = None
    reason: str = ""
    earlier: Mapping[str, tuple[tuple[Kind, date], ...]] = field(default_factory=lambda: MappingProxyType({}))


class NotYet(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what}不能晚于今天。请改正日期。")


def counting_decider(
    pack_on: Callable[[date], RulePack],
) -> Decider[CountingCommand, Counting, CountingEvent]:
    """The decider under the packs in force: nobody can be judged for days without rules."""

    def decide_counting(command: CountingCommand, counting: Counting) -> list[CountingEvent]:
        if isinstance(command, BeginCounting):
            try:
                pack_on(command.since)
            except NoSuchPack:
                raise NoRulesThen(command.since) from None
        return decide(command, counting)

    return Decider(Counting(), decide_counting, evolve)


def decide(command: CountingCommand, counting: Counting) -> list[CountingEvent]:
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleAct
    by, today = person(command.by), day_of(command.now)
    match command:
        case BeginCounting():
            if counting.since == command.since:
                return []
            if command.since > today:
                raise NotYet("起算日")
            require_text(command.reason, "设定起算日的理由")
            return [CountingBegun(by=by, on=today, since=command.since, reason=command.reason)]
        case NoteEarlierInspection():
            if (command.kind, command.ended_on) in counting.earlier.get(command.unit, ()):
                return []
            if command.ended_on > today:
                raise NotYet("督导结束的日期")
            require_text(command.source, "依据的材料")
            return [
                EarlierInspectionNoted(
                    by=by,
                    on=today,
                    unit=command.unit,
                    kind=command.kind,
                    ended_on=command.ended_on,
                    source=command.source,
                )
            ]
        case _:
            assert_never(command)


def evolve(counting: Counting, event: CountingEvent) -> Counting:
    match event:
        case CountingBegun():
            return replace(counting, since=event.since, said_on=event.on, reason=event.reason)
        case EarlierInspectionNoted(unit=unit):
            told = (*counting.earlier.get(unit, ()), (event.kind, event.ended_on))
            return replace(counting, earlier=MappingProxyType({**counting.earlier, unit: told}))
        case _:
            assert_never(event)
