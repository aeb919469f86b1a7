"""The rectification service put together."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI

from services.rectification.adapters.letters.writing import CaseLetters
from services.rectification.adapters.storage import TYPES
from services.rectification.application.handlers import CaseHandlers
from services.rectification.application.proceedings import ProceedingHandlers
from services.rectification.application.publications import publish
from services.rectification.domain.case import case_decider
from services.rectification.domain.letters import served
from services.rectification.domain.terms import Terms
from services.rectification.entrypoints import bus, http, letters, pages, proceedings
from services.rectification.entrypoints.audit_page import Audit
from services.rectification.entrypoints.followups import FollowUpWatcher
from services.rectification.entrypoints.handovers import HandoverWatcher
from services.rectification.entrypoints.settings import Settings
from services.rectification.entrypoints.watcher import DueWatcher
from services.rectification.read_models import (
    cases,
    due,
    followups,
    inspectors,
    obstructions,
    posts,
    recusals,
    unit_ends,
    units,
)
from services.rectification.read_models import letters as letters_to_print
from services.rectification.read_models import proceedings as proceeding_rows
from shared.audit.checkpoints import audit_folder
from shared.letters.archive import LetterArchive
from shared.letters.printer import Printer
from shared.letters.told import Told
from shared.rules.pack import RulePack, RulePacks
from shared.runtime import operations
from shared.runtime.http import create_app
from shared.runtime.pages import install_pages
from shared.runtime.service import Service
from shared.web.shell import Shell
from shared.workdays.seed import seeded_calendar

MODELS = (
    cases,
    due,
    units,
    unit_ends,
    inspectors,
    posts,
    recusals,
    letters_to_print,
    proceeding_rows,
    obstructions,
    followups,
)


def build(settings: Settings | None = None) -> FastAPI:
    """The app of this service; the host starts `app.state.service`."""
    settings = settings or Settings()
    service = Service(
        settings,
        types=TYPES,
        publish=publish,
        models=[m.MODEL for m in MODELS],
    )
    packs, jurisdiction = RulePacks.load(), settings.jurisdiction

    @lru_cache(maxsize=4096)
    def pack_on(day: date) -> RulePack:
        return packs.pack(jurisdiction, day)

    calendar = seeded_calendar()
    handlers = CaseHandlers(service.store, TYPES, pack_on, calendar, settings.office_code)
    service.consume(
        {
            "rectification-roster": bus.on_roster(handlers, service.clock),
            "rectification-inspection": bus.on_inspection(handlers, service.clock),
            "rectification-obstructions": bus.on_obstructions(handlers, service.clock),
        }
    )
    procedures = ProceedingHandlers(service.store, TYPES, pack_on, calendar, settings.office_code)
    parts = (
        service.store,
        service.projections,
        handlers,
        service.clock,
        settings.watch_interval,
    )
    follow = FollowUpWatcher(service.reading, *parts, Terms(pack_on, calendar))
    service.parts += [
        DueWatcher(service.engine, *parts, procedures),
        HandoverWatcher(service.reading, *parts),
        follow,
    ]
    write = CaseLetters(Told(service.store, TYPES), pack_on, settings.office)
    archive = LetterArchive(service.store, TYPES, service.clock, served, write)
    if settings.print_letters:
        service.parts.append(Printer(service.reading, archive, settings.watch_interval))
    app = create_app(
        service, "整改", http.router, letters.router, proceedings.router, operations.router, pages.router
    )
    app.state.letters, app.state.office = archive, settings.office
    install_pages(app, Shell(Path(__file__).with_name("templates"), "/rectification"))
    app.state.proceedings = procedures
    app.state.cases, app.state.pack_on, app.state.calendar = handlers, pack_on, calendar
    app.state.decider = case_decider(pack_on, calendar)  # Pages ask it what may be done.
    folder = audit_folder(settings.keys_dir, settings.service)
    app.state.audit = Audit(service.store, folder, service.clock)
    return app
