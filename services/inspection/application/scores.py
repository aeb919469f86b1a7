"""Scores bound to their streams, and what an inspection's own log says to them."""

from typing import Any, assert_never
from uuid import UUID

from services.inspection.domain.inspection_commands import ServeOpinion
from services.inspection.domain.procedure import RosterSays
from services.inspection.domain.scoring import SCORING
from services.inspection.domain.scoring_commands import FreezeScores, Phase, ScoringCommand, SubjectSays
from services.inspection.domain.scoring_events import ScoringEvent
from services.inspection.domain.scoring_states import Scoring
from services.inspection.domain.stages import (
    Announced,
    Ended,
    FedBack,
    Formed,
    Inspection,
    Planned,
    Reported,
    Served,
    Stage,
    UnderOpinion,
)
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes


class ScoringHandlers:
    """Obeys the commands about scores; they are in the chain of what is scored."""

    def __init__(self, store: EventStore, types: EventTypes[Any]) -> None:
        self._scores = CommandHandler(store, SCORING, types)

    async def handle(self, command: ScoringCommand, context: Context) -> Handled[ScoringEvent]:
        """Obey a command. Raises a `Refused`, `VersionConflict` or `StoreUnavailable`."""
        id = command.scored
        return await self._scores.handle(command, context, stream=_stream(id), case=str(id))

    async def scores(self, scored: UUID) -> tuple[Scoring, int]:
        """The scores as their log has them this instant, and the version of the log."""
        return await self._scores.state(_stream(scored))

    async def freeze(self, serving: ServeOpinion, inspection: Inspection, context: Context) -> None:
        """Close the scores before the opinion is served. Raises a `Refused` when they are not decided.

        It comes before: a score that changed while the opinion went out would be one nobody was told of.
        """
        says = says_of(inspection, serving.roster)
        command = FreezeScores(scored=serving.inspection, by=serving.by, now=serving.now, says=says)
        await self.handle(command, context)


def says_of(inspection: Inspection, roster: RosterSays) -> SubjectSays:
    """What the inspection says to its scores."""
    team, stage = inspection.team, inspection.stage
    phase = phase_of(stage)
    granted = frozenset(who for who, decided in inspection.decided.items() if decided)
    return SubjectSays(
        phase=phase,
        members=frozenset(team.inspectors) - roster.unfit,
        experts=frozenset(team.experts),
        recused=granted | roster.recused,
        undecided=frozenset(inspection.asked),
        stated=inspection.stated,
        examined=bool(stage.site_visits) if isinstance(stage, Announced) else phase >= Phase.DELIBERATED,
    )


def phase_of(stage: Stage) -> Phase:
    match stage:
        case Planned() | Formed():
            return Phase.PREPARING
        case Announced():
            return Phase.INQUIRING
        case UnderOpinion() | FedBack():
            return Phase.DELIBERATED
        case Served() | Reported():
            return Phase.SERVED
        case Ended():
            return Phase.ENDED
        case _:
            assert_never(stage)


def _stream(scored: UUID) -> str:
    return f"scoring-{scored}"
