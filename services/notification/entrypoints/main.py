"""The notification service put together."""

from collections.abc import Collection
from pathlib import Path

from fastapi import FastAPI
from prometheus_client import Gauge

from services.notification.adapters.live import Live
from services.notification.adapters.noted_roster import NotedRoster
from services.notification.adapters.storage import TYPES
from services.notification.adapters.wire import read_inboxes
from services.notification.application.handlers import MessageHandlers
from services.notification.application.publications import publish
from services.notification.domain.open_work import OpenWork
from services.notification.entrypoints import bus, http, pages
from services.notification.entrypoints.settings import Settings
from services.notification.read_models import directory, inbox, open_cases, statistics
from shared.runtime import operations
from shared.runtime.http import create_app
from shared.runtime.pages import install_pages
from shared.runtime.service import Service
from shared.web.shell import Shell


def build(settings: Settings | None = None) -> FastAPI:
    """The app of this service; the host starts `app.state.service`."""
    settings = settings or Settings()
    models = [model.MODEL for model in (inbox, directory, open_cases, statistics)]
    service = Service(settings, types=TYPES, publish=publish, models=models)
    messages = MessageHandlers(service.store, TYPES)
    roster = NotedRoster(service.reading, service.store, service.projections)
    live = Live(read_inboxes(service.reading), service.projections, settings.max_streams)

    async def open_work(units: Collection[str]) -> OpenWork:
        async with service.reading.connect() as connection:
            return await open_cases.of_units(connection, units)

    news = bus.on_news(messages, roster.directory, service.clock)
    service.consume(
        {
            "notification-roster": bus.on_roster(messages, roster.directory, open_work, service.clock),
            "notification-inspection": news,
            "notification-rectification": news,
        }
    )
    service.parts += [roster, live]
    Gauge("dudao_live_streams", "Open live streams", registry=service.metrics).set_function(lambda: live.open)
    app = create_app(service, "消息", http.router, operations.router, pages.router)
    install_pages(app, Shell(Path(__file__).with_name("templates"), "/notification"))
    app.state.messages, app.state.roster, app.state.live = messages, roster, live
    return app
