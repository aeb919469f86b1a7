"""Read models of the rectification made anew from its log."""

import asyncio
import time
from collections.abc import Sequence
from statistics import median
from uuid import UUID, uuid4

from services.rectification.adapters.storage import TYPES
from services.rectification.application.handlers import stream_of_case
from services.rectification.domain.commands import CaseCommand
from services.rectification.read_models import cases, due, inspectors, units
from shared.event_sourcing.command_handler import CommandHandler, Context
from shared.event_sourcing.event_store import Append, NewRecord, Recorded
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from tests.benchmarks.ground import engine_of, log_database
from tests.benchmarks.report import Figure
from tests.unit.rectification import samples

MODELS = [cases.MODEL, due.MODEL, units.MODEL, inspectors.MODEL]
COMMANDS: Sequence[CaseCommand] = [
    samples.open_case(),
    samples.serve_notice(),
    samples.submit_plan(),
    samples.accept_plan(),
    samples.report_completion(),
    samples.recheck(True),
    samples.close_case(),
    samples.revisit(True),
]
AT_ONCE = 200  # cases appended at one time


async def measure(events: int = 60_000, rounds: int = 3) -> list[Figure]:
    """The log holds `events` events of cases from their opening to their revisit."""
    async with log_database() as url, engine_of(url) as engine:
        store = PostgresEventStore(engine)
        await store.start()
        try:
            head = await _fill(store, events)
            projections = Projections(engine, store, TYPES, MODELS)
            await projections.start()
            assert await projections.wait_for(head, timeout=60)
            await projections.stop()
            return [
                Figure(
                    name=name,
                    value=await _rate(projections, names, head, rounds),
                    unit="events/s",
                    at_least=20_000,
                )
                for name, names in (
                    ("rebuild of the read model of cases", [cases.MODEL.name]),
                    (f"rebuild of {len(MODELS)} read models of the rectification at once", None),
                )
            ]
        finally:
            await store.stop()


async def _rate(projections: Projections, names: Sequence[str] | None, head: int, rounds: int) -> float:
    """Events of the log per second."""
    seconds = []
    for _ in range(rounds):
        began = time.monotonic()
        await projections.rebuild(names)
        seconds.append(time.monotonic() - began)
        assert projections.position == head
    return head / median(seconds)


async def _fill(store: PostgresEventStore, events: int) -> int:
    """Append the history of one case under the ids of many; the head of the log."""
    history = await _history()
    for begun in range(0, events // len(history), AT_ONCE):
        left = events // len(history) - begun
        await asyncio.gather(*(store.append(_copied(history)) for _ in range(min(AT_ONCE, left))))
    return await store.head()


async def _history() -> Sequence[Recorded]:
    """The records of one case, closed and revisited."""
    store = InMemoryEventStore()
    handler = CommandHandler(store, samples.DECIDER, TYPES)
    for command in COMMANDS:
        cause = uuid4()
        stream, case = stream_of_case(samples.CASE_ID), str(samples.CASE_ID)
        await handler.handle(command, Context(cause, cause), stream=stream, case=case)
    return await store.read_case(str(samples.CASE_ID))


def _copied(history: Sequence[Recorded]) -> Append:
    """The same case under another id: ids of one length keep the records canonical."""
    case = uuid4()
    return Append(stream_of_case(case), 0, str(case), [_under(case, recorded) for recorded in history])


def _under(case: UUID, recorded: Recorded) -> NewRecord:
    id, record = uuid4(), recorded.record
    for old, new in ((samples.CASE_ID, case), (recorded.id, id)):
        record = record.replace(str(old).encode(), str(new).encode())
    return NewRecord(id, recorded.type, record)
