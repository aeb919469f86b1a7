"""GET /api/stream over ASGI: what a browser's EventSource meets."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.types import Message

from dudao_contracts.examples import EXAMPLES
from services.notification.adapters import live as live_module
from services.notification.entrypoints import http
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.identity.tokens import InvalidToken
from shared.runtime.problems import install_problems
from tests.unit.notification.memory import MemoryService
from tests.unit.notification.people import UNIT_INBOX

ACCEPTED = EXAMPLES["rectification.plan-accepted.v1"]
SUBMITTED = EXAMPLES["rectification.plan-submitted.v1"]
PEOPLE = {
    "head": Principal("gaoweidong", "高卫东", (Role.UNIT,), unit="319991-0008"),
    "office": Principal("heyuzhen", "何玉珍", (Role.OFFICE,)),
}


class Tokens:
    async def verify(self, token: str) -> Principal:
        if token not in PEOPLE:
            raise InvalidToken(token)
        return PEOPLE[token]


def app_of(memory: MemoryService) -> FastAPI:
    """The HTTP surface of the service on a log in memory."""
    app = FastAPI()
    install_problems(app)
    app.include_router(http.router)
    app.state.service = SimpleNamespace(tokens=Tokens())
    app.state.live, app.state.roster = memory.live, SimpleNamespace(directory=memory.directory)
    return app


class Connection:
    """One open response: its head, and its events as they come."""

    def __init__(self, sent: asyncio.Queue[Message]) -> None:
        self._sent, self._text = sent, ""
        self.status, self.headers = 0, dict[str, str]()

    async def begin(self) -> None:
        start = await self._next()
        self.status = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}

    async def block(self) -> dict[str, str]:
        """The fields of the next block of lines; a comment is the field without a name."""
        while "\n\n" not in self._text:
            self._text += (await self._next())["body"].decode()
        block, _, self._text = self._text.partition("\n\n")
        fields = (line.partition(":") for line in block.split("\n"))
        return {name: text.strip() for name, _, text in fields}

    async def event(self) -> tuple[int, Any]:
        """The id and data of the next event that has data."""
        while "data" not in (block := await self.block()):
            pass
        return int(block["id"]), json.loads(block["data"])

    async def body(self) -> Any:
        return json.loads((await self._next())["body"])

    async def ended(self) -> bool:
        while (await self._next()).get("more_body", False):
            pass
        return True

    async def _next(self) -> Message:
        async with asyncio.timeout(5):
            return await self._sent.get()


@asynccontextmanager
async def opened(
    memory: MemoryService, headers: Mapping[str, str] | None = None, query: str = ""
) -> AsyncIterator[Connection]:
    """Opens the stream as an ASGI server would, and disconnects at the end."""
    sent: asyncio.Queue[Message] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if gone.is_set():
            raise OSError("the client is gone")
        await sent.put(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/stream",
        "raw_path": b"/api/stream",
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 8000),
    }
    serving = asyncio.create_task(app_of(memory)(scope, receive, send))
    connection = Connection(sent)
    await connection.begin()
    try:
        yield connection
    finally:
        gone.set()
        await asyncio.wait_for(asyncio.gather(serving, return_exceptions=True), 5)


@pytest.fixture
async def memory() -> AsyncIterator[MemoryService]:
    service = MemoryService(capacity=1)
    await service.live.start()
    yield service
    await service.live.stop()


HEAD = {"Authorization": "Bearer head"}


async def tell(memory: MemoryService) -> None:
    await memory.hear(ACCEPTED, id=uuid4())


async def test_a_new_message_arrives_as_an_event_with_its_position_as_id(memory: MemoryService) -> None:
    async with opened(memory, HEAD) as stream:
        assert stream.status == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store"
        assert await stream.block() == {"retry": "3000", "id": "0"}
        await tell(memory)
        id, message = await stream.event()
        assert (id, message["position"], message["recipient"]) == (1, 1, UNIT_INBOX)
        assert message["subject"] == "梧桐小学的整改方案已通过（第1轮）"
        assert (message["kind"], message["number"], message["urgent"]) == (
            "plan-accepted",
            "202609-044-4",
            False,
        )


async def test_it_resumes_from_last_event_id_and_goes_on_live(memory: MemoryService) -> None:
    for _ in range(3):
        await tell(memory)
    async with opened(memory, {**HEAD, "Last-Event-ID": "1"}) as stream:
        assert [(await stream.event())[0], (await stream.event())[0]] == [3, 5]
        await tell(memory)
        assert (await stream.event())[0] == 7


async def test_the_header_of_a_reconnect_wins_over_the_address_it_was_opened_with(
    memory: MemoryService,
) -> None:
    for _ in range(3):
        await tell(memory)
    async with opened(memory, HEAD, "last_event_id=1") as stream:
        assert (await stream.event())[0] == 3
    async with opened(memory, {**HEAD, "Last-Event-ID": "3"}, "last_event_id=1") as stream:
        assert (await stream.event())[0] == 5


async def test_without_a_position_it_begins_now(memory: MemoryService) -> None:
    await tell(memory)
    await asyncio.sleep(0.1)
    async with opened(memory, HEAD) as stream:
        assert (await stream.block())["id"] == "2"
        await tell(memory)
        assert (await stream.event())[0] == 3


async def test_nobody_receives_what_is_for_others(memory: MemoryService) -> None:
    async with opened(memory, {"Authorization": "Bearer office"}) as stream:
        await tell(memory)
        await memory.hear(SUBMITTED)
        id, message = await stream.event()
        assert (id, message["recipient"]) == (3, "role:office")


async def test_a_browser_signed_in_by_its_cookie_receives_its_messages(memory: MemoryService) -> None:
    async with opened(memory, {"Cookie": "dudao_session=head", "Last-Event-ID": "0"}) as stream:
        await tell(memory)
        assert (await stream.event())[0] == 1


async def test_without_a_token_there_is_no_stream(memory: MemoryService) -> None:
    async with opened(memory) as refused:
        assert refused.status == 401
    async with opened(memory, {"Authorization": "Bearer nobody"}) as refused:
        assert refused.status == 401


async def test_beyond_the_capacity_the_answer_is_503_and_when_to_try_again(memory: MemoryService) -> None:
    async with opened(memory, HEAD) as stream:
        await tell(memory)
        await stream.event()
        async with opened(memory, HEAD) as refused:
            assert refused.status == 503
            assert int(refused.headers["retry-after"]) > 0
            assert (await refused.body())["type"] == "/problems/stream-unavailable"


async def test_when_the_client_goes_its_place_is_free_again(memory: MemoryService) -> None:
    async with opened(memory, HEAD) as stream:
        await tell(memory)
        await stream.event()
        assert not memory.live.available
    assert memory.live.available


async def test_a_silent_stream_sends_comments(memory: MemoryService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "HEARTBEAT", 0.01)
    async with opened(memory, HEAD) as stream:
        await stream.block()
        assert await stream.block() == {"": ""}


async def test_a_stream_ends_with_its_token(memory: MemoryService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose account was closed hears no more than his last token lets him."""
    monkeypatch.setattr(live_module, "HEARTBEAT", 0.01)
    monkeypatch.setitem(PEOPLE, "leaving", replace(PEOPLE["head"], until=time.time() + 0.2))
    async with opened(memory, {"Authorization": "Bearer leaving"}) as stream:
        async with asyncio.timeout(5):
            assert await stream.ended()
    assert time.time() >= PEOPLE["leaving"].until


async def test_when_the_service_stops_the_stream_ends(memory: MemoryService) -> None:
    async with opened(memory, HEAD) as stream:
        await stream.block()
        await asyncio.sleep(0.05)
        await memory.live.stop()
        assert await stream.ended()


@pytest.mark.parametrize("given", ["-1", "yesterday", str(2**60)])
async def test_a_position_that_is_none_is_refused(memory: MemoryService, given: str) -> None:
    async with opened(memory, {**HEAD, "Last-Event-ID": given}) as refused:
        assert refused.status == 422
