"""What is looked up before a visit's record is decided on: the month's checklist, and what was submitted before."""

from dataclasses import replace
from datetime import time
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import AsyncMock
from uuid import uuid4

import pytest
from fastapi import Request
from pydantic import ValidationError

from services.inspection.adapters.storage import TYPES
from services.inspection.application.handlers import InspectionHandlers
from services.inspection.domain.binding import NotOnTheChecklist
from services.inspection.domain.report import Line
from services.inspection.entrypoints.bodies import AHEAD, VisitBody
from services.inspection.entrypoints.http import recording
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.in_memory import InMemoryEventStore
from tests.unit.inspection import procedures as p
from tests.unit.inspection.test_themes import MONTH, STATE, ZONE
from tests.unit.inspection.visits import DECIDER, NOW, UNIT, ZHANG

LISTED = (*STATE.versions[0].items[:2], *STATE.local[ZONE])
PLAIN = {"unit": UNIT.code, "inspectors": ["DX010"], "visited_on": "2026-10-08"}
BODY = VisitBody.model_validate(
    {
        **PLAIN,
        "checklist": {
            "theme": MONTH,
            "version": 1,
            "checks": [{"item": str(i.id), "text": i.text, "outcome": "无问题"} for i in LISTED],
        },
    }
)


def request_of(handlers: InspectionHandlers, zone: str) -> Request:
    """A request to a service whose roster has the unit in that zone."""
    unit = replace(UNIT, zone=zone)
    directory = SimpleNamespace(
        unit=AsyncMock(return_value=(unit, Line.SCHOOL)),
        recused=AsyncMock(return_value=frozenset()),
        off_duty=lambda *_: frozenset(),
        out_of_term=lambda *_: frozenset(),
        ended_on=lambda _: None,
    )
    state = SimpleNamespace(
        service=SimpleNamespace(clock=SimpleNamespace(now=lambda: NOW)),
        handlers=handlers,
        files=None,
        directory=directory,
        planning=SimpleNamespace(theme_of=AsyncMock(return_value=STATE)),
        pack_on=p.pack_of("shanghai"),
    )
    return cast(Request, SimpleNamespace(app=SimpleNamespace(state=state)))


async def test_a_record_sent_again_after_the_unit_came_to_another_zone_is_known() -> None:
    """Idempotent by visit id: a lost receipt is asked for again, whatever the roster says by then."""
    handlers = InspectionHandlers(InMemoryEventStore(), TYPES, DECIDER)
    here, there = request_of(handlers, ZONE), request_of(handlers, "第一责任区")
    with pytest.raises(NotOnTheChecklist):
        await recording(there, ZHANG, BODY)
    assert (await handlers.visit(await recording(here, ZHANG, BODY), context())).events
    handled: Any = await handlers.visit(await recording(there, ZHANG, BODY), context())
    assert handled.events == ()


def test_the_beginning_of_a_visit_is_the_time_on_the_wall() -> None:
    assert VisitBody.model_validate({**PLAIN, "started": "14:10"}).started == time(14, 10)
    with pytest.raises(ValidationError, match="不带时区"):
        VisitBody.model_validate({**PLAIN, "started": "14:10+05:00"})


def test_a_phone_whose_clock_is_a_little_ahead_has_not_fed_back_tomorrow() -> None:
    """Q22: fed back on the spot, and sent at once."""
    unit = replace(UNIT, zone=ZONE)
    said = [
        VisitBody.model_validate({**PLAIN, "fed_back_at": NOW + ahead})
        .command(ZHANG, NOW, unit, Line.SCHOOL, frozenset())
        .fed_back_at
        for ahead in (-AHEAD, AHEAD, 2 * AHEAD)
    ]
    assert said == [NOW - AHEAD, NOW, NOW + 2 * AHEAD]


def context() -> Context:
    return Context(cause=uuid4(), correlation=uuid4())
