"""Cases, letter numbers and noted facts, each bound to its stream."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.rectification.domain.case import case_decider
from services.rectification.domain.commands import (
    CaseCommand,
    IssueCircular,
    OpenCase,
    ScheduleInterview,
    ServeNotice,
    ServeSupervisionOrder,
)
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.letters import LETTERS, LetterKind, LetterNumbered, NumberLetter
from services.rectification.domain.stages import Case, CaseState, Unopened
from services.rectification.domain.terms import day_of
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import NOTED_FACTS, FactNoted, NoteFact, stream_of
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

LettersCommand = ServeNotice | ServeSupervisionOrder | ScheduleInterview | IssueCircular
LETTER_KINDS: dict[type[LettersCommand], LetterKind] = {
    ServeNotice: LetterKind.NOTICE,
    ServeSupervisionOrder: LetterKind.SUPERVISION_ORDER,
    ScheduleInterview: LetterKind.INTERVIEW,
    IssueCircular: LetterKind.CIRCULAR,
}


def stream_of_case(case_id: UUID) -> str:
    return f"case-{case_id}"


class CaseHandlers:
    """Obeys the commands of cases, giving letters their numbers. `office` begins every number (云教督)."""

    def __init__(
        self,
        store: EventStore,
        types: EventTypes[Any],
        pack_on: Callable[[date], RulePack],
        calendar: Calendar,
        office: str,
    ) -> None:
        self._decider = case_decider(pack_on, calendar)
        self._cases = CommandHandler(store, self._decider, types)
        self._letters = CommandHandler(store, LETTERS, types)
        self._noted = CommandHandler(store, NOTED_FACTS, types)
        self._office = office
        self._numbering = asyncio.Lock()

    async def handle(self, command: CaseCommand, context: Context) -> Handled[CaseEvent]:
        """Obey a command. Raises a `Refused`, `VersionConflict` or `StoreUnavailable`."""
        if isinstance(command, LettersCommand):
            command = await self._numbered(command, context)
        return await self._cases.handle(
            command,
            context,
            stream=stream_of_case(command.case_id),
            case=str(command.case_id),
            fresh=isinstance(command, OpenCase),
        )

    async def note(self, command: NoteFact, context: Context) -> Handled[FactNoted]:
        """Keep a fact of another service."""
        return await self._noted.handle(command, context, stream=stream_of(command), fresh=True)

    async def case(self, case_id: UUID) -> tuple[Case | None, int]:
        """The case as its log has it this instant, and the version of its stream."""
        state, version = await self._cases.state(stream_of_case(case_id))
        return (None if isinstance(state, Unopened) else state), version

    async def _numbered(self, command: LettersCommand, context: Context) -> LettersCommand:
        """The command with its letter's number, taken only when the letter will really be served.

        The letter is known by the duty it fulfils, so whatever fails later, the next try gets the
        same number and the series keeps no gap. A retry of what was done needs no number.
        """
        case, version = await self.case(command.case_id)
        if case is None or case.duty is None or context.expected not in (None, version):
            return command
        if not self._would_be_served(command, case):
            return command
        kind, year = LETTER_KINDS[type(command)], day_of(command.now).year
        letter = NumberLetter(command.by, command.now, case.duty.id, kind, self._office, year)
        stream = f"letters-{kind.name.lower()}-{year}"
        return replace(command, letter=await self._number(letter, context, stream, str(case.id)))

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

    def _would_be_served(self, command: LettersCommand, case: CaseState) -> bool:
        try:
            return bool(self._decider.decide(command, case))
        except Refused:
            return False
