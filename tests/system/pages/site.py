"""The four services behind one port, as `dudao up` runs them, on a thread beside a browser's tests."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg
from fastapi import FastAPI

from deploy.client import Client, operator_token, token_for
from deploy.district import District, import_register, visit_body
from deploy.ground import ground
from deploy.host import build, free_port, serving
from deploy.installation import SERVICES, Installation, database_of
from deploy.settling import in_this_process, settle
from services.rectification.entrypoints.watcher import DueWatcher
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.letters.archive import LetterArchive
from shared.runtime.clock import FileClock
from shared.runtime.service import Service
from shared.workdays.deadline import SHANGHAI

T = TypeVar("T")
Json = dict[str, Any]

SAMPLE = Path(__file__).parents[3] / "deploy" / "demo" / "yunting"
NOW = datetime(2026, 10, 13, 10, 42, tzinfo=SHANGHAI)
PASSWORD = "correct-horse"
PATIENCE = 60.0  # seconds

KINDERGARTEN, SCHOOL = "319991-0030", "319991-0044"
OFFICE = Principal("zhouwq", "周文清", (Role.OFFICE,))
DEPUTY = Principal("shenjy", "沈静宜", (Role.DEPUTY_CHIEF_INSPECTOR,))
INSPECTOR = Principal("DX030", "曾少华", (Role.INSPECTOR,), inspector="DX030")
HEAD = Principal("head30", "高卫东", (Role.UNIT,), unit=KINDERGARTEN)
PEOPLE = (OFFICE, DEPUTY, INSPECTOR, HEAD)
VISITS = {KINDERGARTEN: "JC-202610-004", SCHOOL: "JC-202609-029"}
PLAN = {"measures": [{"measure": "添置48小时留样柜", "person": "吴海燕", "due_on": "2026-10-14"}]}


class Site:
    """A part of the sample district on 13 October 2026, and everybody needed to rectify its issues."""

    def __init__(self, folder: Path) -> None:
        self.installation = Installation(folder / "installation")
        self.clock = folder / "clock"
        self._ready, self._stop = threading.Event(), asyncio.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="site")
        self._loop: asyncio.AbstractEventLoop
        self._postgres = ""
        self._apps: Mapping[str, FastAPI] = {}
        self.origin = ""
        self._untouched: list[Json] = []

    def start(self) -> None:
        FileClock.set(self.clock, NOW)
        self._thread.start()
        self._ready.wait(PATIENCE)
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)

    @contextmanager
    def at(self, now: datetime) -> Iterator[None]:
        """Move the clock of the services for a while."""
        FileClock.set(self.clock, now)
        try:
            yield
        finally:
            FileClock.set(self.clock, NOW)

    def token(self, person: Principal, lifetime: float = 3600) -> str:
        return token_for(self.installation, person, lifetime)

    def get(self, path: str, **query: object) -> Any:
        """What the office reads by the API."""

        async def ask() -> Any:
            async with Client(self.origin, self.token(OFFICE)) as client:
                return await client.get(path, **query)

        return self.call(ask())

    def post(self, path: str, body: Json | None = None, person: Principal = OFFICE) -> None:
        """Do something by the API, and wait until everybody has heard of it."""

        async def ask() -> None:
            async with Client(self.origin, self.token(person)) as client:
                await client.post(path, body)
            await self._rest()

        self.call(ask())

    def cases(self, unit: str = KINDERGARTEN) -> list[Json]:
        """The cases of a unit by number."""
        found = self.get("/rectification/api/cases", tab="all", sort="number", unit=unit)["cases"]
        assert isinstance(found, list)
        return found

    def case(self, state: str = "opened") -> Json:
        """A case of the kindergarten that no test has had yet, taken by the API to where it is wanted."""
        if not self._untouched:
            self._untouched = [case for case in self.cases() if case["state"] == "opened"]
        case = self._untouched.pop()
        address = f"/rectification/api/cases/{case['case_id']}"
        if state in ("noticed", "planned"):
            self.post(f"{address}/notice", {"working_days": 10})
        if state == "planned":
            self.post(f"{address}/plan", PLAN, HEAD)
        found: Json = self.get(address)
        assert found["state"] == state
        return found

    def look_at_what_is_due(self) -> None:
        """Let rectification raise what fell due, without waiting for its next look."""
        service = self.service("rectification")
        (watcher,) = (part for part in service.parts if isinstance(part, DueWatcher))
        self.call(watcher.look())
        self.rest()

    def letters(self, name: str) -> LetterArchive:
        archive: LetterArchive = self._apps[name].state.letters
        return archive

    def service(self, name: str) -> Service:
        service: Service = self._apps[name].state.service
        return service

    def sign(self) -> None:
        """Sign what rectification's log gained, as it does every minute."""
        self.call(self.service("rectification").checkpoints.sign())

    @contextmanager
    def tampered(self, case: str, old: str, new: str) -> Iterator[None]:
        """The notice of a case says something else in the log, as only the server's administrator can make it."""
        change = (
            "UPDATE log.event SET record = convert_to(replace(convert_from(record, 'UTF8'), $2, $3), 'UTF8')"
            " WHERE \"case\" = $1 AND type = 'NoticeServed'"
        )
        self.call(self._execute(change, case, old, new))
        try:
            yield
        finally:
            self.call(self._execute(change, case, new, old))

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the services' own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def rest(self) -> None:
        """Wait until everything that was said has been heard."""
        self.call(self._rest())

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            self._failure = failure
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with AsyncExitStack() as stack:
            base = await stack.enter_async_context(ground(self.installation))
            self._postgres = base.backends.postgres_url
            port = free_port()
            origin = f"http://127.0.0.1:{port}"
            environments = {
                name: base.environment(name, origin, self.clock, "云汀区")
                | {"DUDAO_CHECKPOINT_INTERVAL": "9999", "DUDAO_PRINT_LETTERS": "false"}
                for name in SERVICES
            }
            self._apps = {name: build(name, environment) for name, environment in environments.items()}
            self.origin = await stack.enter_async_context(serving(self._apps, "127.0.0.1", port))
            await self._fill()
            self._ready.set()
            await self._stop.wait()

    async def _fill(self) -> None:
        district = District.read(SAMPLE)
        district.units = [unit for unit in district.units if unit["code"] in VISITS]
        district.posts, district.relations = [], []
        visits = [row for row in district.visits if row["no"] in VISITS.values()]
        every = {issue["problem"]: issue for rows in district.issues.values() for issue in rows}
        issues = {KINDERGARTEN: list(every.values())[:16], SCHOOL: district.issues[VISITS[SCHOOL]]}
        async with Client(self.origin, operator_token(self.installation)) as client:
            refused = (await import_register(client, district))["refused"]
            assert not refused, refused
            await self._rest()
            for row in visits:
                await client.post("/inspection/api/visits", visit_body(row, issues[row["unit"]]))
            for person in PEOPLE:
                await client.post("/roster/api/accounts", _account(person))
            new = Principal("first", "新人", (Role.OFFICE,))
            await client.post("/roster/api/accounts", _account(new, must_change=True))
        await self._rest()

    async def _rest(self) -> None:
        await settle(in_this_process([app.state.service for app in self._apps.values()]))

    async def _execute(self, statement: str, *values: str) -> None:
        url = urlsplit(self._postgres)._replace(path=f"/{database_of('rectification')}")
        connection = await asyncpg.connect(url.geturl())
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()


def _account(person: Principal, must_change: bool = False) -> Json:
    roles: Sequence[str] = [role.value for role in person.roles]
    return {
        "account": person.id,
        "name": person.name,
        "roles": roles,
        "unit": person.unit,
        "inspector": person.inspector,
        "password": PASSWORD,
        "must_change": must_change,
    }
