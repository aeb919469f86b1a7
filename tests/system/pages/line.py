"""The line between a phone and the site: it can be cut in the middle of an upload, and lose an answer."""

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

PATIENCE = 15.0  # seconds
PIECE = 16 * 1024  # bytes carried at a time
REQUEST = re.compile(rb"(?:^|\r\n\r\n|\n)?((?:PUT|POST) /\S+) HTTP/1\.1\r\n")
RECORD = b"POST /inspection/api/visits "
PHOTO = b"PUT /inspection/api/files/"


class Line:
    """Carries bytes to the site at `origin` and back.

    `asked` are the requests that changed something and were carried to their end, in order. `cut` is whether nothing
    gets through; `cut_in` lets so many bytes of the next photo through and then cuts; `lose` carries the next
    record to the site, and loses the answer.
    """

    def __init__(self, site: str) -> None:
        self._site = urlsplit(site)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line")
        self._writers: set[asyncio.StreamWriter] = set()
        self.asked: list[str] = []
        self.cut, self.cut_in, self.lose = False, 0, False
        self.origin = ""

    def start(self) -> None:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.origin = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def mend(self) -> None:
        """As new."""
        self.asked.clear()
        self.cut, self.cut_in, self.lose = False, 0, False

    def wait_until_cut(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self.cut:
            assert time.monotonic() < until, "nothing was sent"
            time.sleep(0.01)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Nothing gets through, and what was open breaks off."""
        self.cut = True
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(10)
        try:
            yield
        finally:
            self.cut = False

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._connected, "127.0.0.1", 0)

    async def _drop(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        await self._drop()
        while self._writers:
            await asyncio.sleep(0.01)

    async def _connected(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        if self.cut:
            to_phone.transport.abort()
            return
        site, to_site = await asyncio.open_connection(self._site.hostname, self._site.port)
        ends = {to_phone, to_site}
        self._writers |= ends
        connection = _Connection(self)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_carry(phone, to_site, connection.going))
                both.create_task(_carry(site, to_phone, connection.coming))
        except* (OSError, _Broken):
            pass
        finally:
            self._writers -= ends
            for writer in ends:
                writer.transport.abort()


class _Broken(Exception):
    """The line ends here."""


class _Connection:
    """What one connection has carried of the request that is on its way."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._left: int | None = None
        self._losing = False
        self._asked = ""

    def going(self, piece: bytes) -> bytes:
        line = self._line
        if found := REQUEST.search(piece):
            self._asked = found[1].decode()
        if line.cut_in and PHOTO in piece:
            self._left, line.cut_in = line.cut_in, 0
        if line.lose and RECORD in piece:
            self._losing, line.lose = True, False
        if self._left is not None:
            self._left -= len(piece)
            if self._left <= 0:
                line.cut = True
                raise _Broken
        return piece

    def coming(self, piece: bytes) -> bytes:
        if self._asked:
            self._line.asked.append(self._asked)
            self._asked = ""
        if self._losing:
            self._line.cut = True
            raise _Broken
        return piece


async def _carry(
    source: asyncio.StreamReader, to: asyncio.StreamWriter, look: Callable[[bytes], bytes]
) -> None:
    while piece := await source.read(PIECE):
        to.write(look(piece))
        await to.drain()
    raise _Broken
