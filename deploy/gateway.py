"""One port, one origin: the services mounted under their names, in one process."""

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from shared.runtime.problems import as_answer

HOME = "/rectification/ledger"


def gateway(apps: Mapping[str, FastAPI]) -> Starlette:
    """The same prefixes as Caddy and the Ingress have: `/<service>/…`; `/` opens the ledger."""

    async def home(_: Request) -> RedirectResponse:
        return RedirectResponse(HOME)

    routes = [Route("/", home), *(Mount(f"/{name}", app) for name, app in apps.items())]
    return Starlette(routes=routes, exception_handlers={HTTPException: as_answer})


def alone(service: str, app: FastAPI) -> Starlette:
    """One service behind Caddy or an Ingress: under its prefix for people, without it for probes and metrics."""
    return Starlette(routes=[Mount(f"/{service}", app), Mount("/", app)])
