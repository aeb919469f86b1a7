"""The roster's watcher over its own tables: what it raises, and what it does by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from services.roster.adapters.credentials import Credentials
from services.roster.adapters.kept_register import KeptRegister
from services.roster.adapters.sessions import Sessions
from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.account import Open
from services.roster.domain.account_commands import OpenAccount
from services.roster.domain.details import ExitGround
from services.roster.domain.inspector_commands import AppointInspector, ExitInspector
from services.roster.domain.unit_commands import RegisterUnit
from services.roster.domain.visit_commands import NoteVisit
from services.roster.entrypoints.main import MODELS
from services.roster.entrypoints.watcher import RosterWatcher
from services.roster.read_models import alarms
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.decider import Role
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.rules.pack import RulePacks
from tests.unit.roster.people import NOW, OFFICE, RULES, SCHOOL, lin

PACKS = RulePacks.load()
LATER = datetime(2026, 9, 10, 2, tzinfo=UTC)
TODAY = date(2026, 9, 10)


class Roster:
    """The roster without its bus and its pages."""

    def __init__(self, engine: AsyncEngine, store: PostgresEventStore, projections: Projections) -> None:
        self.engine, self.store = engine, store
        register = KeptRegister(engine, store, TYPES)
        self.handlers = RosterHandlers(store, TYPES, register.schools_in)
        self.sessions, credentials = AsyncMock(spec=Sessions), AsyncMock(spec=Credentials)
        clock: Any = SimpleNamespace(now=lambda: LATER)
        self.watcher = RosterWatcher(
            engine,
            store,
            projections,
            self.handlers,
            self.sessions,
            credentials,
            register,
            PACKS,
            "national",
            clock,
            1.0,
        )

    async def act(self) -> dict[tuple[str, str], Any]:
        """What stands after the watcher has acted, and that it has nothing to do after that."""
        assert await self.watcher.act(TODAY, await self.store.head())
        head = await self.store.head()
        assert await self.watcher.act(TODAY, head)
        assert await self.store.head() == head
        async with self.engine.connect() as connection:
            rows = await alarms.standing(connection)
        return {(row["kind"], row["subject"]): row["facts"] for row in rows}


@asynccontextmanager
async def running(engine: AsyncEngine) -> AsyncIterator[Roster]:
    store = PostgresEventStore(engine)
    await store.start()
    projections = Projections(engine, store, TYPES, MODELS)
    await projections.start()
    try:
        yield Roster(engine, store, projections)
    finally:
        await projections.stop()
        await store.stop()


def cause() -> Context:
    return Context(uuid4(), uuid4())


async def test_what_the_watcher_sees_it_raises_once_and_does_once(engine: AsyncEngine) -> None:
    """Q13: strict exit; 条例 6: who still inspects after his term ran out; figures follow what changes."""
    async with running(engine) as roster:
        handlers = roster.handlers
        limit = RULES.rule("zone_schools_max")
        await handlers.put_unit(RegisterUnit(OFFICE, NOW, "1", SCHOOL), cause(), limit)
        ended = lin(term_to=date(2026, 8, 31))
        for number in ("DX001", "DX002"):
            await handlers.inspector(AppointInspector(OFFICE, NOW, number, ended, RULES), cause())
        roles = (Role.INSPECTOR, Role.AUDITOR)
        opened = OpenAccount(OFFICE, NOW, "lin", "林美玲", roles, None, "DX002")
        await handlers.accounts.obey(opened, cause())
        await handlers.visit(note("v1", date(2026, 9, 1)), cause())
        stands = await roster.act()
        assert ("unit-uncovered", "1") in stands
        told = stands["inspector-out-of-term", "DX001-2026-08-31"]
        assert (told["visits"], told["last_visit"]) == (1, "2026-09-01")
        roster.sessions.end_all.assert_not_awaited()

        await handlers.visit(note("v2", date(2026, 9, 2)), cause())
        left = ExitInspector(OFFICE, LATER, "DX002", TODAY, ExitGround.EXPIRY, "任期届满", RULES)
        await handlers.inspector(left, cause())
        stands = await roster.act()
        told = stands["inspector-out-of-term", "DX001-2026-08-31"]
        assert (told["visits"], told["last_visit"]) == (2, "2026-09-02")
        roster.sessions.end_all.assert_awaited_once_with("lin")
        account = await handlers.accounts.now("lin")
        assert isinstance(account, Open)
        assert (account.opened.roles, account.opened.inspector) == ((Role.AUDITOR,), None)


def note(visit: str, on: date) -> NoteVisit:
    return NoteVisit(OFFICE, LATER, visit, f"JC-{visit}", "1", on, ("DX001",), 60)
