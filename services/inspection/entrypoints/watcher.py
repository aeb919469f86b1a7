"""The duty watcher: puts on record, once each, what the inspection institution has missed."""

from datetime import UTC, datetime
from uuid import uuid5

from sqlalchemy.ext.asyncio import AsyncEngine

from services.inspection.adapters.owed import Owed
from services.inspection.application.planning import PlanningHandlers
from services.inspection.domain.missing import MissDuty
from services.inspection.domain.obligations import OBLIGATIONS, Obligation, midnight_after, start_of
from services.inspection.domain.terms import day_of
from services.inspection.read_models import missed_duties
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.runtime.clock import Clock
from shared.runtime.watching import Watcher

SYSTEM = Actor("system:inspection", "系统", Role.SYSTEM)
PATIENCE = 5.0  # seconds to wait for the read models to pass the head
UNREST = 12  # looks after which it acts though the log does not come to rest


class DutyWatcher(Watcher):
    """Looks at every interval (seconds), and reckons when a date has come or the log is another and at rest.

    Nothing is missed before the office has said from when its records are complete. What fell due while nobody
    looked is found at the next look, as occurring when its time had passed; ids derive from the obligation, so
    several watchers put nothing on record twice. `checked_through` is the latest instant by which everything
    missed was found, 1970 before the first look.
    """

    name = "duty watcher"

    def __init__(
        self,
        engine: AsyncEngine,
        store: PostgresEventStore,
        projections: Projections,
        planning: PlanningHandlers,
        owed: Owed,
        clock: Clock,
        interval: float,
    ) -> None:
        super().__init__(interval)
        self._engine, self._store, self._projections = engine, store, projections
        self._planning, self._owed = planning, owed
        self._clock = clock
        self._head, self._restless = -1, 0
        self._done_at = -1
        self._calm_until: datetime | None = None
        self.checked_through = datetime.fromtimestamp(0, UTC)

    async def look(self) -> None:
        """Find what was missed, if a date has come or the log has changed and rests."""
        now, head = self._clock.now(), self._store.seen
        moved, self._head = head != self._head, head
        due = self._calm_until is not None and now >= self._calm_until
        if not due and head == self._done_at:
            self.checked_through = now
            return
        if not due and moved and self._restless < UNREST:
            self._restless += 1
            return
        self._restless = 0
        if await self._projections.wait_for(head, PATIENCE):
            await self.find(now)
            self._done_at, self.checked_through = head, now

    async def find(self, now: datetime) -> int:
        """Put on record what was missed by `now` and is not yet; how many that were."""
        counting = await self._planning.counting()
        if counting.since is None:
            self._calm_until = None
            return 0
        owed = await self._owed.by(now)
        async with self._engine.connect() as connection:
            known = await missed_duties.found(connection)
        begun = start_of(counting.since)
        missed = [one for one in owed if begun <= one.falls_at and one.missed(now) and one.id not in known]
        for one in sorted(missed, key=lambda one: one.falls_at):
            await self._planning.miss(MissDuty(by=SYSTEM, now=now, obligation=one), context_of(one))
        self._calm_until = next_date(owed, now)
        return len(missed)


def context_of(one: Obligation) -> Context:
    """The cause derives from the obligation, and it happened when its time had passed."""
    cause = uuid5(OBLIGATIONS, f"missed/{one.id}")
    return Context(cause, cause, occurred_at=one.falls_at)


def next_date(owed: list[Obligation], now: datetime) -> datetime:
    """The next instant at which something falls due, or a day begins: months and semesters begin with it."""
    ahead = (one.falls_at for one in owed if one.falls_at > now and one.done_at is None)
    return min((midnight_after(day_of(now)), *ahead))
