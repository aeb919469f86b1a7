"""Who opens an account knows its first password, and so cannot be let act with it."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock
from uuid import uuid4

import pytest

from services.roster.domain.events import AccountOpened
from services.roster.entrypoints.accounts import open_account
from services.roster.entrypoints.bodies import AccountBody
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.runtime.caller import Permitted
from shared.runtime.problems import Problem
from tests.unit.roster.people import NOW

CHIEF = AccountOpened("guchangning", "顾长宁", (Role.CHIEF_INSPECTOR,), None, None)


async def opened(*roles: Role, must_change: bool) -> Any:
    """What the new account was given, when somebody in these roles opened it for the chief inspector."""
    credentials = SimpleNamespace(give=AsyncMock())
    obey = AsyncMock(return_value=Handled((CHIEF,), 1, 1))
    service = SimpleNamespace(clock=SimpleNamespace(now=lambda: NOW))
    handlers = SimpleNamespace(accounts=SimpleNamespace(obey=obey))
    state = SimpleNamespace(service=service, handlers=handlers, credentials=credentials)
    request: Any = SimpleNamespace(app=SimpleNamespace(state=state))
    somebody = Principal("zhouwq", "周文清", roles)
    called = Permitted(somebody, Context(uuid4(), uuid4()), somebody.acting("roster.open_account"))
    body = AccountBody(
        account="guchangning",
        name="顾长宁",
        roles=(Role.CHIEF_INSPECTOR,),
        password="a first password",
        must_change=must_change,
    )
    await open_account(request, called, body)
    return credentials.give.await_args


async def test_the_office_gives_first_passwords_only_that_must_be_replaced() -> None:
    """Else who opens the account of a leader could be his own second pair of eyes."""
    assert (await opened(Role.OFFICE, must_change=True)).kwargs == {"must_change": True, "anew": True}
    with pytest.raises(Problem, match="必须由本人换成自己的"):
        await opened(Role.OFFICE, must_change=False)


async def test_an_installation_can_give_its_own_accounts_a_lasting_password() -> None:
    given = await opened(Role.OPERATOR, Role.OFFICE, must_change=False)
    assert given.kwargs == {"must_change": False, "anew": True}
