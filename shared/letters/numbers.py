"""Gives letters their numbers when they are signed: the same for every service that signs letters."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from shared.event_sourcing.command_handler import Command, CommandHandler, Context
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.letters.numbering import LETTERS, LetterNumbered, NumberLetter
from shared.workdays.deadline import SHANGHAI

C = TypeVar("C", bound=Command)
S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)
C_contra = TypeVar("C_contra", contravariant=True)


class Deciding(Protocol[C_contra, S_contra]):
    """What is asked whether a letter would be served: `Decider.decide`."""

    def __call__(self, command: C_contra, state: S_contra, /) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class ToSign:
    """A letter that waits for its number: known by `id`, its cause, whatever becomes of the request."""

    id: UUID
    kind: StrEnum
    case: str | None = None


class LetterNumbers:
    """The series of one office; `office` begins every number (云教督)."""

    def __init__(self, store: EventStore, types: EventTypes[Any], office: str) -> None:
        self._series = CommandHandler(store, LETTERS, types)
        self._office = office
        self._in_turn = asyncio.Lock()

    async def numbered(
        self,
        command: C,
        context: Context,
        letter: ToSign,
        decide: Deciding[C, S],
        stands: tuple[S, int],
        with_number: Callable[[C, str], C],
        first: Callable[[S], Awaitable[None]] | None = None,
    ) -> C:
        """The command with its letter's number, taken only when the letter will really be served.

        `stands` is the state and version of the stream that decides. The letter is known by its cause, so
        whatever fails later, the next try gets the same number and the series keeps no gap. What would be
        refused, and a retry of what was done, needs no number. `first` is done before the number is taken.
        """
        state, version = stands
        if context.expected not in (None, version) or not _leads_to_something(decide, command, state):
            return command
        if first is not None:
            await first(state)
        return with_number(command, await self._number(command, letter, context))

    async def _number(self, command: Command, letter: ToSign, context: Context) -> str:
        year = command.now.astimezone(SHANGHAI).year
        sign = NumberLetter(command.by, command.now, letter.id, letter.kind, self._office, year)
        stream = f"letters-{letter.kind.name.lower()}-{year}"
        # All letters of a kind share one stream: in turn here, they do not race each other for its end.
        async with self._in_turn:
            handled = await self._series.handle(
                sign, replace(context, expected=None), stream=stream, case=letter.case
            )
            given: Sequence[LetterNumbered] = handled.events
            if given:
                return given[0].text
            series, _ = await self._series.state(stream)
            return series.given[letter.id]


def _leads_to_something(decide: Deciding[C, S], command: C, state: S) -> bool:
    try:
        return bool(decide(command, state))
    except Refused:
        return False
