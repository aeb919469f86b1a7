"""Issues taken over from a ledger: each problem is raised once, in whatever order lists are imported."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from services.inspection.domain.commands import VisitCommand
from services.inspection.domain.events import IssueRaised, UrgentHazardReported, VisitEvent, VisitRecorded
from services.inspection.domain.refusals import UnitHasEnded, VisitInFuture
from services.inspection.domain.report import VisitReport, natural_number
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection.visits import (
    DANGER,
    DAY,
    DECIDER,
    SCREENS,
    UNIT,
    ledger,
    ledger_issue,
    origin,
    raised,
    record,
    recorded,
)
from tests.unit.inspection.visits import (
    VISIT as VISIT_ID,
)

visit = DeciderTest(DECIDER)
screens = ledger_issue(SCREENS, 5)
danger = ledger_issue(DANGER, 4)
START_OF_DAY = datetime(2026, 10, 15, 16, tzinfo=UTC)
FROM_LEDGER = VisitRecorded(
    VISIT_ID,
    VisitReport(
        number="JC-20261016-0010",
        unit=UNIT,
        inspectors=("DX010",),
        visited_on=DAY,
        started=None,
        minutes=None,
        themes=("食堂食品安全",),
        lessons_heard=0,
        plans_read=0,
        interviews=0,
        photos=0,
        summary="",
    ),
    1,
    from_ledger=True,
)


def test_a_ledger_tells_of_no_visit_to_a_unit_that_had_ended() -> None:
    visit.when(replace(ledger(screens), unit_ended_on=DAY)).then_refused(UnitHasEnded)
    told = visit.given(FROM_LEDGER, raised(screens.finding, "20261016-0010-1", origin(5), START_OF_DAY))
    told.when(replace(ledger(screens), unit_ended_on=DAY)).then_nothing()


def test_a_visit_nobody_recorded_is_recorded_from_the_ledger() -> None:
    visit.when(ledger(screens)).then(
        FROM_LEDGER, raised(screens.finding, "20261016-0010-1", origin(5), START_OF_DAY, ("DX010",))
    )


def test_importing_the_ledger_again_changes_nothing() -> None:
    visit.again(ledger(screens, danger))


def test_what_a_record_told_before_is_not_raised_again() -> None:
    told = visit.given(recorded(1), raised(SCREENS, "202610-001-1"))
    told.when(ledger(screens)).then_nothing()


def test_what_only_the_ledger_tells_is_raised_in_the_recorded_visit() -> None:
    told = visit.given(recorded(1), raised(SCREENS, "202610-001-1"))
    told.when(ledger(screens, danger)).then(
        raised(danger.finding, "202610-001-2", origin(4), START_OF_DAY, ("DX010",))
    )


def test_after_that_the_record_submitted_again_still_changes_nothing() -> None:
    told = visit.given(recorded(1), raised(SCREENS, "202610-001-1"), raised(danger.finding, "2", origin(4)))
    told.when(record(SCREENS)).then_nothing()


def test_a_record_may_follow_the_ledger_and_tells_at_once_of_a_danger_the_ledger_did_not_call_one() -> None:
    """条例 15."""
    outcome = visit.given(FROM_LEDGER, raised(danger.finding, "x", origin(4))).when(record(DANGER, SCREENS))
    assert [type(event) for event in outcome.events or ()] == [
        VisitRecorded,
        IssueRaised,
        UrgentHazardReported,
    ]


def test_a_row_written_twice_is_raised_once() -> None:
    twice = ledger_issue(replace(SCREENS, problem=f" {SCREENS.problem}"), 201)
    events = visit.when(ledger(screens, twice)).events or ()
    assert [event.ledger for event in events if isinstance(event, IssueRaised)] == [origin(5)]


def test_a_visit_of_tomorrow_is_refused() -> None:
    tomorrow = replace(ledger(screens), visited_on=DAY + timedelta(days=1))
    visit.when(tomorrow).then_refused(VisitInFuture)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_each_problem_is_raised_once_in_any_order(order: tuple[int, ...]) -> None:
    commands: list[VisitCommand] = [
        record(DANGER, SCREENS), record(DANGER, SCREENS), ledger(screens, danger), ledger(danger)
    ]  # fmt: skip
    log: list[VisitEvent] = []
    for n in order:
        log.extend(visit.given(*log).when(commands[n]).events or ())
    problems = [event.finding.problem for event in log if isinstance(event, IssueRaised)]
    assert sorted(problems) == sorted([DANGER.problem, SCREENS.problem])
    assert sum(isinstance(event, VisitRecorded) and not event.from_ledger for event in log) == 1


def test_a_second_visit_on_one_day_has_a_number_of_its_own() -> None:
    assert natural_number(UNIT.code, DAY, VISIT_ID) == "JC-20261016-0010"
    assert natural_number(UNIT.code, DAY, uuid4()) != natural_number(UNIT.code, DAY, uuid4())
