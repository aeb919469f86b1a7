"""What is made once for everybody who asks."""

import asyncio
import threading
import time
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from services.roster.domain.register import Register
from services.roster.entrypoints.boards import Boards, Once
from services.roster.entrypoints.staffing_json import board_json
from tests.unit.roster.district import DAY, PACKS, district, inspector, term


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


class Failed:
    """A register where one of two whose terms ran out failed his last appraisal, and nothing else is."""

    position = 7

    def __init__(self) -> None:
        ended = term(last=date(2026, 8, 31))
        failed = replace(inspector("DX001", ended), grades={2025: "不称职"})
        self._register = district(inspectors=[failed, inspector("DX002", replace(ended, served=3))])

    async def register(self, _after: int) -> Register:
        return self._register


async def test_which_grade_somebody_got_is_told_only_to_those_who_decide_on_him() -> None:
    """A grade is personal; that the term may not be renewed is for everybody, as is what 条例 6 says of it."""
    service: Any = SimpleNamespace(settings=SimpleNamespace(jurisdiction="shanghai"))
    kept: Any = Failed()
    boards = Boards(service, kept, PACKS)
    whole, told = [await boards.on(DAY, personal=personal) for personal in (True, False)]
    for board, why in (
        (whole.board, "2025年度考核不称职，不得续聘"),
        (told.board, "不得续聘（原因属个人信息）"),
    ):
        assert {one.objection for one in board.terms.run_out} == {"已满三届，不得续聘", why}
        assert board.terms.not_renewable == 2
        assert why in board_json(board).decode()
    assert await boards.on(DAY, personal=False) is told
