"""Somebody can always manage accounts: the last office account stays open, also when two close two at once."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from services.roster.adapters.storage import TYPES
from services.roster.application.accounts import KEEPERS_STREAM
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.account import ACCOUNT, Closed, Open
from services.roster.domain.account_commands import (
    AccountCommand,
    AdmitKeeper,
    CloseAccount,
    CountKeepers,
    DismissKeeper,
    OpenAccount,
)
from services.roster.domain.events import KeeperAdmitted, KeeperDismissed
from services.roster.domain.keepers import KEEPERS, KEEPING, LastKeeper
from shared.event_sourcing.command_handler import CommandHandler, Context
from shared.event_sourcing.decider import Role
from shared.event_sourcing.event_store import Append, Appended, StoreUnavailable, VersionConflict
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.identity.permissions import WHO_MAY
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import NOW, OFFICE

keepers = DeciderTest(KEEPERS)
two = keepers.given(KeeperAdmitted("he", 1), KeeperAdmitted("zhou", 1))


def admit(account: str, opening: int = 1) -> AdmitKeeper:
    return AdmitKeeper(OFFICE, NOW, account, opening)


def dismiss(account: str, opening: int = 1) -> DismissKeeper:
    return DismissKeeper(OFFICE, NOW, account, opening)


def opening(account: str, *roles: Role) -> OpenAccount:
    return OpenAccount(OFFICE, NOW, account, "周敏", roles or (Role.OFFICE,), None, None)


def closing(account: str) -> CloseAccount:
    return CloseAccount(OFFICE, NOW, account)


def context() -> Context:
    cause = uuid4()
    return Context(cause, cause)


class Roster:
    """The roster on a store in memory."""

    def __init__(self, store: InMemoryEventStore | None = None) -> None:
        self.store = store or BreakingStore()
        self.handlers = RosterHandlers(self.store, TYPES)

    async def do(self, command: AccountCommand, within: Context | None = None) -> None:
        await self.handlers.accounts.obey(command, within or context())

    async def is_open(self, account: str) -> bool:
        return isinstance(await self.handlers.accounts.now(account), Open)


class BreakingStore(InMemoryEventStore):
    """Fails at the next append to the stream `breaks_before`."""

    breaks_before = ""

    async def append(self, append: Append) -> Appended:
        if append.stream == self.breaks_before:
            self.breaks_before = ""
            raise StoreUnavailable
        await asyncio.sleep(0)  # Others get a word in, as they do in a database.
        return await super().append(append)


def test_the_keepers_are_those_who_may_open_accounts() -> None:
    assert WHO_MAY["roster.open_account"] == KEEPING


def test_a_keeper_is_admitted_and_dismissed_once() -> None:
    keepers.when(admit("he")).then(KeeperAdmitted("he", 1))
    keepers.again(admit("he"))
    two.when(dismiss("he")).then(KeeperDismissed("he", 1))
    two.again(dismiss("he"))


def test_the_last_keeper_stays_and_is_told_what_to_do_first() -> None:
    why = two.given(KeeperDismissed("he", 1)).when(dismiss("zhou")).then_refused(LastKeeper)
    assert "请先给另一人开一个督导室账号" in str(why)


def test_an_admission_that_comes_after_the_dismissal_of_the_same_opening_counts_for_nothing() -> None:
    dismissed = two.given(KeeperDismissed("he", 1))
    dismissed.when(admit("he", 1)).then_nothing()
    dismissed.when(admit("he", 3)).then(KeeperAdmitted("he", 3))


def test_keepers_are_counted_once() -> None:
    count = CountKeepers(OFFICE, NOW, (("he", 1), ("zhou", 3)))
    keepers.when(count).then(KeeperAdmitted("he", 1), KeeperAdmitted("zhou", 3))
    keepers.again(count)
    two.given(KeeperDismissed("he", 1)).when(count).then_nothing()


async def test_the_last_open_office_account_cannot_be_closed() -> None:
    roster = Roster()
    await roster.do(opening("he"))
    await roster.do(opening("auditor", Role.AUDITOR))
    with pytest.raises(LastKeeper):
        await roster.do(closing("he"))
    assert await roster.is_open("he")
    await roster.do(closing("auditor"))
    await roster.do(opening("zhou"))
    await roster.do(closing("he"))
    assert not await roster.is_open("he")
    with pytest.raises(LastKeeper):
        await roster.do(closing("zhou"))


async def test_two_who_close_each_other_at_the_same_time_leave_one() -> None:
    for _ in range(20):
        store = BreakingStore()
        one, other = Roster(store), Roster(store)  # Two processes share nothing but the store.
        await one.do(opening("he"))
        await other.do(opening("zhou"))
        outcomes = await asyncio.gather(
            one.do(closing("he")), other.do(closing("zhou")), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes if outcome is not None] == [LastKeeper]
        assert [await one.is_open("he"), await one.is_open("zhou")].count(True) == 1


async def test_of_many_closed_and_opened_at_the_same_time_one_is_always_left() -> None:
    store = BreakingStore()
    rosters, names = [Roster(store) for _ in range(4)], ["he", "zhou", "lin"]
    for name in names:
        await rosters[0].do(opening(name))
    for n in range(15):
        commands = [closing(name) for name in names] + [opening(names[n % 3])]
        outcomes = await asyncio.gather(
            *(roster.do(command) for roster, command in zip(rosters, commands, strict=True)),
            return_exceptions=True,
        )
        assert {type(outcome) for outcome in outcomes} <= {type(None), LastKeeper}
        assert any([await rosters[0].is_open(name) for name in names])


async def test_accounts_opened_before_there_was_a_list_count() -> None:
    roster = Roster()
    before = CommandHandler(roster.store, ACCOUNT, TYPES)
    for name in ("he", "zhou"):
        await before.handle(opening(name), context(), stream=f"account-{name}")
    await before.handle(closing("he"), context(), stream="account-he")
    with pytest.raises(LastKeeper):
        await roster.do(closing("zhou"))
    await roster.do(opening("he"))
    await roster.do(closing("zhou"))


async def test_a_closing_that_was_interrupted_is_finished_when_it_is_sent_again() -> None:
    store = BreakingStore()
    roster, within = Roster(store), context()
    await roster.do(opening("he"))
    await roster.do(opening("zhou"))
    store.breaks_before = "account-he"
    with pytest.raises(StoreUnavailable):
        await roster.do(closing("he"), within)
    with pytest.raises(LastKeeper):
        await roster.do(closing("zhou"))
    await roster.do(closing("he"), within)
    assert isinstance(await roster.handlers.accounts.now("he"), Closed)


async def test_an_opening_that_was_interrupted_counts_when_it_is_sent_again() -> None:
    store = BreakingStore()
    roster, within = Roster(store), context()
    await roster.do(opening("he"))
    store.breaks_before = KEEPERS_STREAM
    with pytest.raises(StoreUnavailable):
        await roster.do(opening("zhou"), within)
    await roster.do(opening("zhou"), within)
    await roster.do(closing("he"))


async def test_who_looks_at_an_older_version_closes_nothing() -> None:
    roster = Roster()
    for name in ("he", "zhou"):
        await roster.do(opening(name))
    with pytest.raises(VersionConflict):
        await roster.do(closing("he"), replace(context(), expected=7))
    await roster.do(closing("zhou"))
