"""Cases, letter numbers and noted facts, each bound to its stream."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from services.rectification.domain.case import NoSuchCase, case_decider
from services.rectification.domain.commands import (
    CaseCommand,
    IssueCircular,
    OpenCase,
    RecordInterview,
    ScheduleInterview,
    ServeNotice,
    ServeSupervisionOrder,
)
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.letters import LetterKind
from services.rectification.domain.prompting import (
    WORK_PROMPT,
    WorkPromptServed,
    stream_of_prompt,
    work_prompt_of,
)
from services.rectification.domain.stages import Case, Unopened
from services.rectification.domain.terms import Terms
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.decider import Actor
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import NOTED_FACTS, FactNoted, NoteFact, stream_of
from shared.letters.numbers import LetterNumbers, ToSign
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

LettersCommand = ServeNotice | ServeSupervisionOrder | ScheduleInterview | RecordInterview | IssueCircular
LETTER_KINDS: dict[type[LettersCommand], LetterKind] = {
    ServeNotice: LetterKind.NOTICE,
    ServeSupervisionOrder: LetterKind.SUPERVISION_ORDER,
    ScheduleInterview: LetterKind.INTERVIEW,
    RecordInterview: LetterKind.INTERVIEW,
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
        self._prompts = CommandHandler(store, WORK_PROMPT, types)
        self._terms = Terms(pack_on, calendar)

    async def handle(self, command: CaseCommand, context: Context) -> Handled[CaseEvent]:
        """Obey a command. Raises a `Refused`, `VersionConflict` or `StoreUnavailable`."""
        if isinstance(command, LettersCommand) and _has_a_letter(command):
            command = await self._numbered(command, context)
        return await self._cases.handle(
            command,
            context,
            stream=stream_of_case(command.case_id),
            case=str(command.case_id),
            fresh=isinstance(command, OpenCase),
        )

    async def prompt(
        self,
        case_id: UUID,
        by: Actor,
        now: datetime,
        advice: tuple[str, ...],
        reply_by: date | None,
        context: Context,
    ) -> Handled[WorkPromptServed]:
        """Serve a 工作提示 about what the unit has to do now. Raises `NoSuchCase` and other `Refused`."""
        case, _ = await self.case(case_id)
        if case is None:
            raise NoSuchCase
        command = work_prompt_of(case, by, now, advice, reply_by, self._terms)
        duty = command.duty.id if command.duty else case_id
        stream = stream_of_prompt(duty)
        letter = ToSign(uuid5(duty, "work-prompt"), LetterKind.WORK_PROMPT, str(case_id))
        numbered = await self._numbers.numbered(
            command,
            context,
            letter,
            WORK_PROMPT.decide,
            await self._prompts.state(stream),
            lambda asked, number: replace(asked, letter=number),
        )
        return await self._prompts.handle(numbered, context, stream=stream, case=str(case_id))

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


def _has_a_letter(command: LettersCommand) -> bool:
    """An interview that nobody came to has no record to sign; one with a proceeding of its own has its numbers."""
    if isinstance(command, ScheduleInterview) and command.interview is not None:
        return False
    return not isinstance(command, RecordInterview) or (command.attended and not command.letter)


def with_number(command: LettersCommand, number: str) -> LettersCommand:
    return replace(command, letter=number)
