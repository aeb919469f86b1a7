"""Units in the register."""

import pytest

from services.roster.domain.commands import ChangeUnit, RegisterUnit
from services.roster.domain.events import UnitChanged, UnitRegistered
from services.roster.domain.unit import UNIT, UnitAlreadyRegistered, UnitNotRegistered, UnitNumbersWrong
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import NOW, OFFICE, SCHOOL, school

CODE = "319991-0001"
unit = DeciderTest(UNIT)
registered = UnitRegistered(CODE, SCHOOL)


def test_a_unit_is_registered_with_its_whole_entry() -> None:
    unit.when(RegisterUnit(OFFICE, NOW, CODE, SCHOOL)).then(registered)


def test_registering_again_changes_nothing() -> None:
    unit.again(RegisterUnit(OFFICE, NOW, CODE, SCHOOL))


def test_a_code_belongs_to_one_unit() -> None:
    other = school(unit_name="白鹭学校")
    unit.given(registered).when(RegisterUnit(OFFICE, NOW, CODE, other)).then_refused(UnitAlreadyRegistered)


def test_a_change_carries_the_whole_new_entry() -> None:
    grown = school(students=2400)
    unit.given(registered).when(ChangeUnit(OFFICE, NOW, CODE, grown)).then(UnitChanged(CODE, grown))


def test_changing_again_changes_nothing() -> None:
    unit.given(registered).again(ChangeUnit(OFFICE, NOW, CODE, school(students=2400)))


def test_only_a_registered_unit_can_change() -> None:
    unit.when(ChangeUnit(OFFICE, NOW, CODE, SCHOOL)).then_refused(UnitNotRegistered)


@pytest.mark.parametrize("wrong", [{"students": -1}, {"classes": -1}, {"campuses": 0}])
def test_counts_below_what_a_unit_can_have_are_refused(wrong: dict[str, int]) -> None:
    unit.when(RegisterUnit(OFFICE, NOW, CODE, school(**wrong))).then_refused(UnitNumbersWrong)
    unit.given(registered).when(ChangeUnit(OFFICE, NOW, CODE, school(**wrong))).then_refused(UnitNumbersWrong)
