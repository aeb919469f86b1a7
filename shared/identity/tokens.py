"""Tokens: who signed in, or which service calls; signed by the roster with Ed25519 (RFC 9864), checked by all.

Nobody can take a token back, so it is short-lived and the roster, which can refuse, gives the next one.
Times are the system's, never the simulated clock's: a clock that runs faster signs nobody out.
"""

import asyncio
import contextlib
import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Self

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization, OKPKey

from shared.audit.keys import KeyUnusable, create_key, load_key
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal, ServicePrincipal

ALGORITHM = "Ed25519"
AUDIENCE = "dudao"
SERVICE_AUDIENCE = "dudao-services"
SERVICE_TYPE = "service+jwt"  # `typ`: no person's token has it, and no other token is a service's.
ISSUER = "dudao-roster"
KEY_FILE = "roster-tokens.pem"  # in the installation's folder of keys
LEEWAY = 10  # seconds two machines' clocks may differ
REFRESH = 10.0  # seconds between two fetches of the keys at least
RETRY = 1.0  # seconds before the keys are fetched again when that failed
REMEMBERED = 4096  # verified tokens

Jwks = KeySetSerialization
Time = Callable[[], float]


class InvalidToken(Exception):
    """The token proves nothing; the text says why, for the log."""


class KeysUnavailable(Exception):
    """The keys that tokens are checked with cannot be fetched now; the token may be good."""


class TokenIssuer:
    """Signs tokens with the key in `key_file` (PEM, 0600), which is made when there is none."""

    def __init__(self, key_file: Path, lifetime: float = 15 * 60, now: Time = time.time) -> None:
        if not key_file.exists():
            key_file.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(KeyUnusable):  # Another process was faster; its key is the one.
                create_key(key_file)
        pem = load_key(key_file).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        kid = OKPKey.import_key(pem).thumbprint()
        self._key = OKPKey.import_key(pem, {"kid": kid, "use": "sig", "alg": ALGORITHM})
        self._header = {"alg": ALGORITHM, "kid": kid}
        self.lifetime, self._now = int(lifetime), now

    def issue(self, principal: Principal, session: str = "", ends_at: float | None = None) -> str:
        """A token for the person, good for `lifetime` seconds but not beyond `ends_at` (seconds since 1970).

        `session` is what stays the same when it is renewed; without one the token is a session of its own.
        """
        claims = {
            "aud": AUDIENCE,
            "sub": principal.id,
            "name": principal.name,
            "roles": list(principal.roles),
            "unit": principal.unit,
            "inspector": principal.inspector,
            "sid": session or secrets.token_hex(32),
        }
        return self._signed(claims, "JWT", ends_at)

    def issue_service(self, client: str, name: str, scopes: Collection[str]) -> str:
        """A token for another system, good for `lifetime` seconds; nothing renews it but the client's secret."""
        claims = {"aud": SERVICE_AUDIENCE, "sub": client, "name": name, "scope": " ".join(sorted(scopes))}
        return self._signed(claims, SERVICE_TYPE)

    def _signed(self, claims: Mapping[str, Any], typ: str, ends_at: float | None = None) -> str:
        now = int(self._now())
        expires = now + self.lifetime
        times = {"iat": now, "exp": expires if ends_at is None else min(expires, int(ends_at))}
        header = {**self._header, "typ": typ}
        return jwt.encode(header, {"iss": ISSUER, **claims, **times}, self._key, algorithms=[ALGORITHM])

    def jwks(self) -> Jwks:
        """The public key as a JWK set (RFC 7517)."""
        return KeySet([self._key]).as_dict(private=False)


class TokenVerifier:
    """Checks tokens against the issuer's published keys, fetched when the first token comes.

    A token signed with an unknown key makes it look again, at most every `REFRESH` seconds. What was
    verified is remembered until it expires, so that most checks cost a hash and a lookup.
    """

    def __init__(
        self, jwks_url: str, *, fetch: Callable[[], Awaitable[Jwks]] | None = None, now: Time = time.time
    ) -> None:
        self._url, self._fetch, self._now = jwks_url, fetch or self._fetch_url, now
        self._keys = KeySet([])
        self._fetch_from = 0.0  # the time from which the keys may be fetched again
        self._fetching = asyncio.Lock()
        self._verified: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    @classmethod
    def local(cls, jwks: Jwks, now: Time = time.time) -> Self:
        """A verifier that is given the keys instead of fetching them."""

        async def given() -> Jwks:
            return jwks

        return cls("", fetch=given, now=now)

    async def verify(self, token: str) -> Principal:
        """The person the token was issued to, or a `ServicePrincipal`. Raises `InvalidToken`, `KeysUnavailable`."""
        fingerprint = hashlib.sha256(token.encode()).digest()
        known = self._verified.get(fingerprint)
        if known is not None and self._now() < known[0]:
            self._verified.move_to_end(fingerprint)
            return known[1]
        try:
            claims, is_service = await self._claims(token)
            principal = _service(claims) if is_service else _person(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise InvalidToken(f"token refused: {error}") from error
        self._verified[fingerprint] = (claims["exp"] + LEEWAY, principal)
        if len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)
        return principal

    async def _claims(self, token: str) -> tuple[jwt.Claims, bool]:
        """What the token says, and whether it is a service's: its type must fit whom it is meant for."""
        try:
            decoded = jwt.decode(token, self._keys, algorithms=[ALGORITHM])
        except InvalidKeyIdError:
            await self._refresh()
            decoded = jwt.decode(token, self._keys, algorithms=[ALGORITHM])
        is_service = decoded.header.get("typ") == SERVICE_TYPE
        jwt.JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=LEEWAY,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": SERVICE_AUDIENCE if is_service else AUDIENCE},
            exp={"essential": True},
        ).validate(decoded.claims)
        return decoded.claims, is_service

    async def _refresh(self) -> None:
        async with self._fetching:
            now = self._now()
            if now < self._fetch_from:
                if not self._keys.keys:
                    raise KeysUnavailable(f"{self._url} did not answer just now")
                return
            try:
                self._keys = KeySet.import_key_set(await self._fetch())
            except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
                self._fetch_from = now + RETRY
                raise KeysUnavailable(f"{self._url}: {error!r}") from error
            self._fetch_from = now + REFRESH

    async def _fetch_url(self) -> Jwks:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            answer = await client.get(self._url)
            jwks: Jwks = answer.raise_for_status().json()
            return jwks


def _person(claims: jwt.Claims) -> Principal:
    return Principal(
        claims["sub"],
        claims["name"],
        tuple(map(Role, claims["roles"])),
        claims["unit"],
        claims["inspector"],
        str(claims["sid"]),
        float(claims["exp"]),
    )


def _service(claims: jwt.Claims) -> ServicePrincipal:
    scopes = frozenset(claims["scope"].split())
    return ServicePrincipal(
        claims["sub"], claims["name"], (Role.SYSTEM,), until=float(claims["exp"]), scopes=scopes
    )
