"""What is made once for everybody who asks."""

import asyncio
import threading
import time

import pytest

from services.roster.entrypoints.boards import Once


async def test_who_asks_at_the_same_time_waits_for_the_same() -> None:
    made = 0

    def make() -> int:
        nonlocal made
        time.sleep(0.02)
        made += 1
        return made

    once: Once[str, int] = Once(2)
    assert await asyncio.gather(*(once.get("a", make) for _ in range(20))) == [1] * 20
    assert await once.get("a", make) == 1


async def test_others_are_served_meanwhile() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def make() -> bool:
        begun.set()
        return go_on.wait(5)

    once: Once[str, bool] = Once(1)
    waiting = asyncio.create_task(once.get("a", make))
    while not begun.is_set():
        await asyncio.sleep(0.001)
    go_on.set()  # Reached only because the loop was free.
    assert await waiting


async def test_who_stops_waiting_stops_nobody_else() -> None:
    once: Once[str, int] = Once(1)

    def make() -> int:
        time.sleep(0.02)
        return 1

    impatient = asyncio.create_task(once.get("a", make))
    patient = asyncio.create_task(once.get("a", make))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == 1


async def test_what_failed_is_made_again() -> None:
    once: Once[str, int] = Once(1)
    with pytest.raises(ZeroDivisionError):
        await once.get("a", lambda: 1 // 0)
    assert await once.get("a", lambda: 1) == 1


async def test_only_the_latest_are_kept() -> None:
    once: Once[int, object] = Once(2)
    first = await once.get(1, object)
    second = await once.get(2, object)
    await once.get(3, object)
    assert await once.get(2, object) is second
    assert await once.get(1, object) is not first
