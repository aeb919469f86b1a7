"""The watcher of the roster: hands cases over to who answers for them after a change there."""

import asyncio
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.rectification.application.handlers import CaseHandlers
from services.rectification.application.reactions import SYSTEM
from services.rectification.domain.commands import LoseUnit, ReplaceInspector, TransferCase
from services.rectification.domain.terms import day_of
from services.rectification.read_models import handovers
from services.rectification.read_models.handovers import Departure, UnitEnd
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.runtime.clock import Clock
from shared.runtime.watching import Watcher

BATCH = 100  # cases of one kind handed over at one time
PATIENCE = 5.0  # seconds to wait for the read models to pass the head


class HandoverWatcher(Watcher):
    """Looks at every interval (seconds) which cases the roster has left with the wrong inspector or unit.

    It asks the read models, not the message that brought the fact: so it does not matter in which order
    facts of the roster and issues arrive. The cause of what it does is the roster's fact, so doing it twice
    changes nothing. An end of a unit is acted on when its day has come.
    """

    name = "handover watcher"

    def __init__(
        self,
        engine: AsyncEngine,
        store: PostgresEventStore,
        projections: Projections,
        cases: CaseHandlers,
        clock: Clock,
        interval: float,
    ) -> None:
        super().__init__(interval)
        self._engine, self._store, self._projections = engine, store, projections
        self._cases, self._clock = cases, clock
        self._calm: tuple[int, date] | None = None

    async def look(self) -> None:
        """Hand over what must be; asks nothing while the log stands and the day is the same."""
        today = day_of(self._clock.now())
        if self._calm == (self._store.seen, today):
            return
        head = await self._store.head()
        if not await self._projections.wait_for(head, PATIENCE):
            return
        while moved := await self._hand_over_some(today):
            if not await self._projections.wait_for(moved, PATIENCE):
                return
        self._calm = head, today

    async def _hand_over_some(self, today: date) -> int | None:
        """Hand over one batch; the position it led to, None when nothing was left to do."""
        async with self._engine.connect() as connection:
            ends = await handovers.ended_units(connection, today, BATCH)
            # A case first goes to its new unit: who answers there may have to follow.
            found = ends or await handovers.departures(connection, today, BATCH)
        positions = await asyncio.gather(*(self._hand_over(each) for each in found))
        return max((position for position in positions if position is not None), default=None)

    async def _hand_over(self, found: UnitEnd | Departure) -> int | None:
        context = Context(cause=found.fact, correlation=found.correlation)
        handled = await self._cases.handle(self._command(found), context)
        return handled.position if handled.events else None

    def _command(self, found: UnitEnd | Departure) -> TransferCase | LoseUnit | ReplaceInspector:
        now, case_id = self._clock.now(), found.case_id
        if isinstance(found, Departure):
            return ReplaceInspector(
                case_id=case_id, by=SYSTEM, now=now, inspector=found.inspector, successor=found.successor
            )
        if found.into is None:
            return LoseUnit(case_id=case_id, by=SYSTEM, now=now, unit=found.unit, ended_on=found.ended_on)
        return TransferCase(
            case_id=case_id, by=SYSTEM, now=now, former=found.unit, ended_on=found.ended_on, **found.into
        )
