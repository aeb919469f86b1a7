"""一月一主题, 1+N: versions that never change, N local items, and visits bound to them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.inspection.domain.binding import (
    ItemReworded,
    NoSuchVersion,
    NothingOfTheTheme,
    NotOnTheChecklist,
    NotTheMonthsTheme,
    WrongNumberOfItems,
    bound_items,
    check_checklist,
    local_items,
    version_on,
)
from services.inspection.domain.on_site import Check, Checklist, Outcome
from services.inspection.domain.report import Line
from services.inspection.domain.standing import OnlyPeopleAct, TextMissing
from services.inspection.domain.theme_refusals import (
    ChecklistMistaken,
    MonthIsOver,
    NoSuchTheme,
    NoSuchZone,
    NotOnesOwnZone,
    ReasonForVersion,
    TooManyLocalItems,
)
from services.inspection.domain.themes import (
    AddLocalItems,
    DraftTheme,
    MonthlyTheme,
    PublishTheme,
    ThemeCommand,
    ThemeEvent,
    ThemeState,
    theme_decider,
)
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection import procedures as p

MONTH, ZONE = "2026-10", "第五责任区"
TEXTS = ("食堂留样", "校门防撞", "宿舍消防", "校车年检")
DECIDER = theme_decider(p.pack_of("shanghai"), p.CALENDAR)


def draft(**about: Any) -> DraftTheme:
    said = {"by": p.OFFICE, "now": p.at(9, 25), "name": "校园安全", "line": Line.SCHOOL, "items": TEXTS}
    return DraftTheme(month=MONTH, **{**said, **about})


def publish(**about: Any) -> PublishTheme:
    return PublishTheme(**{"month": MONTH, "by": p.OFFICE, "now": p.at(9, 28), **about})


def local(*items: str, **about: Any) -> AddLocalItems:
    zones = frozenset({ZONE, "第一责任区"})
    said = {"by": p.LEADER, "now": p.at(10, 2), "zone": ZONE, "zones": zones, "own": frozenset({ZONE})}
    return AddLocalItems(**{"month": MONTH, "items": items, **said, **about})


REVISED = (
    draft(items=(*TEXTS[:3], "实验室"), now=p.at(10, 9)),
    publish(reason="上级新要求", now=p.at(10, 9)),
)


def after(*commands: ThemeCommand) -> DeciderTest[ThemeCommand, ThemeState, ThemeEvent]:
    test = DeciderTest(DECIDER)
    for one in commands:
        test = test.given(*(test.when(one).events or ()))
    return test


def theme(*commands: ThemeCommand) -> MonthlyTheme:
    state = after(*commands[:-1]).when(commands[-1]).state
    assert isinstance(state, MonthlyTheme)
    return state


def test_every_step_again_changes_nothing() -> None:
    steps: tuple[ThemeCommand, ...] = (draft(), publish(), local("放学路队"), *REVISED)
    for n, step in enumerate(steps):
        after(*steps[:n]).again(step)


def test_a_version_never_changes() -> None:
    """Q16: the monthly theme is a published checklist version."""
    first = theme(draft(), publish()).versions[0]
    revised = theme(draft(), publish(), *REVISED)
    assert revised.versions[0] == first
    assert [one.version for one in revised.versions] == [1, 2]
    assert revised.versions[1].items[:3] == first.items[:3], "what stayed has the id it had"
    after(draft(), publish(), REVISED[0]).when(publish(now=p.at(10, 9))).then_refused(ReasonForVersion)


@pytest.mark.parametrize("items", [(), ("食堂留样", "食堂 留样"), (" ",)])
def test_a_checklist_names_each_item_once(items: tuple[str, ...]) -> None:
    after().when(draft(items=items)).then_refused(ChecklistMistaken)


def test_a_theme_is_for_a_month_to_come_and_is_drafted_by_people() -> None:
    """一月一主题: nobody could have looked at a checklist that came after the month."""
    after().when(draft(now=p.at(11, 1))).then_refused(MonthIsOver)
    after(draft()).when(publish(now=p.at(11, 1))).then_refused(MonthIsOver)
    after(draft(), publish()).when(local("放学路队", now=p.at(11, 1))).then_refused(MonthIsOver)
    after().when(draft(by=p.SYSTEM)).then_refused(OnlyPeopleAct)
    after().when(draft(name=" ")).then_refused(TextMissing)
    after().when(publish()).then_refused(NoSuchTheme)
    after(draft()).when(local("放学路队")).then_refused(NoSuchTheme)


def test_a_zone_adds_n_items_at_most() -> None:
    """1+N: N is 5 unless the theme says fewer, 本区设定."""
    published = after(draft(), publish())
    published.when(local(*"一二三四五六")).then_refused(TooManyLocalItems)
    published.given(*(published.when(local(*"一二三四五")).events or ())).when(local("六")).then_refused(
        TooManyLocalItems
    )
    after(draft(local_max=1), publish()).when(local("一", "二")).then_refused(TooManyLocalItems)
    after().when(draft(local_max=6)).then_refused(TooManyLocalItems)
    published.when(local("食堂留样")).then_refused(ChecklistMistaken)


def test_an_inspector_adds_items_for_a_zone_he_answers_in_and_the_office_for_any_there_is() -> None:
    """Q16: 责任区自选."""
    published = after(draft(), publish())
    published.when(local("放学路队", zone="第一责任区")).then_refused(NotOnesOwnZone)
    assert published.when(local("放学路队", zone="第一责任区", by=p.OFFICE)).events
    for by in (p.LEADER, p.OFFICE):
        published.when(local("放学路队", zone="第六责任区", by=by)).then_refused(NoSuchZone)
    done = after(draft(), publish(), local("放学路队"))
    done.when(local("放学路队", own=frozenset(), zones=frozenset())).then_nothing()


# ── binding a visit ──

STATE = theme(draft(), publish(), local("放学路队"), *REVISED)


def bind(*items: str, state: ThemeState = STATE, **about: Any) -> tuple[str, ...]:
    ids = {item.text: str(item.id) for one in STATE.versions for item in one.items}
    ids |= {item.text: str(item.id) for item in STATE.local[ZONE]}
    said: dict[str, Any] = {"month": MONTH, "version": 1, "visited_on": date(2026, 10, 16), "zone": ZONE}
    said = {**said, **about}
    month, version = said.pop("month"), said.pop("version")
    chosen = [ids.get(text, "?") for text in items]
    return tuple(
        one.text for one in bound_items(state, month, version, chosen, pack_on=p.pack_of("shanghai"), **said)
    )


def test_a_visit_names_three_to_five_items_of_a_published_version() -> None:
    """息烽 (S 004): 3 to 5 items a visit."""
    assert bind("校门防撞", "食堂留样", "放学路队") == ("食堂留样", "校门防撞", "放学路队")
    for few in (("食堂留样", "校门防撞"), ()):
        with pytest.raises(WrongNumberOfItems, match="3至5项"):
            bind(*few)
    assert bind("食堂留样", "校门防撞", "实验室", version=2)[-1] == "实验室"


def test_what_is_on_no_list_or_another_zone_s_is_refused() -> None:
    with pytest.raises(NotOnTheChecklist):
        bind("食堂留样", "校门防撞", "实验室", version=1)
    with pytest.raises(NotOnTheChecklist):
        bind("食堂留样", "校门防撞", "放学路队", zone="第一责任区")


def test_a_version_that_was_not_out_yet_and_another_month_s_theme_are_refused() -> None:
    """A record may come late, but not with a checklist nobody had on the day."""
    good = ("食堂留样", "校门防撞", "宿舍消防")
    assert bind(*good, version=2, visited_on=date(2026, 10, 9))
    with pytest.raises(NoSuchVersion):
        bind(*good, version=2, visited_on=date(2026, 10, 8))
    with pytest.raises(NoSuchVersion):
        bind(*good, version=3)
    with pytest.raises(NotTheMonthsTheme):
        bind(*good, visited_on=date(2026, 11, 2))
    with pytest.raises(NoSuchTheme):
        bind(*good, state=theme(draft()))


def test_what_is_offered_on_a_day_is_the_latest_version_by_then() -> None:
    first, second = STATE.versions
    assert version_on(STATE, date(2026, 10, 8)) == first
    assert version_on(STATE, date(2026, 10, 9)) == second
    assert version_on(STATE, date(2026, 9, 27)) is None
    assert [item.text for item in local_items(STATE, ZONE)] == ["放学路队"]
    assert not local_items(STATE, None)
    assert replace(STATE, local={}) != STATE


def test_the_record_of_a_visit_is_held_to_the_theme_of_its_month() -> None:
    """Q16: bound to theme, version and items; what the inspector added himself counts among the items."""
    said: dict[str, Any] = {
        "visited_on": date(2026, 10, 16),
        "zone": ZONE,
        "pack_on": p.pack_of("shanghai"),
    }
    listed = [Check(str(item.id), item.text, Outcome.NO_ISSUE, "", False) for item in STATE.versions[0].items]
    own = Check("x", "临时看的", Outcome.NO_ISSUE, "", True)
    check_checklist(STATE, Checklist(MONTH, 1, (*listed[:2], own)), **said)
    with pytest.raises(WrongNumberOfItems):
        check_checklist(STATE, Checklist(MONTH, 1, (*listed[:1], own)), **said)
    with pytest.raises(NotTheMonthsTheme):
        check_checklist(STATE, Checklist("自己的主题", 1, tuple(listed)), **said)
    with pytest.raises(NothingOfTheTheme, match="校园安全"):
        check_checklist(STATE, Checklist(MONTH, 1, tuple(replace(own, item=n) for n in "abc")), **said)
    reworded = replace(listed[1], text="校门没有问题")
    with pytest.raises(ItemReworded, match="校门没有问题"):
        check_checklist(STATE, Checklist(MONTH, 1, (listed[0], reworded, own)), **said)
    check_checklist(theme(draft()), Checklist("自己的主题", 1, ()), **said)
    early = {**said, "visited_on": date(2026, 9, 27)}
    check_checklist(STATE, Checklist("自己的主题", 1, ()), **early)
