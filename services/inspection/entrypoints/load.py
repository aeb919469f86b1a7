"""The visit load of a unit (严控督导频次), said to whoever adds to it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import Request

from services.inspection.domain.drafting import MONTHLY_CAP
from services.inspection.domain.planning import Overload, PlannedUnit
from services.inspection.domain.report import VisitedUnit
from services.inspection.domain.school_year import month
from services.inspection.entrypoints.http import service_of
from services.inspection.read_models import visit_load
from shared.rules.pack import RulePack


async def load_warnings(request: Request, unit: VisitedUnit, day: date, besides: UUID) -> Sequence[str]:
    """What to know before one more entry (`besides`) to the unit on that day: the cap warns, and forbids nothing,
    since a month's visits are a duty too."""
    pack: RulePack = request.app.state.pack_on(day)
    span, most = month(day), pack.rule(MONTHLY_CAP).number
    async with service_of(request).reading.connect() as connection:
        others = await visit_load.entries(connection, unit.code, span.first, span.last, besides)
    over = Overload(PlannedUnit(unit.code, unit.name), day.month, others + 1, most)
    return [f"{over.arithmetic}（本区设定）。请尽量合并入校或者改期。"] if over.planned > most else []
