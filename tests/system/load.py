"""Inspectors who hand in visits without pause, and what must be true of the logs afterwards."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from deploy.installation import SERVICES
from deploy.verification import verify_installation
from services.rectification.application.reactions import case_of
from tests.system.installation import PAUSE, FourProcesses, eventually

UNIT = "319991-0001"
INSPECTORS = ("DX003", "DX018")  # In term on the day the clock stands at.
AT_ONCE = 4  # visits on their way at one time
PACE = 0.3  # seconds between two visits of one inspector: a load, but no test of throughput


@dataclass
class Load:
    """Visits to one unit, each sent again under the same key until it is acknowledged."""

    dudao: FourProcesses
    issues: list[str] = field(default_factory=list)

    async def hand_in(self, http: httpx.AsyncClient) -> str:
        """One visit with one finding; the id of its issue once the visit is acknowledged."""
        visit = uuid4()
        finding = {"theme": "校园安全", "problem": f"问题{visit}", "demand": "立即整改", "severity": "一般"}
        body = {
            "visit": str(visit),
            "number": f"JC-{visit.int % 10**12}",
            "unit": UNIT,
            "inspectors": list(INSPECTORS),
            "visited_on": "2026-10-30",
            "findings": [{**finding, "working_days": 15}],
        }

        async def acknowledged() -> str:
            key = {"Idempotency-Key": str(visit)}
            answer = await http.post("/inspection/api/visits", json=body, headers=key)
            assert answer.is_success or answer.status_code == 503, answer.text
            return str(answer.json()["issues"][0]) if answer.is_success else ""

        issue = await eventually(acknowledged, 60)
        self.issues.append(issue)
        return issue

    @asynccontextmanager
    async def on(self) -> AsyncIterator[None]:
        """Visits are handed in all the while; none is given up."""
        over = asyncio.Event()

        async def inspector(http: httpx.AsyncClient) -> None:
            while not over.is_set():
                await self.hand_in(http)
                await asyncio.sleep(PACE)

        async with self.dudao.http() as http, asyncio.TaskGroup() as inspectors:
            for _ in range(AT_ONCE):
                inspectors.create_task(inspector(http))
            try:
                yield
            finally:
                over.set()

    async def has_flowed(self, count: int = 12) -> None:
        """Wait until so many more visits are acknowledged."""
        wanted = len(self.issues) + count
        async with asyncio.timeout(60):
            while len(self.issues) < wanted:  # The inspectors tell nobody.
                await asyncio.sleep(PAUSE)

    async def a_fresh_issue_is_heard_of(self) -> None:
        """Hand in one more visit and wait until its case is open and everybody was told."""
        async with self.dudao.http() as http:
            case = case_of(UUID(await self.hand_in(http)))

        async with self.dudao.database("notification") as database:

            async def told() -> bool:
                query = 'SELECT count(*) FROM read_models.inbox WHERE "case" = $1'
                return bool(await database.fetchval(query, str(case)) == 1 + len(INSPECTORS))

            await eventually(told, 30)

    async def nothing_was_lost_or_doubled(self) -> None:
        """Every acknowledged issue has one case, every case was told once to each it concerns."""
        dudao = self.dudao
        await dudao.rest(patience=90)
        raised = [event["issue"] for event in await dudao.log("inspection", "IssueRaised")]
        assert set(self.issues) <= set(raised)
        assert_each_once(raised)
        cases = [event["about"]["case_id"] for event in await dudao.log("rectification", "CaseOpened")]
        assert_each_once(cases)
        assert set(cases) == {str(case_of(UUID(issue))) for issue in raised}
        told = [
            (event["case_id"], event["recipient"])
            for event in await dudao.log("notification", "MessageRequested")
            if event["kind"] == "case-opened"
        ]
        assert_each_once(told)
        assert {case for case, _ in told} == set(cases)
        by_case = Counter(case for case, _ in told)
        assert set(by_case.values()) == {1 + len(INSPECTORS)}
        statuses = [await dudao.status(service) for service in SERVICES]
        assert [status["dead_letters"] for status in statuses] == [0, 0, 0, 0]
        report = await verify_installation(dudao.installation, dudao.backends)
        assert report.faults == []


def assert_each_once(values: list[Any]) -> None:
    more = [value for value, count in Counter(values).items() if count > 1]
    assert not more, more[:5]
