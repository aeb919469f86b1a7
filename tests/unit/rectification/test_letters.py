"""Letter numbers: one gapless series for each kind and year."""

from uuid import UUID, uuid4

from services.rectification.domain.letters import LetterKind
from shared.letters.numbering import LETTERS, LetterNumbered, NumberLetter
from shared.testing.given_when_then import DeciderTest
from tests.unit.rectification.samples import OFFICE, at

SERIES = DeciderTest(LETTERS)
FIRST, SECOND = uuid4(), uuid4()


def number(letter: UUID) -> NumberLetter:
    return NumberLetter(OFFICE, at(9, 11), letter, LetterKind.NOTICE, "云教督", 2026)


def numbered(letter: UUID, count: int) -> LetterNumbered:
    return LetterNumbered(letter, LetterKind.NOTICE, 2026, count, f"云教督改〔2026〕{count}号")


def test_a_series_counts_from_one_without_a_leading_zero() -> None:
    SERIES.when(number(FIRST)).then(numbered(FIRST, 1))


def test_the_next_letter_gets_the_next_number() -> None:
    SERIES.given(numbered(FIRST, 1)).when(number(SECOND)).then(numbered(SECOND, 2))


def test_numbering_a_letter_again_changes_nothing() -> None:
    SERIES.again(number(FIRST))
