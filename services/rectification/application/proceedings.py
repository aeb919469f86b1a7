"""Interviews, accountabilities and commendations, each bound to its stream; their letters get their numbers here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from services.rectification.domain import accountability_commands as account
from services.rectification.domain import commendation_stages as commend
from services.rectification.domain import interview_commands as meet
from services.rectification.domain.accountability import accountability_decider
from services.rectification.domain.accountability_stages import Accountability
from services.rectification.domain.commendation import commendation_decider
from services.rectification.domain.commendation_stages import Commendation
from services.rectification.domain.interview import interview_decider
from services.rectification.domain.interview_stages import Interview
from services.rectification.domain.letters import LetterKind
from services.rectification.domain.proceeding import Kind
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.decider import Decider
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.letters.numbers import LetterNumbers, ToSign
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

LETTER_KINDS: Final[dict[type[Any], LetterKind]] = {
    meet.ServeInterviewNotice: LetterKind.INTERVIEW,
    meet.RecordMeeting: LetterKind.INTERVIEW,
    account.NotifyOpinion: LetterKind.ACCOUNTABILITY_NOTICE,
    account.ServeDecision: LetterKind.ACCOUNTABILITY,
    account.CorrectDecision: LetterKind.ACCOUNTABILITY,
    account.DecideReview: LetterKind.REVIEW,
    account.TransferMeasures: LetterKind.TRANSFER,
    commend.PublishCommendation: LetterKind.CIRCULAR,
}
"""The series of the letter that a command signs."""

Whole = Interview | Accountability | Commendation


@dataclass(frozen=True, slots=True)
class _Bound:
    decider: Decider[Any, Any, Any]
    handler: CommandHandler[Any, Any, Any]


class ProceedingHandlers:
    """Obeys the commands of proceedings. `office` begins every letter number (云教督)."""

    def __init__(
        self,
        store: EventStore,
        types: EventTypes[Any],
        pack_on: Callable[[date], RulePack],
        calendar: Calendar,
        office: str,
    ) -> None:
        deciders: dict[Kind, Decider[Any, Any, Any]] = {
            Kind.INTERVIEW: interview_decider(pack_on, calendar),
            Kind.ACCOUNTABILITY: accountability_decider(pack_on, calendar),
            Kind.COMMENDATION: commendation_decider(pack_on, calendar),
        }
        self._bound = {
            kind: _Bound(decider, CommandHandler(store, decider, types)) for kind, decider in deciders.items()
        }
        self._numbers = LetterNumbers(store, types, office)

    async def handle(self, kind: Kind, command: Any, context: Context) -> Handled[Any]:
        """Obey a command. Raises a `Refused`, `VersionConflict` or `StoreUnavailable`."""
        id: UUID = command.proceeding
        if type(command) in LETTER_KINDS:
            command = await self._numbered(kind, command, context)
        return await self._bound[kind].handler.handle(
            command, context, stream=stream_of(kind, id), case=str(id)
        )

    async def whole(self, kind: Kind, id: UUID) -> Whole | None:
        """The proceeding as its log has it this instant."""
        state, _ = await self._bound[kind].handler.state(stream_of(kind, id))
        return state if isinstance(state, Whole) else None

    async def _numbered(self, kind: Kind, command: Any, context: Context) -> Any:
        """The command with its letter's number; the letter is known by its kind and how many came before."""
        id: UUID = command.proceeding
        bound, letters = self._bound[kind], LETTER_KINDS[type(command)]
        stands = await bound.handler.state(stream_of(kind, id))
        cause = uuid5(id, f"{type(command).__name__}/{_before(command, stands[0])}")
        return await self._numbers.numbered(
            command,
            context,
            ToSign(cause, letters, str(id)),
            bound.decider.decide,
            stands,
            lambda asked, number: replace(asked, letter=number),
        )


def stream_of(kind: Kind, id: UUID) -> str:
    return f"{kind}-{id}"


def _before(command: object, state: object) -> str:
    """What tells a letter from the earlier ones of its kind in the same proceeding."""
    if isinstance(command, meet.ServeInterviewNotice) and isinstance(state, Interview):
        return str(len(state.notices))
    if isinstance(command, account.TransferMeasures):
        return "、".join(command.measures)
    return ""
