"""Letter numbers (发文字号): one gapless series for each kind of letter and year."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.event_sourcing.decider import Actor, Decider


class LetterKind(StrEnum):
    """A kind of letter; the value is the last character of its code (机关代字)."""

    NOTICE = "改"
    SUPERVISION_ORDER = "办"
    INTERVIEW = "约"
    CIRCULAR = "委"


@dataclass(frozen=True, slots=True)
class NumberLetter:
    """Give the letter `id` the next number of its series; `office` begins the code (云教督)."""

    by: Actor
    now: datetime
    id: UUID
    kind: LetterKind
    office: str
    year: int


@dataclass(frozen=True, slots=True)
class LetterNumbered:
    """The letter `id` has the number `text` (云教督改〔2026〕21号); it is never given again."""

    id: UUID
    kind: LetterKind
    year: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class LetterSeries:
    """The numbers given so far, by letter."""

    given: dict[UUID, str] = field(default_factory=dict)


def decide(command: NumberLetter, series: LetterSeries) -> list[LetterNumbered]:
    if command.id in series.given:
        return []
    number = len(series.given) + 1
    text = f"{command.office}{command.kind}〔{command.year}〕{number}号"
    return [LetterNumbered(command.id, command.kind, command.year, number, text)]


def evolve(series: LetterSeries, event: LetterNumbered) -> LetterSeries:
    return LetterSeries({**series.given, event.id: event.text})


LETTERS: Decider[NumberLetter, LetterSeries, LetterNumbered] = Decider(LetterSeries(), decide, evolve)
