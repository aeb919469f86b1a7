"""What a visit looked at: bound to a theme, a version of its checklist, and items of it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from services.inspection.domain import on_site
from services.inspection.domain.report import same_words
from services.inspection.domain.theme_refusals import (
    NoSuchTheme,
)
from services.inspection.domain.themes import (
    A_VISIT,
    CheckItem,
    Checklist,
    MonthlyTheme,
    ThemeState,
    month_of,
)
from shared.event_sourcing.decider import Refused
from shared.rules.pack import RulePack


class NoSuchVersion(Refused):
    field = "checklist"

    def __init__(self, month: str, version: int, day: date) -> None:
        super().__init__(f"{day}还没有{month}清单第{version}版。请按当天已发布的清单填写。")


class NotTheMonthsTheme(Refused):
    """一月一主题 (Q16)."""

    field = "theme"

    def __init__(self, month: str, day: date) -> None:
        super().__init__(f"{day}的督导不能用{month}的主题。请用督导当月的主题。")


class NotOnTheChecklist(Refused):
    field = "items"

    def __init__(self, unknown: int) -> None:
        super().__init__(f"有{unknown}项不在所选清单和本责任区自选事项里。请从清单中选。")


class NothingOfTheTheme(Refused):
    """1+N (Q16): the 1 is the month's theme."""

    field = "checklist"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"所填的都是自选事项。一月一主题，本月主题“{name}”的清单至少看一项；不适用的，填不适用。"
        )


class ItemReworded(Refused):
    """Q16: what was looked at is what the published version says."""

    field = "checklist"

    def __init__(self, said: str, published: str) -> None:
        super().__init__(
            f"清单项“{said}”与发布的“{published}”文字不同。请按发布的文字填写，另看的事项列为自选。"
        )


class WrongNumberOfItems(Refused):
    """息烽: 3 to 5 items a visit (S 004), 本区设定."""

    field = "items"

    def __init__(self, chosen: int, allowed: str) -> None:
        super().__init__(f"选了{chosen}项，本区设定一次督导{allowed}。请增减。")


def version_on(theme: ThemeState, day: date) -> Checklist | None:
    """The latest version published by that day."""
    versions = theme.versions if isinstance(theme, MonthlyTheme) else ()
    return next((one for one in reversed(versions) if one.published_on <= day), None)


def local_items(theme: ThemeState, zone: str | None) -> Sequence[CheckItem]:
    """What a zone has chosen beside the theme."""
    return theme.local.get(zone or "", ()) if isinstance(theme, MonthlyTheme) else ()


def check_checklist(
    theme: ThemeState,
    checklist: on_site.Checklist,
    *,
    visited_on: date,
    zone: str | None,
    pack_on: Callable[[date], RulePack],
) -> None:
    """Whether a visit's checklist is the one its month's theme offered; beside it are the inspector's own items.

    A visit before the theme was published has nothing to be bound to. Raises as `bound_items`.
    """
    latest = version_on(theme, visited_on)
    if latest is not None:
        listed = [check.item for check in checklist.checks if not check.own]
        bound = bound_items(
            theme,
            checklist.theme,
            checklist.version,
            listed,
            own=len(checklist.checks) - len(listed),
            visited_on=visited_on,
            zone=zone,
            pack_on=pack_on,
        )
        if not listed:
            raise NothingOfTheTheme(latest.name)
        texts = {str(item.id): item.text for item in bound}
        for check in checklist.checks:
            if not check.own and same_words(check.text) != same_words(texts[check.item]):
                raise ItemReworded(check.text, texts[check.item])


def bound_items(
    theme: ThemeState,
    month: str,
    version: int,
    items: Iterable[str],
    *,
    visited_on: date,
    zone: str | None,
    pack_on: Callable[[date], RulePack],
    own: int = 0,
) -> tuple[CheckItem, ...]:
    """The checklist's items a visit names, in the list's order: its version was out by the day of the visit.

    `own` more were the inspector's own. Raises `NotTheMonthsTheme`, `NoSuchTheme`, `NoSuchVersion`, `NotOnTheChecklist`, `WrongNumberOfItems`.
    """
    chosen = set(items)
    if month != month_of(visited_on):
        raise NotTheMonthsTheme(month, visited_on)
    if not isinstance(theme, MonthlyTheme) or not theme.versions:
        raise NoSuchTheme(month)
    listed = next((one for one in theme.versions if one.version == version), None)
    if listed is None or listed.published_on > visited_on:
        raise NoSuchVersion(month, version, visited_on)
    offered = {str(item.id): item for item in (*listed.items, *local_items(theme, zone))}
    if unknown := chosen - offered.keys():
        raise NotOnTheChecklist(len(unknown))
    rule = pack_on(visited_on).rule(A_VISIT)
    if not min(rule.values) <= len(chosen) + own <= max(rule.values):
        raise WrongNumberOfItems(len(chosen) + own, rule.amount)
    return tuple(item for id, item in offered.items() if id in chosen)
