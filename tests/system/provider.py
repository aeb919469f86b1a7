"""An OpenID Connect provider with one user: real addresses, real keys, and ways to lie."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "dudao", "a secret of the client's own, long enough"
KID = "provider-1"


@dataclass(frozen=True)
class Asked:
    """What the browser was sent with, until its code is traded for a token."""

    redirect_uri: str
    nonce: str
    challenge: str


@dataclass
class LocalProvider:
    """Signs in `person` without asking; `sign` makes its identity tokens, `said_by` is what it calls itself."""

    port: int
    redirect_uri: str = ""
    person: dict[str, str] = field(default_factory=dict)
    said_by: str = ""
    refuses: bool = False
    broken: bool = False
    changed: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.issuer = f"http://127.0.0.1:{self.port}/realms/district"
        self.key = RSAKey.generate_key(2048, {"kid": KID, "use": "sig", "alg": "RS256"})
        self.stranger = RSAKey.generate_key(2048, {"kid": KID, "use": "sig", "alg": "RS256"})
        self._codes: dict[str, Asked] = {}
        self.behave()

    def behave(self) -> None:
        """Tell nothing but the truth again."""
        self.said_by, self.refuses, self.broken, self.changed = self.issuer, False, False, {}
        self.sign: Callable[[Mapping[str, Any]], str] = self.signed

    def signed(self, claims: Mapping[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": KID}, dict(claims), self.key)

    def signed_by_a_stranger(self, claims: Mapping[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": KID}, dict(claims), self.stranger)

    def signed_with_the_clients_secret(self, claims: Mapping[str, Any]) -> str:
        return self._with_secret(claims, SECRET.encode())

    def signed_with_the_public_key_as_secret(self, claims: Mapping[str, Any]) -> str:
        return self._with_secret(claims, self.key.as_pem(private=False))

    def unsigned(self, claims: Mapping[str, Any]) -> str:
        header = _part(json.dumps({"alg": "none"}).encode())
        return f"{header}.{self.signed(claims).split('.')[1]}."

    def _with_secret(self, claims: Mapping[str, Any], secret: bytes) -> str:
        """Made by hand: no honest library signs with such a key."""
        header = _part(json.dumps({"alg": "HS256", "kid": KID}).encode())
        signed = f"{header}.{self.signed(claims).split('.')[1]}"
        return f"{signed}.{_part(hmac.digest(secret, signed.encode(), 'sha256'))}"

    def app(self) -> Starlette:
        path = "/realms/district"
        return Starlette(
            routes=[
                Route(f"{path}/.well-known/openid-configuration", self._discovery),
                Route(f"{path}/authorize", self._authorize),
                Route(f"{path}/token", self._token, methods=["POST"]),
                Route(f"{path}/jwks", self._jwks),
            ]
        )

    async def _discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.redirect_uri
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        answer = {"state": asked["state"], "iss": self.said_by}
        if self.refuses:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe()
            self._codes[answer["code"]] = Asked(
                asked["redirect_uri"], asked["nonce"], asked["code_challenge"]
            )
        return RedirectResponse(f"{self.redirect_uri}?{urlencode(answer)}", 302)

    async def _token(self, request: Request) -> Response:
        if self.broken:
            return Response("out of order", 502)
        form = await request.form()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(str(form.get("code")), None)
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = _part(digest)
        if asked is None or (asked.challenge, asked.redirect_uri) != (challenge, form.get("redirect_uri")):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        times = {"iat": now, "exp": now + 300}
        claims = {"iss": self.issuer, "aud": CLIENT, "nonce": asked.nonce, **times, **self.person}
        told = {name: value for name, value in (claims | self.changed).items() if value is not None}
        token = {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "id_token": self.sign(told)}
        return JSONResponse(token)

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    def start(self) -> None:
        """Answer at `port` from a thread of its own, with an event loop of its own."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self._server = uvicorn.Server(uvicorn.Config(self.app(), log_level="warning", lifespan="off"))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve([listener])))
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """Go away; nothing listens at `port` then."""
        self._server.should_exit = True
        self._thread.join()


def _part(content: bytes) -> str:
    """Base64 as in a JWT: for addresses, without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
