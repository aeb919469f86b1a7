"""What the read models behind the overdue duties make of each event."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from services.inspection.domain.campaign_events import (
    CampaignConcluded,
    CampaignPlanned,
    CampaignPublished,
    ResultCorrected,
    ResultEntered,
    UnitExcused,
)
from services.inspection.domain.inspection_events import InspectionCancelled
from services.inspection.domain.missing import OfficeDutyMissed
from services.inspection.domain.office_duties import Proceeding
from services.inspection.domain.procedure import person
from services.inspection.read_models import (
    campaigns,
    hazards,
    missed_duties,
    proceedings,
    watched_units,
)
from shared.event_sourcing.noted import FactNoted
from tests.unit.inspection import procedures as p
from tests.unit.inspection.test_campaign import ID, THEME, UNITS
from tests.unit.inspection.test_read_models import rows
from tests.unit.inspection.visits import HAZARD_TOLD, NOW, OFFICE, UNIT

ON = date(2026, 10, 16)
BY = person(OFFICE)


def history(step: str) -> Iterator[Any]:
    """Every event of an inspection up to a step."""
    state = p.decider().initial
    for name, commands in p.STEPS:
        for command in commands:
            events = p.decider().decide(command, state)
            state = p.decider().fold(events, state)
            yield from events
        if name == step:
            return


def noted(type: str, sequence: int = 1, **data: Any) -> FactNoted:
    return FactNoted(f"roster.{type}.v1", f"{type}-{sequence}", sequence, {"unit": UNIT.code, **data})


CANCELLED = InspectionCancelled(about=p.ABOUT, by=BY, on=ON, reason="学校停办", letter=None)
REGISTERED = noted("unit-registered", code=UNIT.code, unit_name=UNIT.name, kind="小学", zone=UNIT.zone)


def test_the_dates_of_an_inspection_are_those_of_its_own_log() -> None:
    (row,) = rows(proceedings.MODEL, *history("published"))
    one = TypeAdapter(Proceeding).validate_python(row["dates"])
    assert (one.number, one.unit, one.team) == (p.ABOUT.number, UNIT.code, p.TEAM.inspectors)
    assert one.deliberated_on
    assert one.fed_back_on
    assert one.opinion_due
    assert one.served_on
    assert one.filed_on
    assert one.report_out
    days = [one.deliberated_on, one.fed_back_on, one.served_on, one.filed_on, one.report_out]
    assert days == sorted(days)


def test_defences_wait_for_their_answers_and_what_is_cancelled_owes_nothing() -> None:
    begun = list(history("fed back"))
    state = p.decider().fold(begun)
    (filed,) = p.decider().decide(p.defend(), state)
    (row,) = rows(proceedings.MODEL, *begun, filed)
    one = TypeAdapter(Proceeding).validate_python(row["dates"])
    assert [answered for _, answered in one.defences] == [None]
    state = p.decider().fold([filed], state)
    (answered,) = p.decider().decide(p.weigh(), state)
    (row,) = rows(proceedings.MODEL, *begun, filed, answered)
    one = TypeAdapter(Proceeding).validate_python(row["dates"])
    assert all(answered for _, answered in one.defences)
    assert not rows(proceedings.MODEL, *begun, CANCELLED)


def test_a_unit_is_watched_with_its_inspectors_inspections_and_head_s_terms() -> None:
    term: dict[str, Any] = {
        "head": "高卫东",
        "since": "2021-10-11",
        "term_to": "2026-10-10",
        "unit_name": UNIT.name,
    }
    inspection = list(history("deliberated"))
    (row,) = rows(
        watched_units.MODEL,
        noted("post-assigned", inspector="DX010"),
        REGISTERED,
        noted("post-assigned", 2, inspector="DX020"),
        noted("post-ended", 3, inspector="DX010"),
        noted("comprehensive-inspection-due", **term),
        *inspection,
        noted("unit-closed", code=UNIT.code, on="2027-01-31"),
    )
    assert (row["unit_name"], row["kind"], row["zone"]) == (UNIT.name, "小学", UNIT.zone)
    assert (row["known_on"], row["ended_on"]) == (ON, date(2027, 1, 31))
    assert row["inspectors"] == ["DX020"]
    ((held),) = row["inspections"].values()
    assert held["kind"] == "综合督导"
    assert row["head_terms"] == {"2021-10-11": {key: term[key] for key in ("head", "since", "term_to")}}
    (changed,) = rows(watched_units.MODEL, REGISTERED, replace(REGISTERED, sequence=2))
    assert changed["known_on"] == ON


def test_an_inspection_that_was_cancelled_after_its_deliberation_was_not_held() -> None:
    begun = list(history("deliberated"))
    (row,) = rows(watched_units.MODEL, REGISTERED, *begun, CANCELLED)
    assert row["inspections"] == {}


def test_a_danger_has_the_minute_it_was_due() -> None:
    (row,) = rows(hazards.MODEL, replace(HAZARD_TOLD, due_at=NOW, basis="本区设定"))
    assert (row["reported_at"], row["due_at"], row["basis"]) == (NOW, NOW, "本区设定")


def test_what_was_missed_stays() -> None:
    missed = OfficeDutyMissed(
        duty=ID,
        rule="opinion",
        title="作出督导意见书",
        basis="",
        about="永兴小学",
        due_on=ON,
        explanation="",
        unit=None,
        zone=None,
        inspectors=(),
    )
    (row,) = rows(missed_duties.MODEL, missed)
    assert (row["duty"], row["missed_at"]) == (ID, NOW)


def test_a_campaign_is_listed_with_how_far_it_is() -> None:
    said: dict[str, Any] = {"campaign": ID, "by": BY, "on": ON}
    planned = CampaignPlanned(**said, theme=THEME, units=UNITS)
    (row,) = rows(
        campaigns.MODEL,
        planned,
        CampaignPublished(**said, theme=THEME, units=UNITS),
        ResultEntered(**said, unit=UNITS[0].code, score=Decimal(90), assessed_on=ON, remark=""),
        ResultCorrected(**said, unit=UNITS[0].code, score=Decimal(91), reason="漏计"),
        UnitExcused(**said, unit=UNITS[1].code, reason="停办"),
        CampaignConcluded(**said, name=THEME.name, arithmetic="", passed=1, assessed=1),
    )
    assert (row["units"], row["assessed"], row["excused"], row["state"]) == (3, 1, 1, "concluded")
