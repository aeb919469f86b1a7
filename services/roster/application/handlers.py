"""The roster's deciders bound to their streams, and the checks that span two of them."""

from typing import Any

from services.roster.domain.account import ACCOUNT, Account
from services.roster.domain.commands import (
    AccountCommand,
    AppointInspector,
    ChangeUnit,
    DrawZone,
    EndPost,
    InspectorCommand,
    OpenAccount,
    RegisterUnit,
    UnitCommand,
)
from services.roster.domain.events import AccountEvent, InspectorEvent, UnitEvent, ZoneDrawn
from services.roster.domain.inspector import INSPECTOR, InspectorNotAppointed, NotAppointed
from services.roster.domain.unit import UNIT, UnitAlreadyRegistered, UnitNotRegistered, Unregistered
from services.roster.domain.zone import ZONE
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes


class RosterHandlers:
    """Obeys every command of the roster.

    That a unit or an inspector named by another stream exists is read from his own stream: entries
    are never removed, so what was seen once stays true.
    """

    def __init__(self, store: EventStore, types: EventTypes[Any]) -> None:
        self._units = CommandHandler(store, UNIT, types)
        self._inspectors = CommandHandler(store, INSPECTOR, types)
        self._zones = CommandHandler(store, ZONE, types)
        self._accounts = CommandHandler(store, ACCOUNT, types)

    async def unit(self, command: UnitCommand, context: Context) -> Handled[UnitEvent]:
        return await self._units.handle(command, context, stream=f"unit-{command.code}")

    async def put_unit(self, command: RegisterUnit, context: Context) -> Handled[UnitEvent]:
        """Register the unit, or change its entry when there is one."""
        try:
            return await self.unit(command, context)
        except UnitAlreadyRegistered:
            return await self.unit(
                ChangeUnit(command.by, command.now, command.code, command.details), context
            )

    async def inspector(self, command: InspectorCommand, context: Context) -> Handled[InspectorEvent]:
        if not isinstance(command, AppointInspector | EndPost):
            await self._check_unit(command.unit)
        return await self._inspectors.handle(command, context, stream=f"inspector-{command.inspector}")

    async def zone(self, command: DrawZone, context: Context) -> Handled[ZoneDrawn]:
        return await self._zones.handle(command, context, stream=f"zone-{command.zone}")

    async def account(self, command: AccountCommand, context: Context) -> Handled[AccountEvent]:
        if isinstance(command, OpenAccount):
            await self._check_unit(command.unit)
            await self._check_inspector(command.inspector)
        return await self._accounts.handle(command, context, stream=f"account-{command.account}")

    async def account_now(self, account: str) -> Account:
        """The account as the log has it this instant."""
        state, _ = await self._accounts.state(f"account-{account}")
        return state

    async def _check_unit(self, code: str | None) -> None:
        if code is not None and isinstance((await self._units.state(f"unit-{code}"))[0], Unregistered):
            raise UnitNotRegistered(code)

    async def _check_inspector(self, number: str | None) -> None:
        if number is not None and isinstance(
            (await self._inspectors.state(f"inspector-{number}"))[0], NotAppointed
        ):
            raise InspectorNotAppointed(number)
