"""The roster's deciders bound to their streams, and the checks that span two of them."""

import contextlib
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID, uuid5

from services.roster.application.accounts import AccountHandlers
from services.roster.application.zone_places import SchoolsIn, ZonePlaces, none_standing
from services.roster.domain.account import InspectorOfAnotherName, OwnUnitNotRecused
from services.roster.domain.account_commands import OpenAccount
from services.roster.domain.alarm import ALARM
from services.roster.domain.certificate import CERTIFICATE, HandOutCertificate
from services.roster.domain.events import (
    AlarmEvent,
    ComprehensiveInspectionNoted,
    InspectorEvent,
    UnitEvent,
    VisitEvent,
    ZoneDrawn,
)
from services.roster.domain.inspected import COMPREHENSIVE, NoteComprehensiveInspection
from services.roster.domain.inspector import INSPECTOR
from services.roster.domain.inspector_commands import (
    AssignPost,
    DeclareRecusal,
    EndPost,
    EngageInspector,
    InspectorCommand,
    LiftRecusal,
    ReassignPost,
    RenewInspector,
)
from services.roster.domain.merits import today
from services.roster.domain.posting import PostNotHeld, PostToHimself
from services.roster.domain.standing import Appointed, Inspector, InspectorNotAppointed, in_office, term_ended
from services.roster.domain.unit import (
    UNIT,
    Ended,
    Registered,
    UnitAlreadyRegistered,
    UnitHasEnded,
    UnitNotRegistered,
    Unregistered,
)
from services.roster.domain.unit_commands import (
    ChangeUnit,
    CloseUnit,
    DrawZone,
    MergeUnit,
    RegisterUnit,
    UnitCommand,
)
from services.roster.domain.visit import VISIT, Noted
from services.roster.domain.visit_commands import AlarmCommand, ClaimCost, NoteVisit, VisitCommand
from services.roster.domain.zone import ZONE
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.letters.numbers import LetterNumbers, ToSign
from shared.rules.rule import Rule

ALARMS = UUID("5b0e7c1d-93f4-5c62-8a7e-2f1d4b6c9e30")
"""The namespace of what the watcher causes."""
LETTER_IDS = UUID("c3a7f0e2-1b58-5d94-9f6e-7a2b8c4d1e05")
"""The namespace of letters of appointment."""

Appointing = TypeVar("Appointing", bound=EngageInspector | RenewInspector)


class LetterKind(StrEnum):
    """The last character of the code of a letter that the roster numbers."""

    APPOINTMENT = "聘"


class RosterHandlers:
    """Obeys every command of the roster.

    That a unit or an inspector named by another stream exists is read from his own stream: entries
    are never removed, so what was seen once stays true. A unit that ends at the very moment at which it
    is given an inspector keeps him until the watcher, which ends the posts at units that ended, comes by.
    """

    def __init__(
        self, store: EventStore, types: EventTypes[Any], standing: SchoolsIn = none_standing
    ) -> None:
        self._units = CommandHandler(store, UNIT, types)
        self._inspectors = CommandHandler(store, INSPECTOR, types)
        self._zones = CommandHandler(store, ZONE, types)
        self._certificates = CommandHandler(store, CERTIFICATE, types)
        self._numbers = LetterNumbers(store, types, "督")
        self._visits = CommandHandler(store, VISIT, types)
        self._inspections = CommandHandler(store, COMPREHENSIVE, types)
        self._alarms = CommandHandler(store, ALARM, types)
        self._places = ZonePlaces(self._zones, self._units, standing)
        self.accounts = AccountHandlers(store, types, self._check_holder)

    async def unit(self, command: UnitCommand, context: Context) -> Handled[UnitEvent]:
        if isinstance(command, MergeUnit):
            await self._check_open(command.into)
        handled = await self._units.handle(command, context, stream=f"unit-{command.code}")
        if isinstance(command, MergeUnit | CloseUnit) and command.on <= today(command.now):
            await self._places.leave(command, context)
        return handled

    async def put_unit(self, command: RegisterUnit, context: Context, limit: Rule) -> Handled[UnitEvent]:
        """Register the unit, or change its entry when there is one; `limit` is that of the schools of a zone."""
        before, _ = await self._units.state(f"unit-{command.code}")
        change = ChangeUnit(command.by, command.now, command.code, command.details)
        put = command if isinstance(before, Unregistered) else change
        if UNIT.decide(put, before):
            await self._places.enter(put, limit, context)
        try:
            handled = await self.unit(put, context)
        except UnitAlreadyRegistered:
            handled = await self.unit(change, context)
        if isinstance(before, Registered):
            await self._places.move(before.details, put, context)
        return handled

    async def inspector(self, command: InspectorCommand, context: Context) -> Handled[InspectorEvent]:
        if isinstance(command, AssignPost):
            await self._check_takes_inspectors(command)
        elif isinstance(command, DeclareRecusal):
            await self._check_unit(command.unit)
        elif isinstance(command, EngageInspector | RenewInspector):
            command = await self._with_papers(command, context)
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

    async def _with_papers(self, command: Appointing, context: Context) -> Appointing:
        """The command with a certificate nobody else has, and with its letter's number (督聘〔2026〕3号).

        Only what will be obeyed takes either. The letter is known by inspector and first day of the term.
        """
        inspector, version = await self._inspectors.state(f"inspector-{command.inspector}")
        if not command.papers.letter and isinstance(inspector, Appointed) and inspector.papers:
            again = _with_letter(command, inspector.papers.letter)
            with contextlib.suppress(Refused):
                if not INSPECTOR.decide(again, inspector):
                    return again  # A retry of what was done.
        if INSPECTOR.decide(command, inspector):
            await self._hand_out(command, context)
        if command.papers.letter:
            return command
        letter = uuid5(LETTER_IDS, f"{command.inspector}/{command.term_from}")
        sign = ToSign(letter, LetterKind.APPOINTMENT)
        return await self._numbers.numbered(
            command, context, sign, INSPECTOR.decide, (inspector, version), _with_letter
        )

    async def _hand_out(self, command: Appointing, context: Context) -> None:
        """One stream for each number: whose it is, it says however many ask at once."""
        number = command.papers.certificate
        hand_out = HandOutCertificate(command.by, command.now, number, command.inspector)
        cause = uuid5(context.cause, f"certificate/{number}")
        own = replace(context, cause=cause, expected=None)
        await self._certificates.handle(hand_out, own, stream=f"certificate-{number}")

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
        if post is None:
            raise PostNotHeld(command.inspector, command.unit)
        ended_on = max(post.since, command.on - timedelta(days=1))
        if post.ended_on != ended_on and not post.lasts_after(today(command.now)):
            raise PostNotHeld(command.inspector, command.unit)
        assign = AssignPost(command.by, command.now, command.successor, command.unit, command.on)
        await self.inspector(assign, context)
        end = EndPost(
            command.by,
            command.now,
            command.inspector,
            command.unit,
            ended_on,
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

    async def inspection(
        self, command: NoteComprehensiveInspection, context: Context
    ) -> Handled[ComprehensiveInspectionNoted]:
        stream = f"comprehensive-inspection-{command.inspection}"
        return await self._inspections.handle(command, context, stream=stream, fresh=True)

    async def alarm(self, command: AlarmCommand) -> Handled[AlarmEvent]:
        """Several watchers may see the same; the cause is the version of the alarm's stream they all see."""
        stream = f"alarm-{command.kind}-{command.subject}"
        _, version = await self._alarms.state(stream)
        cause = uuid5(ALARMS, f"{stream}/{version}")
        return await self._alarms.handle(command, Context(cause, cause), stream=stream)

    async def zone(self, command: DrawZone, context: Context) -> Handled[ZoneDrawn]:
        return await self._zones.handle(command, context, stream=f"zone-{command.zone}")

    async def _check_unit(self, code: str | None) -> None:
        if code is not None and isinstance((await self._units.state(f"unit-{code}"))[0], Unregistered):
            raise UnitNotRegistered(code)

    async def _check_takes_inspectors(self, command: AssignPost) -> None:
        """Until a unit is closed or merged somebody has to answer for it."""
        unit, _ = await self._units.state(f"unit-{command.unit}")
        if isinstance(unit, Ended) and unit.there_on(today(command.now)) and unit.there_on(command.since):
            return
        await self._check_open(command.unit)

    async def _check_open(self, code: str) -> None:
        unit, _ = await self._units.state(f"unit-{code}")
        if isinstance(unit, Unregistered):
            raise UnitNotRegistered(code)
        if isinstance(unit, Ended):
            raise UnitHasEnded(unit.details, unit.on)

    async def _check_holder(self, command: OpenAccount) -> None:
        """That the unit and the inspector an account is for are there, and that he may not inspect his own unit."""
        await self._check_unit(command.unit)
        if (number := command.inspector) is None:
            return
        inspector, _ = await self._inspectors.state(f"inspector-{number}")
        if not isinstance(inspector, Appointed):
            raise InspectorNotAppointed(number)
        name = inspector.details.inspector_name
        if name != command.person_name:
            raise InspectorOfAnotherName(number, name, command.person_name)
        if command.unit is not None and not inspector.recused_from(command.unit):
            raise OwnUnitNotRecused(number, command.unit)


def _with_letter(command: Appointing, letter: str) -> Appointing:
    return replace(command, papers=replace(command.papers, letter=letter))
