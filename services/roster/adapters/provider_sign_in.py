"""Signing in with an identity provider: there and back, and whose account that is here."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from services.roster.adapters.door import Door
from services.roster.adapters.journeys import Journeys
from services.roster.adapters.provider import Provider
from services.roster.adapters.sign_in import SignedIn, SignIn


class NobodyHere(Exception):
    """The provider confirmed somebody who has no open account here, or one bound to somebody else."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"统一身份认证已确认您是“{account}”，但这里没有给您开这个账号，或者它已属于另一个人。请找督导室。"
        )


class ProviderSignIn:
    """Lets people in by what the provider says of them; accounts are opened and closed here alone.

    Nobody has shown who he is when he sets out, so that goes through a door, which bounds what strangers can
    make us write and ask.
    """

    def __init__(
        self,
        provider: Provider,
        journeys: Journeys,
        sign_in: SignIn,
        door: Door,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._provider, self._journeys, self._sign_in = provider, journeys, sign_in
        self._door, self._now = door, now
        self.secure = provider.registration.redirect_uri.startswith("https://")

    async def go(self, wanted: str, address: str) -> tuple[str, str]:
        """Where to send the browser, and the secret it keeps. Raises `ProviderUnavailable`, `TooManySignIns`."""
        async with self._door.through(address):
            journey, secret = await self._journeys.begin(wanted, self._now())
            return await self._provider.address(journey), secret

    async def back(self, secret: str, answer: Mapping[str, str]) -> tuple[SignedIn, str]:
        """Who comes back, and where he wanted to go.

        Raises `JourneyUnknown`, `NotConfirmed`, `ProviderUnavailable`, `NobodyHere`.
        """
        journey = await self._journeys.end(secret, answer.get("state", ""), self._now())
        person = await self._provider.confirmed(journey, answer)
        signed_in = await self._sign_in.confirmed(person.account, person.subject, secure=self.secure)
        if signed_in is None:
            raise NobodyHere(person.account)
        return signed_in, journey.wanted
