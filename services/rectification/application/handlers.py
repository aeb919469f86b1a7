"""Cases, letter numbers and noted facts, each bound to its stream."""

from collections.abc import Callable
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
from services.rectification.domain.letters import LetterKind
from services.rectification.domain.stages import Case, Unopened
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import NOTED_FACTS, FactNoted, NoteFact, stream_of
from shared.letters.numbers import LetterNumbers, ToSign
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
        self._numbers = LetterNumbers(store, types, office)
        self._noted = CommandHandler(store, NOTED_FACTS, types)

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
        """The command with its letter's number; the letter is known by the duty it fulfils."""
        case, version = await self.case(command.case_id)
        if case is None or case.duty is None:
            return command
        letter = ToSign(case.duty.id, LETTER_KINDS[type(command)], str(case.id))
        return await self._numbers.numbered(
            command, context, letter, self._decider.decide, (case, version), with_number
        )


def with_number(command: LettersCommand, number: str) -> LettersCommand:
    return replace(command, letter=number)
