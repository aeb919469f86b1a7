"""A keep-alive HTTP/1.1 connection that costs little: a slow client would measure itself."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any, cast

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body of an answer that says yes. Raises AssertionError with what was said otherwise."""
        assert 200 <= self.status < 300, f"{self.status}: {self.body.decode(errors='replace')}"
        return json.loads(self.body)


class Connection(asyncio.Protocol):
    """One request after the other to one server, which must give every answer's Content-Length."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._answer: asyncio.Future[Answer] | None = None

    @classmethod
    async def to(cls, port: int) -> "Connection":
        """Connect on loopback."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return connection

    async def ask(self, request: bytes) -> Answer:
        """Send one request and wait for its answer. Raises ConnectionError when the server hangs up."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, _, body = bytes(self._received).partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        if self._answer and length and len(body) >= int(length[1]):
            self._received.clear()
            self._answer.set_result(Answer(int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the server hung up"))


def get(path: str, token: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: dudao\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def post(path: str, token: str, key: str, body: bytes = b"") -> bytes:
    """A command with its Idempotency-Key and a JSON body."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: dudao\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
