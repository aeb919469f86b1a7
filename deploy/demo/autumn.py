"""The scenario: a clock that jumps from one working hour to the next, and people who answer."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from deploy.client import Client, Refusal
from deploy.demo.people import AUDITOR, People
from deploy.district import CsvRow, District, visit_body
from deploy.settling import Look, settle
from shared.identity.principal import Principal
from shared.runtime.clock import FileClock
from shared.workdays.deadline import SHANGHAI

FIRST, LAST = date(2026, 8, 31), date(2027, 1, 31)
NIGHT, EVENING = time(0, 5), time(17, 30)
ROUNDS = 2  # answers in one day: what the first bring about may be answered the same day
AT_ONCE = 12  # people who send something at the same time
PAGE = 25


class Autumn:
    """One run of the scenario against running services.

    `client_of` gives the client a person uses, `look` the services' status; `clock_file` is the clock the services live by.
    """

    def __init__(
        self,
        district: District,
        people: People,
        clock_file: Path,
        look: Look,
        client_of: Callable[[Principal], Client],
    ) -> None:
        self._district, self._people, self._clock_file = district, people, clock_file
        self._look, self._client_of = look, client_of
        self._visits = sorted(district.visits, key=lambda row: (_ends(row), row["no"]))
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._cases: dict[str, dict[str, Any]] = {}
        self._learnt = 0
        self._sent: set[str] = set()
        self.refusals: list[str] = []

    async def run(self, told: Callable[[date], None]) -> None:
        """Live through the autumn; `told` is called at the end of every day."""
        day = FIRST
        while day <= LAST:
            # What fell due at midnight is raised before anybody acts.
            await self._settle(_at(day, NIGHT))
            for _ in range(ROUNDS):
                if not await self._act_until(_at(day, EVENING)):
                    break
                await self._settle(_at(day, EVENING))
            told(day)
            day += timedelta(days=1)

    async def _settle(self, now: datetime) -> None:
        FileClock.set(self._clock_file, now)
        heads = {status["service"]: status["head"] for status in await settle(self._look, now)}
        if heads["rectification"] != self._learnt:
            await self._learn_changes()
            self._learnt = heads["rectification"]

    async def _act_until(self, end: datetime) -> bool:
        """Everything people do by `end`, each hour's in its hour; whether anybody did anything."""
        by_hour: dict[datetime, list[Coroutine[Any, Any, None]]] = defaultdict(list)
        for at, said in [*self._visits_by(end), *self._answers_by(end)]:
            by_hour[at].append(said)
        for at in sorted(by_hour):
            FileClock.set(self._clock_file, max(at, FileClock(self._clock_file).now()))
            await asyncio.gather(*by_hour[at])
        return bool(by_hour)

    def _visits_by(self, end: datetime) -> Iterator[tuple[datetime, Coroutine[Any, Any, None]]]:
        """The visits that have ended by `end`, submitted by the first of their inspectors."""
        while self._visits and _ends(self._visits[0]) <= end:
            row = self._visits.pop(0)
            person = self._people.inspector(row["inspectors"].split("、")[0])
            body = visit_body(row, self._district.issues.get(row["no"], ()))
            yield _ends(row), self._send(person, "/inspection/api/visits", body, f"demo visit {row['no']}")

    def _answers_by(self, end: datetime) -> Iterator[tuple[datetime, Coroutine[Any, Any, None]]]:
        for case in self._cases.values():
            if not case["next_kind"]:
                continue
            at = self._people.acts_at(case)
            if at > end:
                continue
            request = self._people.request(case, at)
            if request is not None and request.key not in self._sent:
                self._sent.add(request.key)  # Who was refused does not insist.
                yield at, self._send(request.person, request.path, request.body, request.key)

    async def _send(self, person: Principal, path: str, body: dict[str, Any], key: str) -> None:
        async with self._turn:
            try:
                await self._client_of(person).post(path, body, key=key)
            except Refusal as refusal:
                self.refusals.append(f"{path} {refusal}")

    async def _learn_changes(self) -> None:
        """Read the cases that changed since the last look, as the auditor sees them."""
        client, offset = self._client_of(AUDITOR), 0
        while True:
            query = {"tab": "all", "sort": "-updated", "limit": PAGE, "offset": offset}
            page = (await client.get("/rectification/api/cases", **query))["cases"]
            changed = [case for case in page if self._cases.get(case["case_id"]) != case]
            self._cases |= {case["case_id"]: case for case in changed}
            if len(changed) < PAGE:
                return
            offset += PAGE


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI).astimezone(UTC)


def _ends(visit: CsvRow) -> datetime:
    hour, _, minute = visit["start"].partition(":")
    start = datetime.combine(date.fromisoformat(visit["date"]), time(int(hour), int(minute)), SHANGHAI)
    return start + timedelta(minutes=int(visit["minutes"] or 0))
