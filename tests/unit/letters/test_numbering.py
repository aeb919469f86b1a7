"""Letter numbers: one gapless series for each kind and year."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared.event_sourcing.decider import Actor, Role
from shared.letters.numbering import LETTERS, LetterNumbered, NumberLetter
from shared.testing.given_when_then import DeciderTest

SERIES = DeciderTest(LETTERS)
FIRST, SECOND = uuid4(), uuid4()
OFFICE = Actor("office", "办公室", Role.OFFICE, None)


def appointed(letter: UUID) -> NumberLetter:
    return NumberLetter(OFFICE, datetime(2026, 8, 28, tzinfo=UTC), letter, "聘", "督", 2026)


def test_a_letter_of_appointment_has_a_series_of_its_own() -> None:
    SERIES.when(appointed(FIRST)).then(LetterNumbered(FIRST, "聘", 2026, 1, "督聘〔2026〕1号"))


def test_a_number_is_never_given_twice_and_none_is_left_out() -> None:
    first = LetterNumbered(FIRST, "聘", 2026, 1, "督聘〔2026〕1号")
    SERIES.given(first).when(appointed(SECOND)).then(LetterNumbered(SECOND, "聘", 2026, 2, "督聘〔2026〕2号"))


def test_signing_again_changes_nothing() -> None:
    SERIES.again(appointed(FIRST))
