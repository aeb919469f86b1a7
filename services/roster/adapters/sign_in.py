"""Signing in: account and password against a short-lived token and a session that renews it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from services.roster.adapters.credentials import Credentials, WrongPassword
from services.roster.adapters.sessions import Session, SessionEnded, Sessions
from services.roster.application.accounts import AccountHandlers
from services.roster.domain.account import Open
from shared.identity.principal import Principal
from shared.identity.tokens import TokenIssuer


class PasswordMustChange(Exception):
    """The password is right, but was given by somebody else: there is no token before it is replaced."""

    def __str__(self) -> str:
        return "这是别人给您的初始密码，请先换成只有您知道的密码，再登录。"


class SamePassword(Exception):
    """The new password is the old one."""

    def __str__(self) -> str:
        return "新密码不能和现在的一样。"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person let in: his token, good for `expires_in` seconds, and the secret that asks for the next one."""

    principal: Principal
    token: str
    expires_in: int
    renewal: str
    session: Session


class SignIn:
    """Lets people in, by the system's time: a faster clock must not shorten a lock."""

    def __init__(
        self,
        accounts: AccountHandlers,
        credentials: Credentials,
        sessions: Sessions,
        issuer: TokenIssuer,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._accounts, self._credentials, self._sessions = accounts, credentials, sessions
        self._issuer, self._now = issuer, now

    async def __call__(
        self, account: str, password: str, address: str = "", *, secure: bool = False
    ) -> SignedIn:
        """Raises `WrongPassword`, also for a closed account, `AccountLocked`, `TooManySignIns` and
        `PasswordMustChange`. `address` is where the person is, `secure` whether he came over https.
        """
        checked = await self._credentials.check(account, password, self._now(), address)
        principal = await self._person(account)
        if principal is None:
            raise WrongPassword
        if checked.must_change:
            raise PasswordMustChange
        session, renewal = await self._sessions.begin(
            account, checked.password_id, self._now(), secure=secure
        )
        return self._let_in(principal, session, renewal)

    async def confirmed(self, account: str, subject: str, *, secure: bool) -> SignedIn | None:
        """Let in whom the identity provider confirmed as `subject`; None: he has no open account of that name.

        His session ends as all others of the account do: with the account or with its password.
        """
        principal = await self._person(account)
        password_id = await self._credentials.bind(account, subject) if principal else None
        if principal is None or password_id is None:
            return None
        session, renewal = await self._sessions.begin(account, password_id, self._now(), secure=secure)
        return self._let_in(principal, session, renewal)

    async def renew(self, renewal: str) -> SignedIn:
        """The next token, in the roles the account has now. Raises `SessionEnded`."""
        session = await self._sessions.living(renewal, self._now())
        principal = await self._person(session.account)
        if principal is None:
            raise SessionEnded
        return self._let_in(principal, session, renewal)

    async def sign_out(self, renewal: str) -> None:
        """End the session; its last token expires by itself."""
        await self._sessions.end(renewal)

    async def change_password(self, account: str, old: str, new: str, address: str = "") -> None:
        """Ends all sessions of the account. Raises `SamePassword` and what signing in raises."""
        if old == new:
            raise SamePassword
        await self._credentials.change(account, old, new, self._now(), address)

    async def _person(self, account: str) -> Principal | None:
        held = await self._accounts.now(account)
        if not isinstance(held, Open):
            return None
        opened = held.opened
        return Principal(account, opened.person_name, opened.roles, opened.unit, opened.inspector)

    def _let_in(self, principal: Principal, session: Session, renewal: str) -> SignedIn:
        token = self._issuer.issue(principal, session.id, session.ends_at.timestamp())
        left = (session.ends_at - self._now()).total_seconds()
        return SignedIn(principal, token, int(min(self._issuer.lifetime, left)), renewal, session)
