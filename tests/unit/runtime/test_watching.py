"""A watcher looks again, whatever a look came to, until it is stopped."""

import asyncio

from shared.event_sourcing.event_store import StoreUnavailable
from shared.runtime.watching import Watcher


class Eyes(Watcher):
    name = "eyes"

    def __init__(self, *trouble: Exception) -> None:
        super().__init__(0.001)
        self.trouble, self.looks, self.enough = list(trouble), 0, asyncio.Event()

    async def look(self) -> None:
        self.looks += 1
        if self.trouble:
            raise self.trouble.pop()
        self.enough.set()


async def test_it_looks_again_after_the_store_was_away_and_after_a_fault() -> None:
    eyes = Eyes(RuntimeError("a fault"), StoreUnavailable())
    await eyes.start()
    await asyncio.wait_for(eyes.enough.wait(), 5)
    await eyes.stop()
    seen = eyes.looks
    assert seen >= 3
    await asyncio.sleep(0.01)
    assert eyes.looks == seen


async def test_one_that_was_never_started_can_be_stopped() -> None:
    await Eyes().stop()
