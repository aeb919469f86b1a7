"""What the inspections' read models make of each event."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.inspection.adapters.storage import TYPES
from services.inspection.domain import events as happened
from services.inspection.domain.inspection_events import DefenceFiled, SelfEvaluationHandedIn
from services.inspection.domain.procedure import person
from services.inspection.read_models import (
    external_findings,
    hazards,
    issues,
    planned_visits,
    roster_entries,
    settled_issues,
    visit_files,
    visits,
)
from shared.audit.record import Record
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row
from tests.unit.inspection import procedures as p
from tests.unit.inspection.test_evidence import PICTURE
from tests.unit.inspection.test_external import REPLIED, SOURCE, TAKEN
from tests.unit.inspection.test_visiting import ANNOUNCED, ARRIVED, SCHEDULED, alarmed
from tests.unit.inspection.visits import (
    DANGER,
    DAY,
    HAZARD_TOLD,
    NOW,
    OFFICE,
    REPORT,
    SCREENS,
    UNIT,
    VISIT,
    ZHANG,
    origin,
    raised,
    recorded,
)


def rows(model: ReadModel, *events: Any, by: Actor = OFFICE) -> Sequence[Row]:
    found: dict[Any, Row | None] = {}
    for n, event in enumerate(events, start=1):
        name, schema, _ = TYPES.dump(event)
        id = UUID(int=n)
        record = Record(id, "s", n, name, schema, "s", event, by, None, NOW, NOW, id, id, None)
        stored = Stored(n, record)
        for key in model.keys(stored):
            found[key] = model.project(found.get(key), stored, key)
    kept = [row for row in found.values() if row is not None]
    assert all(set(row) == {column.name for column in model.table.columns} for row in kept)
    return kept


def test_a_visit_counts_its_issues() -> None:
    (visit,) = rows(visits.MODEL, recorded(2), raised(DANGER, "1"), raised(SCREENS, "2"), HAZARD_TOLD)
    assert (visit["visit"], visit["issues"], visit["interviews"], visit["version"]) == (VISIT, 2, 9, 3)


@pytest.mark.parametrize(
    ("by", "at_office"),
    [(OFFICE, True), (ZHANG, False), (replace(ZHANG, role=Role.OFFICE), False)],
)
def test_what_the_office_enters_itself_waits_for_nobody_to_take_it_in(by: Actor, at_office: bool) -> None:
    """§3B; Q3: unless who enters it was there himself."""
    (visit,) = rows(visits.MODEL, recorded(0), by=by)
    assert visit["entered_by_office"] is at_office


def test_a_visit_counts_the_danger_told_ahead_of_its_record_too() -> None:
    told = (HAZARD_TOLD, raised(DANGER, "1"))
    (visit,) = rows(visits.MODEL, *told, recorded(2, before=1), raised(SCREENS, "2"))
    assert (visit["issues"], visit["taken_in"], visit["supplements"]) == (2, None, [])
    (from_ledger,) = rows(visits.MODEL, recorded(1), raised(SCREENS, "1", origin(4)), recorded(0, before=1))
    assert from_ledger["issues"] == 1


def test_a_danger_shows_whether_it_was_told_in_time() -> None:
    """条例 15; the record is of 11:00."""
    (unknown,) = rows(hazards.MODEL, HAZARD_TOLD)
    (in_time,) = rows(hazards.MODEL, alarmed())
    (late,) = rows(hazards.MODEL, alarmed(NOW - timedelta(minutes=31)))
    assert [hazard["late"] for hazard in (unknown, in_time, late)] == [None, False, True]
    assert (late["departments"], late["basis"]) == (["公安分局"], "本区设定")


def test_what_office_and_unit_say_of_a_record_stands_beside_it() -> None:
    """§3B, Q17."""
    added = happened.VisitSupplemented(VISIT, UNIT, UUID(int=7), "张浩然", "听课应为3节", (PICTURE,))
    said = (
        happened.VisitReceived(VISIT, "督导室"),
        happened.VisitConfirmed(VISIT, "王校长", False, "当天没有来"),
        added,
    )
    (visit,) = rows(visits.MODEL, recorded(0), *said)
    assert visit["taken_in"]["by"] == "督导室"
    assert (visit["confirmed"]["agrees"], visit["confirmed"]["remark"]) == (False, "当天没有来")
    assert [one["text"] for one in visit["supplements"]] == ["听课应为3节"]
    assert (visit["summary"], visit["version"]) == (REPORT.summary, 4)
    (file,) = rows(visit_files.MODEL, added)
    assert (file["sha256"], file["units"]) == (PICTURE.sha256, [UNIT.code])


def test_a_unit_reads_the_evidence_of_its_issues_and_what_it_enclosed_itself() -> None:
    """条例 20: it must know what it defends itself against."""
    shown = raised(replace(SCREENS, evidence=("ab" * 32,)), "1")
    said: dict[str, Any] = {"about": p.ABOUT, "by": person(p.HEAD), "on": DAY, "text": "自评"}
    said |= {"files": ("cd" * 32,)}
    told = SelfEvaluationHandedIn(**said, on_time=True), DefenceFiled(**said, defence=1)
    files = rows(visit_files.MODEL, shown, *told)
    assert {row["sha256"]: row["units"] for row in files} == {"ab" * 32: [UNIT.code], "cd" * 32: [UNIT.code]}


def test_a_planned_visit_is_listed_until_it_is_made_or_cancelled() -> None:
    """§3B: the unit's list has it once it is announced."""
    (planned,) = rows(planned_visits.MODEL, SCHEDULED)
    (announced,) = rows(planned_visits.MODEL, SCHEDULED, ANNOUNCED)
    (begun,) = rows(planned_visits.MODEL, SCHEDULED, ARRIVED)
    assert [(row["announced"], row["begun"]) for row in (planned, announced, begun)] == [
        (False, False), (True, False), (False, True),
    ]  # fmt: skip
    assert not rows(planned_visits.MODEL, SCHEDULED, ARRIVED, recorded(0))
    assert not rows(planned_visits.MODEL, SCHEDULED, happened.VisitCancelled(VISIT, UNIT, DAY, "停课", False))
    assert not rows(planned_visits.MODEL, ARRIVED)


def test_a_finding_from_above_is_no_visit() -> None:
    """Q28."""
    assert not rows(visits.MODEL, TAKEN)
    (issue,) = rows(issues.MODEL, TAKEN)
    assert (issue["source"]["number"], issue["source"]["reply_by"]) == ("区委巡察〔2026〕3号-2", "2026-12-01")
    assert issue["helping"] == ["区财政局"]


def test_an_issue_has_its_limit_in_workdays_or_as_a_day() -> None:
    fresh, old = rows(issues.MODEL, raised(SCREENS, "1"), raised(DANGER, "2", origin(4)))
    assert (fresh["working_days"], fresh["due_on"], fresh["ledger_row"]) == (7, None, None)
    assert (old["due_on"], old["ledger_row"]) == (origin(4).due_on, 4)


def test_the_latest_fact_about_a_subject_stands() -> None:
    (entry,) = rows(
        roster_entries.MODEL,
        FactNoted("roster.post-assigned.v1", "post-DX001-1", 2, {"unit": "1"}),
        FactNoted("roster.post-ended.v1", "post-DX001-1", 3, {"unit": "1"}),
    )
    assert (entry["type"], entry["sequence"], entry["position"]) == ("roster.post-ended.v1", 3, 2)


def of_case(name: str) -> FactNoted:
    data = {"issue": str(VISIT), "number": "202609-044-4"}
    return FactNoted(f"rectification.{name}.v1", f"case-of-{VISIT}", 1, data)


@pytest.mark.parametrize(
    ("told", "settled"),
    [
        (("case-closed",), True),
        (("case-withdrawn",), True),
        (("case-closed", "case-reopened"), False),
        (("case-closed", "case-reopened", "case-closed"), True),
    ],
)
def test_an_issue_is_settled_while_its_case_has_ended(told: tuple[str, ...], settled: bool) -> None:
    """Q22."""
    (row,) = rows(settled_issues.MODEL, *map(of_case, told))
    assert row["settled"] is settled


def test_what_rectification_tells_is_no_entry_of_the_roster() -> None:
    assert rows(roster_entries.MODEL, of_case("case-closed")) == []
    registered = FactNoted("roster.unit-registered.v1", "unit-1", 1, {})
    assert rows(settled_issues.MODEL, registered) == []


def test_a_finding_from_above_waits_for_its_first_reply() -> None:
    """Q28: original number, reply date, and what went up."""
    [row] = rows(external_findings.MODEL, TAKEN)
    assert (row["number"], row["reply_by"], row["replied_on"]) == (SOURCE.number, SOURCE.reply_by, None)
    later = replace(REPLIED, replied_on=DAY + timedelta(days=30), letter="另一件")
    [row] = rows(external_findings.MODEL, TAKEN, later, REPLIED)
    assert (row["replied_on"], [one["letter"] for one in row["replies"]]) == (
        DAY,
        ["另一件", REPLIED.letter],
    )
    assert rows(external_findings.MODEL, raised(SCREENS, "1")) == []
