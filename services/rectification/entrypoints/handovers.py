"""The watcher of the roster: hands cases over to who answers for them after a change there."""

import asyncio
from abc import abstractmethod
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


class CaseWatcher(Watcher):
    """Looks at every interval (seconds) what the read models say that cases are still to be told.

    It asks the read models, not the message or step that brought it about: so it does not matter in which order
    those come, and what fails is tried again. It asks nothing while the log stands and the day is the same.
    """

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
        """Do what is to be done, batch by batch."""
        today, head = day_of(self._clock.now()), self._store.seen
        if self._calm == (head, today):
            return
        if not await self._projections.wait_for(head, PATIENCE):
            return
        while moved := await self.do_some(today):
            if not await self._projections.wait_for(moved, PATIENCE):
                return
        self._calm = head, today

    @abstractmethod
    async def do_some(self, today: date) -> int | None:
        """Do one batch; the position it led to, None when nothing was left to do."""


class HandoverWatcher(CaseWatcher):
    """Hands over the cases that the roster has left with the wrong inspector or unit.

    The cause of what it does is the roster's fact, so doing it twice changes nothing. An end of a unit is acted on
    when its day has come.
    """

    name = "handover watcher"

    async def do_some(self, today: date) -> int | None:
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
