"""Signing in: account and password against a token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from services.roster.adapters.credentials import Credentials, WrongPassword
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.account import Open
from shared.identity.principal import Principal
from shared.identity.tokens import TokenIssuer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person let in, with his token."""

    principal: Principal
    token: str
    must_change: bool


class SignIn:
    """Lets people in, by the system's time: a faster clock must not shorten a lock."""

    def __init__(
        self,
        handlers: RosterHandlers,
        credentials: Credentials,
        issuer: TokenIssuer,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._handlers, self._credentials, self._issuer, self._now = handlers, credentials, issuer, now

    async def __call__(self, account: str, password: str) -> SignedIn:
        """Raises `WrongPassword`, also for a closed account, and `AccountLocked`."""
        must_change = await self._credentials.check(account, password, self._now())
        held = await self._handlers.account_now(account)
        if not isinstance(held, Open):
            raise WrongPassword
        opened = held.opened
        principal = Principal(account, opened.person_name, opened.roles, opened.unit, opened.inspector)
        return SignedIn(principal, self._issuer.issue(principal), must_change)

    async def change_password(self, account: str, old: str, new: str) -> None:
        """Raises `WrongPassword`, `AccountLocked`."""
        await self._credentials.change(account, old, new, self._now())
