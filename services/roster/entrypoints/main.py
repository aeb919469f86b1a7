"""The roster put together."""

from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI

from services.roster.adapters.credentials import Credentials
from services.roster.adapters.door import Door
from services.roster.adapters.sessions import Sessions
from services.roster.adapters.sign_in import SignIn
from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.application.publications import publish
from services.roster.entrypoints import accounts as accounts_api
from services.roster.entrypoints import http, pages, staffing, staffing_page
from services.roster.entrypoints.settings import Settings
from services.roster.read_models import accounts, inspectors, posts, recusals, units, zones
from shared.identity.tokens import KEY_FILE, TokenIssuer
from shared.rules.pack import RulePacks
from shared.runtime import operations
from shared.runtime.http import create_app
from shared.runtime.pages import install_pages
from shared.runtime.service import Service
from shared.web.shell import Shell
from shared.workdays.seed import seeded_calendar

MODELS = [model.MODEL for model in (units, inspectors, posts, recusals, zones, accounts)]


def build(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    service = Service(settings, types=TYPES, publish=publish, models=MODELS)
    handlers = RosterHandlers(service.store, TYPES)
    credentials = Credentials(service.engine, Door())
    sessions = Sessions(service.engine, timedelta(seconds=settings.session_lifetime))
    issuer = TokenIssuer(settings.keys_dir / KEY_FILE, settings.token_lifetime)
    app = create_app(
        service,
        "督导力量",
        http.router,
        accounts_api.router,
        staffing.router,
        operations.router,
        pages.router,
        staffing_page.router,
    )
    install_pages(app, Shell(Path(__file__).with_name("templates"), "/roster"))
    app.state.handlers = handlers
    app.state.credentials = credentials
    app.state.issuer = issuer
    app.state.sign_in = SignIn(handlers, credentials, sessions, issuer)
    app.state.rules, app.state.calendar = RulePacks.load(), seeded_calendar()
    app.state.boards = staffing.Boards(service, app.state.rules)
    return app
