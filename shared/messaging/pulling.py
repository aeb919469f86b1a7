"""A pull that stays open: what is published arrives at once, with one request for many messages.

nats-py's `fetch` sends two requests for a lone message, one that does not wait and one that does; JetStream's own
clients in other languages keep requests open instead and ask for more before the last is used up, as is done here.
"""

import asyncio
import json
import time
from typing import Any

import nats.errors
import nats.js.errors
from nats.aio.msg import Msg

EXPIRES = 10.0  # seconds the server keeps a request; after that it says how many messages it still owed
GRACE = 1.0  # seconds after which an expired request is given up though the server said nothing
PAUSE = 0.5  # seconds before the next request after one was refused

_HEARTBEAT, _ENDED, _REFUSED = "100", ("404", "408"), "409"
_GONE = ("consumer deleted", "stream deleted")


class OpenPull:
    """The messages of one durable, as `PullSubscription.fetch` gives them."""

    def __init__(self, subscription: Any) -> None:
        self._subscription, self._connection = subscription, subscription._nc
        self._queue: asyncio.Queue[Msg] = subscription._sub._pending_queue
        self._owed, self._until, self._reconnects = 0, 0.0, 0
        self._leaving = False

    async def fetch(self, batch: int, timeout: float) -> list[Msg]:
        """What is there, at most `batch`; the first that comes within `timeout` seconds if there is nothing.

        Raises `nats.errors.TimeoutError` when nothing came, and `APIError` when there is no consumer to ask.
        """
        found: list[Msg] = []
        deadline = time.monotonic() + timeout
        while not found:
            if self._leaving:
                await asyncio.sleep(timeout)
                raise nats.errors.TimeoutError
            await self._ask(2 * batch)
            left = deadline - time.monotonic()
            try:
                async with asyncio.timeout(max(left, 0)):
                    found = await self._received(await self._queue.get())
            except TimeoutError:
                raise nats.errors.TimeoutError from None
        while len(found) < batch and not self._queue.empty():
            found += await self._received(self._queue.get_nowait())
        return found

    async def leave(self) -> None:
        """Fetch no more, and give back what has come and was not fetched: others get it now, not after `ack_wait`."""
        self._leaving = True
        while not self._queue.empty():
            for message in await self._received(self._queue.get_nowait()):
                await message.nak()

    async def _ask(self, ahead: int) -> None:
        """See to it that the server owes `ahead` messages, asking again when it owes less than half."""
        reconnects, now = self._connection.stats["reconnects"], time.monotonic()
        if reconnects != self._reconnects or now > self._until + GRACE:
            self._reconnects, self._owed = reconnects, 0  # A server forgets requests with their connection.
        if self._owed > ahead // 2:
            return
        request = {"batch": ahead - self._owed, "expires": int(EXPIRES * 1e9)}
        self._owed, self._until = ahead, now + EXPIRES
        await self._connection.publish(
            self._subscription._nms, json.dumps(request).encode(), self._subscription._deliver
        )

    async def _received(self, message: Msg) -> list[Msg]:
        """The message, or nothing if it only says how a request stands."""
        self._subscription._sub._pending_size -= len(message.data)
        self._queue.task_done()
        headers = message.headers or {}
        status = headers.get("Status")
        if status is None:
            self._owed -= 1
        elif status in _ENDED:
            self._owed -= int(headers.get("Nats-Pending-Messages", self._owed))
        elif status == _REFUSED and headers.get("Description", "").lower() not in _GONE:
            self._owed = 0
            await asyncio.sleep(PAUSE)
        elif status != _HEARTBEAT:
            self._owed = 0
            raise nats.js.errors.APIError.from_msg(message)
        return [message] if status is None else []
