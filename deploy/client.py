"""The command line as a caller of the services: it holds the installation's key and signs for itself."""

from copy import copy
from typing import Any, Self
from urllib.parse import quote

import httpx

from deploy.installation import Installation
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.identity.tokens import KEY_FILE, TokenIssuer

UPLOAD = 900.0  # seconds to wait for the answer to a file; each of its rows is decided and stored


class Refusal(Exception):
    """The service said no; the text is its problem's detail, for the person at the terminal."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


class Client:
    """One person's way to the services behind `origin`."""

    def __init__(self, origin: str, token: str, timeout: float = 60) -> None:
        # Idle connections are given up before the server's five seconds are over.
        limits = httpx.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=2)
        self._http = httpx.AsyncClient(base_url=origin, timeout=timeout, trust_env=False, limits=limits)
        self._token = {"Authorization": f"Bearer {token}"}

    def signed_in_as(self, token: str) -> "Client":
        """The same connections for another person."""
        other = copy(self)
        other._token = {"Authorization": f"Bearer {token}"}
        return other

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def get(self, path: str, **query: Any) -> Any:
        return _content(await self._http.get(path, params=query, headers=self._token))

    async def post(self, path: str, body: Any = None, key: str | None = None) -> Any:
        """Send a command; `key` is its Idempotency-Key."""
        return _content(await self._http.post(path, json=body, headers=self._token | _named(key)))

    async def put(self, path: str, body: Any, key: str | None = None) -> Any:
        return _content(await self._http.put(path, json=body, headers=self._token | _named(key)))

    async def download(self, path: str) -> bytes:
        answer = await self._http.get(path, headers=self._token)
        return answer.content if answer.is_success else bytes(_content(answer))

    async def upload(self, path: str, name: str, content: bytes) -> Any:
        """Send a file, and wait for what came of each row."""
        files = {"file": (name, content)}
        return _content(await self._http.post(path, files=files, headers=self._token, timeout=UPLOAD))


def _named(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": quote(key)} if key else {}


def token_for(installation: Installation, principal: Principal, lifetime: float = 3600) -> str:
    """A token signed with the installation's own key: only who can read its folder can make one."""
    return TokenIssuer(installation.keys / KEY_FILE, lifetime).issue(principal)


def operator_token(installation: Installation) -> str:
    return token_for(installation, Principal("dudao", "命令行", (Role.OPERATOR, Role.OFFICE)))


def _content(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
        faults = "".join(f"\n  {e['pointer']}：{e['detail']}" for e in problem.get("errors", []))
        raise Refusal(f"{problem['title']}：{problem['detail']}{faults}", answer.status_code)
    except (ValueError, KeyError, TypeError):
        text = f"服务回答 {answer.status_code}，内容无法识别：{answer.text[:200]}"
        raise Refusal(text, answer.status_code) from None
