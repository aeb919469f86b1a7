"""The door to signing in: how many come through at a time, and how many wait, in all and from one address."""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import TypeVar

from shared.identity.passwords import hash_password

T = TypeVar("T")

WAITING = 64  # sign-ins in all that are checked or wait for it
WAITING_OF_ONE = 16  # of these, from one address; an office is often one address to us
AT_ONCE = 60.0  # sign-ins from one address without a pause
PER_SECOND = 1.0  # sign-ins from one address in the long run
ADDRESSES = 10_000  # whose sign-ins are remembered
PAUSE = 5  # seconds to wait when there is no place


class TooManySignIns(Exception):
    """Nothing was checked: come back after `retry_after` seconds. `status` says whose fault it is (HTTP)."""

    def __init__(self, status: int, retry_after: int) -> None:
        super().__init__(f"现在登录的人太多，请{retry_after}秒后再试。")
        self.status, self.retry_after = status, retry_after


class Door:
    """Lets sign-ins through one at a time; a flood leaves processors and connections to everybody else.

    Hashing a password takes tens of milliseconds and 64 MiB, and there is one thread for it: the event loop
    never waits, and `WAITING` bounds how long anybody does. `now` is a steady clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._turn = asyncio.Semaphore(1)
        self._hashing = ThreadPoolExecutor(1, "argon2")
        self._nobody: str | None = None
        self._inside: Counter[str] = Counter()
        self._left: OrderedDict[str, tuple[float, float]] = (
            OrderedDict()
        )  # sign-ins still free, and since when

    @asynccontextmanager
    async def through(self, address: str) -> AsyncIterator[None]:
        """Wait for one's turn. Raises `TooManySignIns` at once when too many wait or came from `address`."""
        sender = _sender(address)
        if self._inside.total() >= WAITING:
            raise TooManySignIns(503, PAUSE)
        if self._inside[sender] >= WAITING_OF_ONE:
            raise TooManySignIns(429, PAUSE)
        self._count(sender)
        self._inside[sender] += 1
        try:
            async with self._turn:
                yield
        finally:
            self._inside[sender] -= 1
            if not self._inside[sender]:
                del self._inside[sender]

    async def hash(self, work: Callable[..., T], *arguments: str) -> T:
        """Run `work` on the thread for hashing; outside of `through` only for who has shown who he is."""
        return await asyncio.get_running_loop().run_in_executor(self._hashing, work, *arguments)

    async def nobodys_hash(self) -> str:
        """A hash to check against when nobody has the name, so that both answers take as long."""
        if self._nobody is None:
            self._nobody = await self.hash(hash_password, "nobody")
        return self._nobody

    def _count(self, sender: str) -> None:
        now = self._now()
        left, since = self._left.pop(sender, (AT_ONCE, now))
        left = min(AT_ONCE, left + (now - since) * PER_SECOND)
        self._left[sender] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        if left < 1:
            raise TooManySignIns(429, ceil((1 - left) / PER_SECOND))


def _sender(address: str) -> str:
    """Who has one address of IPv6 has 2⁶⁴ of them: they count as one."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is None:
        return ip.exploded[:19]
    return str(ip)
