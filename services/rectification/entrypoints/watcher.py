"""The due watcher: raises what the calendar brings about, prompts and missed deadlines."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rectification.application.handlers import CaseHandlers
from services.rectification.application.proceedings import ProceedingHandlers
from services.rectification.domain.commands import MissDeadline, Prompt
from services.rectification.domain.proceeding import EndClock, Kind, PromptClock
from services.rectification.read_models import due
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.connections import reading
from shared.event_sourcing.decider import Actor, Refused, Role
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.event_sourcing.read_model import Row
from shared.runtime.clock import Clock
from shared.runtime.watching import Watcher

SYSTEM = Actor("system:due", "系统", Role.SYSTEM)
BATCH = 100
PATIENCE = 5.0  # seconds to wait for the read model to pass the head

log = structlog.get_logger()


class DueWatcher(Watcher):
    """Asks the read model what is due and issues the command for it, at every interval (seconds).

    Commands take their cause from the duty, so raising one twice changes nothing; several watchers
    share the work. After an outage everything that fell due is raised, with the true instant as the time
    it occurred; of several prompts of one duty only the last, and none once the date has passed.

    `checked_through` is the latest instant by which everything that was due has been raised, 1970 before
    the first look.
    """

    name = "due watcher"

    def __init__(
        self,
        engine: AsyncEngine,
        store: PostgresEventStore,
        projections: Projections,
        cases: CaseHandlers,
        clock: Clock,
        interval: float,
        proceedings: ProceedingHandlers,
    ) -> None:
        super().__init__(interval)
        self._engine, self._store, self._projections = engine, store, projections
        self._cases, self._clock, self._proceedings = cases, clock, proceedings
        self.checked_through = datetime.fromtimestamp(0, UTC)
        self._calm_at = -1
        self._calm_until: datetime | None = None

    async def look(self) -> None:
        """Raise everything that is due by now; asks nothing while the log stands and no date has come."""
        now, head = self._clock.now(), self._store.seen
        if head == self._calm_at and (self._calm_until is None or now < self._calm_until):
            self.checked_through = now
            return
        # Duties that began after this head was seen cannot have been due by `now`.
        if not await self._projections.wait_for(head, PATIENCE):
            return
        while (earliest := await self._earliest()) is not None and earliest <= now:
            if not await self._raise_some(now):
                return
        self.checked_through = now
        self._calm_at, self._calm_until = head, earliest

    async def _earliest(self) -> datetime | None:
        async with reading(self._engine).connect() as connection:
            return await due.earliest(connection)

    async def _raise_some(self, now: datetime) -> bool:
        """Raise one batch; whether it brought anything about."""
        async with self._engine.begin() as connection:
            rows = await due.due_now(connection, now, BATCH)
            positions = await asyncio.gather(*(self._raise_one(row, now) for row in rows))
        # The rows are free again here; the read model can now take in what was raised.
        changed = [position for position in positions if position is not None]
        return bool(changed) and await self._projections.wait_for(max(changed), PATIENCE)

    async def _raise_one(self, row: Row, now: datetime) -> int | None:
        """The position of what was raised; None when nothing was."""
        try:
            if row["proceeding"] is None:
                command, context = what_is_due(row, now)
                handled: Handled[Any] = await self._cases.handle(command, context)
            else:
                asked, context = what_a_clock_brings(row, now)
                handled = await self._proceedings.handle(Kind(row["proceeding_kind"]), asked, context)
        except Refused as refusal:
            log.error("what is due was refused", case=str(row["case_id"]), why=str(refusal))
            return None
        return handled.position if handled.events else None


def what_is_due(row: Row, now: datetime) -> tuple[MissDeadline | Prompt, Context]:
    """What must be raised by `now` about a case's duty whose `next_at` has come, and as occurring when."""
    case_id, duty, (number, context) = row["case_id"], row["duty_id"], _due(row, now)
    if number is None:
        return MissDeadline(case_id=case_id, by=SYSTEM, now=now, duty=duty), context
    return Prompt(case_id=case_id, by=SYSTEM, now=now, duty=duty, number=number), context


def what_a_clock_brings(row: Row, now: datetime) -> tuple[EndClock | PromptClock, Context]:
    """The same about what a clock of a proceeding waits for."""
    id, duty, (number, context) = row["proceeding"], row["duty_id"], _due(row, now)
    if number is None:
        return EndClock(proceeding=id, by=SYSTEM, now=now, duty=duty), context
    return PromptClock(proceeding=id, by=SYSTEM, now=now, duty=duty, number=number), context


def _due(row: Row, now: datetime) -> tuple[int | None, Context]:
    """The number of the prompt that is due, None once the date has passed; and when it truly was."""
    duty, correlation = row["duty_id"], row["correlation"]
    if row["fires_at"] <= now:
        return None, Context(uuid5(duty, "missed"), correlation, occurred_at=row["fires_at"])
    number = sum(instant <= now for instant in row["prompts"])
    at = row["prompts"][number - 1]
    return number, Context(uuid5(duty, f"prompt-{number}"), correlation, occurred_at=at)
