"""A record hangs together: its files are there, every problem ticked is a finding, no position blocks it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.inspection.domain.evidence import (
    EvidenceNotAmongPictures,
    FilesNotHandedIn,
    FindingOutsideChecklist,
    ItemTwice,
    OutcomeDiffers,
    ProblemWithoutFinding,
)
from services.inspection.domain.on_site import (
    Check,
    Checklist,
    Feedback,
    Fix,
    FixSource,
    Outcome,
    Picture,
    PictureSource,
    Presence,
    doubts,
)
from services.inspection.domain.refusals import VisitAlreadyRecorded
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection.visits import (
    DANGER,
    DAY,
    DECIDER,
    HAZARD_TOLD,
    REPORT,
    SCREENS,
    raised,
    record,
    recorded,
)

visit = DeciderTest(DECIDER)
HASH = "ab" * 32
PICTURE = Picture(HASH, None, PictureSource.CAMERA, "后厨纱窗")
SIGNED = Feedback("袁伟（校长）", "下午就换", "cd" * 32)
SHOWN = replace(SCREENS, evidence=(HASH,), item="2")
CAME = datetime(2026, 10, 16, 0, 32, tzinfo=UTC)
GATE = Fix("31.16752", "121.22062", 15, FixSource.GPS, False)


def check(item: str, outcome: Outcome) -> Check:
    return Check(item, f"第{item}项", outcome, "", own=False)


def listed(*checks: Check) -> Checklist:
    return Checklist("2026-10", 2, checks)


def test_a_record_keeps_pictures_signature_and_checklist() -> None:
    """Q17: time, place, pictures and content are kept; Q16: bound to one version of the checklist."""
    checklist = listed(check("1", Outcome.NO_ISSUE), check("2", Outcome.RECTIFY))
    report = replace(
        REPORT, pictures=(PICTURE,), checklist=checklist, feedback=SIGNED, came=Presence(CAME, "校门", GATE)
    )
    assert report.files == {HASH, "cd" * 32}
    visit.when(replace(record(SHOWN), report=report)).then(recorded(1, report), raised(SHOWN, "202610-001-1"))
    visit.again(replace(record(SHOWN), report=report))


def test_files_are_handed_in_first() -> None:
    """Q17; a submitted record never points at nothing."""
    command = replace(record(pictures=(PICTURE,)), missing=frozenset({HASH}))
    refusal = visit.when(command).then_refused(FilesNotHandedIn)
    assert isinstance(refusal, FilesNotHandedIn)
    assert refusal.missing == {HASH}


def test_recording_again_changes_nothing_although_a_file_is_out_of_reach_now() -> None:
    given = visit.given(recorded(0, replace(REPORT, pictures=(PICTURE,))))
    given.when(replace(record(pictures=(PICTURE,)), missing=frozenset({HASH}))).then_nothing()


def test_what_was_submitted_is_told_to_who_submits_something_else() -> None:
    """Q17: immutable; the sender compares, nothing is overwritten."""
    refusal = (
        visit.given(recorded(1), raised(SCREENS, "202610-001-1"))
        .when(record(SCREENS, summary="另一份"))
        .then_refused(VisitAlreadyRecorded)
    )
    assert isinstance(refusal, VisitAlreadyRecorded)
    assert (refusal.report, list(refusal.findings)) == (REPORT, [SCREENS])


def test_evidence_is_among_the_pictures() -> None:
    visit.when(record(replace(SCREENS, evidence=(HASH,)))).then_refused(EvidenceNotAmongPictures)


@pytest.mark.parametrize("outcome", [Outcome.RECTIFY, Outcome.COORDINATE, Outcome.HAZARD])
def test_every_problem_on_the_list_is_a_finding(outcome: Outcome) -> None:
    """Q22: 督导问题必反馈."""
    visit.when(record(checklist=listed(check("1", outcome)))).then_refused(ProblemWithoutFinding)


@pytest.mark.parametrize("outcome", [Outcome.NO_ISSUE, Outcome.NOT_APPLICABLE, Outcome.FIXED])
def test_what_is_no_problem_any_more_needs_no_finding(outcome: Outcome) -> None:
    report = replace(REPORT, checklist=listed(check("1", outcome)))
    visit.when(replace(record(), report=report)).then(recorded(0, report))


@pytest.mark.parametrize("outcome", [Outcome.NO_ISSUE, Outcome.FIXED])
def test_a_finding_belongs_to_an_item_with_a_problem(outcome: Outcome) -> None:
    finding = replace(SCREENS, item="1")
    visit.when(record(finding, checklist=listed(check("1", outcome)))).then_refused(FindingOutsideChecklist)
    visit.when(record(finding)).then_refused(FindingOutsideChecklist)


def test_an_item_is_checked_once() -> None:
    twice = listed(check("1", Outcome.NO_ISSUE), check("1", Outcome.NO_ISSUE))
    visit.when(record(checklist=twice)).then_refused(ItemTwice)


def test_a_danger_is_one_on_the_list_and_among_the_findings() -> None:
    """条例 15."""
    danger, report = replace(DANGER, item="1"), replace(REPORT, checklist=listed(check("1", Outcome.HAZARD)))
    visit.when(replace(record(danger), report=report)).then(
        recorded(1, report), raised(danger, "202610-001-1"), HAZARD_TOLD
    )
    visit.when(record(danger, checklist=listed(check("1", Outcome.RECTIFY)))).then_refused(OutcomeDiffers)
    ordinary = replace(SCREENS, item="1")
    visit.when(record(ordinary, checklist=listed(check("1", Outcome.HAZARD)))).then_refused(OutcomeDiffers)


def test_what_a_department_must_help_with_names_it() -> None:
    """§3B: coordinate with a department."""
    finding = replace(SCREENS, item="1")
    coordinate = listed(check("1", Outcome.COORDINATE))
    visit.when(record(finding, checklist=coordinate)).then_refused(OutcomeDiffers)
    report = replace(REPORT, checklist=coordinate)
    helped = replace(finding, department="市场监管局")
    visit.when(replace(record(helped), report=report)).then(
        recorded(1, report), raised(helped, "202610-001-1")
    )


@pytest.mark.parametrize(
    ("came", "doubt"),
    [
        (Presence(CAME, "校门", GATE), None),
        (Presence(CAME, "校门", replace(GATE, mock=None, source=FixSource.DEVICE)), None),
        (Presence(CAME, "校门", None), "签到没有定位"),
        (Presence(CAME, "校门", replace(GATE, mock=True)), "签到使用了模拟位置"),
        (Presence(CAME, "校门", replace(GATE, source=FixSource.MANUAL)), "签到位置由本人手动填写"),
        (Presence(CAME, "校门", replace(GATE, accuracy=900)), "签到定位精度只有±900米"),
        (Presence(CAME - timedelta(days=1), "校门", GATE), "签到时间不在督导当天"),
    ],
)
def test_a_doubtful_position_is_shown_and_blocks_nothing(came: Presence, doubt: str | None) -> None:
    """§5: fake GPS is recorded and shown, never blocked."""
    assert doubts(came, None, DAY) == ((doubt,) if doubt else ())
    report = replace(REPORT, came=came)
    visit.when(replace(record(), report=report)).then(recorded(0, report))


def test_who_left_before_he_came_is_shown_too() -> None:
    came, left = Presence(CAME, "校门", GATE), Presence(CAME - timedelta(minutes=1), "校门", GATE)
    assert doubts(came, left, DAY) == ("签退时间早于签到时间",)
