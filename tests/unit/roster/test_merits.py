"""What an inspector did and how he was found to do it: training, appraisal, rewards (条例 8; Q13)."""

from dataclasses import replace
from datetime import date

import pytest

from services.roster.domain.details import Appraisal, ExitGround, TrainingMode
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorAppraised,
    InspectorExited,
    InspectorRewarded,
    PostAssigned,
    TrainingRecorded,
)
from services.roster.domain.inspector import INSPECTOR
from services.roster.domain.inspector_commands import (
    AppraiseInspector,
    AssignPost,
    RecordTraining,
    RewardInspector,
    ServingCommand,
)
from services.roster.domain.merits import (
    AppraisedOtherwise,
    DayInTheFuture,
    NoHoursTrained,
    NoSuchGrade,
    TooFewHours,
    TrainingRecordedOtherwise,
    YearNotOver,
)
from services.roster.domain.posting import PostBeforeTraining
from services.roster.domain.standing import InspectorHasExited, InspectorNotAppointed
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import LIN, NOW, OFFICE, PAPERS, RULES, lin

nobody = DeciderTest(INSPECTOR)
inspector = nobody.given(InspectorAppointed("DX001", LIN))
trained = TrainingRecorded("DX001", date(2026, 5, 8), 40, TrainingMode.CENTRAL, "春季集中培训")
reward = RewardInspector(OFFICE, NOW, "DX001", date(2026, 9, 1), "优秀督学", "云教督〔2026〕9号")


def train(
    hours: int = 40,
    on: date = date(2026, 5, 8),
    mode: TrainingMode = TrainingMode.CENTRAL,
    correction: str | None = None,
) -> RecordTraining:
    return RecordTraining(OFFICE, NOW, "DX001", on, hours, mode, "春季集中培训", RULES, correction)


def appraise(grade: str, year: int = 2026, reason: str | None = None) -> AppraiseInspector:
    return AppraiseInspector(OFFICE, NOW, "DX001", year, grade, reason, RULES)


@pytest.mark.parametrize("command", [train(), appraise("称职"), reward])
def test_only_of_who_is_in_office_anything_is_recorded(command: ServingCommand) -> None:
    """Q13: a file per inspector, which ends with his office."""
    nobody.when(command).then_refused(InspectorNotAppointed)
    out = InspectorExited("DX001", date(2026, 8, 15), ExitGround.RESIGNATION, "工作调动")
    inspector.given(out).when(command).then_refused(InspectorHasExited)


# 培训


def test_training_is_recorded() -> None:
    """督学管理暂行办法 21; Q13: a training file per inspector."""
    inspector.when(train()).then(trained)


def test_recording_again_changes_nothing() -> None:
    inspector.again(train())


def test_other_hours_for_the_same_training_need_a_reason() -> None:
    """Q13: append-only; a correction is an event of its own."""
    inspector.given(trained).when(train(36)).then_refused(TrainingRecordedOtherwise)
    corrected = TrainingRecorded(
        "DX001", trained.on, 36, TrainingMode.CENTRAL, trained.title, "签到表只有36学时"
    )
    inspector.given(trained).when(train(36, correction="签到表只有36学时")).then(corrected)
    inspector.given(trained).again(train(36, correction="签到表只有36学时"))


def test_a_training_has_hours() -> None:
    """督学管理暂行办法: or nothing at all would count as 岗前培训."""
    inspector.when(train(0, mode=TrainingMode.PRE_JOB)).then_refused(NoHoursTrained)


def test_a_training_that_was_recorded_by_mistake_counts_no_hour_any_more() -> None:
    """Q13: append-only; what was recorded of another person lets nobody take up duty."""
    of_another = train(0, correction="参训的是另一位督学")
    inspector.when(of_another).then_refused(NoHoursTrained)
    inspector.given(trained).when(train(0)).then_refused(NoHoursTrained)
    inspector.given(trained).when(of_another).then(replace(trained, hours=0, correction="参训的是另一位督学"))
    inspector.given(trained).again(of_another)


def test_nothing_is_recorded_that_is_still_to_come() -> None:
    inspector.when(train(on=date(2026, 9, 2))).then_refused(DayInTheFuture)
    inspector.when(replace(reward, on=date(2026, 9, 2))).then_refused(DayInTheFuture)


# 年度考核


def test_a_year_is_appraised_with_the_hours_that_counted() -> None:
    """条例 8; 督学管理暂行办法 21: 40学时."""
    inspector.given(trained).when(appraise("称职")).then(InspectorAppraised("DX001", 2026, "称职", 40))


def test_appraising_again_changes_nothing() -> None:
    inspector.given(trained).again(appraise("称职"))


def test_a_passing_grade_below_forty_hours_needs_a_reason() -> None:
    """督学管理暂行办法 21."""
    refusal = inspector.when(appraise("称职")).then_refused(TooFewHours)
    assert refusal.article == "《督学管理暂行办法》（教督〔2016〕2号）第二十一条"
    inspector.when(appraise("优秀")).then_refused(TooFewHours)
    inspector.when(appraise("称职", reason="产假")).then(InspectorAppraised("DX001", 2026, "称职", 0, "产假"))
    inspector.when(appraise("基本称职")).then(InspectorAppraised("DX001", 2026, "基本称职", 0))


def test_other_modes_of_training_do_not_count_towards_the_forty_hours() -> None:
    """督学管理暂行办法 21: 集中培训."""
    online = replace(trained, mode=TrainingMode.ONLINE)
    pre_job = replace(trained, mode=TrainingMode.PRE_JOB)
    inspector.given(online, pre_job).when(appraise("称职")).then_refused(TooFewHours)


def test_hours_of_another_year_do_not_count() -> None:
    """督学管理暂行办法 21: a year."""
    inspector.when(appraise("称职", 2025)).then_nothing()
    inspector.given(trained).when(appraise("优秀", 2024)).then_refused(TooFewHours)


def test_the_grades_are_those_of_the_rule_pack() -> None:
    inspector.when(appraise("合格")).then_refused(NoSuchGrade)


def test_a_year_to_come_is_not_appraised() -> None:
    """条例 8: 考核 is of what was done."""
    inspector.when(appraise("基本称职", 2027)).then_refused(YearNotOver)


def test_a_grade_is_changed_with_a_reason_only() -> None:
    """Q13: append-only."""
    graded = inspector.given(InspectorAppraised("DX001", 2026, "不称职", 0))
    graded.when(appraise("基本称职")).then_refused(AppraisedOtherwise)
    graded.when(appraise("基本称职", reason="申诉成立")).then(
        InspectorAppraised("DX001", 2026, "基本称职", 0, "申诉成立")
    )


def test_a_grade_of_the_entry_is_changed_with_a_reason_only_too() -> None:
    """条例 8: a year failed on paper is not passed in silence."""
    on_paper = nobody.given(InspectorAppointed("DX001", lin(appraisals=(Appraisal(2025, "不称职"),))))
    on_paper.when(appraise("称职", 2025)).then_refused(AppraisedOtherwise)


# 表彰


def test_a_reward_is_recorded() -> None:
    """Q13: reward the excellent."""
    inspector.when(reward).then(InspectorRewarded("DX001", reward.on, reward.title, reward.document))


def test_rewarding_again_changes_nothing() -> None:
    inspector.again(reward)


def before_the_job(
    hours: int, day: int = 8, completes: bool = True, correction: str | None = None
) -> TrainingRecorded:
    on = date(2026, 5, day)
    return TrainingRecorded("DX001", on, hours, TrainingMode.PRE_JOB, "岗前培训", correction, completes)


def ask_before_the_job(hours: int, day: int = 8, correction: str | None = None) -> RecordTraining:
    on = date(2026, 5, day)
    return RecordTraining(
        OFFICE, NOW, "DX001", on, hours, TrainingMode.PRE_JOB, "岗前培训", RULES, correction
    )


def test_training_before_the_job_is_complete_with_the_hours_the_district_has_set() -> None:
    """督学管理暂行办法: 岗前培训; `pre_job_hours` is 本区设定."""
    new = nobody.given(InspectorAppointed("DX001", LIN, PAPERS))
    post = AssignPost(OFFICE, NOW, "DX001", "319991-0001", date(2026, 6, 1))
    short = before_the_job(5, completes=False)
    new.when(ask_before_the_job(5)).then(short)
    new.given(short).when(post).then_refused(PostBeforeTraining)
    rest = before_the_job(3, 9)
    new.given(short).when(ask_before_the_job(3, 9)).then(rest)
    new.given(short, rest).when(post).then(PostAssigned("319991-0001", "DX001", post.since))
    mended = before_the_job(2, 9, completes=False, correction="多记了1学时")
    new.given(short, rest).when(ask_before_the_job(2, 9, "多记了1学时")).then(mended)
    new.given(short, rest, mended).when(post).then_refused(PostBeforeTraining)


def test_who_was_entered_in_office_needs_no_training_before_the_job() -> None:
    """在册登记: he took it up long ago."""
    inspector.when(ask_before_the_job(1)).then(before_the_job(1))
