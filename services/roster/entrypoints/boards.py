"""Staffing boards and what is written of them, each made once for everybody who asks."""

import asyncio
from collections.abc import Callable, Hashable
from datetime import date
from typing import Generic, TypeVar

from fastapi import Request
from markupsafe import Markup

from services.roster.adapters.kept_register import KeptRegister
from services.roster.domain.register import Register
from services.roster.domain.staffing import Board, staffing
from shared.rules.pack import NoSuchPack, RulePacks
from shared.runtime.caller import Caller
from shared.runtime.http import read_your_writes
from shared.runtime.problems import Problem
from shared.runtime.service import Service
from shared.workdays.deadline import SHANGHAI

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Once(Generic[K, V]):
    """What is made once, in a thread, for all who ask for it meanwhile or later; the `most` latest are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K, make: Callable[[], V]) -> V:
        """What was made for `key`. Whoever stops waiting stops nobody else; what failed is made again."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(asyncio.to_thread(make))
            task.add_done_callback(lambda done: self._forget_failed(key, done))
            for oldest in list(self._tasks)[: -self._most]:
                del self._tasks[oldest]
        return await asyncio.shield(task)

    def _forget_failed(self, key: K, done: asyncio.Task[V]) -> None:
        if (done.cancelled() or done.exception()) and self._tasks.get(key) is done:
            del self._tasks[key]


class KeptBoard:
    """A board and what was written of it: files by name, bodies of the page by the day they were written on."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._files: Once[str, bytes] = Once(4)
        self._bodies: Once[date, Markup] = Once(2)

    async def file(self, name: str, write: Callable[[Board], bytes]) -> bytes:
        return await self._files.get(name, lambda: write(self.board))

    async def body(self, written_on: date, write: Callable[[Board], Markup]) -> Markup:
        return await self._bodies.get(written_on, lambda: write(self.board))


class Boards:
    """The boards last asked for, each kept until the register changes."""

    KEPT = 8

    def __init__(self, service: Service, register: KeptRegister, packs: RulePacks) -> None:
        self._service, self._register, self._packs = service, register, packs
        self._of: Register | None = None
        self._boards: Once[tuple[date, bool], KeptBoard] = Once(self.KEPT)

    def today(self) -> date:
        return self._service.clock.now().astimezone(SHANGHAI).date()

    def know(self, position: int) -> bool:
        return position <= self._register.position

    async def on(self, day: date, after: int = 0, *, personal: bool) -> KeptBoard:
        """The board of a day with everything up to the position `after`; raises `NoSuchPack` before the rules.

        `personal`: with what is told only to those who decide on inspectors.
        """
        rules = self._packs.pack(self._service.settings.jurisdiction, day)
        register = await self._register.register(after)
        if register is not self._of:
            self._of, self._boards = register, Once(self.KEPT)
        kept = self._boards  # Others of a later register may be there when this board is made.
        whole = await kept.get((day, True), lambda: KeptBoard(staffing(register, day, rules)))
        told = whole.board.for_everybody()
        if personal or told is whole.board:
            return whole
        return await kept.get((day, False), lambda: KeptBoard(told))


async def kept_board(request: Request, called: Caller, on: date | None, after: int | None) -> KeptBoard:
    """The board of a day, by default of today in Shanghai; a 422 `Problem` before the rules' first day.

    It knows the log up to `after`, or the answer is the 503 of any read that cannot show what was written.
    """
    boards: Boards = request.app.state.boards
    try:
        personal = called.principal.may("roster.read_personal")
        kept = await boards.on(on or boards.today(), after or 0, personal=personal)
    except NoSuchPack as error:
        raise Problem(422, "no-rules", "没有这一天的规则", str(error)) from error
    if after is None or boards.know(after):
        return kept
    await read_your_writes(request, called, after)
    return await kept_board(request, called, on, None)
