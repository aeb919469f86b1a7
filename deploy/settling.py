"""Waiting until everything that was said has been heard: relayed, received and projected everywhere."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deploy.client import Client
from deploy.installation import SERVICES

if TYPE_CHECKING:
    from shared.runtime.service import Service

Status = dict[str, Any]
Look = Callable[[], Awaitable[Sequence[Status]]]

PAUSE = 0.02  # seconds between two looks


async def settle(
    look: Look, checked_through: datetime | None = None, patience: float = 60
) -> Sequence[Status]:
    """Return how things stand once no service has anything left to do, twice in a row.

    With `checked_through` the watchers must also have raised what was due at that instant. Raises
    TimeoutError after `patience` seconds.
    """
    before: list[int] = []
    async with asyncio.timeout(patience):
        while True:
            statuses = await look()
            heads = [status["head"] for status in statuses]
            if all(_at_rest(status, checked_through) for status in statuses):
                if heads == before:
                    return statuses
                before = heads
            else:
                await asyncio.sleep(PAUSE)


def over_http(client: Client) -> Look:
    """Ask the services behind one origin."""

    async def look() -> Sequence[Status]:
        statuses: list[Status] = await asyncio.gather(
            *(client.get(f"/{name}/api/status") for name in SERVICES)
        )
        return statuses

    return look


def in_this_process(services: Sequence["Service"]) -> Look:
    """Look at services this process hosts, without asking their databases."""

    async def look() -> Sequence[Status]:
        while not all(s.relay.position == s.projections.position == s.store.seen for s in services):
            await asyncio.sleep(0.002)
        backlogs = await asyncio.gather(*(service.bus.backlog() for service in services))
        return [
            service.progress() | {"head": service.store.seen, "backlog": backlog}
            for service, backlog in zip(services, backlogs, strict=True)
        ]

    return look


def _at_rest(status: Status, checked_through: datetime | None) -> bool:
    checked = status.get("checked_through")
    if checked_through and checked and datetime.fromisoformat(checked) < checked_through:
        return False
    return bool(status["relayed"] == status["projected"] == status["head"]) and not any(
        status["backlog"].values()
    )
