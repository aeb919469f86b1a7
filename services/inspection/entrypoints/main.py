"""The inspections put together."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.inspection.adapters.directory import Directory
from services.inspection.adapters.letters.writing import InspectionLetters
from services.inspection.adapters.owed import Owed
from services.inspection.adapters.storage import TYPES
from services.inspection.application.bulletins import BulletinHandlers
from services.inspection.application.frameworks import FrameworkHandlers
from services.inspection.application.handlers import InspectionHandlers
from services.inspection.application.measuring import MeasuringHandlers
from services.inspection.application.planning import PlanningHandlers
from services.inspection.application.procedures import ProcedureHandlers
from services.inspection.application.publications import publish
from services.inspection.application.scores import ScoringHandlers
from services.inspection.domain.letters import on_paper
from services.inspection.domain.terms import Terms
from services.inspection.domain.visit import visit_decider
from services.inspection.entrypoints import (
    bus,
    campaigns,
    files,
    findings,
    frameworks,
    http,
    imports,
    letters,
    measuring,
    opinions,
    overdue,
    plans,
    procedures,
    queries,
    recorder,
    results,
    scores,
    statistics,
    themes,
    visiting,
)
from services.inspection.entrypoints.settings import Settings
from services.inspection.entrypoints.watcher import DutyWatcher
from services.inspection.read_models import campaigns as campaign_list
from services.inspection.read_models import (
    external_findings,
    hazards,
    inspections,
    issues,
    missed_duties,
    monitoring_results,
    planned_visits,
    proceedings,
    roster_entries,
    settled_issues,
    third_parties,
    visit_files,
    visits,
    watched_units,
)
from services.inspection.read_models import frameworks as framework_rows
from services.inspection.read_models import letters as letters_to_print
from services.inspection.read_models import results as result_rows
from shared.event_sourcing.read_model import Row
from shared.files.http import FOLDER
from shared.files.object_store import ObjectStoreFiles
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

MODELS = [
    model.MODEL
    for model in (
        campaign_list,
        external_findings,
        hazards,
        inspections,
        issues,
        letters_to_print,
        framework_rows,
        missed_duties,
        monitoring_results,
        planned_visits,
        proceedings,
        result_rows,
        roster_entries,
        settled_issues,
        third_parties,
        visit_files,
        visits,
        watched_units,
    )
]
BUCKET = "inspection-files"


def build(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    service = Service(settings, types=TYPES, publish=publish, models=MODELS)
    packs, jurisdiction = RulePacks.load(), settings.jurisdiction

    @lru_cache(maxsize=4096)
    def pack_on(day: date) -> RulePack:
        return packs.pack(jurisdiction, day)

    calendar = seeded_calendar()
    handlers = InspectionHandlers(service.store, TYPES, visit_decider(pack_on, calendar))
    scoring = ScoringHandlers(service.store, TYPES)
    procedure = ProcedureHandlers(
        service.store, TYPES, pack_on, calendar, settings.office_code, scoring.freeze
    )
    planning = PlanningHandlers(service.store, TYPES, pack_on, calendar)
    owed = Owed(service.reading, planning, Terms(pack_on, calendar))
    service.parts.append(
        DutyWatcher(
            service.reading,
            service.store,
            service.projections,
            planning,
            owed,
            service.clock,
            settings.watch_interval,
        )
    )
    service.consume(
        {
            "inspection-roster": bus.on_roster(handlers, service.clock),
            "inspection-rectification": bus.on_rectification(handlers, service.clock),
        }
    )

    async def changed_after(position: int) -> Sequence[Row]:
        async with service.reading.connect() as connection:
            return await roster_entries.changed_after(connection, position)

    async def people(numbers: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
        async with service.reading.connect() as connection:
            return await roster_entries.inspectors(connection, numbers)

    write = InspectionLetters(Told(service.store, TYPES), people, pack_on, settings.office)
    archive = LetterArchive(service.store, TYPES, service.clock, on_paper, write)
    if settings.print_letters:
        service.parts.append(Printer(service.reading, archive, settings.watch_interval))
    routers = (
        http.router,
        visiting.router,
        procedures.router,
        opinions.router,
        queries.router,
        letters.router,
        scores.router,
        results.router,
        frameworks.router,
        measuring.router,
        imports.router,
        findings.router,
        statistics.router,
        files.router,
        recorder.routes,
        plans.router,
        campaigns.router,
        themes.router,
        overdue.router,
        operations.router,
    )
    app = create_app(service, "督导", *routers, streamed=FOLDER)
    app.state.files = ObjectStoreFiles(BUCKET, lambda: service.bus.jetstream())
    app.state.letters, app.state.office = archive, settings.office
    app.state.bulletins = BulletinHandlers(service.store, TYPES, handlers.visit_now, settings.office_code)
    app.include_router(recorder.page_routes)
    install_pages(app, Shell(Path(__file__).with_name("templates"), "/inspection"))
    app.state.handlers = handlers
    app.state.procedure = procedure
    app.state.scoring = scoring
    app.state.frameworks = FrameworkHandlers(service.store, TYPES)
    app.state.measuring = MeasuringHandlers(service.store, TYPES)
    app.state.planning, app.state.owed, app.state.pack_on = planning, owed, pack_on
    app.state.directory = Directory(changed_after, lambda: service.projections.position)
    return app
