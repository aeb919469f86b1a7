"""The inspections' deciders bound to their streams."""

from typing import Any
from uuid import UUID

from services.inspection.domain.commands import RecordVisit, ReplyAbove, TakeOverFinding, VisitCommand
from services.inspection.domain.events import FindingEvent, VisitEvent
from services.inspection.domain.external import EXTERNAL_FINDING, finding_id
from services.inspection.domain.visit import VisitDecider
from services.inspection.domain.visit_stages import Visit
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import NOTED_FACTS, FactNoted, NoteFact, stream_of


class InspectionHandlers:
    """Obeys every command of the inspections."""

    def __init__(self, store: EventStore, types: EventTypes[Any], visits: VisitDecider) -> None:
        self._visits = CommandHandler(store, visits, types)
        self._findings = CommandHandler(store, EXTERNAL_FINDING, types)
        self._noted = CommandHandler(store, NOTED_FACTS, types)

    async def visit(self, command: VisitCommand, context: Context) -> Handled[VisitEvent]:
        """A record most often is of a visit nobody told of, so it is decided without reading first."""
        fresh = isinstance(command, RecordVisit)
        return await self._visits.handle(command, context, stream=f"visit-{command.visit}", fresh=fresh)

    async def visit_now(self, visit: UUID) -> Visit:
        """The visit as its log has it this instant."""
        state, _ = await self._visits.state(f"visit-{visit}")
        return state

    async def take_over(self, command: TakeOverFinding, context: Context) -> Handled[FindingEvent]:
        id = finding_id(command.source.body, command.source.number, command.unit.code)
        return await self._findings.handle(command, context, stream=f"finding-{id}", fresh=True)

    async def reply_above(self, command: ReplyAbove, context: Context) -> Handled[FindingEvent]:
        return await self._findings.handle(command, context, stream=f"finding-{command.finding}")

    async def note(self, command: NoteFact, context: Context) -> Handled[FactNoted]:
        return await self._noted.handle(command, context, stream=stream_of(command), fresh=True)
