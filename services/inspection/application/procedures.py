"""Comprehensive and special inspections, and the numbers of their letters, each bound to its stream."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
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
from services.inspection.domain.letters import LETTERS, LetterKind, LetterNumbered, NumberLetter
from services.inspection.domain.stages import Inspection, InspectionState, Unplanned
from services.inspection.domain.terms import day_of
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
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
        self._letters = CommandHandler(store, LETTERS, types)
        self._office = office
        self._numbering = asyncio.Lock()

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
        """The command with its letter's number, taken only when the letter will really be served.

        An inspection has one letter of each sort, so whatever fails later, the next try gets the same number
        and the series keeps no gap.
        """
        state, version = await self._inspections.state(_stream(command.inspection))
        if context.expected not in (None, version) or not self._would_be_served(command, state):
            return command
        if isinstance(command, ServeOpinion) and isinstance(state, Inspection) and self._freeze:
            await self._freeze(command, state, replace(context, expected=None))
        kind, year = LETTER_KINDS[type(command)], day_of(command.now).year
        id = uuid5(command.inspection, type(command).__name__)
        letter = NumberLetter(command.by, command.now, id, kind, self._office, year)
        stream = f"letters-{kind.name.lower()}-{year}"
        return replace(command, letter=await self._number(letter, context, stream, str(command.inspection)))

    async def _number(self, letter: NumberLetter, context: Context, stream: str, case: str) -> str:
        # All letters of a kind share one stream: in turn here, they do not race each other for its end.
        async with self._numbering:
            handled = await self._letters.handle(
                letter, replace(context, expected=None), stream=stream, case=case
            )
            given: Sequence[LetterNumbered] = handled.events
            if given:
                return given[0].text
            series, _ = await self._letters.state(stream)
            return series.given[letter.id]

    def _would_be_served(self, command: LettersCommand, state: InspectionState) -> bool:
        try:
            return bool(self._decider.decide(command, state))
        except Refused:
            return False


def _stream(inspection: UUID) -> str:
    return f"inspection-{inspection}"
