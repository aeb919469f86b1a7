"""Letter numbers (发文字号): one gapless series for each kind of letter and year."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shared.event_sourcing.decider import Actor, Decider


@dataclass(frozen=True, slots=True)
class NumberLetter:
    """Give the letter `id` the next number of its series; `office` and `kind` make the code (云教督 + 改).

    `id` is the letter's cause, and it is numbered when it is signed: a retry gets the same number.
    """

    by: Actor
    now: datetime
    id: UUID
    kind: str
    office: str
    year: int


@dataclass(frozen=True, slots=True)
class LetterNumbered:
    """The letter `id` has the number `text` (云教督改〔2026〕21号); it is never given again."""

    id: UUID
    kind: str
    year: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class LetterSeries:
    """The numbers given so far in one series, by letter."""

    given: dict[UUID, str] = field(default_factory=dict)


def decide(command: NumberLetter, series: LetterSeries) -> list[LetterNumbered]:
    if command.id in series.given:
        return []
    number = len(series.given) + 1
    text = f"{command.office}{command.kind}〔{command.year}〕{number}号"
    return [LetterNumbered(command.id, str(command.kind), command.year, number, text)]


def evolve(series: LetterSeries, event: LetterNumbered) -> LetterSeries:
    return LetterSeries({**series.given, event.id: event.text})


LETTERS: Decider[NumberLetter, LetterSeries, LetterNumbered] = Decider(LetterSeries(), decide, evolve)
