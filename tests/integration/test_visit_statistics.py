"""The figures of the regular visits reconcile with the sample's lists, added up here by hand."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.schema import CreateSchema

from deploy.district import CsvRow, District, visit_body
from services.inspection.adapters.statistics_workbook import HEADINGS, workbook
from services.inspection.adapters.storage import TYPES
from services.inspection.domain.commands import RecordVisit
from services.inspection.domain.report import Line, VisitedUnit
from services.inspection.entrypoints.bodies import VisitBody
from services.inspection.read_models import issues, visits
from services.inspection.read_models.statistics import Period, count
from shared.audit.record import Record
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import SCHEMA, fold_into
from tests.system.conftest import SAMPLE
from tests.unit.inspection.visits import DECIDER, OFFICE, record

NOW = datetime(2026, 12, 31, tzinfo=UTC)
DISTRICT = District.read(SAMPLE)
ZONES = {unit["code"]: unit["zone"] for unit in DISTRICT.units}
SUMS = ("lessons_heard", "plans_read", "interviews", "photos", "minutes")


def events() -> Sequence[Stored[Any]]:
    """What the sample's visits led to."""
    stored: list[Stored[Any]] = []
    for row in DISTRICT.visits:
        body = VisitBody.model_validate(visit_body(row, DISTRICT.issues.get(row["no"], ())))
        unit = VisitedUnit(row["unit"], row["unit"], ZONES[row["unit"]], None)
        stored += stored_of(body.command(OFFICE, NOW, unit, Line.SCHOOL, frozenset()))
    return stored


def stored_of(command: RecordVisit) -> list[Stored[Any]]:
    """What the record of one visit leads to."""
    stored = []
    for n, event in enumerate(DECIDER.decide(command, DECIDER.initial), start=1):
        name, schema, _ = TYPES.dump(event)
        id = UUID(int=n)
        kept = Record(id, "s", n, name, schema, "s", event, OFFICE, None, NOW, NOW, id, id, None)
        stored.append(Stored(n, kept))
    return stored


@pytest.fixture
async def filled(owner_url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(owner_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
        for model in (visits.MODEL, issues.MODEL):
            await connection.run_sync(model.table.create)
            await fold_into(connection, model, events())
        yield connection
    await engine.dispose()


def added(rows: Sequence[CsvRow]) -> dict[str, int]:
    """The columns of visits.csv added up; there are no meetings in it, so that people met are those interviewed."""
    sums = {name: sum(int(row[name] or 0) for row in rows) for name in SUMS}
    raised = sum(len(DISTRICT.issues.get(row["no"], ())) for row in rows)
    units = len({row["unit"] for row in rows})
    return sums | {
        "visits": len(rows), "units": units, "issues": raised, "people_met": sums["interviews"],
        "discussants": 0, "questionnaires": 0, "patrols": 0, "papers_read": 0,
    }  # fmt: skip


async def test_the_figures_are_the_sums_of_the_sample(filled: AsyncConnection) -> None:
    """Q18: the annual figures are queries, not hand counts."""
    figures = await count(filled, Period())
    assert figures["totals"] == added(DISTRICT.visits)
    assert (figures["totals"]["visits"], figures["totals"]["issues"]) == (63, 197)

    for by, of in (("zone", lambda row: ZONES[row["unit"]]), ("month", lambda row: row["date"][:7])):
        groups = sorted({of(row) for row in DISTRICT.visits})
        wanted = [{by: g, **added([row for row in DISTRICT.visits if of(row) == g])} for g in groups]
        assert figures[f"by_{by}"] == wanted

    made = Counter(theme for row in DISTRICT.visits for theme in row["theme"].split("、"))
    raised = Counter(issue["theme"] for found in DISTRICT.issues.values() for issue in found)
    assert {row["theme"]: (row["visits"], row["issues"]) for row in figures["by_theme"]} == {
        theme: (made[theme], raised[theme]) for theme in made | raised
    }


async def test_a_period_and_a_unit_bound_the_figures(filled: AsyncConnection) -> None:
    first, last = date(2026, 9, 16), date(2026, 10, 15)
    rows = [row for row in DISTRICT.visits if first <= date.fromisoformat(row["date"]) <= last]
    assert 0 < len(rows) < 63
    assert (await count(filled, Period(first, last)))["totals"] == added(rows)
    unit = DISTRICT.visits[0]["unit"]
    own = [row for row in DISTRICT.visits if row["unit"] == unit]
    assert (await count(filled, Period(unit=unit)))["totals"] == added(own)
    nothing = await count(filled, Period(until=date(2000, 1, 1)))
    assert (nothing["totals"], nothing["by_theme"], nothing["by_zone"]) == (added(()), [], [])


async def test_the_workbook_holds_the_same_figures(filled: AsyncConnection) -> None:
    figures = await count(filled, Period())
    book = load_workbook(BytesIO(workbook(figures, "2026年秋")))
    assert book.sheetnames == ["合计", "按主题", "按责任区", "按月"]
    for sheet, key in zip(book, ("totals", "by_theme", "by_zone", "by_month"), strict=True):
        _, headings, *rows = sheet.iter_rows(values_only=True)
        found = figures[key] if isinstance(figures[key], list) else [figures[key]]
        assert rows == [tuple(row[name] for name in HEADINGS if name in row) for row in found]
        assert headings == tuple(HEADINGS[name] for name in HEADINGS if name in found[0])


async def test_a_theme_written_twice_in_a_record_is_one_visit_under_it(filled: AsyncConnection) -> None:
    before = await count(filled, Period())
    twice = replace(record(themes=("垃圾分类", "垃圾分类")), visit=uuid4())
    await fold_into(filled, visits.MODEL, stored_of(twice))
    after = await count(filled, Period())
    made = [{row["theme"]: row["visits"] for row in figures["by_theme"]} for figures in (before, after)]
    assert made[1] == {**made[0], "垃圾分类": made[0]["垃圾分类"] + 1}
