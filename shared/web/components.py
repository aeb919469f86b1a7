"""The plain data behind the components every page is made of: marks, dates, logs, sums, pages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Self

Standing = Literal["over", "today", "soon", "later", "stop"]
DayUnit = Literal["个工作日", "天"]
DayKind = Literal["start", "counted", "swap", "off", "end"]
Tone = Literal["plain", "warn", "bad", "ok"]

SOON = 5
"""A date is near when this many counted days or fewer are left."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape and a word; `css` only repeats them in colour. `icon` is an icon of icons.css, or empty."""

    word: str
    css: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A date and how far away it is, counted in the unit of its rule.

    `count` is never negative: days left, or days late when `standing` is "over" (0: the day has passed,
    but no counted day since). `paused` says why the clock stands still when `standing` is "stop".
    """

    day: date
    standing: Standing
    count: int
    unit: DayUnit = "个工作日"
    provisional: bool = False
    paused: str = ""

    @classmethod
    def on(
        cls, day: date, *, today: date, count: int, unit: DayUnit = "个工作日", provisional: bool = False
    ) -> Self:
        """The due date `day` seen from `today`; `count` is the counted days between the two."""
        standing: Standing = "later"
        if day < today:
            standing = "over"
        elif day == today:
            standing = "today"
        elif count <= SOON:
            standing = "soon"
        return cls(day, standing, count, unit, provisional)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One square of the calendar in "why this date"; `label` is its small print (送达, 第3, 放假)."""

    day: date
    kind: DayKind
    label: str = ""


@dataclass(frozen=True, slots=True)
class WhyThisDate:
    """How a date came about. `days` run without a gap from the start day to the end day or later.

    `headline` is the rule in a sentence, `summary` what was skipped, `spoken` the calendar in words for
    those who do not see it. `set_by_office` marks a limit of the office itself, which is never shown as law.
    """

    headline: str
    summary: str
    spoken: str
    days: tuple[CalendarDay, ...]
    rule: str
    rule_note: str
    basis: str
    start: str
    start_day: date
    start_note: str
    end_day: date
    calendar: str
    set_by_office: bool = False
    provisional: str = ""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One record of an audit log. `checkpoint` names the checkpoint that covers it; empty: not anchored yet.

    `occurred` and `recorded` are aware. `fault` says in a sentence what does not match, if anything; a record
    is `doubtful` when one before it does not match.
    """

    number: int
    event: str
    text: str
    actor: str
    role: str
    occurred: datetime
    recorded: datetime
    hash: str
    checkpoint: str = ""
    fault: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class SumPart:
    """One figure of a sum, and the list that shows what was counted."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class SumLine:
    """A total that reconciles on screen: `total` must be the sum of its parts."""

    label: str
    total: int
    parts: tuple[SumPart, ...]

    def __post_init__(self) -> None:
        counted = sum(part.count for part in self.parts)
        if self.parts and counted != self.total:
            raise ValueError(f"{self.label}: the parts add up to {counted}, the total says {self.total}")


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of a list; the page one is on has no url."""

    number: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Which rows of a list are on this page. `links` may leave numbers out, in ascending order."""

    first: int
    last: int
    total: int
    links: tuple[PageLink, ...] = ()
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A message inside a page: what happened, whether anything is lost, what to do now."""

    title: str
    text: str
    tone: Tone = "plain"
    icon: str = "info"


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words."""

    label: str
    url: str
