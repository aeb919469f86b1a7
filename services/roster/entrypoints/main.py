"""The roster put together."""

from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI

from services.roster.adapters.credentials import Credentials
from services.roster.adapters.door import Door
from services.roster.adapters.journeys import Journeys
from services.roster.adapters.kept_register import KeptRegister
from services.roster.adapters.provider import Provider
from services.roster.adapters.provider_sign_in import ProviderSignIn
from services.roster.adapters.service_tokens import ServiceTokens
from services.roster.adapters.sessions import Sessions
from services.roster.adapters.sign_in import SignIn
from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.application.publications import publish
from services.roster.application.service_clients import ServiceClients
from services.roster.entrypoints import accounts as accounts_api
from services.roster.entrypoints import (
    bus,
    http,
    letters,
    pages,
    provider_pages,
    register_files,
    staffing,
    staffing_page,
    work,
)
from services.roster.entrypoints import inspectors as inspectors_api
from services.roster.entrypoints import service_clients as service_clients_api
from services.roster.entrypoints.boards import Boards
from services.roster.entrypoints.settings import Settings
from services.roster.entrypoints.watcher import RosterWatcher
from services.roster.read_models import (
    accounts,
    alarms,
    candidates,
    claims,
    comprehensive_inspections,
    inspectors,
    noted_visits,
    posts,
    recusals,
    service_clients,
    units,
    zones,
)
from shared.identity.tokens import KEY_FILE, TokenIssuer
from shared.rules.pack import RulePacks
from shared.runtime import operations
from shared.runtime.http import create_app
from shared.runtime.pages import install_pages
from shared.runtime.service import Service
from shared.web.shell import Shell
from shared.workdays.seed import seeded_calendar

QUESTIONS = (
    units,
    zones,
    inspectors,
    candidates,
    posts,
    recusals,
    noted_visits,
    comprehensive_inspections,
    claims,
    alarms,
    accounts,
    service_clients,
)
MODELS = [question.MODEL for question in QUESTIONS]


def build(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    service = Service(settings, types=TYPES, publish=publish, models=MODELS)
    register = KeptRegister(service.engine, service.store, TYPES)
    handlers = RosterHandlers(service.store, TYPES, register.schools_in)
    credentials = Credentials(service.engine, Door())
    sessions = Sessions(service.engine, timedelta(seconds=settings.session_lifetime))
    issuer = TokenIssuer(settings.keys_dir / KEY_FILE, settings.token_lifetime)
    app = create_app(
        service,
        "督导力量",
        http.router,
        inspectors_api.router,
        letters.router,
        work.router,
        accounts_api.router,
        service_clients_api.router,
        staffing.router,
        register_files.router,
        operations.router,
        pages.router,
        provider_pages.router,
        staffing_page.router,
    )
    install_pages(app, Shell(Path(__file__).with_name("templates"), "/roster"))
    app.state.handlers = handlers
    app.state.credentials = credentials
    app.state.issuer = issuer
    app.state.sign_in = sign_in = SignIn(handlers.accounts, credentials, sessions, issuer)
    provider = Provider(settings.registration) if settings.registration else None
    app.state.provider_sign_in = provider and ProviderSignIn(
        provider, Journeys(service.engine), sign_in, Door()
    )
    app.state.service_clients = clients = ServiceClients(service.store, TYPES)
    app.state.service_tokens = ServiceTokens(service.engine, Door(), clients, issuer)
    app.state.rules, app.state.calendar = RulePacks.load(), seeded_calendar()
    service.parts.append(register)
    service.consume(
        {
            "roster-inspection": bus.on_inspection(handlers, service.clock),
            "roster-opinions": bus.on_opinions(handlers, service.clock),
        }
    )
    service.parts.append(
        RosterWatcher(
            service.reading,
            service.store,
            service.projections,
            handlers,
            sessions,
            credentials,
            register,
            app.state.rules,
            settings.jurisdiction,
            service.clock,
            settings.watch_interval,
        )
    )
    app.state.register = register
    app.state.boards = Boards(service, register, app.state.rules)
    return app
