"""An inspected unit (被督导单位) in the register."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from services.roster.domain.details import UnitDetails
from services.roster.domain.events import (
    HeadAppointed,
    UnitChanged,
    UnitClosed,
    UnitEvent,
    UnitMerged,
    UnitRegistered,
)
from services.roster.domain.merits import today
from services.roster.domain.unit_commands import (
    AppointHead,
    ChangeUnit,
    CloseUnit,
    MergeUnit,
    RegisterUnit,
    UnitCommand,
)
from shared.event_sourcing.decider import Decider, Refused


class UnitAlreadyRegistered(Refused):
    """The code belongs to an entry that says something else."""

    field = "code"

    def __init__(self, code: str, name: str) -> None:
        super().__init__(f"单位代码{code}已登记为{name}，内容不同。请办理变更，或核对代码。")


class UnitNotRegistered(Refused):
    field = "unit"

    def __init__(self, code: str) -> None:
        super().__init__(f"没有代码为{code}的单位。请核对代码，或先登记单位。")


class UnitNumbersWrong(Refused):
    """A count is below what a unit can have."""

    def __init__(self, details: UnitDetails) -> None:
        super().__init__(
            f"{details.unit_name}的校区数（{details.campuses}）至少为1，"
            f"学生数（{details.students}）和班级数（{details.classes}）不能是负数。请改正。"
        )


class LeftBeforeItJoined(Refused):
    """Q1: the days a member unit came and went."""

    field = "left_on"

    def __init__(self, joined_on: date) -> None:
        super().__init__(f"退出委员会的日期不能早于加入日期{joined_on}。请改正日期。")


class UnitHasEnded(Refused):
    """A unit that was closed or merged keeps its history, and nothing more is entered."""

    field = "code"

    def __init__(self, details: UnitDetails, on: date) -> None:
        super().__init__(f"{details.unit_name}自{on}起撤销或者并入其他单位，不能再变更。请核对单位代码。")


class MergedIntoItself(Refused):
    field = "into"

    def __init__(self) -> None:
        super().__init__("单位不能并入自己。请填写并入的单位。")


class HeadTermEndsBeforeItBegins(Refused):
    field = "term_to"

    def __init__(self, since: date) -> None:
        super().__init__(f"负责人任期的结束日不能早于任职日{since}。请改正日期。")


class HeadOfTermMissing(Refused):
    field = "head_until"

    def __init__(self) -> None:
        super().__init__("填写了负责人任期届满日期，负责人和任职日期也要填写。请补上。")


class HeadBeforeTheLast(Refused):
    field = "since"

    def __init__(self, head: str, since: date) -> None:
        super().__init__(f"现任负责人{head}于{since}任职，新的任职日不能更早。请改正日期。")


@dataclass(frozen=True, slots=True)
class Unregistered:
    """No unit has this code."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A unit with what the register says of it now; `head_term_to` is the last day of its head's term."""

    details: UnitDetails
    head_term_to: date | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A unit that was closed, or merged `into` another; until the day `on` it is still there (`head_term_to`)."""

    details: UnitDetails
    on: date
    into: str | None
    head_term_to: date | None = None

    def there_on(self, day: date) -> bool:
        return day < self.on


Unit = Unregistered | Registered | Ended


def register_unit(command: RegisterUnit, unit: Unit) -> list[UnitEvent]:
    _check_entry(command.details)
    if isinstance(unit, Registered):
        if unit.details == command.details:
            return []
        raise UnitAlreadyRegistered(command.code, unit.details.unit_name)
    return [UnitRegistered(command.code, command.details)]


def change_unit(command: ChangeUnit, unit: Registered) -> list[UnitEvent]:
    _check_entry(command.details)
    if unit.details == command.details:
        return []
    return [UnitChanged(command.code, command.details)]


def appoint_head(command: AppointHead, unit: Registered) -> list[UnitEvent]:
    """At the end of a head's term of office comes one comprehensive inspection (Q7)."""
    details = unit.details
    if (details.head, details.head_since, unit.head_term_to) == (
        command.head,
        command.since,
        command.term_to,
    ):
        return []
    check_head_term(command.head, command.since, command.term_to)
    if details.head and details.head_since and command.since < details.head_since:
        raise HeadBeforeTheLast(details.head, details.head_since)
    named = replace(details, head=command.head, head_since=command.since)
    changed: list[UnitEvent] = [] if named == details else [UnitChanged(command.code, named)]
    appointed = HeadAppointed(command.code, command.head, command.since, command.term_to, command.document)
    return [*changed, appointed]


def check_head_term(head: str | None, since: date | None, term_to: date | None) -> None:
    """Raise that a term has no head or day to begin with, or ends before it."""
    if term_to is None:
        return
    if not head or since is None:
        raise HeadOfTermMissing
    if term_to < since:
        raise HeadTermEndsBeforeItBegins(since)


def merge_unit(command: MergeUnit, _unit: Registered) -> list[UnitEvent]:
    if command.into == command.code:
        raise MergedIntoItself
    return [UnitMerged(command.code, command.into, command.on, command.document)]


def close_unit(command: CloseUnit, _unit: Registered) -> list[UnitEvent]:
    return [UnitClosed(command.code, command.on, command.document)]


def _check_entry(details: UnitDetails) -> None:
    if details.campuses < 1 or details.students < 0 or details.classes < 0:
        raise UnitNumbersWrong(details)
    if details.joined_on and details.left_on and details.left_on < details.joined_on:
        raise LeftBeforeItJoined(details.joined_on)


def decide(command: UnitCommand, unit: Unit) -> list[UnitEvent]:
    if isinstance(unit, Ended):
        if _ended_so(command, unit):
            return []
        if not (isinstance(command, ChangeUnit | AppointHead) and unit.there_on(today(command.now))):
            raise UnitHasEnded(unit.details, unit.on)
        unit = Registered(unit.details, unit.head_term_to)
    if isinstance(command, RegisterUnit):
        return register_unit(command, unit)
    if isinstance(unit, Unregistered):
        raise UnitNotRegistered(command.code)
    match command:
        case ChangeUnit():
            return change_unit(command, unit)
        case AppointHead():
            return appoint_head(command, unit)
        case MergeUnit():
            return merge_unit(command, unit)
        case CloseUnit():
            return close_unit(command, unit)
        case _:
            assert_never(command)


def _ended_so(command: UnitCommand, unit: Ended) -> bool:
    match command:
        case MergeUnit():
            return (command.on, command.into) == (unit.on, unit.into)
        case CloseUnit():
            return (command.on, None) == (unit.on, unit.into)
        case RegisterUnit() | ChangeUnit():
            return command.details == unit.details
        case _:
            return False


def evolve(unit: Unit, event: UnitEvent) -> Unit:
    match event:
        case UnitRegistered(details=details):
            return Registered(details)
        case UnitChanged(details=details) if isinstance(unit, Registered | Ended):
            term_to = unit.head_term_to if _same_head(unit.details, details) else None
            return replace(unit, details=details, head_term_to=term_to)
        case HeadAppointed() if isinstance(unit, Registered | Ended):
            return replace(unit, head_term_to=event.term_to)
        case UnitMerged() | UnitClosed() if isinstance(unit, Registered):
            into = event.into if isinstance(event, UnitMerged) else None
            return Ended(unit.details, event.on, into, unit.head_term_to)
        case _:
            return unit


def _same_head(one: UnitDetails, other: UnitDetails) -> bool:
    return (one.head, one.head_since) == (other.head, other.head_since)


UNIT: Decider[UnitCommand, Unit, UnitEvent] = Decider(Unregistered(), decide, evolve)
