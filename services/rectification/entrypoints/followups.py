"""The watcher of proceedings: tells the cases that belong to them what was done there."""

from datetime import date
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rectification.application.following import followed_by
from services.rectification.application.handlers import CaseHandlers
from services.rectification.domain.terms import Terms
from services.rectification.entrypoints.handovers import BATCH, CaseWatcher
from services.rectification.read_models import followups
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.runtime.clock import Clock

log = structlog.get_logger()


class FollowUpWatcher(CaseWatcher):
    """An interview that is set, held or missed is so in each of its cases; a work group that is formed, too; and
    each commitment without a case becomes one. The cause is the step in that case, so twice changes nothing.

    What a case refuses, because it went another way meanwhile, waits until the service starts again.
    """

    name = "follow-up watcher"

    def __init__(
        self,
        engine: AsyncEngine,
        store: PostgresEventStore,
        projections: Projections,
        cases: CaseHandlers,
        clock: Clock,
        interval: float,
        terms: Terms,
    ) -> None:
        super().__init__(engine, store, projections, cases, clock, interval)
        self._terms = terms
        self._passed: set[UUID] = set()

    async def do_some(self, today: date) -> int | None:
        async with self._engine.connect() as connection:
            found = await followups.waiting(connection, self._passed, BATCH)
        moved: int | None = None
        for one in found:  # In their order: an interview is set before it is held.
            command = followed_by(one.event, one.subject, one.by, self._clock.now(), self._terms)
            try:
                handled = await self._cases.handle(command, Context(one.id, one.correlation))
            except Refused as refusal:
                self._passed.add(one.id)
                log.warning(
                    "a case did not follow its proceeding", case=str(command.case_id), why=str(refusal)
                )
            else:
                moved = handled.position if handled.events else moved
        return moved
