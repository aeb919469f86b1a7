"""Who may be appointed inspector (条例 6, 7; Q10)."""

import csv
from datetime import date
from pathlib import Path

import pytest

from services.roster.domain.appointment import (
    DegreeTooLow,
    ExperienceTooShort,
    NotHealthy,
    RetiredTooLong,
    TermEndsBeforeItBegins,
    TermsMiscounted,
    TermsOverlap,
    TermTooLong,
    TooManyTerms,
)
from services.roster.domain.commands import AppointInspector
from services.roster.domain.details import Degree, InspectorDetails, InspectorKind
from services.roster.domain.events import InspectorAppointed
from services.roster.domain.inspector import INSPECTOR
from shared.event_sourcing.decider import Refused
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import LIN, NOW, OFFICE, RULES, lin

inspector = DeciderTest(INSPECTOR)
appointed = InspectorAppointed("DX001", LIN)


def appoint(details: InspectorDetails) -> AppointInspector:
    return AppointInspector(OFFICE, NOW, "DX001", details, RULES)


def test_an_inspector_is_appointed_for_a_term() -> None:
    inspector.when(appoint(LIN)).then(appointed)


def test_appointing_again_changes_nothing() -> None:
    inspector.again(appoint(LIN))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"degree": Degree.COLLEGE}, DegreeTooLow),  # 条例 7
        ({"education_years": 9}, ExperienceTooShort),  # 条例 7
        ({"term_to": date(2026, 9, 1)}, TermTooLong),  # 条例 6: 3 years
        ({"terms_served": 4}, TooManyTerms),  # 条例 6: 3 terms
        ({"healthy": False}, NotHealthy),  # Q10
        ({"retired_on": date(2018, 8, 31)}, RetiredTooLong),  # Q10: 5 years at the day of appointment
        ({"term_to": date(2023, 8, 31)}, TermEndsBeforeItBegins),
    ],
)
def test_whoever_does_not_meet_a_condition_is_refused(wrong: dict[str, object], why: type[Refused]) -> None:
    inspector.when(appoint(lin(**wrong))).then_refused(why)


@pytest.mark.parametrize(
    "just_enough",
    [
        {"education_years": 10},
        {"terms_served": 3},
        {"retired_on": date(2018, 9, 1)},
        {"degree": Degree.MASTER},
    ],
)
def test_whoever_just_meets_a_condition_is_appointed(just_enough: dict[str, object]) -> None:
    details = lin(**just_enough)
    inspector.when(appoint(details)).then(InspectorAppointed("DX001", details))


def test_a_term_from_29_february_ends_with_february() -> None:
    details = lin(term_from=date(2024, 2, 29), term_to=date(2027, 2, 28))
    inspector.when(appoint(details)).then(InspectorAppointed("DX001", details))


def test_the_limits_of_terms_are_those_of_part_time_inspectors() -> None:
    """条例 6 speaks of 兼职督学 only."""
    details = lin(kind=InspectorKind.FULL_TIME, terms_served=5, term_to=date(2030, 8, 31))
    inspector.when(appoint(details)).then(InspectorAppointed("DX001", details))


def test_the_entry_of_the_present_term_can_be_mended() -> None:
    mended = lin(phone="17000092973")
    inspector.given(appointed).when(appoint(mended)).then(InspectorAppointed("DX001", mended))


def test_a_term_that_follows_at_once_counts_one_more() -> None:
    """条例 6: what was served cannot be forgotten at renewal."""
    third = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=3)
    inspector.given(appointed).when(appoint(third)).then(InspectorAppointed("DX001", third))
    forgotten = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=1)
    inspector.given(appointed).when(appoint(forgotten)).then_refused(TermsMiscounted)


def test_a_fourth_term_in_a_row_is_refused() -> None:
    """条例 6."""
    third = InspectorAppointed("DX001", lin(terms_served=3))
    fourth = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=4)
    inspector.given(third).when(appoint(fourth)).then_refused(TooManyTerms)


def test_terms_do_not_overlap() -> None:
    overlapping = lin(term_from=date(2026, 8, 31), term_to=date(2028, 8, 31), terms_served=3)
    inspector.given(appointed).when(appoint(overlapping)).then_refused(TermsOverlap)


def test_every_inspector_of_the_sample_district_passes() -> None:
    for row in _sample():
        details = lin(
            inspector_name=row["name"],
            kind={"专职": InspectorKind.FULL_TIME, "兼职": InspectorKind.PART_TIME}[row["kind"]],
            retired_on=date.fromisoformat(row["retired_on"]) if row["retired_on"] else None,
            degree=Degree(row["degree"]),
            education_years=int(row["education_years"]),
            healthy=row["healthy"] == "是",
            term_from=date.fromisoformat(row["term_from"]),
            term_to=date.fromisoformat(row["term_to"]),
            terms_served=int(row["terms_served"]),
        )
        inspector.when(appoint(details)).then(InspectorAppointed("DX001", details))


def _sample() -> list[dict[str, str]]:
    path = Path(__file__).parents[3] / "deploy" / "demo" / "yunting" / "inspectors.csv"
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))
