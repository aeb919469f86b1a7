"""How often inspectors come to a unit in a month: made, planned and announced, each counted once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateSchema

from services.inspection.adapters.storage import TYPES
from services.inspection.read_models import inspections, planned_visits, visits
from services.inspection.read_models.visit_load import entries
from shared.audit.record import Record
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import SCHEMA, fold_into
from tests.unit.inspection import procedures as p
from tests.unit.inspection.test_planning_read_models import history
from tests.unit.inspection.test_visiting import SCHEDULED
from tests.unit.inspection.visits import NOW, OFFICE, UNIT, VISIT, recorded

OTHER = UUID(int=9)
OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
SEPTEMBER = date(2026, 9, 1), date(2026, 9, 30)


def stored(events: Sequence[Any]) -> Sequence[Stored[Any]]:
    found = []
    for n, event in enumerate(events, start=1):
        name, schema, _ = TYPES.dump(event)
        id = UUID(int=n)
        record = Record(id, "s", n, name, schema, "s", event, OFFICE, None, NOW, NOW, id, id, None)
        found.append(Stored(n, record))
    return found


async def test_visits_and_inspections_of_a_month_are_counted_once_each(owner_url: str) -> None:
    """严控督导频次 (Q6): whatever brings inspectors to the unit; the one that is asked about is left out."""
    announced = list(history("announced"))
    made = [replace(SCHEDULED, visit=VISIT), recorded(0), replace(SCHEDULED, visit=OTHER)]
    engine = create_async_engine(owner_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
        for model in (visits.MODEL, planned_visits.MODEL, inspections.MODEL):
            await connection.run_sync(model.table.create)
            await fold_into(connection, model, stored([*made, *announced]))
        assert await entries(connection, UNIT.code, *OCTOBER, besides=uuid4()) == 2
        assert await entries(connection, UNIT.code, *OCTOBER, besides=OTHER) == 1
        assert await entries(connection, UNIT.code, *SEPTEMBER, besides=uuid4()) == 1
        assert await entries(connection, UNIT.code, *SEPTEMBER, besides=p.ID) == 0
        assert await entries(connection, "319991-0011", *OCTOBER, besides=uuid4()) == 0
    await engine.dispose()
