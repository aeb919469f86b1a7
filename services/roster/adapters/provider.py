"""The office's identity provider (OpenID Connect): it says who somebody is, never what he may do."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from services.roster.adapters.journeys import Journey

log = structlog.get_logger()

SIGNED_BY: Final = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "Ed25519",
]
"""Only with a key nobody but the provider has: never `none`, never the client's own secret (HS256)."""
LEEWAY: Final = 60  # seconds the provider's clock may differ
PATIENCE: Final = 5.0  # seconds for each of its answers
KEPT: Final = 300.0  # seconds for which its discovery document is not asked for again
AT_HOME: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Registration:
    """How the provider knows us, and which of its claims is the name of an account here."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    account_claim: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Whom the provider confirmed: its own name for him, which never changes, and his account here."""

    subject: str
    account: str


class ProviderUnavailable(Exception):
    """The provider does not answer, or not as it should; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        log.warning("the identity provider is of no use now", reason=reason)

    def __str__(self) -> str:
        return "统一身份认证现在连不上。请稍后再试，或用密码登录。"


class NotConfirmed(Exception):
    """The provider confirmed nobody, or what it said proves nothing; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        log.warning("the identity provider confirmed nobody", reason=reason)

    def __str__(self) -> str:
        return "统一身份认证没有确认您的身份。请重新登录。"


class Provider:
    """Asks one provider, found by its discovery document. `now` is the system's time in seconds since 1970."""

    def __init__(self, registration: Registration, now: Callable[[], float] = time.time) -> None:
        self.registration, self._now = registration, now
        self._found: Mapping[str, Any] = {}
        self._found_at = 0.0

    async def address(self, journey: Journey) -> str:
        """Where a browser is sent to sign in. Raises `ProviderUnavailable`."""
        ours = self.registration
        provider = await self._discovered()
        address: str = prepare_grant_uri(
            provider["authorization_endpoint"],
            ours.client_id,
            "code",
            redirect_uri=ours.redirect_uri,
            scope=ours.scopes,
            state=journey.state,
            nonce=journey.nonce,
            code_challenge=create_s256_code_challenge(journey.verifier),
            code_challenge_method="S256",
        )
        return address

    async def confirmed(self, journey: Journey, answer: Mapping[str, str]) -> Confirmed:
        """Whom the `answer` that a browser brought back stands for. Raises `NotConfirmed`, `ProviderUnavailable`."""
        ours, provider = self.registration, await self._discovered()
        said_by = answer.get("iss")  # RFC 9207: an answer of another provider is none to us (mix-up).
        if said_by != ours.issuer and (
            said_by is not None or provider.get("authorization_response_iss_parameter_supported")
        ):
            raise NotConfirmed(f"the answer came from {said_by}")
        if "error" in answer or not answer.get("code"):
            raise NotConfirmed(f"{answer.get('error', 'no code')}: {answer.get('error_description', '')}")
        claims = await self._claims(
            await self._id_token(provider, answer["code"], journey), provider, journey
        )
        subject, account = claims["sub"], claims.get(ours.account_claim)
        if not isinstance(subject, str) or not isinstance(account, str):
            raise NotConfirmed(f"no {ours.account_claim} for {subject}")
        return Confirmed(f"{ours.issuer} {subject}", account)

    async def _id_token(self, provider: Mapping[str, Any], code: str, journey: Journey) -> str:
        ours = self.registration
        methods = provider.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        url, headers, body = ClientAuth(
            ours.client_id, ours.client_secret, method if ours.client_secret else "none"
        ).prepare(
            "POST",
            provider["token_endpoint"],
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            prepare_token_request(
                "authorization_code",
                redirect_uri=ours.redirect_uri,
                code=code,
                code_verifier=journey.verifier,
            ),
        )
        answer = await _ask("POST", url, headers=headers, content=body)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotConfirmed(f"no identity token: {answer.get('error')}")
        return token

    async def _claims(self, token: str, provider: Mapping[str, Any], journey: Journey) -> Mapping[str, Any]:
        ours = self.registration
        keys = await _ask("GET", provider["jwks_uri"])
        try:
            decoded = jwt.decode(
                token,
                KeySet.import_key_set(keys),  # type: ignore[arg-type]  # It says itself when it is none.
                registry=JWSRegistry(algorithms=SIGNED_BY, strict_check_header=False),
            )
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {"iss": {"value": ours.issuer}, "aud": {"value": ours.client_id}},
                {"nonce": journey.nonce, "client_id": ours.client_id},
            )
            claims.validate(now=int(self._now()), leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
            raise NotConfirmed(f"identity token refused: {error!r}") from error
        return dict(claims)

    async def _discovered(self) -> Mapping[str, Any]:
        """The provider's own description, no older than `KEPT`."""
        if not self._found or self._now() - self._found_at > KEPT:
            issuer = self.registration.issuer
            found = await _ask("GET", get_well_known_url(issuer, external=True))
            if found.get("issuer") != issuer:
                raise ProviderUnavailable(f"{issuer} calls itself {found.get('issuer')}")
            for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not is_private(str(found.get(endpoint))):
                    raise ProviderUnavailable(f"{endpoint} is {found.get(endpoint)}")
            self._found, self._found_at = found, self._now()
        return self._found


def is_private(url: str) -> bool:
    """Whether nobody on the way can read along: https, or not leaving this machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in AT_HOME)
    )


async def _ask(method: str, url: str, **request: Any) -> dict[str, Any]:
    """The JSON object the provider answers, also with 4xx. Raises `ProviderUnavailable`."""
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            answer = await http.request(method, url, **request)
        if answer.is_server_error or answer.is_redirect:
            raise ProviderUnavailable(f"{url} answers {answer.status_code}")
        content = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ProviderUnavailable(f"{url}: {error!r}") from error
    if not isinstance(content, dict):
        raise ProviderUnavailable(f"{url} answers no object")
    return content
