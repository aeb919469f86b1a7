"""An inspected unit (被督导单位) in the register."""

from dataclasses import dataclass
from typing import assert_never

from services.roster.domain.commands import ChangeUnit, RegisterUnit, UnitCommand
from services.roster.domain.details import UnitDetails
from services.roster.domain.events import UnitChanged, UnitEvent, UnitRegistered
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


@dataclass(frozen=True, slots=True)
class Unregistered:
    """No unit has this code."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A unit with what the register says of it now."""

    details: UnitDetails


Unit = Unregistered | Registered


def register_unit(command: RegisterUnit, unit: Unit) -> list[UnitEvent]:
    _check_numbers(command.details)
    if isinstance(unit, Registered):
        if unit.details == command.details:
            return []
        raise UnitAlreadyRegistered(command.code, unit.details.unit_name)
    return [UnitRegistered(command.code, command.details)]


def change_unit(command: ChangeUnit, unit: Unit) -> list[UnitEvent]:
    _check_numbers(command.details)
    if isinstance(unit, Unregistered):
        raise UnitNotRegistered(command.code)
    if unit.details == command.details:
        return []
    return [UnitChanged(command.code, command.details)]


def _check_numbers(details: UnitDetails) -> None:
    if details.campuses < 1 or details.students < 0 or details.classes < 0:
        raise UnitNumbersWrong(details)


def decide(command: UnitCommand, unit: Unit) -> list[UnitEvent]:
    match command:
        case RegisterUnit():
            return register_unit(command, unit)
        case ChangeUnit():
            return change_unit(command, unit)
        case _:
            assert_never(command)


def evolve(_unit: Unit, event: UnitEvent) -> Unit:
    return Registered(event.details)


UNIT: Decider[UnitCommand, Unit, UnitEvent] = Decider(Unregistered(), decide, evolve)
