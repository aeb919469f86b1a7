"""The watcher acts once on what it sees, and on nothing it cannot judge."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, MagicMock
from uuid import UUID

import pytest

from services.roster.domain.alarm_kinds import AlarmKind, Facts, Standing
from services.roster.domain.events import AccountClosed, AccountEvent, AccountOpened
from services.roster.entrypoints.watcher import RosterWatcher
from services.roster.read_models import accounts, alarms, comprehensive_inspections, posts, recusals, units
from shared.event_sourcing.command_handler import Handled
from shared.event_sourcing.decider import Role
from shared.rules.pack import RulePacks

FACTS: Facts = {"zone": "第一责任区", "since": "2026-09-01"}
PASSWORD = UUID(int=7)
AUDITOR = AccountOpened("zhou", "周敏", (Role.AUDITOR,), None, None)
STANDS = [{"kind": "unit-uncovered", "subject": f"319991-000{n}", "facts": FACTS} for n in (8, 9)]
"""The second unit was closed since."""
HOURS = [{"kind": "training-behind", "subject": f"DX001-{year}", "facts": FACTS} for year in (2025, 2026)]


class Seen:
    """A watcher over a log at rest where two alarms stand; `asked` are its commands."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, year: int, caught_up: list[bool]) -> None:
        self.handlers = SimpleNamespace(
            alarm=AsyncMock(), accounts=SimpleNamespace(end_inspecting=AsyncMock())
        )
        self.sessions = SimpleNamespace(end_all=AsyncMock())
        self.credentials = SimpleNamespace(password_of=AsyncMock(return_value=PASSWORD), remove=AsyncMock())
        self.former: list[dict[str, str]] = []
        self.waited = AsyncMock(side_effect=caught_up)
        for model, query in ((recusals, "lapsed"), (recusals, "at_merged_units"), (posts, "at_ended_units")):
            monkeypatch.setattr(model, query, AsyncMock(return_value=[]))
        monkeypatch.setattr(accounts, "of_former_inspectors", AsyncMock(return_value=self.former))
        monkeypatch.setattr(units, "heads", AsyncMock(return_value=[]))
        monkeypatch.setattr(comprehensive_inspections, "latest", AsyncMock(return_value={}))
        monkeypatch.setattr(units, "ended", AsyncMock(return_value={"319991-0009"}))
        monkeypatch.setattr(alarms, "standing", AsyncMock(return_value=STANDS))
        parts: dict[str, Any] = {
            "engine": MagicMock(),
            "store": SimpleNamespace(head=AsyncMock(return_value=7), seen=7),
            "projections": SimpleNamespace(wait_for=self.waited),
            "handlers": self.handlers,
            "sessions": self.sessions,
            "credentials": self.credentials,
            "register": SimpleNamespace(register=AsyncMock()),
            "clock": SimpleNamespace(now=lambda: datetime(year, 11, 2, 2, tzinfo=UTC)),
        }
        self.watcher = RosterWatcher(**parts, packs=RulePacks.load(), jurisdiction="shanghai", interval=1.0)

    async def looks(self, times: int) -> None:
        for _ in range(times):
            await self.watcher.look()


async def test_what_could_not_be_done_while_the_read_models_lagged_is_done_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = Seen(monkeypatch, 2026, [False, True])
    monkeypatch.setattr(seen.watcher, "_stands", AsyncMock(return_value=[]))
    await seen.looks(2)
    assert seen.handlers.alarm.await_count == 0
    await seen.looks(3)
    cleared = {one.args[0].subject: one.args[0].mended for one in seen.handlers.alarm.await_args_list}
    assert cleared == {"319991-0008": True, "319991-0009": False}
    assert seen.waited.await_count == 2


async def test_a_year_that_is_over_mends_no_hours_that_were_missing_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """督学管理暂行办法 21; the log must not say that they were trained after all."""
    seen = Seen(monkeypatch, 2026, [True])
    monkeypatch.setattr(alarms, "standing", AsyncMock(return_value=HOURS))
    monkeypatch.setattr(seen.watcher, "_stands", AsyncMock(return_value=[]))
    await seen.looks(3)
    cleared = {one.args[0].subject: one.args[0].mended for one in seen.handlers.alarm.await_args_list}
    assert cleared == {"DX001-2025": False, "DX001-2026": True}


async def test_an_alarm_that_stands_is_told_to_its_stream_again_when_its_figures_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = Seen(monkeypatch, 2026, [True])
    other: Facts = {"zone": "第二责任区", "since": "2026-11-02"}
    stands = [
        Standing(AlarmKind.UNIT_UNCOVERED, "319991-0008", date(2026, 11, 2), FACTS | {"since": "2026-11-02"}),
        Standing(AlarmKind.UNIT_UNCOVERED, "319991-0009", date(2026, 11, 2), other),
    ]
    monkeypatch.setattr(seen.watcher, "_stands", AsyncMock(return_value=stands))
    await seen.looks(3)
    asked = [one.args[0] for one in seen.handlers.alarm.await_args_list]
    assert [(one.subject, one.facts) for one in asked] == [("319991-0009", other)]


async def test_of_who_left_the_sessions_end_and_the_account_loses_the_inspector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Q13: strict exit."""
    seen = Seen(monkeypatch, 2026, [True])
    seen.former.append({"account": "zhou", "inspector": "DX001"})
    monkeypatch.setattr(seen.watcher, "_stands", AsyncMock(return_value=None))
    await seen.looks(3)
    seen.sessions.end_all.assert_awaited_once_with("zhou")
    command = seen.handlers.accounts.end_inspecting.await_args.args[0]
    assert (command.account, command.inspector) == ("zhou", "DX001")


@pytest.mark.parametrize(
    ("followed", "forgotten"), [((AccountClosed("zhou"),), True), ((AUDITOR,), False), ((), False)]
)
async def test_of_who_left_and_has_no_other_role_the_password_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, followed: tuple[AccountEvent, ...], forgotten: bool
) -> None:
    """Q13; nothing personal is kept that opens nothing any more."""
    seen = Seen(monkeypatch, 2026, [True])
    seen.former.append({"account": "zhou", "inspector": "DX001"})
    seen.handlers.accounts.end_inspecting.return_value = Handled(followed, 8, 2)
    monkeypatch.setattr(seen.watcher, "_stands", AsyncMock(return_value=None))
    await seen.looks(3)
    assert [one.args for one in seen.credentials.remove.await_args_list] == [("zhou", PASSWORD)] * forgotten


async def test_where_no_rules_are_in_force_no_alarm_is_said_to_be_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = Seen(monkeypatch, 1999, [True])
    await seen.looks(3)
    assert date(1999, 11, 2) < date(2012, 10, 1), "before 教育督导条例"
    assert seen.handlers.alarm.await_count == 0
