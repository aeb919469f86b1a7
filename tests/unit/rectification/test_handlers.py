"""Commands on a real stream: letters get their numbers, causes are obeyed once."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from services.rectification.adapters.storage import TYPES
from services.rectification.application.handlers import CaseHandlers
from services.rectification.application.reactions import case_of
from services.rectification.domain.commands import OpenCase, ServeNotice
from services.rectification.domain.opening import NoticeNeedsLimit, NoticeNotDue
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.event_store import VersionConflict
from shared.event_sourcing.in_memory import InMemoryEventStore
from tests.unit.rectification.samples import ABOUT, CALENDAR, OFFICE, SERVED, an_issue, at, open_case, pack_on


@pytest.fixture
def handlers() -> CaseHandlers:
    return CaseHandlers(InMemoryEventStore(), TYPES, pack_on, CALENDAR, "云教督")


def context(expected: int | None = None) -> Context:
    return Context(cause=uuid4(), correlation=uuid4(), expected=expected)


async def opened(handlers: CaseHandlers, working_days: int | None = 10) -> UUID:
    """The id of a new case."""
    issue = uuid4()
    case_id = case_of(issue)
    command: OpenCase = replace(
        open_case(),
        case_id=case_id,
        about=replace(ABOUT, issue=issue, case_id=case_id),
        issue=an_issue(working_days=working_days),
    )
    await handlers.handle(command, context())
    return case_id


def notice(case_id: UUID, working_days: int | None = None) -> ServeNotice:
    return ServeNotice(case_id=case_id, by=OFFICE, now=SERVED, letter="", working_days=working_days)


async def letter_of(handlers: CaseHandlers, case_id: UUID) -> str | None:
    case, _ = await handlers.case(case_id)
    assert case is not None
    return case.rounds[-1].letter


async def test_notices_are_numbered_in_the_order_they_are_served(handlers: CaseHandlers) -> None:
    one, other = await opened(handlers), await opened(handlers)
    await handlers.handle(notice(other), context())
    await handlers.handle(notice(one), context())
    assert await letter_of(handlers, other) == "云教督改〔2026〕1号"
    assert await letter_of(handlers, one) == "云教督改〔2026〕2号"


async def test_a_request_sent_again_is_the_same_letter(handlers: CaseHandlers) -> None:
    case_id, sent = await opened(handlers), context()
    first = await handlers.handle(notice(case_id), sent)
    again = await handlers.handle(notice(case_id), sent)
    assert again.events == ()
    assert again.version == first.version
    assert await letter_of(handlers, case_id) == "云教督改〔2026〕1号"


async def test_a_refused_letter_uses_up_no_number(handlers: CaseHandlers) -> None:
    without_limit, other = await opened(handlers, working_days=None), await opened(handlers)
    with pytest.raises(NoticeNeedsLimit):
        await handlers.handle(notice(without_limit), context())
    await handlers.handle(notice(other), context())
    with pytest.raises(NoticeNotDue):
        await handlers.handle(notice(other), context())
    await handlers.handle(notice(without_limit, working_days=5), context())
    assert await letter_of(handlers, without_limit) == "云教督改〔2026〕2号"


async def test_a_letter_to_a_case_that_has_moved_on_uses_up_no_number(handlers: CaseHandlers) -> None:
    case_id = await opened(handlers)
    with pytest.raises(VersionConflict):
        await handlers.handle(notice(case_id), context(expected=7))
    await handlers.handle(notice(case_id), context(expected=1))
    assert await letter_of(handlers, case_id) == "云教督改〔2026〕1号"


async def test_the_number_of_a_letter_is_in_the_chain_of_its_case() -> None:
    store = InMemoryEventStore()
    handlers = CaseHandlers(store, TYPES, pack_on, CALENDAR, "云教督")
    case_id = await opened(handlers)
    await handlers.handle(notice(case_id), context())
    assert [r.type for r in await store.read_case(str(case_id))] == [
        "CaseOpened",
        "LetterNumbered",
        "NoticeServed",
    ]


async def test_opening_twice_for_one_message_changes_nothing(handlers: CaseHandlers) -> None:
    command = open_case(at(9, 9, 17))
    message = context()
    first = await handlers.handle(command, message)
    assert len(first.events) == 1
    assert (await handlers.handle(command, message)).events == ()
    assert (await handlers.handle(command, context())).events == ()
