"""The roster's watcher: raises and clears alarms, and does what follows from a day or from a unit's end."""

import asyncio
from datetime import date, timedelta
from uuid import uuid5

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.roster.adapters.credentials import Credentials
from services.roster.adapters.kept_register import KeptRegister
from services.roster.adapters.sessions import Sessions
from services.roster.application.handlers import ALARMS, RosterHandlers
from services.roster.domain.account_commands import EndInspecting
from services.roster.domain.alarm import told
from services.roster.domain.alarm_kinds import AlarmKind, Standing
from services.roster.domain.alarms import Visited, alarms
from services.roster.domain.details import RecusalKind, UnitKind
from services.roster.domain.events import AccountClosed
from services.roster.domain.head_terms import Head
from services.roster.domain.inspector_commands import DeclareRecusal, EndPost, LiftRecusal
from services.roster.domain.staffing import Board, staffing
from services.roster.domain.visit_commands import ClearAlarm, RaiseAlarm
from services.roster.read_models import (
    accounts,
    comprehensive_inspections,
    noted_visits,
    posts,
    recusals,
    units,
)
from services.roster.read_models import alarms as standing_alarms
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.decider import Actor, Refused, Role
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from shared.event_sourcing.read_model import Row
from shared.rules.pack import NoSuchPack, RulePacks
from shared.runtime.clock import Clock
from shared.runtime.watching import Watcher
from shared.workdays.deadline import SHANGHAI

SYSTEM = Actor("system:roster", "系统", Role.SYSTEM)
PATIENCE = 5.0  # seconds to wait for the read models to pass the head
UNREST = 12  # looks after which it acts though the log does not come to rest

log = structlog.get_logger()


class RosterWatcher(Watcher):
    """Looks at every interval (seconds), and acts when the day or the log is another and the log is at rest.

    At rest: an import would otherwise raise an alarm for every unit whose inspector is still on his way.
    Every cause derives from what was seen, so several watchers do nothing twice.
    """

    name = "roster watcher"

    def __init__(
        self,
        engine: AsyncEngine,
        store: PostgresEventStore,
        projections: Projections,
        handlers: RosterHandlers,
        sessions: Sessions,
        credentials: Credentials,
        register: KeptRegister,
        packs: RulePacks,
        jurisdiction: str,
        clock: Clock,
        interval: float,
    ) -> None:
        super().__init__(interval)
        self._engine, self._store, self._projections = engine, store, projections
        self._handlers, self._register = handlers, register
        self._sessions, self._credentials = sessions, credentials
        self._packs, self._jurisdiction = packs, jurisdiction
        self._clock = clock
        self._head, self._restless = -1, 0
        self._done: tuple[date, int] | None = None

    async def look(self) -> None:
        """Act if the log has not moved since the last look, or has not come to rest for long."""
        head, today = self._store.seen, self._today()
        moved, self._head = head != self._head, head
        if self._done == (today, head):
            return
        if moved and self._restless < UNREST:
            self._restless += 1
            return
        self._restless = 0
        if await self.act(today, head):
            self._done = (today, head)

    async def act(self, today: date, head: int) -> bool:
        """Bring alarms, recusals and posts at ended units to what they should be on that day.

        False while the read models lag behind: nothing was done, and it is tried again at the next look.
        """
        if not await self._projections.wait_for(head, PATIENCE):
            return False
        async with self._engine.connect() as connection:
            former = await accounts.of_former_inspectors(connection)
            lapsed = await recusals.lapsed(connection, today)
            orphaned = await posts.at_ended_units(connection)
            merged = await recusals.at_merged_units(connection, today)
            stood = {
                (row["kind"], row["subject"]): row["facts"]
                for row in await standing_alarms.standing(connection)
            }
            ended = await units.ended(connection, today)
            inspected = await comprehensive_inspections.latest(connection)
            heads = [_head(row, inspected.get(row["code"])) for row in await units.heads(connection, today)]
        for row in former:
            await self._end_inspecting(row["account"], row["inspector"])
        for row in lapsed:
            await self._lift(row)
        for row in merged:
            await self._recuse_there(row)
        for row in orphaned:
            await self._end_post(row, today)
        stands = await self._stands(today, heads)
        if stands is None:
            return True
        for alarm in stands:
            if not told(stood.get((alarm.kind, alarm.subject)), alarm.facts):
                now = self._clock.now()
                await self._handlers.alarm(
                    RaiseAlarm(SYSTEM, now, alarm.kind, alarm.subject, alarm.since, alarm.facts)
                )
        for kind, subject in stood.keys() - {(alarm.kind, alarm.subject) for alarm in stands}:
            mended = _mended(kind, subject, ended, today)
            await self._handlers.alarm(ClearAlarm(SYSTEM, self._clock.now(), kind, subject, today, mended))
        return True

    def _today(self) -> date:
        return self._clock.now().astimezone(SHANGHAI).date()

    async def _stands(self, today: date, heads: list[Head]) -> list[Standing] | None:
        """What stands on the day; None without rules for it: then nobody can say that an alarm is over."""
        try:
            rules = self._packs.pack(self._jurisdiction, today)
        except NoSuchPack as error:
            log.warning("no rules for today, so alarms stay as they are", error=str(error))
            return None
        register = await self._register.register(await self._store.head())
        # In a thread: thousands of units take a fraction of a second, and requests must not wait for it.
        board = await asyncio.to_thread(staffing, register, today, rules)
        visits = await self._visits_out_of_term(board)
        return await asyncio.to_thread(alarms, board, register, heads, rules, visits)

    async def _visits_out_of_term(self, board: Board) -> list[Visited]:
        ended = {one.inspector.number: one.term.last for one in board.terms.run_out}
        if not ended:
            return []
        async with self._engine.connect() as connection:
            rows = await noted_visits.by_inspectors(connection, ended.keys(), min(ended.values()))
        return [Visited(number, day) for number, day in rows]

    async def _end_inspecting(self, account: str, inspector: str) -> None:
        """First the sessions: after a crash in between, the account is found here again. A password that a crash
        leaves behind opens nothing, and the next opening replaces it."""
        await self._sessions.end_all(account)
        password = await self._credentials.password_of(account)
        command = EndInspecting(SYSTEM, self._clock.now(), account, inspector)
        handled = await self._handlers.accounts.end_inspecting(command)
        if password and any(isinstance(event, AccountClosed) for event in handled.events):
            await self._credentials.remove(account, password)

    async def _lift(self, row: Row) -> None:
        until: date = row["until"]
        reason = f"满规定年限，自{until}之后不再需要回避"
        command = LiftRecusal(
            SYSTEM, self._clock.now(), row["inspector"], row["unit"], row["relation"], until, reason
        )
        await self._obey(command)

    async def _recuse_there(self, row: Row) -> None:
        """Whose child is at a school is recused from the one it became part of (条例 10). Once: the office may
        lift it there."""
        command = DeclareRecusal(
            SYSTEM,
            self._clock.now(),
            row["inspector"],
            row["into"],
            row["relation"],
            row["since"],
            RecusalKind(row["kind"]),
            row["until"],
        )
        cause = uuid5(ALARMS, f"merged/{row['recusal']}/{row['since']}/{row['into']}")
        await self._obey(command, Context(cause, cause))

    async def _end_post(self, row: Row, today: date) -> None:
        closed_on: date = row["closed_on"]
        if closed_on > today:
            return
        ended_on = max(row["since"], closed_on - timedelta(days=1))
        command = EndPost(SYSTEM, self._clock.now(), row["inspector"], row["unit"], ended_on)
        await self._obey(command)

    async def _obey(
        self, command: DeclareRecusal | LiftRecusal | EndPost, context: Context | None = None
    ) -> None:
        try:
            await self._handlers.follow(command, context)
        except Refused as refusal:  # Somebody else did it, or the inspector has left: nothing is to do.
            log.info("what follows was refused", inspector=command.inspector, why=str(refusal))


def _mended(kind: str, subject: str, ended: set[str], today: date) -> bool:
    """Whether what an alarm was about is in order; a unit may be no more, and a year over without its hours."""
    if kind == AlarmKind.UNIT_UNCOVERED:
        return subject not in ended
    return kind != AlarmKind.TRAINING_BEHIND or subject.endswith(f"-{today.year}")


def _head(row: Row, inspected_on: date | None) -> Head:
    return Head(
        row["code"],
        row["unit_name"],
        UnitKind(row["kind"]),
        row["head"],
        row["head_since"],
        row["head_term_to"],
        row["head_known_on"],
        row["last_day"],
        inspected_on,
    )
