"""The register moves to another installation by its files: what stands here stands there."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from services.roster.adapters.register_columns import (
    INSPECTORS,
    POSTS,
    TAKEN_OVER,
    UNITS,
    Kind,
    SheetKind,
)
from services.roster.adapters.register_workbook import Register, csv_file
from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.entry import NextTermHalfSaid
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorRenewed,
    InspectorReturned,
    InspectorSuspended,
)
from services.roster.domain.inspector_commands import AppointInspector, RenewInspector
from services.roster.domain.staffing import staffing
from services.roster.domain.standing import Appointed, Post
from services.roster.domain.unit import HeadOfTermMissing, Registered
from services.roster.domain.unit_commands import RegisterUnit
from services.roster.entrypoints.register_files import as_it_stands, standing
from services.roster.entrypoints.register_rows import FileRows, Taken
from services.roster.read_models import inspectors, posts, recusals, units
from services.roster.read_models.staffing import RegisterRows
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.event_sourcing.read_model import Row
from shared.rules.pack import RulePacks
from shared.spreadsheets.tables import read_table
from shared.spreadsheets.upload import read_csv
from tests.unit.roster.lives import ACTS
from tests.unit.roster.people import FEW_RETIRED, LATER_PAPERS, NOW, OFFICE, RULES, SCHOOL, lin, school
from tests.unit.roster.test_lives import ENTRIES, PEOPLE, Lives
from tests.unit.roster.test_read_models import rows

TODAY = date(2026, 9, 1)
RUNS = lin(term_from=date(2023, 10, 1), term_to=date(2026, 9, 30), terms_served=1)
NEXT = replace(RUNS, term_from=date(2026, 10, 1), term_to=date(2029, 9, 30), terms_served=2)
PACKS = RulePacks.load()


def exported(*events: Any) -> Row:
    (row,) = rows(inspectors.MODEL, *events)
    return as_it_stands(row, TODAY)


def file_of(*entries: Row) -> bytes:
    return csv_file(INSPECTORS, Register({Kind.INSPECTORS: entries}))


class Installation:
    """The roster with a store of its own, which takes files."""

    def __init__(self, now: datetime = NOW) -> None:
        self.store = InMemoryEventStore()
        self.handlers = RosterHandlers(self.store, TYPES)
        service = SimpleNamespace(
            clock=SimpleNamespace(now=lambda: now), settings=SimpleNamespace(jurisdiction="shanghai")
        )
        state = SimpleNamespace(service=service, handlers=self.handlers, rules=PACKS)
        self._request: Any = SimpleNamespace(app=SimpleNamespace(state=state))

    async def take(self, content: bytes, about: SheetKind = INSPECTORS) -> Taken:
        cause = uuid4()
        table = read_table(read_csv("名册.csv", content), about)
        return await FileRows(self._request, OFFICE, Context(cause, cause), cause).take_over(table, ())

    async def lin(self) -> Appointed:
        held = await self.handlers.inspector_now("DX001")
        assert isinstance(held, Appointed)
        return held


AHEAD = exported(InspectorAppointed("DX001", RUNS), InspectorRenewed("DX001", NEXT, LATER_PAPERS))


def test_who_was_renewed_ahead_is_exported_with_both_terms_and_others_with_one() -> None:
    terms = ("term_from", "term_to", "terms_served", "next_from", "next_to")
    assert [AHEAD[name] for name in terms] == [RUNS.term_from, RUNS.term_to, 1, NEXT.term_from, NEXT.term_to]
    only = exported(InspectorAppointed("DX001", RUNS))
    assert "next_from" not in only
    assert b"next_from" in file_of(AHEAD, {**only, "inspector": "DX002"})
    assert b"next_from" not in file_of(only)


async def test_an_export_goes_into_an_empty_installation_and_changes_nothing_a_second_time() -> None:
    """条例 6: two terms, counted as two."""
    there = Installation()
    first = await there.take(file_of(AHEAD))
    assert (first.new, first.table.faults) == (1, [])
    held = await there.lin()
    assert (held.previous, held.details) == (RUNS, NEXT)
    again = await there.take(file_of(AHEAD))
    assert (again.unchanged, again.table.faults) == (1, [])


async def test_an_export_changes_nothing_where_the_renewal_was_made() -> None:
    here, cause = Installation(), Context(uuid4(), uuid4())
    await here.handlers.inspector(AppointInspector(OFFICE, NOW, "DX001", RUNS, RULES), cause)
    renew = RenewInspector(
        OFFICE, NOW, "DX001", NEXT.term_from, NEXT.term_to, LATER_PAPERS, FEW_RETIRED, None, RULES
    )
    await here.handlers.inspector(renew, Context(uuid4(), uuid4()))
    taken = await here.take(file_of(AHEAD))
    assert (taken.unchanged, taken.table.faults) == (1, [])
    assert (await here.lin()).papers == LATER_PAPERS


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"next_to": None}, "一起填写"),
        ({"next_to": date(2029, 10, 1)}, "任期为3年"),  # 条例 6
        ({"next_from": date(2026, 9, 30), "next_to": date(2029, 9, 29)}, "重叠"),
        ({"terms_served": 3}, "连续第4个任期"),  # 条例 6
        ({"appraisals": [{"year": 2025, "grade": "不称职"}]}, "不能续聘"),  # 条例 8
    ],
)
async def test_a_row_whose_next_term_may_not_be_is_refused_whole(wrong: Mapping[str, Any], why: str) -> None:
    there = Installation()
    taken = await there.take(file_of({**AHEAD, **wrong}))
    [fault] = taken.table.faults
    assert why in fault.message
    with pytest.raises(AssertionError):
        await there.lin()


def test_what_is_said_by_half_is_told_at_its_column() -> None:
    for refusal, about in ((NextTermHalfSaid, INSPECTORS), (HeadOfTermMissing, UNITS)):
        assert about.column_of(refusal.field or "")


async def test_who_is_suspended_here_is_suspended_there() -> None:
    """Else he would answer for his units on the other board."""
    away = date(2026, 8, 3)
    entry = exported(InspectorAppointed("DX001", RUNS), InspectorSuspended("DX001", away, "因病"))
    there = Installation()
    taken = await there.take(file_of(entry))
    assert (taken.new, taken.table.faults, (await there.lin()).suspended_on) == (1, [], away)
    assert (await there.take(file_of(entry))).unchanged == 1
    back = InspectorReturned("DX001", date(2026, 8, 20))
    returned = exported(InspectorAppointed("DX001", RUNS), InspectorSuspended("DX001", away, "因病"), back)
    assert b"suspended_on" not in file_of(returned)


async def test_the_posts_of_who_is_suspended_move_with_him() -> None:
    """He does no duty at them, and has them again when he returns."""
    there, away = Installation(), date(2026, 8, 3)
    await there.handlers.unit(RegisterUnit(OFFICE, NOW, "1", SCHOOL), Context(uuid4(), uuid4()))
    events = InspectorAppointed("DX001", RUNS), InspectorSuspended("DX001", away, "因病")
    await there.take(file_of(exported(*events)))
    post = {"unit": "1", "inspector": "DX001", "since": date(2025, 9, 1)}
    taken = await there.take(csv_file(POSTS, Register({Kind.POSTS: [post]})), POSTS)
    assert (taken.new, taken.table.faults) == (1, [])
    assert (await there.lin()).posts["1"] == Post(date(2025, 9, 1))


async def test_a_post_whose_end_is_known_moves_with_it() -> None:
    """It stands until then; what was over before the file is not brought back, and the answer says so."""
    there, runs = Installation(), Context(uuid4(), uuid4())
    await there.handlers.unit(RegisterUnit(OFFICE, NOW, "1", SCHOOL), runs)
    await there.take(file_of(exported(InspectorAppointed("DX001", RUNS))))
    post = {"unit": "1", "inspector": "DX001", "since": date(2025, 9, 1)}

    async def took(ended_on: date | None) -> tuple[int, int, int]:
        row = {**post, "ended_on": ended_on}
        taken = await there.take(csv_file(POSTS, Register({Kind.POSTS: [row]})), POSTS)
        assert not taken.table.faults
        return taken.new, taken.unchanged, len(taken.warnings)

    until = date(2026, 9, 30)
    assert [await took(day) for day in (until, until, None)] == [(1, 0, 0), (0, 1, 0), (0, 1, 0)]
    assert (await there.lin()).posts["1"].ended_on == until
    earlier = date(2026, 8, 31)
    assert [await took(day) for day in (earlier, earlier, None)] == [(1, 0, 0), (0, 1, 0), (0, 1, 1)]


async def test_who_was_suspended_in_the_term_before_is_suspended_there_from_the_first_day_of_this_one() -> (
    None
):
    began = replace(RUNS, term_from=date(2026, 8, 1), term_to=date(2029, 7, 31), terms_served=2)
    before = InspectorAppointed("DX001", replace(RUNS, term_to=date(2026, 7, 31)))
    away = InspectorSuspended("DX001", date(2026, 7, 6), "因病")
    entry = exported(before, InspectorRenewed("DX001", began, LATER_PAPERS), away)
    there = Installation()
    assert [(await there.take(file_of(entry))).new for _ in range(2)] == [1, 0]
    assert (await there.lin()).suspended_on == date(2026, 8, 1)


async def test_the_term_of_a_units_head_is_taken_over_with_him() -> None:
    """Q7: at its end a comprehensive inspection is due. A file without the column leaves it."""
    until = date(2027, 8, 31)
    entry = {**asdict(school(head_since=date(2024, 9, 1))), "code": "1"}
    there = Installation()
    for head_until, new, unchanged in ((until, 1, 0), (until, 0, 1), (None, 0, 1)):
        content = csv_file(UNITS, Register({Kind.UNITS: [{**entry, "head_until": head_until}]}))
        taken = await there.take(content, UNITS)
        assert (taken.new, taken.unchanged, taken.table.faults) == (new, unchanged, [])
        unit, _ = await there.handlers._units.state("unit-1")
        assert isinstance(unit, Registered)
        assert unit.head_term_to == until


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"head": None, "head_since": None}, "也要填写"), ({"head_until": date(2024, 8, 31)}, "不能早于任职日")],
)
async def test_a_term_that_is_nobodys_or_ends_before_it_begins_refuses_the_row_whole(
    wrong: Mapping[str, Any], why: str
) -> None:
    entry = {**asdict(school(head_since=date(2024, 9, 1))), "code": "1", "head_until": date(2027, 8, 31)}
    there = Installation()
    taken = await there.take(csv_file(UNITS, Register({Kind.UNITS: [{**entry, **wrong}]})), UNITS)
    assert [why in fault.message for fault in taken.table.faults] == [True]
    assert (await there.handlers._units.state("unit-1"))[1] == 0


MODELS = {Kind.UNITS: units, Kind.INSPECTORS: inspectors, Kind.POSTS: posts, Kind.RECUSALS: recusals}


async def whole_register(store: InMemoryEventStore, today: date) -> Mapping[Kind, list[Row]]:
    """What is exported on that day."""
    found: dict[Kind, dict[str, Row | None]] = {kind: {} for kind in MODELS}
    for recorded in await store.read_log(0, 10**6):
        stored: Any = TYPES.load(recorded)
        for kind, question in MODELS.items():
            for key in map(str, question.MODEL.keys(stored)):
                found[kind][key] = question.MODEL.project(found[kind].get(key), stored, key)
    entries = {kind: [row for row in rows.values() if row] for kind, rows in found.items()}
    entries[Kind.POSTS] = [row for row in entries[Kind.POSTS] if (row["ended_on"] or today) >= today]
    return standing(entries, today)


async def figures(store: InMemoryEventStore, today: date) -> Mapping[str, object]:
    """What the board says, as far as it is not about terms of before."""
    rows_there = RegisterRows()
    for recorded in await store.read_log(0, 10**6):
        rows_there.fold(TYPES.load(recorded))
    board = staffing(rows_there.register, today, PACKS.pack("shanghai", today))
    return {
        "in term": board.in_term,
        "required": board.required.total,
        "covered": [sorted(unit.inspectors) for unit in board.coverage.units],
        "run out": [(one.inspector.number, one.objection, one.posts) for one in board.terms.run_out],
        "hours": [(one.inspector.number, one.hours) for one in board.training.people],
    }


@pytest.mark.parametrize("seed", range(20))
def test_whatever_came_of_a_district_its_export_makes_the_same_district_elsewhere(seed: int) -> None:
    """Every row is taken over, says the same a second time, and the board has the same figures."""
    chance, lives = Random(seed), Lives()
    lives.the_district(
        (chance.choice(ENTRIES[:4]), chance.randint(1, 3)), chance.choice(PEOPLE), True, OFFICE
    )
    for _ in range(50):
        name, choices = chance.choice(ACTS)
        getattr(lives, name)(**{given: chance.choice(values) for given, values in choices.items()})
    there = Installation(lives.now)

    async def moved() -> None:
        exported_here = await whole_register(lives.store, lives.today)
        for turn in range(2):
            for about in TAKEN_OVER:
                content = csv_file(about, Register({about.kind: exported_here[about.kind]}))
                taken = await there.take(content, about)
                assert taken.table.faults == []
                assert not turn or not taken.new + taken.changed
        assert await figures(there.store, lives.today) == await figures(lives.store, lives.today)

    asyncio.run(moved())
