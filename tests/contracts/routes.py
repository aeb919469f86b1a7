"""Every route of a composed service with the action it declares, and the few that need none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from deploy.ground import STREAMS_FILE
from deploy.host import build
from shared.runtime.caller import May
from shared.runtime.pages import FOR_PROGRAMS

KEPT = "a phone keeps it to work without a network: it is the same for everybody and holds no datum"
ENDED = "where a form was posted there is nothing to see: it only leads to a page, and that one asks"
SIGNING_IN = "whoever comes here has no token yet, or brings one that has run out"
PROBED = "probes and collectors have no account, and see no datum of anybody"

PUBLIC: Final[Mapping[str, str]] = MappingProxyType(
    {
        "* GET /openapi.json": "the description of the API is the same for everybody",
        "* GET /health/live": PROBED,
        "* GET /health/ready": PROBED,
        "* GET /metrics": PROBED,
        "roster POST /api/sign-in": SIGNING_IN,
        "roster POST /api/renew": SIGNING_IN,
        "roster POST /api/password": SIGNING_IN,
        "roster POST /api/sign-out": "only who knows a session's secret ends it",
        "roster POST /api/service-token": "a service shows its secret here, and has no token yet",
        "roster GET /api/.well-known/jwks.json": "public keys, with which every service checks tokens",
        "roster GET /sign-in": SIGNING_IN,
        "roster POST /sign-in": SIGNING_IN,
        "roster GET /sign-in/provider": SIGNING_IN,
        "roster GET /sign-in/provider/return": SIGNING_IN,
        "roster GET /session": SIGNING_IN,
        "roster POST /session": SIGNING_IN,
        "roster GET /password": SIGNING_IN,
        "roster POST /password": SIGNING_IN,
        "roster POST /sign-out": "ends the session of the browser it comes from, and of nobody else",
        "roster GET /sign-out": ENDED,
        "inspection GET /recorder/worker.js": KEPT,
        "inspection GET /recorder/manifest.webmanifest": KEPT,
        "notification GET /messages/read": ENDED,
        "notification GET /messages/{message_id}/read": ENDED,
        "rectification GET /cases/{case_id}/{post}": ENDED,
    }
)
"""Routes anybody may use, each with the reason; `*` stands for every service."""


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address. `actions` are those it declares: exactly one, or none when it is public."""

    service: str
    method: str
    path: str
    actions: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    @property
    def names(self) -> frozenset[str]:
        """Its names in `PUBLIC`."""
        return frozenset({self.name, f"* {self.method} {self.path}"})

    @property
    def is_public(self) -> bool:
        return not self.names.isdisjoint(PUBLIC)

    @property
    def is_page(self) -> bool:
        return not self.path.startswith(FOR_PROGRAMS)

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD")


def composed(service: str, keys: Path) -> FastAPI:
    """The service as its own main.py puts it together, not started; `keys` is a folder for its keys."""
    environment = {
        "DUDAO_DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
        "DUDAO_STREAMS_FILE": str(STREAMS_FILE),
        "DUDAO_KEYS_DIR": str(keys),
    }
    return build(service, environment)


def routes_of(service: str, app: FastAPI) -> Iterator[Route]:
    """Every route of the app. Raises `TypeError` for something mounted that nobody has looked at."""
    for route in iter_route_contexts(app.routes):
        original = route.original_route
        if isinstance(original, Mount):
            if not isinstance(original.app, StaticFiles):
                raise TypeError(f"{service} mounts {original.app!r} at {original.path}")
            continue
        dependant = getattr(route, "dependant", None)
        calls = [part.call for part in dependant.dependencies] if dependant else []
        actions = tuple(sorted({call.action for call in calls if isinstance(call, May)}))
        for method in sorted((route.methods or {"WEBSOCKET"}) - {"HEAD"}):
            yield Route(service, method, str(route.path), actions)


def undeclared(routes: list[Route]) -> list[str]:
    """The routes nobody has said who may use: neither by one action nor by a reason why anybody may."""
    return [route.name for route in routes if len(route.actions) != (0 if route.is_public else 1)]
