"""The staffing board of a big district over HTTP: after an event, again, of another day, as a page."""

import json
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from statistics import median
from uuid import uuid4

from deploy.demo.run import SAMPLE
from deploy.district import CsvRow, District, import_register
from services.roster.domain.details import UnitKind
from services.roster.domain.zone import UNCOUNTED_HERE
from tests.benchmarks.ground import at_rest, installation
from tests.benchmarks.report import Figure
from tests.benchmarks.wire import Connection, get, post
from tests.system.installation import FourProcesses

UNITS, INSPECTORS, POSTS, ZONES = 3_000, 800, 6_000, 32
SCHOOLS = 20  # in a zone at most (教督〔2012〕7号)
SEED = 20261013
BELOW = 50.0  # milliseconds
BOARD, COVERAGE, PAGE = "/roster/api/staffing", "/roster/api/staffing/coverage", "/roster/staffing"
FIRST_DAY, DAYS = date(2024, 9, 1), 800  # among which other days are drawn

Asking = Callable[[], Awaitable[float]]


async def measure(rounds: int = 15) -> list[Figure]:
    """A read after an event is sent with the event's position, so the projection is part of its time."""
    async with installation("roster") as (dudao, _):
        chance = random.Random(SEED)
        district = _grown(District.read(SAMPLE), chance)
        async with dudao.client() as client:
            result = await import_register(client, district)
        assert not result["refused"], result["refused"][:3]
        await at_rest(dudao, "roster")
        reader = await Reader.of(dudao, district, chance)
        return [
            figure
            for name, ask in (
                ("board, first read after an event", lambda: reader.after_event(BOARD)),
                ("coverage, first read after an event", lambda: reader.after_event(COVERAGE)),
                ("page, first read after an event", lambda: reader.after_event(PAGE)),
                ("board, again", lambda: reader.timed(BOARD)),
                ("page, again", lambda: reader.timed(PAGE)),
                ("board, another day", lambda: reader.timed(reader.another_day(BOARD))),
                ("page, another day", lambda: reader.timed(reader.another_day(PAGE))),
            )
            for figure in await _figures(name, ask, rounds)
        ]


class Reader:
    """Somebody of the office at one connection, who reads boards and now and then assigns or ends a post."""

    def __init__(
        self, connection: Connection, token: str, posts: Sequence[CsvRow], chance: random.Random
    ) -> None:
        self._connection, self._token, self._chance = connection, token, chance
        self._posts = chance.sample(posts, len(posts))  # Those ended are taken from its end.

    @classmethod
    async def of(cls, dudao: FourProcesses, district: District, chance: random.Random) -> "Reader":
        connection = await Connection.to(dudao.ports["roster"])
        return cls(connection, dudao.token(), district.posts, chance)

    async def timed(self, path: str) -> float:
        """Milliseconds to the last byte of the answer, which must be a success."""
        began = time.perf_counter()
        answer = await self._connection.ask(get(path, self._token))
        took = (time.perf_counter() - began) * 1000
        assert answer.status == 200, answer.body.decode(errors="replace")
        return took

    async def after_event(self, path: str) -> float:
        """End a post, and read at once what must show it."""
        row = self._posts.pop()
        body = {"unit": row["unit"], "inspector": row["inspector"], "ended_on": "2026-10-01"}
        said = json.dumps(body).encode()
        ended = await self._connection.ask(post("/roster/api/posts/end", self._token, str(uuid4()), said))
        return await self.timed(f"{path}?after={ended.json()['position']}")

    def another_day(self, path: str) -> str:
        return f"{path}?on={FIRST_DAY + timedelta(self._chance.randrange(DAYS))}"


async def _figures(name: str, ask: Asking, rounds: int) -> list[Figure]:
    took = [await ask() for _ in range(1 + rounds)][1:]
    about = f"{UNITS:,} units, {INSPECTORS} inspectors, {POSTS:,} posts"
    return [
        Figure(name=f"{name}, {which}", value=of(took), unit="ms", below=BELOW, beside=about)
        for which, of in (("median", median), ("max", max))
    ]


def _grown(sample: District, chance: random.Random) -> District:
    """What the sample lacks to a big district, made after its rows under other numbers."""
    zones = [f"{n}号责任区" for n in range(1, ZONES + 1)]
    places = dict.fromkeys(zones, SCHOOLS)
    units: list[CsvRow] = []
    for n in range(10_000, 10_000 + UNITS - len(sample.units)):
        like = chance.choice(sample.units)
        counted = UnitKind(like["kind"]) not in UNCOUNTED_HERE
        zone = chance.choice([zone for zone, left in places.items() if left or not counted])
        places[zone] -= counted
        units.append({**like, "code": f"319991-{n}", "name": f"第{n}学校", "zone": zone})
    inspectors = [
        {**chance.choice(sample.inspectors), "no": f"DX{n}", "name": f"督学{n}", "zone": chance.choice(zones)}
        for n in range(10_000, 10_000 + INSPECTORS - len(sample.inspectors))
    ]
    pairs = {
        (chance.choice(units)["code"], chance.choice(inspectors)["no"])
        for _ in range(POSTS - len(sample.posts))
    }
    posts = [{"unit": unit, "inspector": who, "since": "2025-09-01"} for unit, who in sorted(pairs)]
    return District(units, inspectors, posts, relations=[], visits=[], issues={})
