"""Monitoring results and the third parties that measure or score, each bound to its stream."""

from datetime import datetime
from typing import Any

from services.inspection.domain.engaging import THIRD_PARTY, engaged
from services.inspection.domain.monitoring import (
    MONITORED,
    MonitoringResultRecorded,
    RecordMonitoringResult,
    result_id,
)
from services.inspection.domain.terms import day_of
from services.inspection.domain.third_party import BodyCommand, BodyEvent, OnBehalf, Work
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes


class MeasuringHandlers:
    """Obeys the commands about monitoring results and third parties."""

    def __init__(self, store: EventStore, types: EventTypes[Any]) -> None:
        self._results = CommandHandler(store, MONITORED, types)
        self._bodies = CommandHandler(store, THIRD_PARTY, types)

    async def result(
        self, command: RecordMonitoringResult, context: Context
    ) -> Handled[MonitoringResultRecorded]:
        stream = f"monitoring-{result_id(command.result)}"
        return await self._results.handle(command, context, stream=stream)

    async def body(self, command: BodyCommand, context: Context) -> Handled[BodyEvent]:
        return await self._bodies.handle(command, context, stream=_stream(command.code))

    async def engaged(self, body: str, work: Work, engagement: str, now: datetime) -> OnBehalf:
        """The third party as one that may do this work now. Raises why it may not."""
        state, _ = await self._bodies.state(_stream(body))
        return engaged(state, body, work, engagement, day_of(now))


def _stream(code: str) -> str:
    return f"third-party-{code}"
