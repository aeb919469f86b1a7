"""Who may be entered as inspector (在册登记), and for how long (条例 6, 7; Q10)."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.roster.domain.appointment import (
    DegreeTooLow,
    ExperienceTooShort,
    NotHealthy,
    NumberOfAnother,
    RetiredTooLong,
    TermEndsBeforeItBegins,
    TermsMiscounted,
    TermsOverlap,
    TermTooLong,
    TooManyRetired,
    TooManyTerms,
)
from services.roster.domain.details import Degree, ExitGround, InspectorDetails, InspectorKind, Override
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorAppraised,
    InspectorExited,
    InspectorRenewed,
    InspectorSuspended,
)
from services.roster.domain.inspector import INSPECTOR, EntryAhead
from services.roster.domain.inspector_commands import AppointInspector
from services.roster.domain.serving import FailedLastAppraisal, SuspendedNow, TermNotBegun
from services.roster.domain.standing import InspectorHasExited
from shared.event_sourcing.decider import Refused
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import LIN, MANY_RETIRED, NOW, OFFICE, PAPERS, RULES, at, lin

inspector = DeciderTest(INSPECTOR)
appointed = InspectorAppointed("DX001", LIN)


def appoint(details: InspectorDetails) -> AppointInspector:
    return AppointInspector(OFFICE, NOW, "DX001", details, RULES)


def test_an_inspector_is_appointed_for_a_term() -> None:
    inspector.when(appoint(LIN)).then(appointed)


def test_what_begins_later_is_not_entered_but_goes_its_way() -> None:
    """督学管理暂行办法: 推荐→审核→公示→公布; 条例 6: 续聘. An entry is of what was done on paper before."""
    ahead = lin(term_from=date(2026, 9, 2), term_to=date(2029, 8, 31), terms_served=3)
    for so_far in (inspector, inspector.given(appointed)):
        refusal = so_far.when(appoint(ahead)).then_refused(EntryAhead)
        assert "任期从2026-09-02才开始，不能登记在册" in str(refusal)
    listed = replace(appoint(ahead), follows=True)
    inspector.when(listed).then_refused(EntryAhead)
    inspector.given(appointed).when(listed).then(InspectorAppointed("DX001", ahead))
    third = replace(ahead, term_from=date(2029, 9, 1), term_to=date(2032, 8, 31))
    second = InspectorAppointed("DX001", replace(ahead, terms_served=2))
    two = inspector.given(InspectorAppointed("DX001", lin(terms_served=1)), second)
    two.when(replace(listed, details=third)).then_refused(TermNotBegun)
    today = replace(ahead, term_from=date(2026, 9, 1))
    inspector.given(appointed).when(appoint(today)).then(InspectorAppointed("DX001", today))
    renewed = inspector.given(appointed, InspectorRenewed("DX001", ahead, PAPERS))
    mended = replace(ahead, phone="021-0000")
    renewed.when(appoint(mended)).then(InspectorAppointed("DX001", mended))


def test_an_entry_does_not_make_another_person_of_an_inspector() -> None:
    """A row under a number that is taken would give his posts and recusals to somebody else."""
    stranger = lin(inspector_name="王建国", birth_year=1975)
    later = replace(stranger, term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=3)
    for details in (stranger, later):
        inspector.given(appointed).when(appoint(details)).then_refused(NumberOfAnother)
    for mended in (lin(inspector_name="林美琳"), lin(birth_year=1971)):
        inspector.given(appointed).when(appoint(mended)).then(InspectorAppointed("DX001", mended))


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


def test_a_short_gap_is_no_break_between_terms() -> None:
    """条例 6: a month out of office does not make the next term the first."""
    forgotten = lin(term_from=date(2026, 10, 1), term_to=date(2029, 9, 30), terms_served=1)
    in_october = AppointInspector(OFFICE, at(date(2026, 10, 1)), "DX001", forgotten, RULES)
    refusal = inspector.given(appointed).when(in_october).then_refused(TermsMiscounted)
    assert "不满1年" in str(refusal)
    after_a_year = lin(term_from=date(2027, 9, 1), term_to=date(2030, 8, 31), terms_served=1)
    late = AppointInspector(OFFICE, at(date(2027, 9, 1)), "DX001", after_a_year, RULES)
    inspector.given(appointed).when(late).then(InspectorAppointed("DX001", after_a_year))


def test_mending_the_entry_does_not_forget_terms_that_are_known() -> None:
    """条例 6: or mending third to first would allow a fourth term."""
    third = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=3)
    history = inspector.given(appointed, InspectorAppointed("DX001", third))
    history.when(appoint(replace(third, terms_served=1))).then_refused(TermsMiscounted)
    mended = replace(third, phone="17000092973")
    history.when(appoint(mended)).then(InspectorAppointed("DX001", mended))


def test_a_later_term_on_paper_is_no_way_round_a_failed_appraisal() -> None:
    """条例 8; 督学管理暂行办法: who failed is not renewed."""
    failed = InspectorAppraised("DX001", 2025, "不称职", 12)
    third = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=3, appraisals=())
    inspector.given(appointed, failed).when(appoint(third)).then_refused(FailedLastAppraisal)


def test_who_is_suspended_is_given_no_later_term_on_paper() -> None:
    third = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=3)
    away = InspectorSuspended("DX001", date(2026, 8, 1), "接受调查")
    inspector.given(appointed, away).when(appoint(third)).then_refused(SuspendedNow)


def test_who_has_left_is_recommended_again_and_not_entered() -> None:
    """督学管理暂行办法: 推荐→审核→公示→公布."""
    out = InspectorExited("DX001", date(2026, 8, 31), ExitGround.RESIGNATION, "工作调动")
    inspector.given(appointed, out).when(appoint(LIN)).then_refused(InspectorHasExited)


RETIRED = lin(retired_on=date(2022, 8, 31))


def entered(details: InspectorDetails, reason: str | None = None) -> AppointInspector:
    """Entered by hand, where the share of retired people is known; half of them are retired."""
    return AppointInspector(OFFICE, NOW, "DX001", details, RULES, MANY_RETIRED, reason)


def test_entering_one_retired_person_too_many_needs_a_reason_which_is_recorded() -> None:
    """Q10: 原则上不超过40%."""
    inspector.when(entered(RETIRED)).then_refused(TooManyRetired)
    override = Override("retired_share", "5÷10＝50.0%", "特殊教育没有在职人选")
    inspector.when(entered(RETIRED, "特殊教育没有在职人选")).then(
        InspectorAppointed("DX001", RETIRED, overrides=(override,))
    )
    inspector.again(entered(RETIRED, "特殊教育没有在职人选"))


def test_mending_an_entry_is_asked_for_a_reason_only_when_it_makes_one_more_retired() -> None:
    """Q10: who was entered as not retired, or as full-time, did not count before."""
    for before in (LIN, replace(RETIRED, kind=InspectorKind.FULL_TIME)):
        inspector.given(InspectorAppointed("DX001", before)).when(entered(RETIRED)).then_refused(
            TooManyRetired
        )
    mended = replace(RETIRED, phone="17000092973")
    counted = inspector.given(InspectorAppointed("DX001", RETIRED))
    counted.when(entered(mended)).then(InspectorAppointed("DX001", mended))


def test_an_import_takes_over_what_is() -> None:
    """Q10 is soft: the board shows the share, and nobody is asked for a reason row by row."""
    inspector.when(appoint(RETIRED)).then(InspectorAppointed("DX001", RETIRED))


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
