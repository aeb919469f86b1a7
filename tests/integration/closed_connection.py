"""A subscriber whose connection is closed for good: it must say so, and its event loop must go on.

Run by test_guard.py as a process of its own; the argument is the address of a NATS.
"""

import asyncio
import resource
import sys
import time

from sqlalchemy.ext.asyncio import create_async_engine

from tests.integration.wiring import Ear, listening


async def main(url: str) -> None:
    told = asyncio.Event()
    engine = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")  # Never asked.
    async with listening(url, engine, Ear(), on_fatal=told.set) as bus:
        connection = bus.broker._connection
        assert connection is not None
        assert connection.options["max_reconnect_attempts"] == -1  # It never comes to this by itself.
        await connection.close()
        await asyncio.wait_for(told.wait(), 5)
        latest, used = 0.0, time.process_time()
        for _ in range(100):
            due = time.monotonic() + 0.01
            await asyncio.sleep(0.01)
            latest = max(latest, time.monotonic() - due)
        assert latest < 0.5, f"the event loop stood still for {latest:.1f} s"
        assert time.process_time() - used < 0.7, "it burns a core"
        assert not bus.connected


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))  # A starved loop eats memory as well.
    asyncio.run(main(sys.argv[1]))
