"""What interviews, accountability and commendations have in common: whom they are about, and what any event says."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypedDict
from uuid import UUID

from services.rectification.domain.clocks import Clock, ClockDuty
from services.rectification.domain.issue import Line, Person, person
from services.rectification.domain.standing import ReasonMissing
from services.rectification.domain.terms import day_of
from shared.event_sourcing.decider import Actor, Refused


class Kind(StrEnum):
    """The kinds of proceedings; the value begins the name of their streams."""

    INTERVIEW = "interview"  # 约谈
    ACCOUNTABILITY = "accountability"  # 问责
    COMMENDATION = "commendation"  # 表彰


KIND_WORDS = {Kind.INTERVIEW: "约谈", Kind.ACCOUNTABILITY: "问责", Kind.COMMENDATION: "表彰"}


@dataclass(frozen=True, slots=True)
class Proceeding:
    """Which proceeding, about which unit, on what: repeated in every event, so that each can be read alone.

    `unit` is a code, `superior` the name of the superior department, `matter` one sentence.
    """

    id: UUID
    kind: Kind
    number: str
    line: Line
    unit: str
    unit_name: str
    superior: str | None
    matter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnProceeding:
    """What every event says: the proceeding, who did it, and the clocks it starts and stops.

    A clock that is started replaces what ran on it. A date once started never changes.
    """

    about: Proceeding
    by: Person
    on: date
    started: tuple[ClockDuty, ...] = ()
    stopped: tuple[Clock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMissed(OnProceeding):
    """The duty `missed` was not done by its date; it is still to be done."""

    missed: ClockDuty


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLapsed(OnProceeding):
    """The period `lapsed`, in which somebody could do something, has ended."""

    lapsed: ClockDuty


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPrompted(OnProceeding):
    """Prompt number `number` to the owner of a duty; its date stays as it is."""

    duty: ClockDuty
    number: int
    workdays_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnClock:
    proceeding: UUID
    by: Actor
    now: datetime
    duty: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EndClock(_OnClock):
    """The due watcher: the last day of this duty or period is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptClock(_OnClock):
    """The due watcher: prompt the owner of this duty, for the `number`-th time (counted from 1)."""

    number: int


class NotAtThisStep(Refused):
    """The proceeding is not where this could be done."""

    def __init__(self, asked: str, stands: str) -> None:
        super().__init__(f"{asked}现在不能办理：{stands}。请按程序先办前面的步骤。")


class DoneOtherwise(Refused):
    """It was done before, with other content: what is recorded is never replaced."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}已经登记，内容与这次填写的不同，不能再改。请刷新查看。")


class NotTheUnitsOwn(Refused):
    """A unit acts in its own proceedings only."""

    def __init__(self) -> None:
        super().__init__("这不是对您单位的办理事项，不能办理。请核对编号。")


class OwnProposal(Refused):
    """Who proposes does not approve."""

    def __init__(self) -> None:
        super().__init__("提出的人不能自己批准。请由其他负责人批准。")


class NoSuchProceeding(Refused):
    def __init__(self) -> None:
        super().__init__("没有这件办理事项。请核对编号。")


def require_text(text: str, what: str) -> None:
    if not text.strip():
        raise ReasonMissing(what)


def require_own(by: Actor, about: Proceeding) -> None:
    if by.unit != about.unit:
        raise NotTheUnitsOwn


class Said(TypedDict):
    """What every event takes from its command."""

    about: Proceeding
    by: Person
    on: date


class _Asked(Protocol):
    @property
    def by(self) -> Actor: ...
    @property
    def now(self) -> datetime: ...


def said(about: Proceeding, command: _Asked) -> Said:
    return Said(about=about, by=person(command.by), on=day_of(command.now))
