"""A wrong client and a wrong secret are answered alike, and after the same work."""

from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from services.roster.adapters.door import Door
from services.roster.adapters.service_tokens import ServiceTokens, WrongClient
from shared.identity.passwords import hash_password, password_matches


class CountingDoor(Door):
    """Counts the passwords and secrets that were checked."""

    def __init__(self) -> None:
        super().__init__()
        self.checked = 0

    async def hash(self, work: Any, *arguments: str) -> Any:
        self.checked += work is password_matches
        return work(*arguments)


class Kept:
    """An engine over one row of the table, or none."""

    def __init__(self, row: Any) -> None:
        self._row = row

    @asynccontextmanager
    async def connect(self) -> Any:
        async def execute(_query: object) -> Any:
            return SimpleNamespace(first=lambda: self._row)

        yield SimpleNamespace(execute=execute)


@pytest.mark.parametrize("known", [True, False])
async def test_who_guesses_does_not_learn_which_clients_there_are(known: bool) -> None:
    door = CountingDoor()
    engine: Any = Kept(SimpleNamespace(opening=1, secret_hash=hash_password("its secret")) if known else None)
    unused: Any = None
    tokens = ServiceTokens(engine, door, unused, unused)
    for n in range(2):
        with pytest.raises(WrongClient):
            await tokens("city-platform", f"guess {n}")
    assert door.checked == 2
