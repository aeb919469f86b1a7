"""Serves the services: built from their settings, behind one port, started and stopped in order."""

import asyncio
import importlib
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from deploy.gateway import gateway
from shared.runtime.embedded_server import DidNotStart
from shared.runtime.memory import keep_what_is_there
from shared.runtime.service import Service
from shared.runtime.settings import ServiceSettings


def build(service: str, environment: Mapping[str, str] | None = None) -> FastAPI:
    """The app of one service, from `environment` or the process's own."""
    entry = f"services.{service}.entrypoints"
    settings_class: type[ServiceSettings] = importlib.import_module(f"{entry}.settings").Settings
    given: dict[str, Any] = {k.removeprefix("DUDAO_").lower(): v for k, v in (environment or {}).items()}
    app: FastAPI = importlib.import_module(f"{entry}.main").build(settings_class(**given))
    return app


async def loaded(services: Sequence[str]) -> None:
    """Import the services' code, in a thread: the servers they stand on can start meanwhile."""
    for service in services:
        await asyncio.to_thread(importlib.import_module, f"services.{service}.entrypoints.main")


@asynccontextmanager
async def serving(apps: Mapping[str, FastAPI], host: str, port: int) -> AsyncIterator[str]:
    """The apps behind one port with their services started; gives the origin."""
    async with serving_at(gateway(apps), [app.state.service for app in apps.values()], host, port) as origin:
        yield origin


@asynccontextmanager
async def serving_at(app: ASGIApp, services: Sequence[Service], host: str, port: int) -> AsyncIterator[str]:
    """`app` on one port with `services` started; both stop in order. Raises DidNotStart."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise DidNotStart(f"不能监听 {host}:{port}（{error.strerror}）。请用 --port 换一个端口。") from error
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=5
    )
    server = _Server(config)
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        for service in services:
            await stack.enter_async_context(service)
        keep_what_is_there()
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            # Live streams never end by themselves, and the server waits for every open answer.
            await asyncio.gather(*(service.hush() for service in services))
            await task


class _Server(uvicorn.Server):
    """A server that leaves the signals to the command: it is one part of several that must stop in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
