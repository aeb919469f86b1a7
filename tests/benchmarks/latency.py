"""From the commit of an event to the commit of the next service's handler, at a steady pace."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle

import asyncpg

from tests.benchmarks.ground import at_rest, installation
from tests.benchmarks.report import Figure, percentile
from tests.benchmarks.visiting import Visitor
from tests.benchmarks.wire import Connection
from tests.system.installation import FourProcesses

CONNECTIONS = 16
WARM_UP = 3.0  # seconds that do not count
_RAISED = "SELECT id, extract(epoch FROM stored_at)::float8 AS at FROM log.event WHERE type = 'IssueRaised'"
_OPENED = """
SELECT (convert_from(record, 'UTF8')::jsonb ->> 'causation')::uuid AS cause, position
FROM log.event WHERE type = 'CaseOpened'
"""

Told = list[tuple[int, float]]
"""Positions of a log and when somebody outside heard that they are committed (Unix time), in order."""


async def measure(seconds: float = 30.0) -> list[Figure]:
    """At the pace of the target, and at a third of it, where nothing waits for a free processor."""
    return [*await at_pace(100.0, seconds, (10, 100)), *await at_pace(30.0, seconds, (None, None))]


async def at_pace(pace: float, seconds: float, targets: tuple[float | None, float | None]) -> list[Figure]:
    """Visits with one issue each, `pace` of them a second; all four services run. p50 and p99."""
    async with installation() as (dudao, visitors), commits(dudao, "rectification") as told:
        began = time.time()
        await hand_in(dudao, visitors, pace, WARM_UP + seconds)
        await at_rest(dudao, "inspection", "rectification")
        delays = await _delays(dudao, told, began + WARM_UP)
    milliseconds = [delay * 1000 for delay in delays]
    name = f"commit to the next service's commit, {pace:g} events/s"
    return [
        Figure(name=f"{name}, {label}", value=percentile(milliseconds, part), unit="ms", below=target)
        for (label, part), target in zip((("p50", 0.5), ("p99", 0.99)), targets, strict=True)
    ]


async def hand_in(dudao: FourProcesses, visitors: Sequence[Visitor], pace: float, seconds: float) -> None:
    """Send visits at their times, whether earlier ones were answered or not, on a free connection each."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await Connection.to(dudao.ports["inspection"]))
    who, loop = cycle(visitors), asyncio.get_running_loop()
    began = loop.time()

    async def visit(connection: Connection) -> None:
        (await connection.ask(next(who).visit(1)[1])).json()
        free.put_nowait(connection)

    async with asyncio.TaskGroup() as sent:
        for n in range(round(pace * seconds)):
            await asyncio.sleep(began + n / pace - loop.time())
            sent.create_task(visit(await free.get()))


@asynccontextmanager
async def commits(dudao: FourProcesses, service: str) -> AsyncIterator[Told]:
    """What another session of the service's database is told of the commits to its log."""
    told: Told = []

    def hear(_: asyncpg.Connection, __: int, ___: str, position: str) -> None:
        told.append((int(position), time.time()))

    async with dudao.database(service) as connection:
        await connection.add_listener("log", hear)
        yield told


async def _delays(dudao: FourProcesses, told: Told, since: float) -> list[float]:
    """Seconds from the insertion of each issue's event, which is just before its commit, until a third
    party heard of the commit of its case: the true delay is less."""
    async with dudao.database("inspection") as connection:
        raised = {row["id"]: row["at"] for row in await connection.fetch(_RAISED)}
    async with dudao.database("rectification") as connection:
        opened = {row["cause"]: row["position"] for row in await connection.fetch(_OPENED)}
    assert raised.keys() == opened.keys(), "an issue has no case"
    positions = [position for position, _ in told]
    return [
        told[bisect_left(positions, opened[issue])][1] - at for issue, at in raised.items() if at >= since
    ]
