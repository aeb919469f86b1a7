"""What the rows of the read models say after the events of a case."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.rectification.read_models import cases, due, inspectors, posts, recusals, unit_ends, units
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row
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


def noted(type_: str, sequence: int = 1, **data: object) -> Stored[FactNoted]:
    record = stored(history(CLOSED)[0]).record
    return Stored(1, replace(record, data=FactNoted(type_, "noted", sequence, dict(data))))


def row_after(model: ReadModel, *facts: Stored[FactNoted]) -> Row | None:
    row: Row | None = None
    for fact in facts:
        (key,) = model.keys(fact)
        row = model.project(row, fact, key)
        assert row is None or set(row) == {column.name for column in model.table.columns}
    return row


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
        "recusal": key,
        "inspector": "DX018",
        "unit": "319991-0008",
        "fact": fact.record.causation,
        "correlation": fact.record.correlation,
    }
    assert not list(recusals.keys(noted("roster.inspector-appointed.v1", inspector="DX018")))


def test_a_lifted_recusal_is_none() -> None:
    declared = noted("roster.recusal-declared.v1", 3, inspector="DX018", unit="319991-0008")
    lifted = noted("roster.recusal-lifted.v1", 4, inspector="DX018", unit="319991-0008", on="2027-03-01")
    assert row_after(recusals.MODEL, declared, lifted) is None


CHENG = {
    "inspector": "DX018",
    "inspector_name": "程秀英",
    "term_from": "2024-09-01",
    "term_to": "2027-08-31",
}
APPOINTED = noted("roster.inspector-appointed.v1", 1, **CHENG)
SUSPENDED = noted("roster.inspector-suspended.v1", 4, inspector="DX018", on="2026-10-12")
RETURNED = noted("roster.inspector-returned.v1", 5, inspector="DX018", on="2026-11-02")
EXITED = noted("roster.inspector-exited.v1", 7, inspector="DX018", on="2027-01-01")
NEXT_TERM = {"term_from": "2027-10-01", "term_to": "2030-09-30"}
RENEWED = noted("roster.inspector-renewed.v1", 9, **CHENG | NEXT_TERM)


def standing(*facts: Stored[FactNoted]) -> tuple[object, object]:
    row = row_after(inspectors.MODEL, *facts)
    assert row is not None
    return row["off_since"], row["exited"]


def test_inspectors_are_known_by_name() -> None:
    for fact in (APPOINTED, RENEWED):
        row = row_after(inspectors.MODEL, fact)
        assert row is not None
        assert (row["inspector"], row["inspector_name"], row["off_since"]) == ("DX018", "程秀英", None)
    assert not list(inspectors.keys(noted("roster.unit-changed.v1", code="319991-0008")))


def test_an_inspector_is_off_duty_from_his_suspension_to_his_return_and_after_he_left() -> None:
    assert standing(APPOINTED, SUSPENDED) == (date(2026, 10, 12), False)
    assert standing(APPOINTED, SUSPENDED, RETURNED) == (None, False)
    assert standing(APPOINTED, SUSPENDED, RETURNED, EXITED) == (date(2027, 1, 1), True)
    assert standing(APPOINTED, EXITED, RENEWED) == (None, False)


def test_who_is_suspended_stays_so_when_the_entry_of_his_term_is_mended() -> None:
    """A new telephone number is published as an appointment too."""
    mended = noted("roster.inspector-appointed.v1", 6, **CHENG)
    for facts in ((APPOINTED, SUSPENDED, mended), (APPOINTED, mended, SUSPENDED)):
        assert standing(*facts) == (date(2026, 10, 12), False)
    assert standing(SUSPENDED, EXITED, RENEWED) == (None, False)
    assert standing(SUSPENDED, RENEWED, EXITED) == (None, False)


def test_the_latest_word_on_an_inspector_counts_in_whatever_order_facts_arrive() -> None:
    assert standing(EXITED, APPOINTED) == (date(2027, 1, 1), True)
    row = row_after(inspectors.MODEL, EXITED, APPOINTED)
    assert row is not None
    assert row["inspector_name"] == "程秀英"


@pytest.mark.parametrize("facts", [(APPOINTED, RENEWED), (RENEWED, APPOINTED)])
def test_the_terms_of_an_inspector_are_known_in_whatever_order_they_are_told(
    facts: tuple[Stored[FactNoted], ...],
) -> None:
    """条例 6; of the time before the first term nothing is known."""
    row = row_after(inspectors.MODEL, *facts)
    assert row is not None
    days = ("2024-08-31", "2027-08-31", "2027-09-01", "2027-09-30", "2027-10-01", "2030-10-01")
    ended = [inspectors.term_ended(row["terms"], day) for day in days]
    first, second = date(2027, 8, 31), date(2030, 9, 30)
    assert ended == [None, None, first, first, None, second]
    assert row["term_to"] == second


def test_an_entry_of_a_term_that_was_mended_replaces_it() -> None:
    shortened = noted("roster.inspector-appointed.v1", 2, **CHENG | {"term_to": "2026-08-31"})
    row = row_after(inspectors.MODEL, APPOINTED, shortened)
    assert row is not None
    assert row["terms"] == {"2024-09-01": "2026-08-31"}


def test_a_post_that_ended_says_who_followed_and_up_to_which_day_what_he_found_goes_over() -> None:
    """The case's record was made on 9 September 2026."""
    ended: dict[str, Any] = {"inspector": "DX018", "unit": "319991-0008", "ended_on": "2026-09-01"}
    alone = row_after(posts.MODEL, noted("roster.post-ended.v1", **ended, successor=None))
    followed = row_after(posts.MODEL, noted("roster.post-ended.v1", **ended, successor="DX026"))
    assert alone is not None
    assert followed is not None
    assert (alone["ended_on"], alone["handed_on"]) == (date(2026, 9, 1), date(2026, 9, 1))
    assert (followed["successor"], followed["handed_on"]) == ("DX026", date(2026, 9, 9))
    held = row_after(
        posts.MODEL,
        noted("roster.post-assigned.v1", inspector="DX018", unit="319991-0008", since="2026-10-01"),
    )
    assert held is not None
    assert (held["post"], held["ended_on"], held["handed_on"]) == ("DX018/319991-0008", None, None)


def test_units_that_ended_are_known_with_their_day() -> None:
    merged = row_after(unit_ends.MODEL, noted("roster.unit-merged.v1", code="1", into="2", on="2026-08-31"))
    closed = row_after(unit_ends.MODEL, noted("roster.unit-closed.v1", code="1", on="2026-08-31"))
    assert merged is not None
    assert closed is not None
    assert (merged["ended_on"], merged["into"], closed["into"]) == (date(2026, 8, 31), "2", None)
