"""The watcher puts each missed obligation on record once, at its true time, and nothing before it may."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import pytest

from services.inspection.adapters.storage import TYPES
from services.inspection.application.planning import PlanningHandlers
from services.inspection.domain.counting import BeginCounting
from services.inspection.domain.frequency import Watched, obligations
from services.inspection.domain.missing import MissDuty, NotMissed, OfficeDutyMissed
from services.inspection.domain.obligations import Obligation, midnight_after
from services.inspection.entrypoints.watcher import SYSTEM, DutyWatcher, context_of, next_date
from services.inspection.read_models import missed_duties
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.in_memory import InMemoryEventStore
from tests.unit.inspection import procedures as p

SCHOOL = Watched("319991-0010", "永兴小学", "小学", "第五责任区", ("DX010",), date(2026, 9, 1))
NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
DUE = datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC)


class Watching:
    """A watcher over a log in memory and one school nobody visited."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self.now = InMemoryEventStore(), NOW
        self.planning = PlanningHandlers(self.store, TYPES, p.pack_of("shanghai"), p.CALENDAR)
        monkeypatch.setattr(missed_duties, "found", AsyncMock(return_value=frozenset()))

    def watcher(self) -> DutyWatcher:
        parts: dict[str, Any] = {
            "engine": MagicMock(),
            "store": self.store,
            "projections": SimpleNamespace(wait_for=AsyncMock(return_value=True)),
            "planning": self.planning,
            "owed": SimpleNamespace(by=self.owed),
            "clock": SimpleNamespace(now=lambda: self.now),
        }
        return DutyWatcher(**parts, interval=1.0)

    async def owed(self, now: datetime) -> list[Obligation]:
        return list(obligations(SCHOOL, p.pack_of("shanghai"), now.date()))

    async def begins(self, since: date) -> None:
        command = BeginCounting(by=p.DEPUTY, now=NOW, since=since, reason="记录完整")
        await self.planning.count(command, Context(p.ID, p.ID))

    async def missed(self) -> list[tuple[OfficeDutyMissed, datetime]]:
        found = [TYPES.load(one) for one in await self.store.read_log(0, 1000)]
        return [
            (one.event, one.record.occurred_at) for one in found if isinstance(one.event, OfficeDutyMissed)
        ]


async def looks(watcher: DutyWatcher, times: int) -> None:
    for _ in range(times):
        await watcher.look()


async def test_what_fell_due_while_nobody_looked_is_found_at_its_true_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """挂牌督导办法: September and October; several watchers, started anew, find nothing twice."""
    watching = Watching(monkeypatch)
    await watching.begins(date(2026, 9, 1))
    watcher = watching.watcher()
    await looks(watcher, 4)
    assert [at for _, at in await watching.missed()] == list(DUE)
    assert watcher.checked_through == NOW
    await looks(watching.watcher(), 4)
    assert len(await watching.missed()) == 2
    watching.now = midnight_after(date(2026, 11, 30))
    await looks(watcher, 1)
    assert len(await watching.missed()) == 3, "a date that comes needs no change of the log"


async def test_nothing_is_missed_before_the_office_says_from_when_its_records_are_complete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watching = Watching(monkeypatch)
    await looks(watching.watcher(), 4)
    assert not await watching.missed()
    await watching.begins(date(2026, 10, 2))
    await looks(watching.watcher(), 4)
    assert [at for _, at in await watching.missed()] == [DUE[1]]


def test_the_next_date_is_the_nearest_that_is_not_done() -> None:
    owed = list(obligations(SCHOOL, p.pack_of("shanghai"), NOW.date()))
    assert next_date(owed, NOW) == midnight_after(NOW.date())
    assert next_date([], NOW) == midnight_after(NOW.date())


async def test_what_was_done_in_time_is_not_put_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    watching = Watching(monkeypatch)
    (one, *_) = [
        one
        for one in obligations(SCHOOL, p.pack_of("shanghai"), NOW.date())
        if one.rule == "visits_per_month"
    ]
    early = MissDuty(by=SYSTEM, now=one.falls_at - timedelta(seconds=1), obligation=one)
    with pytest.raises(NotMissed):
        await watching.planning.miss(early, context_of(one))
    await watching.planning.miss(MissDuty(by=SYSTEM, now=one.falls_at, obligation=one), context_of(one))
    again = await watching.planning.miss(MissDuty(by=SYSTEM, now=NOW, obligation=one), Context(p.ID, p.ID))
    assert not again.events
