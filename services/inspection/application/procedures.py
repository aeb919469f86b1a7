"""Comprehensive and special inspections, and the numbers of their letters, each bound to its stream."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from services.inspection.domain.inspection import inspection_decider
from services.inspection.domain.inspection_commands import (
    AnnounceInspection,
    FileReport,
    InspectionCommand,
    PlanInspection,
    ServeOpinion,
    ServePreliminaryOpinion,
)
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.letters import LetterKind
from services.inspection.domain.stages import Inspection, InspectionState, Unplanned
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.letters.numbers import LetterNumbers, ToSign
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

LettersCommand = AnnounceInspection | ServePreliminaryOpinion | ServeOpinion | FileReport
LETTER_KINDS: dict[type[LettersCommand], LetterKind] = {
    AnnounceInspection: LetterKind.PLAIN,
    ServePreliminaryOpinion: LetterKind.PRELIMINARY,
    ServeOpinion: LetterKind.OPINION,
    FileReport: LetterKind.PLAIN,
}


Freeze = Callable[[ServeOpinion, Inspection, Context], Awaitable[None]]


class ProcedureHandlers:
    """Obeys the commands of inspections, giving letters their numbers. `office` begins every number (云教督).

    `freeze` closes the scores of an inspection whose opinion is about to be served.
    """

    def __init__(
        self,
        store: EventStore,
        types: EventTypes[Any],
        pack_on: Callable[[date], RulePack],
        calendar: Calendar,
        office: str,
        freeze: Freeze | None = None,
    ) -> None:
        self._freeze = freeze
        self._decider = inspection_decider(pack_on, calendar)
        self._inspections = CommandHandler(store, self._decider, types)
        self._numbers = LetterNumbers(store, types, office)

    async def handle(self, command: InspectionCommand, context: Context) -> Handled[InspectionEvent]:
        """Obey a command. Raises a `Refused`, `VersionConflict` or `StoreUnavailable`."""
        if isinstance(command, LettersCommand):
            command = await self._numbered(command, context)
        return await self._inspections.handle(
            command,
            context,
            stream=_stream(command.inspection),
            case=str(command.inspection),
            fresh=isinstance(command, PlanInspection),
        )

    async def inspection(self, inspection: UUID) -> Inspection | None:
        """The inspection as its log has it this instant."""
        state, _ = await self._inspections.state(_stream(inspection))
        return None if isinstance(state, Unplanned) else state

    async def _numbered(self, command: LettersCommand, context: Context) -> LettersCommand:
        """The command with its letter's number: an inspection has one letter of each sort."""
        stands = await self._inspections.state(_stream(command.inspection))

        async def freeze(state: InspectionState) -> None:
            if isinstance(command, ServeOpinion) and isinstance(state, Inspection) and self._freeze:
                await self._freeze(command, state, replace(context, expected=None))

        id = uuid5(command.inspection, type(command).__name__)
        letter = ToSign(id, LETTER_KINDS[type(command)], str(command.inspection))
        return await self._numbers.numbered(
            command, context, letter, self._decider.decide, stands, with_number, freeze
        )


def with_number(command: LettersCommand, number: str) -> LettersCommand:
    return replace(command, letter=number)


def _stream(inspection: UUID) -> str:
    return f"inspection-{inspection}"
