"""Accounts and the list of those who can manage them, bound to their streams."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from services.roster.domain.account import ACCOUNT, Account, Open
from services.roster.domain.account_commands import (
    AccountCommand,
    AdmitKeeper,
    CloseAccount,
    CountKeepers,
    DismissKeeper,
    EndInspecting,
    OpenAccount,
)
from services.roster.domain.events import AccountClosed, AccountEvent, AccountOpened
from services.roster.domain.keepers import KEEPERS, keeps
from shared.event_sourcing.command_handler import ROUNDS, CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore, VersionConflict
from shared.event_sourcing.event_types import EventTypes

KEEPERS_STREAM = "keepers"
DEPARTURES = UUID("9d2c6a54-0f1e-5b7a-8c33-7e5a1b9d4f62")
"""The namespace of what follows from an inspector's exit."""
PAGE = 1000  # records


class AccountHandlers:
    """Obeys every command about accounts. `check` raises what stands against whom an account is for.

    That somebody can always manage accounts spans the streams of all accounts, so it is decided on one
    stream of its own, whose version orders closings that come at the same time: who is to be closed is
    struck off that list first, and who was opened is put on it last. A crash in between leaves the list
    too short, never too long: a closing may be refused without need, but never be the last by mistake.
    """

    def __init__(
        self, store: EventStore, types: EventTypes[Any], check: Callable[[OpenAccount], Awaitable[None]]
    ) -> None:
        self._accounts = CommandHandler(store, ACCOUNT, types)
        self._keepers = CommandHandler(store, KEEPERS, types)
        self._store, self._types, self._check = store, types, check

    async def obey(self, command: AccountCommand, context: Context) -> Handled[AccountEvent]:
        if isinstance(command, OpenAccount):
            await self._check(command)
            return await self._open(command, context)
        if isinstance(command, EndInspecting):
            return await self._accounts.handle(command, context, stream=f"account-{command.account}")
        return await self._close(command, context)

    async def end_inspecting(self, command: EndInspecting) -> Handled[AccountEvent]:
        """Several watchers may see the same; the cause is the version of the account that they all see."""
        stream = f"account-{command.account}"
        _, version = await self._accounts.state(stream)
        cause = uuid5(DEPARTURES, f"{stream}/{version}")
        return await self.obey(command, Context(cause, cause))

    async def now(self, account: str) -> Account:
        """The account as the log has it this instant."""
        state, _ = await self._accounts.state(f"account-{account}")
        return state

    async def _open(self, command: OpenAccount, context: Context) -> Handled[AccountEvent]:
        stream = f"account-{command.account}"
        handled = await self._accounts.handle(command, context, stream=stream)
        state, opening = await self._accounts.state(stream)
        if isinstance(state, Open) and keeps(state.opened.roles):
            await self._count_keepers(command, context)
            admit = AdmitKeeper(command.by, command.now, command.account, opening)
            await self._keepers.handle(admit, _for(context, opening), stream=KEEPERS_STREAM)
        return handled

    async def _close(self, command: CloseAccount, context: Context) -> Handled[AccountEvent]:
        stream = f"account-{command.account}"
        for _ in range(ROUNDS):
            state, version = await self._accounts.state(stream)
            expected = version if context.expected is None else context.expected
            if isinstance(state, Open) and keeps(state.opened.roles) and expected == version:
                await self._count_keepers(command, context)
                dismiss = DismissKeeper(command.by, command.now, command.account, version)
                await self._keepers.handle(dismiss, _for(context, version), stream=KEEPERS_STREAM)
            try:
                return await self._accounts.handle(
                    command, replace(context, expected=expected), stream=stream
                )
            except VersionConflict:
                # It was closed or opened anew meanwhile, and that opening is not struck off the list.
                if context.expected is not None:
                    raise
        raise VersionConflict(stream, expected, version)

    async def _count_keepers(self, command: AccountCommand, context: Context) -> None:
        """Begin the list from the log, once, for accounts that were opened before there was a list."""
        _, version = await self._keepers.state(KEEPERS_STREAM)
        if version:
            return
        openings: dict[str, int] = {}
        position = 0
        while page := await self._store.read_log(position, PAGE):
            position = page[-1].position
            for recorded in page:
                if recorded.type not in (AccountOpened.__name__, AccountClosed.__name__):
                    continue
                event = self._types.load(recorded).event
                if isinstance(event, AccountOpened) and keeps(event.roles):
                    openings[event.account] = recorded.version
                else:
                    openings.pop(event.account, None)
        count = CountKeepers(command.by, command.now, tuple(openings.items()))
        await self._keepers.handle(count, _for(context, 0), stream=KEEPERS_STREAM)


def _for(context: Context, opening: int) -> Context:
    """The context of what a command does to the list: a cause of its own for each opening it is about."""
    return replace(context, cause=uuid5(context.cause, f"keepers/{opening}"), expected=None)
