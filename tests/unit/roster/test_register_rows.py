"""The register in memory: event by event it is what it would be if it were made of everything at once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.roster.domain.register import Register
from services.roster.read_models.staffing import RegisterRows
from tests.unit.roster.district import board
from tests.unit.roster.histories import BEGINNING, history, stored


def at_once(seed: int, length: int) -> Register:
    rows = RegisterRows()
    for position, event in enumerate(history(seed, length), start=1):
        rows.fold(stored(position, event))
    return rows.register


@given(seed=st.integers(0, 2**32), length=st.integers(1, 120))
def test_a_register_asked_for_after_every_event_is_the_one_made_of_all_of_them(
    seed: int, length: int
) -> None:
    rows = RegisterRows()
    for position, event in enumerate(history(seed, length), start=1):
        rows.fold(stored(position, event))
        asked = rows.register
    assert rows.position == length
    found = at_once(seed, length)
    assert asked == found
    assert asked == Register.of(found.units, found.inspectors, found.posts, found.zones)
    assert [unit.code for unit in asked.units] == sorted({unit.code for unit in asked.units})


@given(seed=st.integers(0, 2**32), day=st.dates(BEGINNING, date(2027, 12, 31)))
def test_its_board_is_the_board_of_everything_on_any_day(seed: int, day: date) -> None:
    rows = RegisterRows()
    for position, event in enumerate(history(seed, 60), start=1):
        rows.fold(stored(position, event))
        if position % 7 == 0:
            board(rows.register, day)
    assert board(rows.register, day) == board(at_once(seed, 60), day)


@given(seed=st.integers(0, 2**32), days=st.integers(0, 1500))
def test_who_answers_for_a_unit_is_told_by_post_term_suspension_and_exit(seed: int, days: int) -> None:
    """Looked up day by day, against the definition: the times of a post on which the inspector is on duty."""
    register, on = at_once(seed, 60), BEGINNING + timedelta(days)
    people = {one.number: one for one in register.inspectors}

    def names(unit: str, day: date) -> tuple[str, ...]:
        return tuple(
            people[post.inspector].name
            for post in register.posts
            if post.unit == unit and post.since <= day and (post.ended_on is None or day <= post.ended_on)
            for term in [people[post.inspector].term_on(day)]
            if term is not None and day <= term.last
            if not any(
                away <= day and (back is None or day < back)
                for away, back in people[post.inspector].suspended
            )
        )

    for unit in register.units:
        found = register.answering[unit.code].on(on)
        assert found.inspectors == names(unit.code, on)
        if found.uncovered_since:
            assert found.uncovered_since <= on
            assert names(unit.code, found.uncovered_since - timedelta(days=1))
            assert not any(
                names(unit.code, found.uncovered_since + timedelta(n))
                for n in (0, (on - found.uncovered_since).days)
            )


def test_an_event_taken_twice_changes_nothing() -> None:
    rows = RegisterRows()
    events = [stored(position, event) for position, event in enumerate(history(7, 80), start=1)]
    for one in events:
        rows.fold(one)
    before = rows.register
    for one in events:
        rows.fold(one)
    assert rows.register is before


def test_what_no_row_is_touched_by_leaves_the_register_as_it_is() -> None:
    rows = RegisterRows()
    for position, event in enumerate(history(7, 80), start=1):
        rows.fold(stored(position, event))
    before = rows.register
    recusal = next(event for event in history(7, 400) if type(event).__name__ == "RecusalDeclared")
    rows.fold(stored(81, recusal))
    assert (rows.register is before, rows.position) == (True, 81)
