"""Units in the register: every kind (Q5), members of the committee (Q1), heads (Q7), their end."""

from dataclasses import replace
from datetime import date

import pytest

from services.roster.domain.details import UnitDetails, UnitKind
from services.roster.domain.events import (
    HeadAppointed,
    UnitChanged,
    UnitClosed,
    UnitMerged,
    UnitRegistered,
)
from services.roster.domain.unit import (
    UNIT,
    HeadBeforeTheLast,
    HeadTermEndsBeforeItBegins,
    LeftBeforeItJoined,
    MergedIntoItself,
    UnitAlreadyRegistered,
    UnitHasEnded,
    UnitNotRegistered,
    UnitNumbersWrong,
)
from services.roster.domain.unit_commands import (
    AppointHead,
    ChangeUnit,
    CloseUnit,
    MergeUnit,
    RegisterUnit,
    UnitCommand,
)
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.committee import MEMBERS
from tests.unit.roster.district import sample_units
from tests.unit.roster.people import NOW, OFFICE, SCHOOL, at, school

CODE, OTHER = "319991-0001", "319991-0002"
SINCE, UNTIL = date(2026, 9, 1), date(2031, 8, 31)
unit = DeciderTest(UNIT)
registered = UnitRegistered(CODE, SCHOOL)
named = school(head="马丽华", head_since=SINCE)
change = ChangeUnit(OFFICE, NOW, CODE, school(students=2400))
head = AppointHead(OFFICE, NOW, CODE, "马丽华", SINCE, UNTIL, "云教党任〔2026〕12号")
headed = HeadAppointed(CODE, "马丽华", SINCE, UNTIL, "云教党任〔2026〕12号")
merge = MergeUnit(OFFICE, NOW, CODE, OTHER, SINCE, "云教〔2026〕30号")
merged = UnitMerged(CODE, OTHER, SINCE, "云教〔2026〕30号")
close = CloseUnit(OFFICE, NOW, CODE, SINCE, "云教〔2026〕31号")
closed = UnitClosed(CODE, SINCE, "云教〔2026〕31号")


def register(details: UnitDetails = SCHOOL, code: str = CODE) -> RegisterUnit:
    return RegisterUnit(OFFICE, NOW, code, details)


def test_a_unit_is_registered_with_its_whole_entry() -> None:
    unit.when(register()).then(registered)


def test_registering_again_changes_nothing() -> None:
    unit.again(register())


def test_a_code_belongs_to_one_unit() -> None:
    unit.given(registered).when(register(school(unit_name="白鹭学校"))).then_refused(UnitAlreadyRegistered)


def test_every_unit_of_the_sample_district_is_registered_and_none_of_the_kinds_is_missing() -> None:
    """Q5: beyond schools, 校外培训机构 and 民办 units too; Q4: departments and 镇街."""
    units = sample_units()
    for code, details in units.items():
        unit.when(register(details, code)).then(UnitRegistered(code, details))
    assert {details.kind for details in units.values()} == set(UnitKind)


def test_all_member_units_of_a_real_committee_are_registered() -> None:
    """Q1: 31 of them, each with its duties and contact, and the day it came."""
    assert len({details.unit_name for details in MEMBERS.values()}) == 31
    for code, details in MEMBERS.items():
        assert all((details.duties, details.contact, details.joined_on))
        unit.when(register(details, code)).then(UnitRegistered(code, details))


def test_a_member_unit_goes_and_its_entry_says_when() -> None:
    """Q1: dates in and out."""
    code, details = next(iter(MEMBERS.items()))
    gone = replace(details, left_on=date(2026, 8, 31))
    member = unit.given(UnitRegistered(code, details))
    member.when(ChangeUnit(OFFICE, NOW, code, gone)).then(UnitChanged(code, gone))
    never_there = replace(details, left_on=date(2021, 8, 31))
    member.when(ChangeUnit(OFFICE, NOW, code, never_there)).then_refused(LeftBeforeItJoined)


def test_a_change_carries_the_whole_new_entry() -> None:
    unit.given(registered).when(change).then(UnitChanged(CODE, school(students=2400)))


def test_changing_again_changes_nothing() -> None:
    unit.given(registered).again(change)


@pytest.mark.parametrize("command", [change, head, merge, close])
def test_only_a_registered_unit_can_change_or_end(command: UnitCommand) -> None:
    unit.when(command).then_refused(UnitNotRegistered)


@pytest.mark.parametrize("wrong", [{"students": -1}, {"classes": -1}, {"campuses": 0}])
def test_counts_below_what_a_unit_can_have_are_refused(wrong: dict[str, int]) -> None:
    unit.when(register(school(**wrong))).then_refused(UnitNumbersWrong)
    unit.given(registered).when(ChangeUnit(OFFICE, NOW, CODE, school(**wrong))).then_refused(UnitNumbersWrong)


# 负责人任期


def test_a_head_is_appointed_and_the_entry_names_him() -> None:
    """Q7: the end of his term of office brings one comprehensive inspection."""
    unit.given(registered).when(head).then(UnitChanged(CODE, named), headed)


def test_appointing_a_head_again_changes_nothing() -> None:
    unit.given(registered).again(head)


def test_the_end_of_a_heads_term_can_be_entered_later() -> None:
    """Q7."""
    known = unit.given(registered, UnitChanged(CODE, named), HeadAppointed(CODE, "马丽华", SINCE, None, None))
    known.when(head).then(headed)


def test_a_heads_term_ends_after_it_begins() -> None:
    unit.given(registered).when(replace(head, term_to=date(2026, 8, 31))).then_refused(
        HeadTermEndsBeforeItBegins
    )


def test_a_head_does_not_begin_before_the_head_there_is() -> None:
    """Q7: or the one who is there would never be inspected."""
    early = replace(head, since=date(2023, 1, 13), term_to=None)
    unit.given(registered).when(early).then_refused(HeadBeforeTheLast)


def test_another_head_in_the_entry_ends_the_term_that_was_known() -> None:
    """Q7: a term belongs to a person."""
    history = unit.given(registered, UnitChanged(CODE, named), headed, UnitChanged(CODE, SCHOOL))
    history.when(head).then(UnitChanged(CODE, named), headed)


# 撤并


def test_a_unit_is_merged_or_closed() -> None:
    """Q1: dates out; nothing is deleted."""
    unit.given(registered).when(merge).then(merged)
    unit.given(registered).when(close).then(closed)


def test_merging_again_and_closing_again_change_nothing() -> None:
    unit.given(registered).again(merge)
    unit.given(registered).again(close)


def test_a_unit_is_not_merged_into_itself() -> None:
    unit.given(registered).when(replace(merge, into=CODE)).then_refused(MergedIntoItself)


@pytest.mark.parametrize("end", [merged, closed])
def test_nothing_more_is_entered_of_a_unit_that_ended(end: UnitMerged | UnitClosed) -> None:
    ended = unit.given(registered, end)
    for command in (
        register(school(unit_name="白鹭学校")),
        change,
        head,
        replace(merge, on=UNTIL),
        replace(close, on=UNTIL),
    ):
        ended.when(command).then_refused(UnitHasEnded)


def test_until_the_day_of_its_end_a_unit_is_there_and_its_entry_can_change() -> None:
    """Q1: 撤并 is decided months ahead, and until then there is a head and a telephone."""
    ahead = replace(merged, on=date(2027, 2, 1))
    going = unit.given(registered, ahead)
    going.when(change).then(UnitChanged(CODE, change.details))
    going.when(head).then(UnitChanged(CODE, named), headed)
    going.given(UnitChanged(CODE, named), headed).when(head).then_nothing()
    going.when(replace(close, on=UNTIL)).then_refused(UnitHasEnded)
    still = going.given(UnitChanged(CODE, change.details))
    still.when(replace(merge, on=ahead.on)).then_nothing()
    for command in (change, head):
        late = replace(command, now=at(ahead.on))
        unit.given(registered, ahead).when(late).then_refused(UnitHasEnded)


def test_a_unit_that_ended_ends_in_one_way() -> None:
    unit.given(registered, merged).when(close).then_refused(UnitHasEnded)
    unit.given(registered, closed).when(merge).then_refused(UnitHasEnded)


def test_importing_the_entry_of_a_unit_that_ended_changes_nothing() -> None:
    unit.given(registered, closed).when(register()).then_nothing()
