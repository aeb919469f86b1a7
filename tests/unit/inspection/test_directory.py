"""The roster in memory: what it answers, and how rarely it asks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.inspection.adapters.directory import PAUSE, Directory
from services.inspection.domain.refusals import InspectorNotKnown, UnitNotKnown
from services.inspection.domain.report import Line
from shared.event_sourcing.read_model import Row

DAY = date(2026, 10, 16)
TERM = {"inspector_name": "张浩然", "term_from": "2025-09-01", "term_to": "2028-08-31"}


class Roster:
    """The read model the directory stands on."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.asked = 0
        self.seconds = 0.0

    def tells(self, fact: str, **data: Any) -> None:
        row = {"subject": str(len(self.rows)), "type": f"roster.{fact}.v1", "data": data}
        self.rows.append({**row, "sequence": len(self.rows) + 1, "position": len(self.rows) + 1})

    async def changed_after(self, position: int) -> Sequence[Row]:
        self.asked += 1
        return [row for row in self.rows if row["position"] > position]

    def directory(self) -> Directory:
        return Directory(self.changed_after, lambda: len(self.rows), lambda: self.seconds)


@pytest.fixture
def roster() -> Roster:
    roster = Roster()
    school = {"unit_name": "永兴小学", "kind": "小学", "zone": None, "superior": "区教育局"}
    town = {"unit_name": "云汀区南渡镇", "kind": "镇街", "zone": None, "superior": "区府办"}
    roster.tells("unit-registered", code="319991-0010", **school)
    roster.tells("unit-registered", code="319991-0108", **town)
    roster.tells("inspector-appointed", inspector="DX010", **TERM)
    roster.tells("post-assigned", inspector="DX010", unit="319991-0010", since="2026-10-12")
    return roster


async def test_a_unit_is_found_with_its_line(roster: Roster) -> None:
    """Q4: 督政 for towns and departments, 督学 for schools."""
    directory = roster.directory()
    assert [(await directory.unit(code))[1] for code in ("319991-0010", "319991-0108")] == [
        Line.SCHOOL,
        Line.GOVERNMENT,
    ]


async def test_who_is_not_in_the_roster_is_refused(roster: Roster) -> None:
    with pytest.raises(UnitNotKnown):
        await roster.directory().unit("319991-9999")
    with pytest.raises(InspectorNotKnown, match="DX099"):
        await roster.directory().recused("319991-0010", ["DX010", "DX099"], DAY)


async def test_a_recusal_is_known_for_its_unit_only(roster: Roster) -> None:
    """条例 10."""
    roster.tells("recusal-declared", inspector="DX010", unit="319991-0010", since="2026-03-01")
    directory = roster.directory()
    assert await directory.recused("319991-0010", ["DX010"], DAY) == {"DX010"}
    assert await directory.recused("319991-0108", ["DX010"], DAY) == frozenset()


async def test_a_visit_before_the_relation_began_is_no_matter_of_recusal(roster: Roster) -> None:
    """条例 10: what was recorded without a network may come after the declaration."""
    roster.tells("recusal-declared", inspector="DX010", unit="319991-0010", since="2026-10-16")
    directory, before = roster.directory(), date(2026, 10, 15)
    assert await directory.recused("319991-0010", ["DX010"], before) == frozenset()
    assert directory.recused_from("DX010", before) == frozenset()
    assert await directory.recused("319991-0010", ["DX010"], DAY) == {"DX010"}
    assert directory.recused_from("DX010", DAY) == {"319991-0010"}


async def test_a_recusal_that_was_lifted_is_none(roster: Roster) -> None:
    roster.tells("recusal-declared", inspector="DX010", unit="319991-0010", since="2026-03-01")
    roster.tells("recusal-lifted", inspector="DX010", unit="319991-0010", on="2026-10-01")
    assert await roster.directory().recused("319991-0010", ["DX010"], DAY) == frozenset()


async def days_off_duty(roster: Roster, *days: date) -> list[bool]:
    directory = roster.directory()
    await directory.recused("319991-0010", ["DX010"], DAY)
    return [bool(directory.off_duty(["DX010"], day)) for day in days]


async def test_a_suspended_inspector_does_no_duty_until_the_day_of_his_return(roster: Roster) -> None:
    """A visit on a day of the suspension is refused after the return as well."""
    before, first, last, back = (date(2026, 10, day) for day in (11, 12, 20, 21))
    roster.tells("inspector-suspended", inspector="DX010", on="2026-10-12")
    assert await days_off_duty(roster, before, first, back) == [False, True, True]
    roster.tells("inspector-returned", inspector="DX010", on="2026-10-21")
    assert await days_off_duty(roster, before, first, last, back) == [False, True, True, False]


async def test_who_left_is_off_duty_from_that_day_on_unless_he_is_appointed_again(roster: Roster) -> None:
    roster.tells("inspector-exited", inspector="DX010", on="2026-09-01")
    assert await days_off_duty(roster, date(2026, 8, 31), date(2026, 9, 1)) == [False, True]
    roster.tells("inspector-appointed", inspector="DX010", **TERM)
    assert await days_off_duty(roster, date(2026, 9, 1)) == [False]


async def test_facts_of_one_standing_count_in_their_own_order_not_in_that_of_arrival(roster: Roster) -> None:
    roster.tells("inspector-returned", inspector="DX010", on="2026-10-21")
    roster.tells("inspector-suspended", inspector="DX010", on="2026-10-12")
    roster.rows[-1] = {**roster.rows[-1], "sequence": roster.rows[-2]["sequence"] - 1}
    assert await days_off_duty(roster, date(2026, 10, 20), date(2026, 10, 21)) == [True, False]


async def test_a_renewed_inspector_is_known_though_his_appointment_was_never_heard_of(roster: Roster) -> None:
    roster.tells("inspector-renewed", inspector="DX011", **TERM)
    assert await roster.directory().recused("319991-0010", ["DX011"], DAY) == frozenset()


@pytest.mark.parametrize("fact", ["unit-closed", "unit-merged"])
async def test_a_unit_that_ended_stays_known_with_its_day(roster: Roster, fact: str) -> None:
    roster.tells(fact, code="319991-0010", on="2026-08-31")
    directory = roster.directory()
    assert (await directory.unit("319991-0010"))[0].name == "永兴小学"
    assert directory.ended_on("319991-0010") == date(2026, 8, 31)
    assert directory.ended_on("319991-0108") is None


async def test_posts_come_and_go_on_their_days(roster: Roster) -> None:
    directory = roster.directory()
    first, last, following = date(2026, 10, 12), date(2026, 10, 20), date(2026, 10, 21)
    for day, units in ((first, ["永兴小学"]), (date(2026, 10, 11), [])):
        assert [unit.name for unit in await directory.posts_of("DX010", day)] == units
    roster.tells(
        "post-ended", inspector="DX010", unit="319991-0010", since="2026-10-12", ended_on="2026-10-20"
    )
    roster.seconds += PAUSE
    for day, units in ((first, ["永兴小学"]), (last, ["永兴小学"]), (following, [])):
        assert [unit.name for unit in await directory.posts_of("DX010", day)] == units


async def test_whose_term_ran_out_by_the_day_is_out_of_term(roster: Roster) -> None:
    """条例 6. Of the time before the first term the roster told of nothing is known."""
    directory = roster.directory()
    await directory.recused("319991-0010", ["DX010"], DAY)
    found = [directory.out_of_term(["DX010"], date(year, 8, 31)) for year in (2024, 2026, 2028)]
    assert found == [frozenset()] * 3
    assert directory.out_of_term(["DX010"], date(2028, 9, 1)) == {"DX010"}
    renewed = TERM | {"term_from": "2028-10-01", "term_to": "2031-09-30"}
    roster.tells("inspector-renewed", inspector="DX010", **renewed)
    roster.seconds += PAUSE
    await directory.recused("319991-0010", ["DX010"], DAY)
    assert directory.out_of_term(["DX010"], date(2028, 9, 30)) == {"DX010"}
    assert directory.out_of_term(["DX010"], date(2028, 10, 1)) == frozenset()


async def test_units_are_found_by_name(roster: Roster) -> None:
    assert [unit.code for unit in await roster.directory().units("南渡")] == ["319991-0108"]


async def test_nothing_is_asked_while_nothing_happens(roster: Roster) -> None:
    directory = roster.directory()
    for _ in range(100):
        roster.seconds += PAUSE
        await directory.unit("319991-0010")
    assert roster.asked == 1


async def test_while_much_happens_it_asks_only_now_and_then(roster: Roster) -> None:
    directory = roster.directory()
    for _ in range(100):
        roster.tells("zone-drawn", zone="第一责任区")
        await directory.unit("319991-0010")
    assert roster.asked == 1
    roster.seconds += PAUSE
    await directory.unit("319991-0010")
    assert roster.asked == 2


async def test_who_was_registered_this_moment_is_found_without_a_pause(roster: Roster) -> None:
    directory = roster.directory()
    await directory.unit("319991-0010")
    roster.tells("inspector-appointed", inspector="DX011", **TERM)
    assert await directory.recused("319991-0010", ["DX011"], DAY) == frozenset()


@pytest.mark.parametrize(
    ("day", "in_term"),
    [
        ("2025-08-31", False),
        ("2025-09-01", True),
        ("2028-08-31", True),
        ("2028-09-01", True),
        ("2031-09-01", False),
    ],
)
async def test_who_was_renewed_ahead_is_in_his_present_term_until_it_ends(
    roster: Roster, day: str, in_term: bool
) -> None:
    """条例 6."""
    next_term = {**TERM, "term_from": "2028-09-01", "term_to": "2031-08-31"}
    roster.tells("inspector-renewed", inspector="DX010", **next_term)
    says = await roster.directory().says("319991-0010", ["DX010"], date.fromisoformat(day))
    assert ("DX010" in says.out_of_term) is not in_term


async def test_what_the_roster_says_of_a_day_is_said_of_unit_and_inspectors(roster: Roster) -> None:
    """条例 6 and 10."""
    roster.tells("recusal-declared", inspector="DX010", unit="319991-0010", since="2026-03-01")
    roster.tells("unit-closed", code="319991-0010", on="2026-09-01")
    roster.tells("inspector-suspended", inspector="DX010", on="2026-08-01")
    says = await roster.directory().says("319991-0010", ["DX010"], date(2026, 9, 15))
    assert says.recused == says.off_duty == says.unfit == {"DX010"}
    assert says.unit_ended_on == date(2026, 9, 1)
    assert not says.out_of_term
    assert (await roster.directory().says("319991-0010", (), date(2026, 9, 15))).unfit == frozenset()
