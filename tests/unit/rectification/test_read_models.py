"""What the rows of the read models say after the events of a case."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.rectification.read_models import cases, due, inspectors, recusals, units
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from tests.unit.rectification import climbs
from tests.unit.rectification.samples import (
    ACCEPTED,
    CLOSED,
    after,
    at,
    case_of_test,
    miss,
    prompt,
    revisit,
)
from tests.unit.rectification.stored import history, projected, stored


def test_a_row_of_the_ledger_names_the_next_step_its_owner_and_its_date() -> None:
    row = projected(cases.MODEL, history(ACCEPTED))
    assert row is not None
    assert (row["number"], row["unit_name"], row["state"]) == ("202609-044-4", "梧桐小学", "in_progress")
    assert (row["next_kind"], row["next_owner"], row["due_on"]) == (
        "report_completion",
        "319991-0044",
        date(2026, 9, 24),
    )
    assert row["due"]["basis"] == "本区设定"
    assert row["due"]["start"] == "2026-09-11"
    assert (row["rung"], row["round"], row["limit_on"]) == ("notice", 1, date(2026, 9, 24))


def test_an_open_proposal_is_seen_in_the_row() -> None:
    proposed = projected(cases.MODEL, history(climbs.LATE))
    decided = projected(cases.MODEL, history(climbs.DECIDED))
    assert proposed is not None
    assert decided is not None
    assert (proposed["proposed_rung"], decided["proposed_rung"]) == ("supervision_order", None)
    assert (proposed["state"], proposed["rung"]) == ("in_progress", "notice")


def test_a_closed_case_says_when_and_on_which_basis() -> None:
    row = projected(cases.MODEL, history(CLOSED))
    assert row is not None
    assert (row["state"], row["closed_on"], row["closed_basis"]) == (
        "revisiting",
        date(2026, 9, 22),
        "recheck",
    )


def test_a_duty_falls_due_at_the_end_of_its_last_day_and_is_prompted_at_nine() -> None:
    """民法典 203: 24:00 in Shanghai is 16:00 UTC."""
    row = projected(due.MODEL, history(ACCEPTED))
    assert row is not None
    assert row["fires_at"] == datetime(2026, 9, 24, 16, tzinfo=UTC)
    assert row["prompts"] == [datetime(2026, 9, 18, 1, tzinfo=UTC), datetime(2026, 9, 23, 1, tzinfo=UTC)]
    assert row["next_at"] == row["prompts"][0]


def test_the_watcher_looks_next_at_the_second_prompt_then_at_the_end_then_no_more() -> None:
    case = case_of_test(ACCEPTED)
    first = after(prompt(case, 1, at(9, 18)), given=ACCEPTED)
    second = after(prompt(case, 2, at(9, 23)), given=first)
    rows = [projected(due.MODEL, history(given)) for given in (first, second)]
    assert [row["next_at"] for row in rows if row] == [
        datetime(2026, 9, 23, 1, tzinfo=UTC),
        datetime(2026, 9, 24, 16, tzinfo=UTC),
    ]
    late_revisit = projected(due.MODEL, history(after(miss(case_of_test(CLOSED), at(11, 11)), given=CLOSED)))
    assert late_revisit is not None
    assert (late_revisit["missed"], late_revisit["next_at"]) == (True, None)


def test_a_case_without_a_duty_has_no_row_of_duties() -> None:
    assert projected(due.MODEL, history(after(revisit(True), given=CLOSED))) is None


def noted(type_: str, **data: object) -> Stored[FactNoted]:
    record = stored(history(CLOSED)[0]).record
    return Stored(1, replace(record, data=FactNoted(type_, "noted", 1, dict(data))))


def test_units_are_known_from_the_roster() -> None:
    fact = noted(
        "roster.unit-changed.v1", code="319991-0008", unit_name="梧桐小学", kind="小学", head="高卫东"
    )
    assert list(units.keys(fact)) == ["319991-0008"]
    row = units.project(None, fact, "319991-0008")
    assert row is not None
    assert (row["unit_name"], row["head"], row["zone"]) == ("梧桐小学", "高卫东", None)
    assert not list(units.keys(noted("roster.inspector-appointed.v1", inspector="DX018")))


def test_recusals_are_known_by_inspector_and_unit() -> None:
    fact = noted("roster.recusal-declared.v1", inspector="DX018", unit="319991-0008", since="2026-09-01")
    (key,) = recusals.keys(fact)
    assert recusals.project(None, fact, key) == {
        "recusal": key, "inspector": "DX018", "unit": "319991-0008"
    }  # fmt: skip
    assert not list(recusals.keys(noted("roster.inspector-appointed.v1", inspector="DX018")))


def test_inspectors_are_known_by_name() -> None:
    fact = noted("roster.inspector-appointed.v1", inspector="DX018", inspector_name="程秀英")
    assert list(inspectors.keys(fact)) == ["DX018"]
    assert inspectors.project(None, fact, "DX018")["inspector_name"] == "程秀英"
    assert not list(inspectors.keys(noted("roster.unit-changed.v1", code="319991-0008")))
