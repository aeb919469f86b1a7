"""Issues raised over HTTP until the notice is in the unit's inbox: four services on two cores."""

import asyncio
import contextlib
import os
from collections.abc import Iterator, Sequence
from itertools import cycle
from uuid import UUID

from deploy.installation import SERVICES
from services.rectification.application.reactions import case_of
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from tests.benchmarks.ground import at_rest, installation
from tests.benchmarks.report import Figure, percentile
from tests.benchmarks.visiting import Visitor
from tests.benchmarks.wire import Connection, get, post
from tests.system.installation import FourProcesses

CORES = 2
FINDINGS = 3  # of each visit
WARM_UP = 5.0  # seconds that do not count
PATIENCE = 30.0  # seconds after which a notice that has not arrived is lost
INSPECTORS, CLERKS = 4, 8  # who hand in visits, who serve notices: a connection each
LOOK = 0.1  # seconds between two looks at the ledger or the inboxes
OPENED = "/rectification/api/cases?tab=open&state=opened&sort=number&limit=200"
OFFICE = Principal("office", "督导室", (Role.OFFICE,))

_ARRIVED = """
SELECT position, case_id::text AS case FROM read_models.inbox
WHERE position > $1 AND kind = 'notice-served' AND recipient = 'unit:' || unit ORDER BY position
"""


async def measure(seconds: float = 25.0, under_way: int = 150) -> list[Figure]:
    """At most `under_way` issues are on their way at one time, so that no backlog grows: what comes out is
    what the loop sustains."""
    with on_cores(CORES):
        async with installation() as (dudao, visitors):
            loop = Loop(dudao, visitors, under_way)
            until = await loop.run(seconds)
            await at_rest(dudao, *SERVICES)
            lost = loop.raised.keys() - loop.told.keys()
            letters = [(await dudao.status(service))["dead_letters"] for service in SERVICES]
    assert not lost, f"{len(lost)} of {len(loop.raised)} notices never arrived"
    assert not any(letters), f"dead letters: {letters}"
    delays = [at - loop.raised[case] for case, at in loop.told.items() if until - seconds <= at < until]
    beside = f"none of {len(loop.raised):,} lost; each took {percentile(delays, 0.5):.1f} s (p50)"
    name = "issue over HTTP to notice in the unit's inbox, whole loop"
    return [Figure(name=name, value=len(delays) / seconds, unit="issues/s", at_least=100, beside=beside)]


class Loop:
    """The people. `raised` and `told` say of each case when its visit was sent in, and when the notice of its
    rectification was seen in the unit's inbox (the event loop's time, seconds)."""

    def __init__(self, dudao: FourProcesses, visitors: Sequence[Visitor], under_way: int) -> None:
        self.raised: dict[str, float] = {}
        self.told: dict[str, float] = {}
        self._dudao, self._who = dudao, cycle(visitors)
        self._free = asyncio.Semaphore(under_way)
        self._opened: asyncio.Queue[str] = asyncio.Queue()
        self._handing_in = True
        self._time = asyncio.get_running_loop().time

    async def run(self, seconds: float) -> float:
        """Let them work until every notice has arrived or is lost; when the seconds that count were over."""
        async with asyncio.TaskGroup() as people:
            inspectors = [people.create_task(self._hand_in()) for _ in range(INSPECTORS)]
            others = [people.create_task(self._follow_ledger()), people.create_task(self._read_inboxes())]
            others += [people.create_task(self._serve_notices()) for _ in range(CLERKS)]
            await asyncio.sleep(WARM_UP + seconds)
            until, self._handing_in = self._time(), False
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await asyncio.wait(inspectors)
                    while self.raised.keys() - self.told.keys():
                        await asyncio.sleep(LOOK)
            for task in inspectors + others:
                task.cancel()
        return until

    async def _hand_in(self) -> None:
        connection = await Connection.to(self._dudao.ports["inspection"])
        while True:
            for _ in range(FINDINGS):
                await self._free.acquire()
            if not self._handing_in:
                return
            sent = self._time()
            answer = await connection.ask(next(self._who).visit(FINDINGS)[1])
            self.raised |= {str(case_of(UUID(issue))): sent for issue in answer.json()["issues"]}

    async def _follow_ledger(self) -> None:
        """The office looks at the cases that wait for their notice."""
        connection = await Connection.to(self._dudao.ports["rectification"])
        look, seen = get(OPENED, self._dudao.token(OFFICE)), set[str]()
        while True:
            waiting = [case["case_id"] for case in (await connection.ask(look)).json()["cases"]]
            for case in waiting:
                if case not in seen:
                    self._opened.put_nowait(case)
            seen.update(waiting)
            await asyncio.sleep(LOOK)

    async def _serve_notices(self) -> None:
        connection = await Connection.to(self._dudao.ports["rectification"])
        token = self._dudao.token(OFFICE)
        while True:
            case = await self._opened.get()
            answer = await connection.ask(post(f"/rectification/api/cases/{case}/notice", token, case))
            assert answer.json()["changed"]

    async def _read_inboxes(self) -> None:
        """What the read model of the notification holds for the units."""
        position = 0
        async with self._dudao.database("notification") as database:
            while True:
                for arrived in await database.fetch(_ARRIVED, position):
                    assert arrived["case"] not in self.told, "a notice arrived twice"
                    self.told[arrived["case"]] = self._time()
                    self._free.release()
                    position = arrived["position"]
                await asyncio.sleep(LOOK)


@contextlib.contextmanager
def on_cores(count: int) -> Iterator[None]:
    """Hold this process and all it starts to so many cores, where the system can (Linux)."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
