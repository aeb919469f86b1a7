"""The roster's deciders bound to their streams, and the checks that span two of them."""

import contextlib
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID, uuid5

from services.roster.domain.account import ACCOUNT, Account, Open
from services.roster.domain.alarm import ALARM
from services.roster.domain.commands import (
    AccountCommand,
    AdmitKeeper,
    AlarmCommand,
    AssignPost,
    ChangeUnit,
    ClaimCost,
    CloseAccount,
    CountKeepers,
    DeclareRecusal,
    DismissKeeper,
    DrawZone,
    EndInspecting,
    EndPost,
    EngageInspector,
    InspectorCommand,
    LiftRecusal,
    MergeUnit,
    NoteVisit,
    OpenAccount,
    ReassignPost,
    RegisterUnit,
    RenewInspector,
    UnitCommand,
    VisitCommand,
)
from services.roster.domain.events import (
    AccountClosed,
    AccountEvent,
    AccountOpened,
    AlarmEvent,
    InspectorEvent,
    UnitEvent,
    VisitEvent,
    ZoneDrawn,
)
from services.roster.domain.inspector import INSPECTOR
from services.roster.domain.keepers import KEEPERS, keeps
from services.roster.domain.posting import PostNotHeld, PostToHimself
from services.roster.domain.standing import Appointed, Inspector, InspectorNotAppointed, in_office, term_ended
from services.roster.domain.unit import (
    UNIT,
    Ended,
    UnitAlreadyRegistered,
    UnitHasEnded,
    UnitNotRegistered,
    Unregistered,
)
from services.roster.domain.visit import VISIT, Noted
from services.roster.domain.zone import ZONE
from shared.event_sourcing.command_handler import ROUNDS, CommandHandler, Context, Handled
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.event_store import EventStore, VersionConflict
from shared.event_sourcing.event_types import EventTypes
from shared.letters.numbers import LetterNumbers, ToSign

KEEPERS_STREAM = "keepers"
ALARMS = UUID("5b0e7c1d-93f4-5c62-8a7e-2f1d4b6c9e30")
"""The namespace of what the watcher causes."""
LETTER_IDS = UUID("c3a7f0e2-1b58-5d94-9f6e-7a2b8c4d1e05")
"""The namespace of letters of appointment."""

Appointing = TypeVar("Appointing", bound=EngageInspector | RenewInspector)


class LetterKind(StrEnum):
    """The last character of the code of a letter that the roster numbers."""

    APPOINTMENT = "聘"


PAGE = 1000  # records


class RosterHandlers:
    """Obeys every command of the roster.

    That a unit or an inspector named by another stream exists is read from his own stream: entries
    are never removed, so what was seen once stays true. A unit that ends at the very moment at which it
    is given an inspector keeps him until the watcher, which ends the posts at units that ended, comes by.

    That somebody can always manage accounts spans the streams of all accounts, so it is decided on one
    stream of its own, whose version orders closings that come at the same time: who is to be closed is
    struck off that list first, and who was opened is put on it last. A crash in between leaves the list
    too short, never too long: a closing may be refused without need, but never be the last by mistake.
    """

    def __init__(self, store: EventStore, types: EventTypes[Any]) -> None:
        self._units = CommandHandler(store, UNIT, types)
        self._inspectors = CommandHandler(store, INSPECTOR, types)
        self._zones = CommandHandler(store, ZONE, types)
        self._accounts = CommandHandler(store, ACCOUNT, types)
        self._keepers = CommandHandler(store, KEEPERS, types)
        self._numbers = LetterNumbers(store, types, "督")
        self._visits = CommandHandler(store, VISIT, types)
        self._alarms = CommandHandler(store, ALARM, types)
        self._store, self._types = store, types

    async def unit(self, command: UnitCommand, context: Context) -> Handled[UnitEvent]:
        if isinstance(command, MergeUnit):
            await self._check_open(command.into)
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
        if isinstance(command, AssignPost):
            await self._check_open(command.unit)
        elif isinstance(command, DeclareRecusal):
            await self._check_unit(command.unit)
        elif isinstance(command, EngageInspector | RenewInspector) and not command.papers.letter:
            command = await self._numbered(command, context)
        return await self._inspectors.handle(command, context, stream=f"inspector-{command.inspector}")

    async def follow(
        self, command: DeclareRecusal | LiftRecusal | EndPost, context: Context | None = None
    ) -> Handled[InspectorEvent]:
        """Obey what follows from a day. Without a context the cause, as with alarms, is the version that
        several watchers see: what was declared anew since then lapses anew."""
        if context is None:
            stream = f"inspector-{command.inspector}"
            _, version = await self._inspectors.state(stream)
            cause = uuid5(ALARMS, f"{stream}/{version}")
            context = Context(cause, cause)
        return await self.inspector(command, context)

    async def _numbered(self, command: Appointing, context: Context) -> Appointing:
        """The command with its letter's number (督聘〔2026〕3号), known by inspector and first day of the term."""
        inspector, version = await self._inspectors.state(f"inspector-{command.inspector}")
        if isinstance(inspector, Appointed) and inspector.papers:
            again = _with_letter(command, inspector.papers.letter)
            with contextlib.suppress(Refused):
                if not INSPECTOR.decide(again, inspector):
                    return again  # A retry of what was done.
        letter = uuid5(LETTER_IDS, f"{command.inspector}/{command.term_from}")
        sign = ToSign(letter, LetterKind.APPOINTMENT)
        return await self._numbers.numbered(
            command, context, sign, INSPECTOR.decide, (inspector, version), _with_letter
        )

    async def inspector_now(self, number: str) -> Inspector:
        """The inspector as the log has him this instant."""
        state, _ = await self._inspectors.state(f"inspector-{number}")
        return state

    async def reassign(self, command: ReassignPost, context: Context) -> Handled[InspectorEvent]:
        """Give a post to a successor from a day on: first he takes it, then the other lets it go.

        A crash in between leaves two who answer for the unit, never nobody; the same command again ends it.
        """
        if command.successor == command.inspector:
            raise PostToHimself(command.inspector)
        holder, _ = await self._inspectors.state(f"inspector-{command.inspector}")
        post = in_office(holder, command.inspector).posts.get(command.unit)
        ended_on = command.on - timedelta(days=1)
        if post is None or post.ended_on not in (None, max(post.since, ended_on)):
            raise PostNotHeld(command.inspector, command.unit)
        assign = AssignPost(command.by, command.now, command.successor, command.unit, command.on)
        await self.inspector(assign, context)
        end = EndPost(
            command.by,
            command.now,
            command.inspector,
            command.unit,
            max(post.since, ended_on),
            command.successor,
        )
        return await self.inspector(end, replace(context, expected=None))

    async def visit(self, command: VisitCommand, context: Context) -> Handled[VisitEvent]:
        """Whether a claim is for a visit out of term (条例 6), the inspector's own stream says this instant."""
        stream = f"visit-{command.visit}"
        if isinstance(command, ClaimCost):
            visit, _ = await self._visits.state(stream)
            if isinstance(visit, Noted):
                inspector = await self.inspector_now(command.inspector)
                command = replace(command, term_ended=term_ended(inspector, visit.visit.visited_on))
        fresh = isinstance(command, NoteVisit)
        return await self._visits.handle(command, context, stream=stream, fresh=fresh)

    async def alarm(self, command: AlarmCommand) -> Handled[AlarmEvent]:
        """Several watchers may see the same; the cause is the version of the alarm's stream they all see."""
        stream = f"alarm-{command.kind}-{command.subject}"
        _, version = await self._alarms.state(stream)
        cause = uuid5(ALARMS, f"{stream}/{version}")
        return await self._alarms.handle(command, Context(cause, cause), stream=stream)

    async def zone(self, command: DrawZone, context: Context) -> Handled[ZoneDrawn]:
        return await self._zones.handle(command, context, stream=f"zone-{command.zone}")

    async def account(self, command: AccountCommand, context: Context) -> Handled[AccountEvent]:
        if isinstance(command, OpenAccount):
            await self._check_unit(command.unit)
            await self._check_inspector(command.inspector)
            return await self._open(command, context)
        if isinstance(command, EndInspecting):
            return await self._accounts.handle(command, context, stream=f"account-{command.account}")
        return await self._close(command, context)

    async def end_inspecting(self, command: EndInspecting) -> Handled[AccountEvent]:
        """Several watchers may see the same; the cause is the version of the account that they all see."""
        stream = f"account-{command.account}"
        _, version = await self._accounts.state(stream)
        cause = uuid5(ALARMS, f"{stream}/{version}")
        return await self.account(command, Context(cause, cause))

    async def account_now(self, account: str) -> Account:
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

    async def _check_unit(self, code: str | None) -> None:
        if code is not None and isinstance((await self._units.state(f"unit-{code}"))[0], Unregistered):
            raise UnitNotRegistered(code)

    async def _check_open(self, code: str) -> None:
        unit, _ = await self._units.state(f"unit-{code}")
        if isinstance(unit, Unregistered):
            raise UnitNotRegistered(code)
        if isinstance(unit, Ended):
            raise UnitHasEnded(unit.details, unit.on)

    async def _check_inspector(self, number: str | None) -> None:
        if number is None:
            return
        inspector, _ = await self._inspectors.state(f"inspector-{number}")
        if not isinstance(inspector, Appointed):
            raise InspectorNotAppointed(number)


def _with_letter(command: Appointing, letter: str) -> Appointing:
    return replace(command, papers=replace(command.papers, letter=letter))


def _for(context: Context, opening: int) -> Context:
    """The context of what a command does to the list: a cause of its own for each opening it is about."""
    return replace(context, cause=uuid5(context.cause, f"keepers/{opening}"), expected=None)
