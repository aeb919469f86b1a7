"""The theme of a month (一月一主题) and its 1+N checklist: versions that never change, local additions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias, assert_never
from uuid import UUID, uuid5

from services.inspection.domain.procedure import Person, person
from services.inspection.domain.report import Line, same_words
from services.inspection.domain.standing import OnlyPeopleAct, require_text
from services.inspection.domain.terms import Terms, day_of
from services.inspection.domain.theme_refusals import (
    ChecklistMistaken,
    MonthIsOver,
    NoSuchTheme,
    NoSuchZone,
    NotOnesOwnZone,
    ReasonForVersion,
    TooManyLocalItems,
)
from shared.event_sourcing.decider import Actor, Decider, Role
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

THEMES = UUID("5f0cf4f5-2f0e-5a5e-9a51-6d1a0f5d7c10")
LOCAL_MAX, A_VISIT = "local_items_max", "visit_items"


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to look at; `id` derives from month, zone and words, so it is the same in every version."""

    id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A published version: immutable."""

    version: int
    name: str
    items: tuple[CheckItem, ...]
    published_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """`month` is written 2026-10."""

    month: str
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTheme(_Asked):
    """拟定主题; after the publication it drafts the next version. `local_max` None: what the pack allows."""

    name: str
    line: Line
    items: tuple[str, ...]
    local_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishTheme(_Asked):
    """发布 the drafted version; every one after the first says why."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLocalItems(_Asked):
    """责任区自选: what a zone looks at beside the theme, N items at most.

    `zones` are those there are units in, `own` those in which the person answers for a unit (挂牌).
    """

    zone: str
    items: tuple[str, ...]
    zones: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


ThemeCommand: TypeAlias = DraftTheme | PublishTheme | AddLocalItems


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheme:
    """What every event says: the month, who did it, and on which day in Shanghai."""

    month: str
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDrafted(OnTheme):
    name: str
    line: Line
    items: tuple[CheckItem, ...]
    local_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePublished(OnTheme):
    line: Line
    local_max: int
    checklist: Checklist


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalItemsAdded(OnTheme):
    zone: str
    items: tuple[CheckItem, ...]


ThemeEvent: TypeAlias = ThemeDrafted | ThemePublished | LocalItemsAdded


@dataclass(frozen=True, slots=True)
class NoTheme:
    """Nobody has drafted the theme of that month."""


@dataclass(frozen=True, slots=True)
class MonthlyTheme:
    """`draft` is the latest draft; `versions` those published, the first first; `local` by zone."""

    month: str
    draft: ThemeDrafted
    versions: tuple[Checklist, ...] = ()
    local: Mapping[str, tuple[CheckItem, ...]] = field(default_factory=lambda: MappingProxyType({}))


ThemeState: TypeAlias = NoTheme | MonthlyTheme


def theme_decider(
    pack_on: Callable[[date], RulePack], calendar: Calendar
) -> Decider[ThemeCommand, ThemeState, ThemeEvent]:
    terms = Terms(pack_on, calendar)

    def decide_theme(command: ThemeCommand, state: ThemeState) -> list[ThemeEvent]:
        return decide(command, state, terms)

    return Decider(NoTheme(), decide_theme, evolve)


def decide(command: ThemeCommand, state: ThemeState, terms: Terms) -> list[ThemeEvent]:
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleAct
    match command:
        case DraftTheme():
            return draft_theme(command, state, terms)
        case PublishTheme():
            return publish_theme(command, state)
        case AddLocalItems():
            return add_local_items(command, state)
        case _:
            assert_never(command)


def draft_theme(command: DraftTheme, state: ThemeState, terms: Terms) -> list[ThemeEvent]:
    most = terms.rule(LOCAL_MAX, day_of(command.now)).number
    drafted = ThemeDrafted(
        month=command.month,
        by=person(command.by),
        on=day_of(command.now),
        name=command.name,
        line=command.line,
        items=_numbered(command.month, "", command.items),
        local_max=most if command.local_max is None else command.local_max,
    )
    if isinstance(state, MonthlyTheme) and _content(state.draft) == _content(drafted):
        return []
    _require_month(command)
    require_text(command.name, "主题")
    _require_items(drafted.items, ())
    if drafted.local_max > most:
        raise TooManyLocalItems("每个责任区", drafted.local_max, most)
    return [drafted]


def publish_theme(command: PublishTheme, state: ThemeState) -> list[ThemeEvent]:
    if isinstance(state, NoTheme):
        raise NoSuchTheme(command.month)
    draft, version = state.draft, len(state.versions) + 1
    if state.versions and (state.versions[-1].name, state.versions[-1].items) == (draft.name, draft.items):
        return []
    _require_month(command)
    if version > 1 and not command.reason.strip():
        raise ReasonForVersion(version)
    today = day_of(command.now)
    return [
        ThemePublished(
            month=command.month,
            by=person(command.by),
            on=today,
            line=draft.line,
            local_max=draft.local_max,
            checklist=Checklist(version, draft.name, draft.items, today, command.reason),
        )
    ]


def add_local_items(command: AddLocalItems, state: ThemeState) -> list[ThemeEvent]:
    if isinstance(state, NoTheme) or not state.versions:
        raise NoSuchTheme(command.month)
    before = state.local.get(command.zone, ())
    asked = _numbered(command.month, command.zone, command.items)
    new = tuple(item for item in asked if item not in before)
    if not new:
        return []
    _require_month(command)
    if command.zone not in command.zones:
        raise NoSuchZone(command.zone)
    if command.by.role is Role.INSPECTOR and command.zone not in command.own:
        raise NotOnesOwnZone(command.zone)
    _require_items((*before, *new), state.versions[-1].items)
    if len(before) + len(new) > state.draft.local_max:
        raise TooManyLocalItems(command.zone, len(before) + len(new), state.draft.local_max)
    return [
        LocalItemsAdded(
            month=command.month, by=person(command.by), on=day_of(command.now), zone=command.zone, items=new
        )
    ]


def month_of(day: date) -> str:
    """The month as themes are named: 2026-10."""
    return f"{day:%Y-%m}"


def _numbered(month: str, zone: str, texts: Iterable[str]) -> tuple[CheckItem, ...]:
    return tuple(CheckItem(uuid5(THEMES, f"{month}|{zone}|{same_words(text)}"), text) for text in texts)


def _content(draft: ThemeDrafted) -> tuple[object, ...]:
    return draft.name, draft.line, draft.items, draft.local_max


def _require_items(items: Sequence[CheckItem], beside: Sequence[CheckItem]) -> None:
    words = [same_words(item.text) for item in (*items, *beside)]
    if not items or not all(words) or len(set(words)) < len(words):
        raise ChecklistMistaken


def _require_month(command: ThemeCommand) -> None:
    if command.month < month_of(day_of(command.now)):
        raise MonthIsOver(command.month)


def evolve(state: ThemeState, event: ThemeEvent) -> ThemeState:
    if isinstance(event, ThemeDrafted):
        return MonthlyTheme(event.month, event) if isinstance(state, NoTheme) else replace(state, draft=event)
    assert isinstance(state, MonthlyTheme)
    match event:
        case ThemePublished():
            return replace(state, versions=(*state.versions, event.checklist))
        case LocalItemsAdded(zone=zone):
            added = (*state.local.get(zone, ()), *event.items)
            return replace(state, local=MappingProxyType({**state.local, zone: added}))
        case _:
            assert_never(event)
