"""The sample's 63 visits and 197 issues come out the same one by one, as a list, and after the office's ledger."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from deploy.district import District, visit_body
from services.inspection.adapters.ledger_file import read_ledger
from services.inspection.adapters.storage import TYPES
from services.inspection.application.handlers import InspectionHandlers
from services.inspection.domain.commands import RecordLedgerIssues
from services.inspection.domain.events import IssueRaised, UrgentHazardReported, VisitRecorded
from services.inspection.domain.report import Line, Severity, VisitedUnit, natural_visit_id
from services.inspection.entrypoints.bodies import VisitBody
from services.inspection.entrypoints.imports import issue_of
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.runtime.batch import obey_each
from tests.unit.inspection.visits import DECIDER, OFFICE

SAMPLE = Path(__file__).parents[3] / "deploy" / "demo" / "yunting"
DISTRICT = District.read(SAMPLE)
UNITS = {row["code"]: VisitedUnit(row["code"], row["name"], row["zone"], None) for row in DISTRICT.units}
BODIES = [visit_body(row, DISTRICT.issues.get(row["no"], ())) for row in DISTRICT.visits]
NOW = datetime(2026, 12, 31, tzinfo=UTC)


class Office:
    """Takes visits over into a log of its own."""

    def __init__(self) -> None:
        self.store = InMemoryEventStore()
        self.handlers = InspectionHandlers(self.store, TYPES, DECIDER)

    async def record(self, body: VisitBody, context: Context) -> Handled[Any]:
        command = body.command(OFFICE, NOW, UNITS[body.unit], Line.SCHOOL, frozenset())
        return await self.handlers.visit(command, context)

    async def one_by_one(self) -> None:
        for body in BODIES:
            await self.record(VisitBody.model_validate_json(json.dumps(body)), context())

    async def as_a_list(self) -> None:
        done = await obey_each(
            dict(enumerate(BODIES)), VisitBody, context(), lambda row: row.unit, self.record
        )
        assert all(isinstance(one, Handled) for one in done.values())

    async def take_over_the_ledger(self) -> None:
        codes = {unit.name: unit.code for unit in UNITS.values()}
        ledger = read_ledger((SAMPLE / "ledger.xlsx").read_bytes(), units=codes)
        for row in ledger.rows:
            unit, day = UNITS[row.unit_code], row.visited_on
            issue = issue_of(row, Line.SCHOOL, ledger.sha256)
            command = RecordLedgerIssues(OFFICE, NOW, natural_visit_id(unit.code, day), unit, day, (issue,))
            await self.handlers.visit(command, context())

    async def log(self) -> Sequence[Any]:
        return [TYPES.load(one).event for one in await self.store.read_log(0, 10_000)]


def context() -> Context:
    return Context(cause=uuid4(), correlation=uuid4())


async def issues_of(office: Office) -> Mapping[UUID, IssueRaised]:
    return {event.issue: event for event in await office.log() if isinstance(event, IssueRaised)}


async def test_one_by_one_and_as_a_list_the_sample_is_the_same() -> None:
    """Q17, Q22: by the API and by import, in whatever order, also again."""
    by_api, by_import = Office(), Office()
    await by_api.one_by_one()
    await by_import.as_a_list()
    told, listed = await by_api.log(), await by_import.log()
    assert sorted(map(repr, told)) == sorted(map(repr, listed))
    counts = [sum(isinstance(event, kind) for event in told) for kind in (VisitRecorded, IssueRaised)]
    assert counts == [63, 197]
    await by_api.as_a_list()
    await by_import.one_by_one()
    assert (await by_api.log(), await by_import.log()) == (told, listed)


async def test_after_the_ledger_the_sample_has_the_same_issues_and_every_danger_is_told() -> None:
    """Each problem is one issue, whichever list tells of it first; 条例 15 for what the ledger did not call a danger."""
    office, by_api = Office(), Office()
    await by_api.one_by_one()
    await office.take_over_the_ledger()
    assert len(await issues_of(office)) == 188
    await office.as_a_list()
    await office.take_over_the_ledger()
    assert (await issues_of(office)).keys() == (await issues_of(by_api)).keys()
    same = [issue for issue in (await issues_of(office)).values() if issue.ledger is None]
    assert {replace(one, number="") for one in same} <= {
        replace(one, number="") for one in (await issues_of(by_api)).values()
    }
    grave = {
        one.issue for one in (await issues_of(by_api)).values() if one.finding.severity is Severity.HAZARD
    }
    assert grave == {one.issue for one in await office.log() if isinstance(one, UrgentHazardReported)}
