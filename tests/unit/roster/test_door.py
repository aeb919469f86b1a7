"""The door to signing in: a flood waits or is sent away, and everybody else is served."""

import asyncio
import threading
import time

import pytest

from services.roster.adapters.door import (
    AT_ONCE,
    PER_SECOND,
    WAITING,
    WAITING_OF_ONE,
    Door,
    TooManySignIns,
)


class Time:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def knock(door: Door, address: str, open_: asyncio.Event) -> None:
    async with door.through(address):
        await open_.wait()


async def crowd(door: Door, addresses: list[str]) -> tuple[asyncio.Event, list[asyncio.Task[None]]]:
    """People who wait at the door until the event is set."""
    open_ = asyncio.Event()
    tasks = [asyncio.create_task(knock(door, address, open_)) for address in addresses]
    await asyncio.sleep(0)
    return open_, tasks


async def refusal(door: Door, address: str) -> TooManySignIns:
    with pytest.raises(TooManySignIns) as refused:
        async with door.through(address):
            pass
    assert refused.value.retry_after >= 1
    return refused.value


async def test_when_too_many_wait_from_everywhere_the_next_is_sent_away_for_now() -> None:
    door = Door()
    open_, tasks = await crowd(door, [f"10.0.{n}.1" for n in range(WAITING)])
    assert (await refusal(door, "192.0.2.1")).status == 503
    open_.set()
    await asyncio.gather(*tasks)
    async with door.through("192.0.2.1"):
        pass


async def test_one_address_cannot_fill_the_queue_of_all() -> None:
    door = Door()
    open_, tasks = await crowd(door, ["203.0.113.9"] * WAITING_OF_ONE)
    assert (await refusal(door, "203.0.113.9")).status == 429
    open_.set()
    async with door.through("192.0.2.1"):
        pass
    await asyncio.gather(*tasks)


async def test_one_address_has_so_many_sign_ins_at_once_and_one_a_second_after_that() -> None:
    now = Time()
    door = Door(now)
    for _ in range(int(AT_ONCE)):
        async with door.through("203.0.113.9"):
            pass
    assert (await refusal(door, "203.0.113.9")).status == 429
    async with door.through("192.0.2.1"):
        pass
    now.seconds += 1 / PER_SECOND
    async with door.through("203.0.113.9"):
        pass
    await refusal(door, "203.0.113.9")


async def test_all_addresses_of_one_ipv6_network_count_as_one() -> None:
    door = Door(Time())
    for n in range(int(AT_ONCE)):
        async with door.through(f"2001:db8:1:2::{n:x}"):
            pass
    await refusal(door, "2001:db8:1:2:ffff::1")
    async with door.through("2001:db8:1:3::1"):
        pass


@pytest.mark.parametrize("address", ["", "nonsense", "\0", "fe80::1%eth0", "x" * 100_000])
async def test_an_address_that_is_none_is_served_and_counted(address: str) -> None:
    async with Door().through(address):
        pass


async def test_a_failure_inside_gives_the_place_back() -> None:
    door = Door(Time())
    for _ in range(WAITING_OF_ONE + 1):
        with pytest.raises(ValueError, match="inside"):
            async with door.through("203.0.113.9"):
                raise ValueError("inside")


async def test_passwords_are_hashed_on_one_thread_while_the_event_loop_goes_on() -> None:
    door, threads = Door(), set[int]()

    def work(_: str) -> None:
        threads.add(threading.get_ident())
        time.sleep(0.02)

    hashing = asyncio.gather(*(door.hash(work, "x") for _ in range(5)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1
    await hashing
    assert len(threads) == 1
    assert threading.get_ident() not in threads
    assert turns > 10
