"""The inspections put together."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI

from services.inspection.adapters.directory import Directory
from services.inspection.adapters.storage import TYPES
from services.inspection.application.handlers import InspectionHandlers
from services.inspection.application.procedures import ProcedureHandlers
from services.inspection.application.publications import publish
from services.inspection.entrypoints import bus, files, http, imports, procedures, recorder
from services.inspection.entrypoints.settings import Settings
from services.inspection.read_models import (
    inspections,
    issues,
    roster_entries,
    settled_issues,
    visit_files,
    visits,
)
from shared.event_sourcing.read_model import Row
from shared.files.http import FOLDER
from shared.files.object_store import ObjectStoreFiles
from shared.rules.pack import RulePack, RulePacks
from shared.runtime import operations
from shared.runtime.http import create_app
from shared.runtime.pages import install_pages
from shared.runtime.service import Service
from shared.web.shell import Shell
from shared.workdays.seed import seeded_calendar

MODELS = [model.MODEL for model in (visits, visit_files, issues, inspections, settled_issues, roster_entries)]
BUCKET = "inspection-files"


def build(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    service = Service(settings, types=TYPES, publish=publish, models=MODELS)
    handlers = InspectionHandlers(service.store, TYPES)
    packs, jurisdiction = RulePacks.load(), settings.jurisdiction

    @lru_cache(maxsize=4096)
    def pack_on(day: date) -> RulePack:
        return packs.pack(jurisdiction, day)

    procedure = ProcedureHandlers(service.store, TYPES, pack_on, seeded_calendar(), settings.office_code)
    service.consume(
        {
            "inspection-roster": bus.on_roster(handlers, service.clock),
            "inspection-rectification": bus.on_rectification(handlers, service.clock),
        }
    )

    async def changed_after(position: int) -> Sequence[Row]:
        async with service.engine.connect() as connection:
            return await roster_entries.changed_after(connection, position)

    routers = (
        http.router,
        procedures.router,
        imports.router,
        files.router,
        recorder.routes,
        operations.router,
    )
    app = create_app(service, "督导", *routers, streamed=FOLDER)
    app.state.files = ObjectStoreFiles(BUCKET, lambda: service.bus.jetstream())
    app.include_router(recorder.page_routes)
    install_pages(app, Shell(Path(__file__).with_name("templates"), "/inspection"))
    app.state.handlers = handlers
    app.state.procedure = procedure
    app.state.directory = Directory(changed_after, lambda: service.projections.position)
    return app
