"""Hostile requests to every command of the four services: a clear problem, an untouched log, a live process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from deploy.client import token_for
from deploy.installation import SERVICES
from services.inspection.entrypoints.bodies import VisitBody
from services.rectification.domain.letters import Sort
from services.roster.entrypoints.bodies import InspectorRow, PostRow, RecusalBody, UnitRow
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from tests.system.hostile import (
    HOSTILE,
    NO_BODIES,
    OPEN_TO_ALL,
    Command,
    Json,
    a_zip,
    commands_of,
    dumps,
    sample,
    variants,
)
from tests.system.installation import FourProcesses
from tests.system.load import INSPECTORS, UNIT
from tests.system.test_loop import OFFICE, open_case

Ask = Callable[[], Awaitable[None]]
EVERYBODY = Principal(
    "all",
    "身兼数职",
    tuple(role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)),
    unit=UNIT,
    inspector=INSPECTORS[0],
)
AS_JSON = {"Content-Type": "application/json"}
AT_ONCE = 16
AT_A_TIME = 200  # rows of a batch: some hostile values are long


@dataclass
class Target:
    """All commands of the installation and a way to reach them."""

    dudao: FourProcesses
    http: httpx.AsyncClient
    commands: Sequence[Command]

    async def ask(self, command: Command, **request: Any) -> httpx.Response:
        return await self.http.request(command.method, command.url, **request)


@pytest.fixture
async def target(dudao: FourProcesses) -> AsyncIterator[Target]:
    """Afterwards the processes are the same, alive, and their read models follow the logs."""
    case = await open_case(dudao)
    async with dudao.http(OFFICE) as http:
        served = await http.post(f"/rectification/api/cases/{case}/notice")
        assert served.is_success, served.text
    known = {"case_id": str(case), "case": str(case), "kind": Sort.NOTICE.value, "n": "1"}
    known |= {"code": UNIT, "inspector": INSPECTORS[0], "zone": "第一责任区"}
    pids = [dudao.pid(service) for service in SERVICES]
    async with dudao.http(EVERYBODY) as http:
        documents = {service: (await http.get(f"/{service}/openapi.json")).json() for service in SERVICES}
        commands = [
            c for service, document in documents.items() for c in commands_of(service, document, known)
        ]
        assert len(commands) > 25
        yield Target(dudao, http, commands)
        for service in SERVICES:
            assert (await http.get(f"/{service}/health/live")).is_success
    assert [dudao.pid(service) for service in SERVICES] == pids
    await dudao.rest()  # No read model stumbles over what was let in.


async def test_a_body_that_is_none_is_refused_and_leaves_no_trace(target: Target) -> None:
    commands = [command for command in target.commands if command.schema]
    # Where the body may be missing, "nothing" is no bad input.
    asked = [(c, name) for c in commands for name in NO_BODIES if name != "nothing" or c.required]

    async def ask(command: Command, name: str) -> None:
        answer = await target.ask(command, content=NO_BODIES[name], headers=AS_JSON)
        check_problem(answer, command, name)

    await unchanged_by(target, [partial(ask, *one) for one in asked])


async def test_a_hostile_value_in_any_field_is_refused_by_name(target: Target) -> None:
    """The problem points at the field and says how to mend it; the log is untouched."""
    asked = [(c, where, body) for c in target.commands for where, body, allowed in c.hostile if not allowed]
    assert len(asked) > 1000

    async def ask(command: Command, where: str, body: Json) -> None:
        answer = await target.ask(command, content=dumps(body), headers=AS_JSON)
        check_problem(answer, command, (where, dumps(body)))
        if answer.status_code == 422:
            pointers = [error["pointer"] for error in answer.json().get("errors", ())]
            check(any(p.startswith(f"/{where}") for p in pointers), command, where, answer)

    await unchanged_by(target, [partial(ask, *one) for one in asked])


async def test_no_value_that_a_schema_allows_is_too_much_for_a_service(target: Target) -> None:
    """Odd but allowed: obeyed or refused, never a fault; the fixture sees that read models can hold it."""
    asked = [(c, body) for c in target.commands for _, body, allowed in c.hostile if allowed]

    async def ask(command: Command, body: Json) -> None:
        answer = await target.ask(command, content=dumps(body), headers=AS_JSON)
        if not answer.is_success:
            check_problem(answer, command, dumps(body))

    await at_once([partial(ask, *one) for one in asked])


async def test_in_a_batch_every_hostile_row_is_refused_by_itself(target: Target) -> None:
    rows: Mapping[str, type[BaseModel]] = {
        "/roster/api/imports/units": UnitRow,
        "/roster/api/imports/inspectors": InspectorRow,
        "/roster/api/imports/posts": PostRow,
        "/roster/api/imports/relations": RecusalBody,
        "/inspection/api/imports/visits": VisitBody,
    }

    async def ask(url: str, row: type[BaseModel]) -> None:
        schema = row.model_json_schema()
        allows = Draft202012Validator(schema).is_valid
        hostile = [body for _, body in variants(sample(schema)) if not allows(body)] + list(HOSTILE)
        for first in range(0, len(hostile), AT_A_TIME):
            asked = hostile[first : first + AT_A_TIME]
            answer = await target.http.post(url, content=dumps({"rows": asked}), headers=AS_JSON)
            check(answer.status_code == 207, url, "rows", answer)
            told = answer.json()["rows"]
            unclear = [one for one in told if one["result"] != "refused" or not one["detail"]]
            check(len(told) == len(asked) and not unclear, url, unclear[:1], answer)

    await unchanged_by(target, [partial(ask, *one) for one in rows.items()])


async def test_a_file_that_is_no_ledger_is_refused(target: Target) -> None:
    files = {
        "nothing": b"",
        "text": b"\x00" * 1000,
        "no workbook": a_zip({"x.txt": b"x"}),
        "half a workbook": a_zip({"[Content_Types].xml": b"<Types"}),
        "a bomb": a_zip({"[Content_Types].xml": b" " * 200_000_000}),
        "five megabytes": b"x" * 5 * 1024 * 1024,
    }

    async def ask(name: str) -> None:
        url = "/inspection/api/imports/ledger"
        check_problem(await target.http.post(url, files={"file": ("台账.xlsx", files[name])}), url, name)

    await unchanged_by(target, [partial(ask, name) for name in files])


async def test_without_a_good_token_nothing_is_done(target: Target) -> None:
    expired = token_for(target.dudao.installation, EVERYBODY, lifetime=-3600)
    good = token_for(target.dudao.installation, EVERYBODY)
    header, claims, signature = good.split(".")
    tokens = {
        "none": {},
        "empty": {"Authorization": ""},
        "garbage": {"Authorization": "Bearer garbage"},
        "not a bearer": {"Authorization": "Basic YWxsOmFsbA=="},
        "expired": {"Authorization": f"Bearer {expired}"},
        "unsigned": {"Authorization": f"Bearer eyJhbGciOiJub25lIn0.{claims}."},
        "another's signature": {"Authorization": f"Bearer {header}.{claims}.{'A' * len(signature)}"},
        "very long": {"Authorization": f"Bearer {'x' * 20_000}"},
        "cookie": {"Cookie": "dudao_session=garbage"},
        "not ASCII": {
            "Authorization": "Bearer \udcff\udcfe".encode("ascii", "surrogateescape").decode("latin-1")
        },
    }
    commands = [command for command in target.commands if command.url not in OPEN_TO_ALL]

    async def ask(command: Command, name: str) -> None:
        target.http.headers.pop("Authorization", None)
        answer = await target.ask(command, json=sample(command.schema or {}), headers=raw(tokens[name]))
        check_problem(answer, command, name)
        check(answer.status_code == 401, command, name, answer)

    await unchanged_by(target, [partial(ask, command, name) for command in commands for name in tokens])


async def test_nobody_does_what_is_not_his(target: Target) -> None:
    """The public may do nothing at all."""
    public = {"Authorization": f"Bearer {target.dudao.token(Principal('x', '路人', (Role.PUBLIC,)))}"}

    async def ask(command: Command) -> None:
        answer = await target.ask(command, json=sample(command.schema or {}), headers=public)
        check_problem(answer, command, "public")
        check(answer.status_code in (403, 404, 422), command, "public", answer)

    await unchanged_by(target, [partial(ask, c) for c in target.commands if c.url not in OPEN_TO_ALL])


async def test_a_wrong_if_match_is_refused(target: Target) -> None:
    cases = [command for command in target.commands if "/cases/" in command.path]
    assert any("/letters/" in command.path for command in cases)

    async def ask(command: Command, if_match: str, status: int) -> None:
        answer = await target.ask(
            command, json=sample(command.schema or {}), headers=raw({"If-Match": if_match})
        )
        check_problem(answer, command, if_match)
        check(answer.status_code == status, command, if_match, answer)

    nonsense = ("abc", '"-1"', '"9999999999999999999"', '"1", "2"', "1.5", "\u00b2")
    await unchanged_by(
        target,
        [partial(ask, c, value, 400) for c in cases for value in nonsense]
        + [partial(ask, c, '"999"', 412) for c in cases],
    )


async def test_what_does_not_exist_is_said_to_be_missing(target: Target) -> None:
    """Unknown ids, ids that are none, and addresses with every kind of rubbish in them."""
    ids = [str(uuid4()), "not-an-id", "0", "%00", "%FF%FE", "..%2f..%2fetc", "字" * 300, "x" * 5000]
    urls = [
        (command, command.url.replace(part, wrong))
        for command in target.commands
        for part in command.url.split("/")
        for wrong in ids
        if is_uuid(part)
    ]

    async def ask(command: Command, url: str) -> None:
        answer = await target.http.request(command.method, url, json=sample(command.schema or {}))
        check_problem(answer, command, url)

    await unchanged_by(target, [partial(ask, *one) for one in urls])


async def test_questions_with_rubbish_in_them_are_refused_or_answered(target: Target) -> None:
    queries = ["after=-1", "after=x", "after=9007199254740993", "limit=0", "limit=9" + "9" * 30, "offset=-5"]
    queries += ["unit=%00", "q=%00", "q=%ED%A0%80", "tab=x", "before=1e9", "held=maybe", "name=%F0%9F%98%80"]
    queries += ["month=20%D9%A3%D9%A3-10", "on=0001-01-01", "on=9999-12-31", "inspector=%F0%9F%98%80&unit=-"]
    documents = {s: (await target.http.get(f"/{s}/openapi.json")).json() for s in SERVICES}
    paths = [
        f"/{service}{path}"
        for service, document in documents.items()
        for path, operations in document["paths"].items()
        if "get" in operations
        and path.startswith("/api/")
        and "{" not in path
        and not path.endswith("/stream")
    ]
    assert len(paths) > 12

    async def ask(url: str) -> None:
        answer = await target.http.get(url)
        if not answer.is_success:
            check_problem(answer, url, "query")

    await unchanged_by(target, [partial(ask, f"{path}?{query}") for path in paths for query in queries])


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


def is_uuid(part: str) -> bool:
    try:
        UUID(part)
    except ValueError:
        return False
    return True


def check(right: bool, command: Command | str, what: object, answer: httpx.Response) -> None:
    if not right:
        asked = command if isinstance(command, str) else f"{command.method} {command.url}"
        raise AssertionError(f"{asked[:200]} {str(what)[:100]!r}: {answer.status_code} {answer.text[:400]}")


def check_problem(answer: httpx.Response, command: Command | str, what: object) -> None:
    """A problem that says what is wrong and how to mend it, and never our fault."""
    right = 400 <= answer.status_code < 500
    right = right and answer.headers["Content-Type"] == "application/problem+json"
    check(right, command, what, answer)
    problem = answer.json()
    right = problem["status"] == answer.status_code
    right = right and all(problem[name] for name in ("type", "title", "detail", "instance"))
    check(right and "内容不符合要求" not in answer.text, command, what, answer)


async def unchanged_by(target: Target, asking: Sequence[Ask]) -> None:
    before = await target.dudao.rest()
    await at_once(asking)
    assert await target.dudao.rest() == before


async def at_once(asking: Sequence[Ask]) -> None:
    """All are asked; every answer that is not as it should be is told."""
    turn = asyncio.Semaphore(AT_ONCE)
    wrong: list[str] = []

    async def one(ask: Ask) -> None:
        async with turn:
            try:
                await ask()
            except AssertionError as error:
                wrong.append(str(error))

    assert asking
    await asyncio.gather(*map(one, asking))
    if wrong:
        pytest.fail(f"{len(wrong)} of {len(asking)}:\n" + "\n".join(wrong[:40]), pytrace=False)
