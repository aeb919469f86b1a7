"""督导通报 bound to its stream, numbered when it is served."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.inspection.domain.bulletin import (
    BULLETIN,
    BulletinServed,
    ServeBulletin,
    stream_of_bulletin,
    unit_of_record,
)
from services.inspection.domain.letters import LetterKind
from services.inspection.domain.visit_stages import Visit
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.decider import Actor
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.letters.numbers import LetterNumbers, ToSign


def chain_of_visit(visit: UUID) -> str:
    """The chain that holds everything about a visit."""
    return f"visit-{visit}"


class BulletinHandlers:
    """`visit_now` reads a visit from its log; `office` begins every number (云教督)."""

    def __init__(
        self,
        store: EventStore,
        types: EventTypes[Any],
        visit_now: Callable[[UUID], Awaitable[Visit]],
        office: str,
    ) -> None:
        self._visit_now = visit_now
        self._bulletins = CommandHandler(store, BULLETIN, types)
        self._numbers = LetterNumbers(store, types, office)

    async def serve(
        self, visit: UUID, by: Actor, now: datetime, strengths: tuple[str, ...], context: Context
    ) -> Handled[BulletinServed]:
        """Tell the school of a visit in writing. Raises a `Refused`."""
        command = ServeBulletin(by, now, visit, unit_of_record(await self._visit_now(visit)), strengths)
        stream, case = stream_of_bulletin(visit), chain_of_visit(visit)
        numbered = await self._numbers.numbered(
            command,
            context,
            ToSign(uuid5(visit, "bulletin"), LetterKind.BULLETIN, case),
            BULLETIN.decide,
            await self._bulletins.state(stream),
            lambda asked, number: replace(asked, letter=number),
        )
        return await self._bulletins.handle(numbered, context, stream=stream, case=case)
